// Search and filter chips of a list; the form itself works without any of this.
(() => {
  "use strict";

  const send = (form) => form.requestSubmit();
  const sendSoon = crm.debounce((form) => form.isConnected && send(form), 250);

  // The operator is part of the name of the value: _flt_<operator>_<column>.
  function applyOperator(chip) {
    const operator = crm.one("[data-operator]", chip);
    if (!operator) return;
    crm.all('[name^="_flt_"]', chip).forEach((field) => {
      field.name = operator.value;
    });
  }

  function hasValue(chip) {
    return crm.all('[name^="_flt_"]', chip).some((field) => field.value !== "");
  }

  function focusValue(chip) {
    const field = crm.one('[name^="_flt_"]', chip);
    if (field?.tomselect) field.tomselect.focus();
    else field?.focus();
  }

  async function addChip(form, column) {
    const response = await fetch(form.dataset.chipUrl + encodeURIComponent(column), {
      headers: { "HX-Request": "true" },
    });
    if (!response.ok) return crm.toast(crm.text("failed"), "danger");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const chip = crm.one("[data-chip]", page);
    if (!chip) return;
    crm.one("[data-chips]", form).append(chip);
    htmx.process(chip);
    crm.start(chip);
    focusValue(chip);
  }

  crm.onLoad((root) => crm.all("[data-chip]", root.parentNode ?? root).forEach(applyOperator));

  crm.on("click", "[data-add-filter]", (button) => {
    addChip(button.closest("form"), button.dataset.addFilter);
  });

  crm.on("click", "[data-chip-remove]", (link, event) => {
    const form = link.closest("form[data-filters]");
    if (!form) return;
    event.preventDefault();
    const chip = link.closest("[data-chip]");
    const wasActive = hasValue(chip);
    chip.remove();
    if (wasActive) send(form);
    else crm.one("[data-add-filter]", form)?.closest(".dropdown").querySelector("button").focus();
  });

  crm.on("input", "form[data-filters] [type=search]", (input) => sendSoon(input.form));

  crm.on("change", "[data-chip]", (chip, event) => {
    applyOperator(chip);
    const isOperator = event.target.matches("[data-operator]");
    if (!isOperator || hasValue(chip)) sendSoon(chip.closest("form"));
  });
})();
