// Long forms: focus on the first error, no double submit, a warning before typed text is lost.
(() => {
  "use strict";

  let isLeaving = false;
  const changed = new Set();

  function focusFirstError(form) {
    const field = crm.one("[aria-invalid=true]", form);
    const target = field?.tomselect ? field.tomselect.control_input : field;
    (target ?? crm.one("[data-error-summary]", form))?.focus();
  }

  // A new record is begun by typing. A select would open over the form, a phone its keyboard.
  function focusFirstField(form) {
    if (document.activeElement !== document.body || matchMedia("(pointer: coarse)").matches) return;
    const first = crm.all("input, select, textarea", form).find((field) => field.type !== "hidden");
    if (first?.matches("input:not([type=checkbox], [type=radio], [type=file])") && !first.value) first.focus();
  }

  function addReveal(box) {
    const input = crm.one("input", box);
    if (!input || box.dataset.on) return;
    box.dataset.on = "1";
    const button = crm.element("button", "btn btn-icon btn-quiet", crm.icon("eye"));
    button.type = "button";
    button.setAttribute("aria-label", crm.text("show_password"));
    button.addEventListener("click", () => {
      const isHidden = input.type === "password";
      input.type = isHidden ? "text" : "password";
      button.setAttribute("aria-label", crm.text(isHidden ? "hide_password" : "show_password"));
      button.replaceChildren(crm.icon(isHidden ? "eye-off" : "eye"));
    });
    box.append(button);
  }

  function markSending(form, button) {
    form.dataset.sending = "1";
    form.setAttribute("aria-busy", "true");
    const state = crm.one("[data-form-state]", form);
    if (state) state.textContent = crm.text("saving");
    button?.classList.add("is-sending");
  }

  function release(form) {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
    const state = crm.one("[data-form-state]", form);
    if (state) state.textContent = "";
    crm.all(".is-sending", form).forEach((button) => button.classList.remove("is-sending"));
  }

  crm.onLoad((root) => {
    crm.all("form[data-form]", root).forEach(focusFirstError);
    crm.all("form[data-begins]", root).forEach(focusFirstField);
    crm.all("[data-reveal]", root).forEach(addReveal);
  });

  for (const type of ["input", "change"]) {
    crm.on(type, "form[data-guard]", (form, event) => {
      if (event.isTrusted || event.target.tomselect) changed.add(form);
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    isLeaving = true;
    markSending(form, event.submitter);
  });

  // Back from the next page: the browser may show this one as it was left.
  addEventListener("pageshow", () => {
    isLeaving = false;
    crm.all("form[data-sending]").forEach(release);
  });

  addEventListener("beforeunload", (event) => {
    const isUnsaved = [...changed].some((form) => form.isConnected);
    if (!isLeaving && isUnsaved) event.preventDefault();
  });

  crm.on("click", "[data-leave]", (link, event) => {
    const form = link.closest("form");
    if (!changed.has(form)) return;
    event.preventDefault();
    crm.ask(crm.text("unsaved"), () => {
      isLeaving = true;
      location.assign(link.href);
    });
  });

  // The error summary links to fields; Tom Select hides the one with that id.
  crm.on("click", "[data-error-summary] a", (link, event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.tomselect ? field.tomselect.control_input : field).focus();
  });

  crm.on("change", "form[data-autosubmit]", (form) => form.requestSubmit());

  // data-when="field=one|two" is shown while the field of its form has one of the values.
  function showWhen(box) {
    const [name, values] = box.dataset.when.split("=");
    const field = box.closest("form").elements.namedItem(name);
    box.hidden = Boolean(field) && !values.split("|").includes(field.value);
  }

  crm.onLoad((root) => crm.all("[data-when]", root).forEach(showWhen));
  crm.on("change", "form:has([data-when])", (form) => crm.all("[data-when]", form).forEach(showWhen));
})();
