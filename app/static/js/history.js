// History of a record: show the changes of one field only.
(() => {
  "use strict";

  const labelsOf = (change) => crm.all("dt", change).map((term) => term.textContent.trim());

  function prepare(box) {
    const select = crm.one("select", box);
    const changes = crm.all(".change");
    const labels = [...new Set(changes.flatMap(labelsOf))].sort((a, b) => a.localeCompare(b));
    labels.forEach((label) => select.add(new Option(label, label)));
    box.hidden = labels.length < 2;
    select.addEventListener("change", () => {
      changes.forEach((change) => {
        change.hidden = Boolean(select.value) && !labelsOf(change).includes(select.value);
        crm.all(".change-fields > div", change).forEach((row) => {
          const label = crm.one("dt", row).textContent.trim();
          row.hidden = Boolean(select.value) && label !== select.value;
        });
      });
    });
  }

  crm.onLoad((root) => crm.all("[data-history-filter]", root).forEach(prepare));
})();
