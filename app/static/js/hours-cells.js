// Cells of the month grid: what they say, what the server is known to say, how they are painted.
(() => {
  "use strict";

  // What the server has last said of a cell that shows something else by now.
  const known = new WeakMap();

  const hours = {
    root: () => crm.one("[data-hours]"),
    table: () => crm.one(".hours-table"),
    isCell: (node) => Boolean(node?.matches?.(".hours-table tbody td:not(.sum)")),
    contract: (cell) => Number(cell.parentElement.dataset.c),
    day: (cell) => cell.cellIndex,
    name: (cell) => crm.one("th a", cell.parentElement).textContent,
    dayTitle: (cell) => hours.table().tHead.rows[0].cells[cell.cellIndex].title,
    at: (row, column) => hours.table().tBodies[0].rows[row]?.cells[column],
    place: (cell) => [cell.parentElement.sectionRowIndex, cell.cellIndex],
    days: () => hours.table().tHead.rows[0].cells.length - 2,
    find: (contract, day) => crm.one(`tr[data-c="${contract}"]`, hours.table())?.cells[day],

    // The mode and kind that every request of the page carries.
    args() {
      const { month, mode, kind } = hours.root().dataset;
      return { month, mode, kind };
    },

    isPlan: () => hours.root().dataset.mode === "plan",
    isEditable: () => hours.root()?.dataset.editable !== undefined,
    isOutside: (cell) => cell.classList.contains("x"),
    isSeveral: (cell) => cell.classList.contains("n"),
    isLocked: (cell) => cell.classList.contains("x") || cell.classList.contains("k"),
    mayType: (cell) => hours.isEditable() && !hours.isLocked(cell),
    text: (cell) => cell.dataset.t ?? cell.textContent,

    // Minutes, or hundredths of a quantity.
    value(cell) {
      if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
      return cell.textContent ? Number(cell.textContent) * 60 : 0;
    },

    // What the server knows of a cell, even while something else is typed into it.
    seen(cell) {
      return known.get(cell) ?? snapshot(cell);
    },

    // Show what was typed until the server has answered.
    showTyped(cell, text) {
      if (!known.has(cell)) known.set(cell, snapshot(cell));
      clear(cell);
      cell.textContent = text;
      cell.classList.add("d");
    },

    // Show what the server says.
    paint(cell, said) {
      known.delete(cell);
      clear(cell);
      cell.className = said.c;
      cell.textContent = said.h;
      if (said.t !== said.h) cell.dataset.t = said.t;
      if (said.c) cell.dataset.v = said.v;
      if (said.c && said.r !== 1) cell.dataset.r = said.r;
      if (said.w) cell.dataset.w = said.w;
    },

    // Learn what the server says, and go on showing what was typed.
    learn(cell, said) {
      known.set(cell, { text: said.t, revision: said.r, value: said.v, said });
    },
  };

  function clear(cell) {
    for (const name of ["t", "v", "r", "w", "e", "f"]) delete cell.dataset[name];
    cell.classList.remove("e", "f", "d");
    cell.removeAttribute("title");
  }

  function snapshot(cell) {
    const [state] = cell.classList;
    const isEmpty = !state || !"prajsm".includes(state);
    const text = hours.text(cell);
    const revision = isEmpty ? 0 : Number(cell.dataset.r ?? 1);
    const classes = [...cell.classList].filter((name) => name !== "g").join(" ");
    const said = {
      c: isEmpty ? "" : classes,
      h: cell.textContent,
      t: text,
      v: hours.value(cell),
      r: revision,
      w: cell.dataset.w ?? "",
    };
    return { text, revision, value: hours.value(cell), said };
  }

  crm.hours = hours;
})();
