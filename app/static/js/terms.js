// What was agreed with a chosen client, or for a chosen position: the form takes it over.
(() => {
  "use strict";

  // What somebody has typed there already gives way: another choice, other terms.
  function fill(form, name, value) {
    const field = form.elements[name];
    if (!field || value === undefined) return;
    if (field.tomselect) field.tomselect.setValue(value ?? "", true);
    else field.value = value ?? "";
  }

  crm.on("change", "form[data-terms] select", (select) => {
    const { form } = select;
    if (select.name !== form.dataset.termsOf || !select.value) return;
    fetch(`${form.dataset.terms}?${select.name}=${encodeURIComponent(select.value)}`)
      .then((response) => (response.ok ? response.json() : {}))
      .then((terms) => {
        for (const [name, value] of Object.entries(terms)) fill(form, name, value);
        form.dispatchEvent(new CustomEvent("crm:terms", { bubbles: true, detail: terms }));
      });
  });
})();
