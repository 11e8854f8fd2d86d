// The one global of the application: small tools the components share.
(() => {
  "use strict";

  const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
  const texts = read("i18n") ?? {};
  let own = null; // what only this page says; looked for again while there is none
  const starters = [];

  const crm = {
    one: (selector, root = document) => root.querySelector(selector),
    all: (selector, root = document) => [...root.querySelectorAll(selector)],

    // Texts come from the page in the user's language: crm.text("selected", { n: 3 }).
    text(key, values = {}) {
      own ??= read("i18n-page");
      return (texts[key] ?? own?.[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
    },

    csrf: () => crm.one('meta[name="csrf-token"]').content,

    icon(name) {
      const sprite = crm.one('meta[name="crm-sprite"]').content;
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      svg.setAttribute("class", "icon");
      svg.setAttribute("aria-hidden", "true");
      use.setAttribute("href", `${sprite}#i-${name}`);
      svg.append(use);
      return svg;
    },

    element(tag, className, ...children) {
      const node = document.createElement(tag);
      node.className = className;
      node.append(...children);
      return node;
    },

    debounce(action, pause) {
      let timer;
      return (...values) => {
        clearTimeout(timer);
        timer = setTimeout(() => action(...values), pause);
      };
    },

    // Components that prepare markup register here; called for the page and for every swap.
    onLoad(start) {
      starters.push(start);
    },

    // Delegated events survive swaps: crm.on("click", "[data-post]", (element, event) => …).
    on(type, selector, action) {
      document.addEventListener(type, (event) => {
        const element = event.target.closest?.(selector);
        if (element) action(element, event);
      });
    },

    isTyping: (target) => Boolean(target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")),
  };

  crm.start = (root) => starters.forEach((action) => action(root));
  document.addEventListener("DOMContentLoaded", () => crm.start(document));
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) crm.start(event.detail.elt);
  });

  // Empty fields only make addresses long.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    const values = event.detail.formData;
    for (const [name, value] of [...values.entries()]) {
      if (value === "") values.delete(name);
    }
  });

  // The session ended while the page was open: the login page must not land inside a list.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const address = event.detail.xhr.responseURL;
    if (address && new URL(address).pathname.startsWith("/login")) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });

  globalThis.crm = crm;
})();
