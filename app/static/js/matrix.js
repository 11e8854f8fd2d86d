// Permission matrix: a click on a row's or a column's name turns all of it on or off.
(() => {
  "use strict";

  function toggle(boxes) {
    const free = boxes.filter((box) => !box.disabled);
    const isOn = free.some((box) => !box.checked);
    free.forEach((box) => {
      if (box.checked !== isOn) box.click();
    });
  }

  crm.on("click", "[data-toggle-row]", (button) => {
    toggle(crm.all("input[name=grant]", button.closest("tr")));
  });

  crm.on("click", "[data-toggle-column]", (button) => {
    const verb = CSS.escape(button.dataset.toggleColumn);
    toggle(crm.all(`input[data-verb="${verb}"]`, button.closest("table")));
  });
})();
