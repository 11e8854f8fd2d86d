// Keyboard: data-key="n" on a link, button or field is its shortcut; the rest is listed in #help.
(() => {
  "use strict";

  const PAUSE = 1200;
  let goUntil = 0;

  const isVisible = (element) => element.getClientRects().length > 0;

  function press(key) {
    const element = crm.all(`[data-key="${CSS.escape(key)}"]`).find(isVisible);
    if (!element) return false;
    element.focus();
    if (element.matches("input")) element.select();
    else element.click();
    return true;
  }

  // g then h: start page; g then 1…9: pages of the menu in order.
  function go(key) {
    const links = crm.all("[data-side-nav] a");
    const link = key === "h" ? crm.one(".side .brand") : links[Number(key) - 1];
    if (!link) return false;
    link.click();
    return true;
  }

  function toggleRow() {
    const box = crm.panel.row() && crm.one("input[name=rowid], input[name=row]", crm.panel.row());
    box?.click();
    return Boolean(box);
  }

  const actions = {
    j: () => crm.panel.step(1) ?? true,
    k: () => crm.panel.step(-1) ?? true,
    x: toggleRow,
    "?": () => crm.one("#help").showModal() ?? true,
    g: () => {
      goUntil = Date.now() + PAUSE;
      return true;
    },
  };

  function save(target) {
    const form = target.closest?.("form[data-form]") ?? crm.one("form[data-form]");
    const button = form && crm.one("[data-save]", form);
    button?.click();
    return Boolean(button);
  }

  function withModifier(event) {
    const key = event.key.toLowerCase();
    if (key === "k" && crm.palette) return crm.palette() ?? true;
    if (key === "enter") return save(event.target);
    return false;
  }

  function handle(event) {
    if (event.ctrlKey || event.metaKey) return withModifier(event);
    if (event.altKey || crm.one("dialog[open]") || crm.isTyping(event.target)) return false;
    if (Date.now() < goUntil) {
      goUntil = 0;
      return go(event.key);
    }
    return actions[event.key]?.() || press(event.key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !crm.one("#main .page-head, #palette")) return;
    if (event.key === "Escape") {
      if (crm.one("dialog[open]") || crm.one(".dropdown-menu.show")) return;
      if (event.target.matches?.("[type=search]")) event.target.blur();
      else crm.panel.close();
      return;
    }
    if (handle(event)) event.preventDefault();
  });
})();
