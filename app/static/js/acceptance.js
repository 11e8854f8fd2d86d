// Hours to accept: ticking by person, arrows between rows, the reason of a rejection.
(() => {
  "use strict";

  const page = () => crm.one("[data-acceptance]");
  const boxes = (root = page()) => crm.all("input[name=row]", root);
  const isEverything = () => Boolean(crm.one("[data-everything]:checked", page()));
  const chosen = () =>
    isEverything()
      ? Number(crm.one("[data-everything]").dataset.count)
      : boxes().filter((box) => box.checked).length;

  // The rows of a person follow the row with the name, up to the next name.
  function rowsOf(box) {
    const found = [];
    for (let row = box.closest("tr").nextElementSibling; row?.matches("[data-row]"); row = row.nextElementSibling) {
      found.push(crm.one("input[name=row]", row));
    }
    return found;
  }

  function sum(box, parts) {
    const ticked = parts.filter((part) => part.checked).length;
    box.checked = ticked > 0 && ticked === parts.length;
    box.indeterminate = ticked > 0 && ticked < parts.length;
  }

  function show() {
    if (!page() || !crm.one("[data-tick-count]")) return;
    crm.all("[data-tick-group]", page()).forEach((box) => sum(box, rowsOf(box)));
    sum(crm.one("[data-tick-all]"), boxes());
    crm.one("[data-tick-count]").textContent = crm.text("selected", { n: chosen() });
    boxes().forEach((box) => box.closest("tr").classList.toggle("selected", box.checked));
  }

  function tick(parts, isTicked) {
    parts.forEach((box) => {
      box.checked = isTicked;
    });
    show();
  }

  crm.onLoad(show);
  crm.on("change", "[data-acceptance] input[name=row], [data-everything]", show);
  crm.on("change", "[data-tick-group]", (box) => tick(rowsOf(box), box.checked));
  crm.on("change", "[data-tick-all]", (box) => tick(boxes(), box.checked));

  // Everything of the filter is more than what is on the screen, so it is asked about.
  crm.on("click", "[data-accept]", (button, event) => {
    if (!isEverything()) return;
    event.preventDefault();
    crm.ask(button.dataset.ask, () => {
      crm.one("#acceptance-form").append(hidden("decision", "accept"));
      crm.one("#acceptance-form").submit();
    });
  });

  function hidden(name, value) {
    return Object.assign(document.createElement("input"), { type: "hidden", name, value });
  }

  crm.on("click", "[data-reject-open]", () => {
    if (!chosen()) return crm.toast(crm.text("tick_first"), "warning");
    crm.one("[data-reject-count]").textContent = crm.text("selected", { n: chosen() });
    crm.one("#reject").showModal();
    crm.one("#reject-reason").focus();
  });

  crm.on("click", "[data-reject]", (_button, event) => {
    const reason = crm.one("#reject-reason");
    if (reason.value.trim()) return;
    event.preventDefault();
    reason.setAttribute("aria-invalid", "true");
    reason.focus();
  });

  const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

  document.addEventListener("keydown", (event) => {
    const by = steps[event.key];
    if (!by || !page() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (crm.one("dialog[open]") || crm.isTyping(event.target)) return;
    const here = boxes().indexOf(event.target);
    if (here < 0 && event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = boxes()[Math.max(0, Math.min(boxes().length - 1, here + by))];
    next?.focus();
    next?.closest("tr").scrollIntoView({ block: "nearest" });
  });
})();
