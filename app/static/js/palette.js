// Ctrl+K: pages of the menu at once, records from the server while typing.
(() => {
  "use strict";

  const MIN_LENGTH = 2;
  const dialog = crm.one("#palette");
  if (!dialog) return;
  const input = crm.one("#palette-input");
  const list = crm.one("#palette-list");
  const status = crm.one("#palette-status");
  let request = null;
  let selected = -1;

  const options = () => crm.all("[role=option]", list);
  const plain = (text) =>
    text
      .toLowerCase()
      .replace(/ł/g, "l")
      .normalize("NFD")
      .replace(/\p{Diacritic}/gu, "");

  function pages(query) {
    const wanted = plain(query);
    const items = crm.all("[data-side-nav] a").map((link) => ({
      title: link.textContent.trim(),
      url: link.href,
      icon: crm.one("use", link)?.getAttribute("href").split("#i-")[1],
    }));
    return items.filter((item) => plain(item.title).includes(wanted)).slice(0, query ? 6 : 12);
  }

  function option(item) {
    const row = crm.element("a", "palette-item");
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.tabIndex = -1;
    row.href = item.url;
    row.append(crm.icon(item.icon || "file"), crm.element("span", "palette-title", item.title));
    if (item.hint) row.append(crm.element("span", "palette-hint", item.hint));
    return row;
  }

  function groupOf({ label, items }, index) {
    const box = document.createElement("div");
    const head = crm.element("div", "palette-group", label);
    head.id = `palette-group-${index}`;
    head.setAttribute("role", "presentation");
    box.setAttribute("role", "group");
    box.setAttribute("aria-labelledby", head.id);
    box.append(head, ...items.map(option));
    return box;
  }

  function select(index) {
    const rows = options();
    selected = rows.length ? (index + rows.length) % rows.length : -1;
    rows.forEach((row, at) => {
      row.id = `palette-option-${at}`;
      row.setAttribute("aria-selected", String(at === selected));
    });
    rows[selected]?.scrollIntoView({ block: "nearest" });
    if (selected < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", rows[selected].id);
  }

  function render(groups) {
    list.replaceChildren(...groups.filter((group) => group.items.length).map(groupOf));
    select(0);
  }

  function announce(query, isDone) {
    if (query.length < MIN_LENGTH) status.textContent = crm.text("palette_hint");
    else if (!isDone) status.textContent = crm.text("loading");
    else if (!options().length) status.textContent = crm.text("no_results");
    else status.textContent = crm.text("palette_count", { n: options().length });
  }

  async function records(query) {
    request?.abort();
    request = new AbortController();
    const response = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(query)}`, {
      headers: { Accept: "application/json" },
      signal: request.signal,
    });
    if (!response.ok) throw new Error(response.status === 429 ? "busy" : "failed");
    return (await response.json()).groups;
  }

  const searchSoon = crm.debounce(async (query) => {
    if (query !== input.value.trim()) return;
    try {
      const found = await records(query);
      if (query !== input.value.trim()) return;
      const own = pages(query);
      const known = new Set(own.map((item) => new URL(item.url, location).pathname));
      const isNew = (item) => !known.has(new URL(item.url, location).pathname);
      const others = found.map((group) => ({ ...group, items: group.items.filter(isNew) }));
      render([{ label: crm.text("pages"), items: own }, ...others]);
      announce(query, true);
    } catch (error) {
      if (error.name === "AbortError") return;
      status.textContent = crm.text(error.message === "busy" ? "busy" : "failed");
    }
  }, 120);

  function update() {
    const query = input.value.trim();
    render([{ label: crm.text("pages"), items: pages(query) }]);
    announce(query, false);
    if (query.length >= MIN_LENGTH) searchSoon(query);
    else request?.abort();
  }

  crm.palette = () => {
    if (dialog.open) return dialog.close();
    const menu = bootstrap.Offcanvas.getInstance(crm.one("#nav"));
    menu?.hide();
    input.value = "";
    dialog.showModal();
    input.focus();
    update();
  };

  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") select(selected + 1);
    else if (event.key === "ArrowUp") select(selected - 1);
    else if (event.key === "Enter") options()[selected]?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousemove", (event) => {
    const row = event.target.closest("[role=option]");
    if (row && options().indexOf(row) !== selected) select(options().indexOf(row));
  });

  crm.on("click", "[data-palette-open]", () => crm.palette());
})();
