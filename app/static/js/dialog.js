// Dialogs, and POSTs that ask first: data-post="url" data-confirm="text".
(() => {
  "use strict";

  const form = () => crm.one("#confirm-form");

  function fill(url, fields) {
    form().action = url;
    crm.all("[data-extra]", form()).forEach((input) => input.remove());
    for (const [name, value] of fields) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      input.dataset.extra = "";
      form().append(input);
    }
  }

  // Ask with `text` (no question without it), then run `go`.
  function ask(text, go) {
    if (!text) return go();
    const dialog = crm.one("#confirm");
    crm.one("#confirm-text").textContent = text;
    form().onsubmit = (event) => {
      event.preventDefault();
      form().onsubmit = null;
      dialog.close();
      go();
    };
    dialog.showModal();
    crm.one("[data-confirm-ok]").focus();
  }

  crm.post = (url, text, fields = []) =>
    ask(text, () => {
      fill(url, fields);
      form().submit();
    });

  crm.ask = ask;

  crm.on("click", "[data-post]", (button) => crm.post(button.dataset.post, button.dataset.confirm));

  // A submit button inside a real form may ask as well.
  crm.on("click", "button[type=submit][data-confirm]", (button, event) => {
    event.preventDefault();
    ask(button.dataset.confirm, () => {
      delete button.dataset.confirm;
      button.form.requestSubmit(button);
    });
  });

  // On a phone Bootstrap turns the side bar into a dialog; a dialog needs a name.
  document.addEventListener("show.bs.offcanvas", (event) => {
    event.target.setAttribute("aria-label", crm.text("menu"));
  });
  document.addEventListener("hidden.bs.offcanvas", (event) => {
    event.target.removeAttribute("aria-label");
  });

  // hx-confirm asks in the same dialog as everything else.
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });

  crm.on("click", "[data-dialog-close]", (button) => button.closest("dialog").close());
  crm.on("click", "[data-help-open]", () => crm.one("#help").showModal());

  // A click on the backdrop closes, as everywhere else.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLDialogElement)) return;
    const box = event.target.getBoundingClientRect();
    const isInside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (!isInside) event.target.close();
  });
})();
