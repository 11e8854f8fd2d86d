// Sums of the month grid: rows come from the server, columns are moved by what has changed.
(() => {
  "use strict";

  const { hours } = crm;

  const isQuantity = () => hours.root().dataset.quantity !== undefined;

  // „168:30” is minutes, „12,5” hundredths.
  function read(text) {
    if (!text) return 0;
    if (isQuantity()) return Math.round(Number(text.replace(",", ".")) * 100);
    const [whole, rest = "0"] = text.split(":");
    return Number(whole) * 60 + Number(rest);
  }

  function write(amount) {
    if (!amount) return "";
    if (isQuantity()) return String(amount / 100).replace(".", ",");
    const rest = amount % 60;
    const whole = Math.floor(amount / 60);
    return rest ? `${whole}:${String(rest).padStart(2, "0")}` : String(whole);
  }

  // A narrow column breaks a sum behind its colon.
  const BREAK = "\u200b";

  function move(place, step) {
    return write(read(place.textContent.replaceAll(BREAK, "")) + step);
  }

  hours.addToDay = (day, step) => {
    if (!step) return;
    const foot = hours.table().tFoot.rows[0];
    const total = crm.one("b", foot);
    foot.cells[day].textContent = move(foot.cells[day], step).replace(":", `:${BREAK}`);
    total.textContent = move(total, step);
  };

  hours.showRows = (rows = {}) => {
    for (const [contract, [total, difference]] of Object.entries(rows)) {
      const row = crm.one(`tr[data-c="${contract}"]`, hours.table());
      if (!row) continue;
      crm.one(".sum b", row).textContent = total;
      crm.one(".sum small", row).textContent = difference;
    }
  };
})();
