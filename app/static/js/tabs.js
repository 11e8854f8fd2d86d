// Tabs of a record: content is loaded when a tab is first opened, the address remembers which.
(() => {
  "use strict";

  const tabsOf = (list) => crm.all("[role=tab]", list);
  const paneOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const keyOf = (tab) => tab.id.replace(/^tab-/, "");

  function open(tab, { focus = false } = {}) {
    const list = tab.closest("[data-tabs]");
    for (const other of tabsOf(list)) {
      const isOpen = other === tab;
      other.setAttribute("aria-selected", String(isOpen));
      other.tabIndex = isOpen ? 0 : -1;
      paneOf(other).hidden = !isOpen;
    }
    htmx.trigger(paneOf(tab), "crm:open");
    history.replaceState(history.state, "", `#${keyOf(tab)}`);
    if (focus) tab.focus();
  }

  crm.on("click", "[data-tabs] [role=tab]", (tab, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(tab);
  });

  crm.on("keydown", "[data-tabs] [role=tab]", (tab, event) => {
    const tabs = tabsOf(tab.closest("[data-tabs]"));
    const here = tabs.indexOf(tab);
    const targets = {
      ArrowRight: tabs[(here + 1) % tabs.length],
      ArrowLeft: tabs[(here - 1 + tabs.length) % tabs.length],
      Home: tabs[0],
      End: tabs.at(-1),
    };
    const target = targets[event.key];
    if (!target) return;
    event.preventDefault();
    open(target, { focus: true });
  });

  function openFromAddress() {
    const key = decodeURIComponent(location.hash.slice(1));
    const tab = document.getElementById(`tab-${key}`);
    if (tab?.closest("[data-tabs]")) open(tab);
  }

  // After htmx has read the page: only then can a pane be asked to load itself.
  document.addEventListener("DOMContentLoaded", () => setTimeout(openFromAddress));
  addEventListener("hashchange", openFromAddress);
})();
