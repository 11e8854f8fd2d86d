// The preview beside a list: a click on a row, or j and k.
(() => {
  "use strict";

  const panel = () => crm.one("#panel");
  // A phone has no room beside the list: there a tap opens the record itself.
  const phone = matchMedia("(max-width: 640px)");
  let current = null;

  function mark(row) {
    current?.classList.remove("current");
    current = row;
    row?.classList.add("current");
  }

  function show(row) {
    mark(row);
    panel().hidden = false;
    panel().setAttribute("aria-busy", "true");
    // The address is that of the row's own link; repeated in each row it would be a lot of bytes.
    htmx.ajax("GET", `${crm.one("td a", row).href}?_panel=1`, { target: "#panel", swap: "innerHTML show:none" });
  }

  const showSoon = crm.debounce((row) => row === current && show(row), 90);

  function close() {
    if (panel().hidden) return false;
    panel().hidden = true;
    panel().replaceChildren();
    const link = current && crm.one("td a", current);
    mark(null);
    link?.focus({ preventScroll: true });
    return true;
  }

  // Move through the rows of the first list of the page; the panel follows once it is open.
  function step(by) {
    const rows = crm.all("tr[data-preview], tr[data-row]");
    if (!rows.length) return;
    const here = rows.indexOf(current);
    const next = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
    mark(next);
    next.scrollIntoView({ block: "nearest" });
    crm.one("td a", next)?.focus({ preventScroll: true });
    if (next.matches("[data-preview]")) showSoon(next);
  }

  crm.panel = { close, step, row: () => (current?.isConnected ? current : null) };

  crm.on("click", "tr[data-preview]", (row, event) => {
    if (event.target.closest("a, button, input, label")) return;
    if (String(getSelection())) return;
    if (phone.matches) return crm.one("td a", row)?.click();
    if (row === current && !panel().hidden) close();
    else show(row);
  });

  crm.on("click", "[data-panel-close]", close);

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    panel().removeAttribute("aria-busy");
    panel().scrollTop = 0;
    const open = crm.one("[data-panel-open]", panel());
    const link = current && crm.one("td a", current);
    if (open && !open.getAttribute("href") && link) open.href = link.href;
  });

  // Other rows on the screen: the preview belongs to none of them.
  document.addEventListener("htmx:afterSettle", () => {
    if (current && !current.isConnected) close();
  });
})();
