// Rows of rates and prices: another rate from a later day, a new record; Enter goes down.
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

  // Price records: what a fee or a value cannot be is greyed out, a removed row is emptied.
  function limit(row) {
    const [section, mode] = ["price_section", "price_mode"].map((name) => inputOf(row, name).value);
    inputOf(row, "price_fee").closest("td").classList.toggle("is-idle", section !== "fee");
    inputOf(row, "price_value").closest("td").classList.toggle("is-idle", mode === "ignore");
  }

  function addPrice(box) {
    const blank = crm.one("[data-price-blank]", box).content.firstElementChild.cloneNode(true);
    crm.one("[data-price-list]", box).append(blank);
    limit(blank);
    inputOf(blank, "price_name").focus();
  }

  // A record that is saved goes when its row comes empty; a new one just goes.
  function removePrice(row) {
    const box = row.closest("[data-prices]");
    if (inputOf(row, "price_id").value) {
      inputOf(row, "price_name").value = inputOf(row, "price_value").value = "";
      row.hidden = true;
    } else row.remove();
    inputOf(row, "price_name").dispatchEvent(new Event("change", { bubbles: true }));
    crm.one("[data-price-add]", box).focus();
  }

  crm.on("click", "[data-price-add]", (button) => addPrice(button.closest("[data-prices]")));
  crm.on("click", "[data-price-remove]", (button) => removePrice(button.closest("[data-price-row]")));
  crm.on("change", "[data-price-row]", (row) => limit(row));
  crm.onLoad((root) => crm.all("[data-price-row]", root).forEach(limit));

  crm.on("click", "[data-rate-later]", (button) => addLater(button.closest("[data-rate-row]")));

  crm.on("keydown", "[data-rate-row]", (row, event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    if (!event.target.matches("[inputmode=decimal]")) return;
    event.preventDefault();
    step(event.target, row, event.shiftKey);
  });
})();
