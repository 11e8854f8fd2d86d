// Settlements: the month of the dashboard, unfolding lines, and their order by mouse and keyboard.
(() => {
  "use strict";

  crm.on("change", "[data-month-form] input", (input) => {
    if (input.value) input.form.requestSubmit();
  });

  // A line unfolds below itself; what is behind it is fetched once.
  crm.on("click", "[data-unfold]", (button) => {
    const row = document.getElementById(button.getAttribute("aria-controls"));
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    row.hidden = isOpen;
    if (isOpen || row.dataset.fetched) return;
    row.dataset.fetched = "1";
    htmx.ajax("GET", button.dataset.unfold, { target: row.cells[0], swap: "innerHTML" });
  });

  const rowsOf = (box) => crm.all("[data-order-row]", box);

  function send(box, focus) {
    const lines = rowsOf(box).map((row) => row.dataset.orderRow).join(",");
    const values = { csrf_token: crm.csrf(), lines };
    htmx.ajax("POST", box.dataset.order, { target: box, swap: "outerHTML", values }).then(() => {
      const row = focus && crm.one(`[data-order-row="${focus.id}"]`);
      const button = row && crm.one(`[data-order-step="${focus.step}"]:not(:disabled)`, row);
      (button ?? (row && crm.one("[data-order-step]:not(:disabled)", row)))?.focus();
    });
  }

  crm.on("click", "[data-order-step]", (button) => {
    const row = button.closest("[data-order-row]");
    const step = Number(button.dataset.orderStep);
    const isRow = (node) => node?.matches("[data-order-row]");
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!isRow(other)) return;
    if (step < 0) other.before(row);
    else other.after(row);
    send(row.closest("[data-order]"), { id: row.dataset.orderRow, step });
  });

  crm.on("keydown", "[data-order] [data-order-row]", (row, event) => {
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    if (!event.altKey || !(event.key in steps)) return;
    event.preventDefault();
    crm.one(`[data-order-step="${steps[event.key]}"]`, row)?.click();
  });

  let dragged = null;
  crm.on("dragstart", "[data-order] [data-order-row]", (row, event) => {
    dragged = row;
    row.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  crm.on("dragover", "[data-order] [data-order-row]", (row, event) => {
    if (!dragged || row.parentNode !== dragged.parentNode) return;
    event.preventDefault();
    if (row === dragged) return;
    const box = row.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) row.before(dragged);
    else row.after(dragged);
  });
  crm.on("dragend", "[data-order] [data-order-row]", (row) => {
    row.classList.remove("is-dragged");
    dragged = null;
    send(row.closest("[data-order]"));
  });
})();
