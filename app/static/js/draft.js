// A form sent after its session has ended: what was typed waits in this tab until its author is back.
(() => {
  "use strict";

  const KEY = "draft";
  const author = () => crm.one(".user-menu-mail")?.textContent;
  const here = () => location.pathname + location.search;
  const fieldsOf = (form) =>
    crm.all("input, select, textarea", form).filter(
      (field) => field.name && !["csrf_token", "_token"].includes(field.name) && !["password", "file"].includes(field.type),
    );

  function read(field) {
    if (["checkbox", "radio"].includes(field.type)) return field.checked;
    if (field.options) return [...field.selectedOptions].map(({ value, text }) => ({ value, text }));
    return field.value;
  }

  function write(field, value) {
    if (["checkbox", "radio"].includes(field.type)) field.checked = value;
    else if (!field.options) field.value = value;
    else if (field.tomselect) {
      field.tomselect.addOptions(value);
      field.tomselect.setValue(value.map((option) => option.value));
    } else field.value = value[0]?.value ?? "";
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-guard]")) return;
    const values = fieldsOf(event.target).map(read);
    sessionStorage.setItem(KEY, JSON.stringify({ author: author(), at: here(), values }));
  });

  // The hidden revision comes back as well, so a change by somebody else is still noticed.
  function restore(draft) {
    const form = crm.one("form[data-guard]");
    const add = form && crm.one("[data-price-add], [data-line-add]", form);
    // Rows that were added by hand are not in the page yet.
    for (let n = 0; add && n < 300 && fieldsOf(form).length < draft.values.length; n += 1) add.click();
    const fields = form ? fieldsOf(form) : [];
    if (fields.length !== draft.values.length) return;
    fields.forEach((field, index) => write(field, draft.values[index]));
    crm.toast(crm.text("restored"), "success");
  }

  document.addEventListener("DOMContentLoaded", () => {
    const draft = JSON.parse(sessionStorage.getItem(KEY));
    if (!draft) return;
    if (author()) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify({ ...draft, sawLogin: true }));
    if (draft.sawLogin && draft.author === author() && draft.at === here()) restore(draft);
  });
})();
