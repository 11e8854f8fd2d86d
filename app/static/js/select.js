// Tom Select over select[data-ts]; with data-url the options are searched on the server.
(() => {
  "use strict";

  // A listbox may hold nothing but options, even when it only says that there are none.
  function message(text) {
    const line = crm.element("div", "no-results", text);
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    return line;
  }

  // The field whose choice narrows the options of this one, if there is such a field.
  const owner = (select) => select.form?.elements.namedItem(select.dataset.depends ?? "") ?? null;

  function address(select, query) {
    const url = new URL(select.dataset.url, window.location.href);
    url.searchParams.set("q", query);
    const narrowing = owner(select);
    if (narrowing?.value) url.searchParams.set(narrowing.name, narrowing.value);
    return url;
  }

  function remote(select) {
    return {
      valueField: "value",
      labelField: "text",
      searchField: [],
      preload: "focus",
      loadThrottle: 200,
      shouldLoad: () => true,
      score: () => () => 1,
      load(query, done) {
        this.clearOptions();
        fetch(address(select, query), { headers: { Accept: "application/json" } })
          .then((response) => (response.ok ? response.json() : Promise.reject(response)))
          .then(done, () => {
            done();
            crm.toast(crm.text("failed"), "danger");
          });
      },
    };
  }

  function plugins(select) {
    if (select.closest("[data-chip]")) return {};
    if (select.multiple) return { remove_button: { title: crm.text("remove") } };
    return select.required ? {} : { clear_button: { title: crm.text("clear") } };
  }

  function options(select) {
    return {
      plugins: plugins(select),
      placeholder: select.getAttribute("placeholder") || crm.text("select"),
      hidePlaceholder: true,
      maxOptions: 200,
      allowEmptyOption: false,
      create: select.dataset.create !== undefined,
      render: {
        no_results: () => message(crm.text("no_results")),
        loading: () => message(crm.text("loading")),
        option_create: (data, escape) =>
          `<div class="create">${escape(crm.text("add_option"))} „${escape(data.input)}”</div>`,
      },
      ...(select.dataset.url ? remote(select) : {}),
    };
  }

  function enhance(select) {
    if (select.tomselect) return;
    const widget = new TomSelect(select, options(select));
    // The original stays in the form but is out of sight; readers should meet only one of them.
    select.setAttribute("aria-hidden", "true");
    owner(select)?.addEventListener("change", () => {
      widget.clear();
      widget.clearOptions();
      widget.load("");
    });
    const label = select.getAttribute("aria-label");
    if (label) widget.control_input.setAttribute("aria-label", label);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = select.getAttribute(name);
      if (value) widget.control_input.setAttribute(name, value);
    }
  }

  crm.onLoad((root) => {
    const own = root.matches?.("select[data-ts]") ? [root] : [];
    [...own, ...crm.all("select[data-ts]", root)].forEach(enhance);
  });
})();
