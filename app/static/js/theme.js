// Light, dark or as in the system; kept in a cookie so that the server renders it at once.
(() => {
  "use strict";

  const YEAR = 31536000;

  function choose(theme) {
    document.documentElement.dataset.bsTheme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    crm.all("[data-theme-set]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
    });
  }

  crm.on("click", "[data-theme-set]", (button) => choose(button.dataset.themeSet));
  crm.on("click", "[data-theme-toggle]", () => {
    choose(document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark");
  });
})();
