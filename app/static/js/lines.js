// Rows of lines in a form: add, remove, move, by mouse and keyboard; the server counts them.
(() => {
  "use strict";

  const rowsOf = (box) => crm.all("[data-line]", box);
  const boxOf = (element) => element.closest("[data-lines]");

  function renumber(box) {
    rowsOf(box).forEach((row, index) => {
      crm.one("[data-line-no]", row).textContent = index + 1;
    });
  }

  // Tells the guard that something was typed, and the sums that they are old.
  function changed(box) {
    renumber(box);
    box.dispatchEvent(new CustomEvent("crm:count", { bubbles: true }));
  }

  function add(box) {
    const blank = crm.one("[data-line-blank]", box).content.firstElementChild.cloneNode(true);
    const last = rowsOf(box).at(-1);
    if (last) {
      for (const name of ["line_unit", "line_vat"]) {
        crm.one(`[name=${name}]`, blank).value = crm.one(`[name=${name}]`, last).value;
      }
    }
    crm.one("[data-line-list]", box).append(blank);
    changed(box);
    crm.one("[name=line_text]", blank).focus();
  }

  function remove(row) {
    const box = boxOf(row);
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (next) crm.one("[name=line_text]", next).focus();
    else add(box);
    changed(box);
  }

  function zero(row) {
    crm.one("[name=line_quantity]", row).value = "0";
    changed(boxOf(row));
  }

  function move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const focused = document.activeElement;
    if (step < 0) other.before(row);
    else other.after(row);
    focused.focus();
    changed(boxOf(row));
  }

  function onEnter(input, row) {
    const next = row.nextElementSibling;
    if (next) crm.one(`[name=${input.name}]`, next).focus();
    else add(boxOf(row));
  }

  crm.on("click", "[data-line-add]", (button) => add(boxOf(button)));
  crm.on("click", "[data-line-remove]", (button) => remove(button.closest("[data-line]")));
  crm.on("click", "[data-line-zero]", (button) => zero(button.closest("[data-line]")));
  crm.on("click", "[data-lines-zero]", (button) => rowsOf(boxOf(button)).forEach(zero));
  crm.on("click", "[data-line-move]", (button) =>
    move(button.closest("[data-line]"), Number(button.dataset.lineMove)),
  );

  crm.on("keydown", "[data-line]", (row, event) => {
    const isInput = event.target.matches("input, select");
    if (event.key === "Enter" && isInput && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      onEnter(event.target, row);
    }
    if (!event.altKey) return;
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    if (event.key in steps) {
      event.preventDefault();
      move(row, steps[event.key]);
    }
    if (event.key === "Delete") {
      event.preventDefault();
      const button = crm.one("[data-line-remove], [data-line-zero]", row);
      button.click();
    }
  });

  // The answer lists the value of every row that was filled in, in their order.
  document.addEventListener("htmx:afterSwap", (event) => {
    const sums = event.target.closest?.("[data-line-sums]");
    if (!sums) return;
    const nets = crm.all("[data-net]", sums).map((item) => item.textContent.trim());
    const filled = ["line_text", "line_quantity", "line_price"];
    for (const row of rowsOf(boxOf(sums))) {
      const isFilled = filled.some((name) => crm.one(`[name=${name}]`, row).value.trim());
      crm.one("[data-line-net]", row).textContent = isFilled ? (nets.shift() ?? "") : "";
    }
  });

  // Rows that are still empty take the VAT rate of the chosen client.
  crm.on("crm:terms", "form", (form, event) => {
    const rate = event.detail.vat_rate;
    for (const row of rate ? crm.all("[data-line]", form) : []) {
      if (!crm.one("[name=line_text]", row).value) crm.one("[name=line_vat]", row).value = rate;
    }
  });

  crm.onLoad((root) => crm.all("[data-lines]", root).forEach(renumber));
})();
