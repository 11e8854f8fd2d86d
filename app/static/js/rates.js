// Rows of rates: another rate of the same kind from a later day; Enter goes down the column.
(() => {
  "use strict";

  const inputOf = (row, name) => crm.one(`[name=${name}]`, row);

  function addLater(row) {
    const later = row.cloneNode(true);
    for (const name of ["employee_rate", "client_rate", "valid_from", "rate_was"]) {
      inputOf(later, name).value = "";
    }
    later.classList.remove("has-error");
    crm.all(".field-error", later).forEach((error) => error.remove());
    row.after(later);
    htmx.process(later);
    htmx.trigger(later, "input");
    inputOf(later, "valid_from").focus();
  }

  function step(input, row, back) {
    const next = back ? row.previousElementSibling : row.nextElementSibling;
    if (next) inputOf(next, input.name).select();
  }

  crm.on("click", "[data-rate-later]", (button) => addLater(button.closest("[data-rate-row]")));

  crm.on("keydown", "[data-rate-row]", (row, event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    if (!event.target.matches("[inputmode=decimal]")) return;
    event.preventDefault();
    step(event.target, row, event.shiftKey);
  });
})();
