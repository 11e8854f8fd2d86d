// What was typed can be taken back, step by step: the old texts are simply typed again.
(() => {
  "use strict";

  const { hours } = crm;
  const MOST = 100;
  let steps = [];

  const show = () => {
    const button = crm.one("[data-hours-undo]");
    if (button) button.disabled = !steps.length;
  };

  const confirms = (cell) => !hours.isPlan() && cell.classList.contains("p");

  // Change cells in one step: [[cell, text], …]; returns how many could not be typed into.
  hours.change = (wanted) => {
    const open = wanted.filter(([cell]) => hours.mayType(cell));
    const step = open
      .filter(([cell, text]) => text !== hours.text(cell) || (text && confirms(cell)))
      .map(([cell, text]) => [cell, hours.text(cell), text]);
    for (const [cell, , text] of step) hours.put(cell, text);
    if (step.length) steps = [...steps.slice(1 - MOST), step];
    show();
    return wanted.length - open.length;
  };

  hours.undo = () => {
    const step = steps.pop();
    for (const [cell, before] of step ?? []) if (cell.isConnected) hours.put(cell, before);
    show();
  };

  crm.on("click", "[data-hours-undo]", () => hours.undo());
  crm.onLoad((root) => {
    if (root.matches?.("[data-hours]") || root === document) steps = [];
  });
})();
