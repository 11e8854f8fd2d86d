// A list: roles and labels of the grid, selection, bulk actions, columns.
(() => {
  "use strict";

  const phone = matchMedia("(max-width: 640px)");
  const picked = (results) => crm.all("input[name=rowid]:checked", results);

  // display:grid takes the meaning of rows and cells away in some browsers; roles keep it.
  function giveRoles(table) {
    const roles = { thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
    table.setAttribute("role", "table");
    for (const [tag, role] of Object.entries(roles)) {
      crm.all(tag, table).forEach((node) => node.setAttribute("role", role));
    }
  }

  // On a phone a row is a card and every value needs the name of its column.
  function labelCells(table) {
    if (!phone.matches || table.dataset.labelled) return;
    table.dataset.labelled = "1";
    const labels = crm.all("th", table).map((cell) => cell.textContent.trim());
    crm.all("tbody tr", table).forEach((row) => {
      [...row.cells].forEach((cell, index) => {
        if (labels[index]) cell.dataset.label = labels[index];
      });
    });
  }

  function prepare(table) {
    giveRoles(table);
    labelCells(table);
  }

  function showBulk(results) {
    const count = picked(results).length;
    const bar = crm.one("[data-bulk]", results);
    const total = crm.all("input[name=rowid]", results).length;
    const every = crm.one("[data-check-all]", results);
    if (every) {
      every.checked = count > 0 && count === total;
      every.indeterminate = count > 0 && count < total;
    }
    crm.all("tbody tr", results).forEach((row) => {
      row.classList.toggle("selected", Boolean(crm.one("input[name=rowid]:checked", row)));
    });
    if (!bar) return;
    bar.hidden = count === 0;
    crm.one("[data-bulk-count]", bar).textContent = crm.text("selected", { n: count });
  }

  // What a narrow column cuts off is told on hover.
  crm.on("mouseover", ".table-grid td, .table-grid th", (cell) => {
    const isCut = [cell, ...cell.children].some((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth);
    if (isCut && !cell.title) cell.title = cell.innerText.trim().replace(/\s+/g, " ");
    else if (!isCut && cell.title) cell.removeAttribute("title");
  });

  crm.onLoad((root) => crm.all(".table-grid", root.parentNode ?? root).forEach(prepare));
  phone.addEventListener("change", () => crm.all(".table-grid").forEach(labelCells));

  crm.on("change", "[data-check-all]", (box) => {
    const results = box.closest("[data-results]");
    crm.all("input[name=rowid]", results).forEach((input) => {
      input.checked = box.checked;
    });
    showBulk(results);
  });

  crm.on("change", "input[name=rowid]", (box) => showBulk(box.closest("[data-results]")));

  // Shift+click selects everything between two boxes.
  let last = null;
  crm.on("click", "input[name=rowid]", (box, event) => {
    const boxes = crm.all("input[name=rowid]", box.closest("[data-results]"));
    if (event.shiftKey && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((input) => {
        input.checked = box.checked;
      });
    }
    last = box;
  });

  crm.on("click", "[data-bulk-clear]", (button) => {
    const results = button.closest("[data-results]");
    picked(results).forEach((input) => {
      input.checked = false;
    });
    showBulk(results);
    crm.one("[data-check-all]", results)?.focus();
  });

  crm.on("click", "[data-bulk-url]", (button) => {
    const rows = picked(button.closest("[data-results]")).map((input) => ["rowid", input.value]);
    crm.post(button.dataset.bulkUrl, button.dataset.confirm, [["action", button.dataset.action], ...rows]);
  });

  // Columns: the address keeps everything else it says about the list.
  function columnsAddress(form, keys) {
    const state = new URLSearchParams(form.dataset.state);
    state.delete(form.dataset.columns);
    if (keys.length) state.set(form.dataset.columns, keys.join(","));
    return `${form.getAttribute("action")}?${state}`;
  }

  function open(form, address) {
    const list = form.closest("[data-list]");
    const results = `#${list.id}-results`;
    const isEmbedded = list.classList.contains("is-embedded");
    htmx.ajax("GET", address, {
      source: list,
      target: results,
      select: results,
      selectOOB: `#${list.id}-tools`,
      swap: "outerHTML show:none",
    });
    if (!isEmbedded) history.replaceState(history.state, "", address);
  }

  crm.on("submit", "form[data-columns]", (form, event) => {
    event.preventDefault();
    const keys = crm.all("input[type=checkbox]:checked", form).map((input) => input.value);
    open(form, columnsAddress(form, keys));
  });

  crm.on("click", "[data-columns-reset]", (button) => {
    open(button.form, columnsAddress(button.form, []));
  });
})();
