// Messages: those of the server leave by themselves, errors stay until they are closed.
(() => {
  "use strict";

  const PAUSE = 6000;

  function schedule(toast) {
    if (toast.dataset.on || toast.getAttribute("role") === "alert") return;
    toast.dataset.on = "1";
    const leave = () => {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, PAUSE);
      else toast.remove();
    };
    setTimeout(leave, PAUSE);
  }

  crm.toast = (text, kind = "info") => {
    const symbol = { danger: "alert-circle", success: "circle-check" }[kind] ?? "info-circle";
    const toast = crm.element(
      "div",
      `toast-msg toast-${kind}`,
      crm.icon(symbol),
      crm.element("span", "toast-text", text),
    );
    toast.setAttribute("role", kind === "danger" ? "alert" : "status");
    toast.dataset.toast = "";
    const close = crm.element("button", "toast-close", crm.icon("x"));
    close.type = "button";
    close.dataset.toastClose = "";
    close.setAttribute("aria-label", crm.text("close"));
    toast.append(close);
    crm.one("#toasts")?.append(toast);
    schedule(toast);
  };

  crm.on("click", "[data-toast-close]", (button) => button.closest("[data-toast]").remove());
  crm.onLoad(() => crm.all("[data-toast]").forEach(schedule));

  document.addEventListener("htmx:responseError", (event) => {
    const text = { 403: "forbidden", 429: "busy" }[event.detail.xhr.status] ?? "failed";
    crm.toast(crm.text(text), "danger");
  });
  document.addEventListener("htmx:sendError", () => crm.toast(crm.text("offline"), "danger"));

  crm.on("click", "[data-copy]", async (element) => {
    await navigator.clipboard.writeText(element.dataset.copy || element.textContent.trim());
    crm.toast(crm.text("copied"), "success");
  });
})();
