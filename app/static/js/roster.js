// The people of a month: ticking all of them, and saying how many are ticked.
(() => {
  "use strict";

  const rows = (form) => crm.all('input[name="row"]', form);

  function count(form) {
    const ticked = rows(form).filter((box) => box.checked).length;
    const place = crm.one("[data-roster-count]", form);
    if (place) place.textContent = crm.text("selected", { n: ticked });
    const all = crm.one("[data-roster-all]", form);
    if (all) all.indeterminate = ticked > 0 && ticked < rows(form).length;
    crm.one(".roster-bar", form)?.toggleAttribute("hidden", !ticked);
  }

  // Nothing is in the way of the list while nobody is ticked.
  crm.onLoad((root) => crm.all("[data-roster-form]", root.parentNode ?? root).forEach(count));

  crm.on("change", "[data-roster-all]", (all) => {
    const form = all.closest("form");
    rows(form).forEach((box) => {
      box.checked = all.checked;
    });
    count(form);
  });

  crm.on("change", '[data-roster-form] input[name="row"]', (box) => count(box.form));

  crm.on("change", "[data-filter-form] select", (select) => select.form.requestSubmit());
})();
