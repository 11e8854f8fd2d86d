// The month grid by keyboard and mouse, as people know it from spreadsheets.
(() => {
  "use strict";

  const { hours } = crm;
  const STARTS = /^[\d,.:]$/;
  let current = null;
  let anchor = null;
  let marked = [];
  let editor = null;

  hours.current = () => current;
  hours.isEditing = () => Boolean(editor);

  // The rows of cells between the anchor and the current cell.
  hours.range = () => {
    if (!current) return [];
    const [firstRow, firstColumn] = hours.place(anchor);
    const [lastRow, lastColumn] = hours.place(current);
    const rows = [];
    for (let row = Math.min(firstRow, lastRow); row <= Math.max(firstRow, lastRow); row += 1) {
      const cells = [];
      const end = Math.max(firstColumn, lastColumn);
      for (let column = Math.min(firstColumn, lastColumn); column <= end; column += 1) {
        cells.push(hours.at(row, column));
      }
      rows.push(cells);
    }
    return rows;
  };

  function mark() {
    marked.forEach((cell) => cell.classList.remove("g"));
    marked = anchor === current ? [] : hours.range().flat();
    marked.forEach((cell) => cell.classList.add("g"));
  }

  function go(cell, { extend = false } = {}) {
    if (!hours.isCell(cell)) return false;
    if (cell !== current) current?.removeAttribute("tabindex");
    current = cell;
    if (!extend || !anchor) anchor = cell;
    cell.tabIndex = 0;
    cell.setAttribute("aria-describedby", "hours-line");
    if (document.activeElement !== cell) cell.focus();
    mark();
    hours.describe();
    return true;
  }

  hours.go = go;

  // The line above the table says in words what the cell shows by colour.
  hours.describe = () => {
    const line = crm.one("[data-hours-line]");
    if (!line || !current?.isConnected) return;
    crm.one("[data-line-place]", line).textContent = `${hours.name(current)} · ${hours.dayTitle(current)}`;
    crm.one("[data-line-state]", line).textContent = words(current);
    crm.one("[data-line-open]", line).hidden = hours.isOutside(current);
  };

  function words(cell) {
    if (hours.isOutside(cell)) return crm.text("hours_outside");
    const found = [...cell.classList].map((name) => crm.text(`hours_${name}`)).filter((text) => !text.startsWith("hours_"));
    const text = hours.text(cell);
    return [text, ...found, cell.dataset.w, cell.title].filter(Boolean).join(" · ");
  }

  // -- editing --------------------------------------------------------------------------------

  function edit(start) {
    if (hours.isSeveral(current)) return hours.openDay(current);
    if (!hours.mayType(current)) return hours.tell(words(current));
    const input = crm.element("input", "hours-input");
    input.value = start ?? hours.text(current);
    input.maxLength = 60;
    input.autocomplete = "off";
    input.setAttribute("aria-label", `${hours.name(current)}, ${hours.dayTitle(current)}`);
    current.append(input);
    editor = { input, cell: current };
    input.focus();
    if (start === undefined) input.select();
    input.addEventListener("blur", () => finish(true));
    return undefined;
  }

  function finish(isKept) {
    if (!editor) return;
    const { input, cell } = editor;
    editor = null;
    const text = input.value.trim();
    input.remove();
    if (isKept) hours.change([[cell, text]]);
    hours.describe();
  }

  function whileEditing(event) {
    const step = stepOf(event, { isEditing: true });
    if (event.key === "Escape") {
      finish(false);
      go(current);
    } else if (step) {
      finish(true);
      go(hours.at(...step)) || go(current);
    } else return false;
    return true;
  }

  // -- moving ---------------------------------------------------------------------------------

  function stepOf(event, { isEditing = false } = {}) {
    const [row, column] = hours.place(current);
    const last = hours.table().tBodies[0].rows.length - 1;
    const back = event.shiftKey ? -1 : 1;
    const steps = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Tab: [row, column + back],
      Enter: [row + back, column],
      ...(isEditing
        ? {}
        : {
            ArrowLeft: [row, column - 1],
            ArrowRight: [row, column + 1],
            Home: [event.ctrlKey ? 0 : row, 1],
            End: [event.ctrlKey ? last : row, hours.days()],
            PageUp: [Math.max(row - 20, 0), column],
            PageDown: [Math.min(row + 20, last), column],
          }),
    };
    return steps[event.key];
  }

  function withControl(event) {
    const actions = {
      z: hours.undo,
      d: hours.fillDown,
      r: hours.fillRight,
      a: () => {
        anchor = hours.at(0, 1);
        go(hours.at(hours.table().tBodies[0].rows.length - 1, hours.days()), { extend: true });
      },
    };
    const action = actions[event.key.toLowerCase()];
    action?.();
    return Boolean(action);
  }

  function erase() {
    const cells = hours.range().flat();
    const skipped = hours.change(cells.map((cell) => [cell, ""]));
    if (skipped === cells.length && skipped) hours.tell(words(current));
  }

  function whileMoving(event) {
    if (event.key === "Enter" && (event.altKey || hours.isSeveral(current))) return hours.openDay(current) ?? true;
    if (event.altKey) return false;
    if ((event.ctrlKey || event.metaKey) && !["Home", "End"].includes(event.key)) return withControl(event);
    const step = stepOf(event);
    if (step) {
      const extend = event.shiftKey && !["Tab", "Enter"].includes(event.key);
      return go(hours.at(...step), { extend }) || event.key !== "Tab";
    }
    if (event.key === "F2") edit();
    else if (event.key === "Delete" || event.key === "Backspace") erase();
    else if (STARTS.test(event.key)) edit(event.key);
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !current?.isConnected || !event.target.closest?.(".hours-table td")) return;
    const isDone = editor ? whileEditing(event) : whileMoving(event);
    if (isDone) event.preventDefault();
  });

  // -- mouse ----------------------------------------------------------------------------------

  document.addEventListener("mousedown", (event) => {
    const cell = event.target.closest?.(".hours-table tbody td");
    if (!hours.isCell(cell) || event.button || cell === editor?.cell) return;
    event.preventDefault();
    finish(true);
    go(cell, { extend: event.shiftKey });
  });

  document.addEventListener("mouseover", (event) => {
    if (event.buttons !== 1 || editor || !current?.isConnected) return;
    const cell = event.target.closest?.(".hours-table tbody td");
    if (hours.isCell(cell) && cell !== current) go(cell, { extend: true });
  });

  crm.on("dblclick", ".hours-table tbody td", (cell) => {
    if (cell === current && !editor) edit();
  });

  // -- ticked people --------------------------------------------------------------------------

  hours.ticked = () => crm.all("tbody th input:checked", hours.table()).map((box) => box.closest("tr"));
  crm.on("change", "[data-hours-all]", (all) => {
    crm.all("tbody th input", hours.table()).forEach((box) => {
      box.checked = all.checked;
    });
  });

  crm.onLoad((root) => {
    if (!root.matches?.("[data-hours]") && root !== document) return;
    current = anchor = editor = null;
    marked = [];
    const first = hours.table() && crm.all("tbody td:not(.x):not(.sum)", hours.table())[0];
    if (!first) return;
    current = anchor = first;
    first.tabIndex = 0;
  });
  document.addEventListener("focusin", (event) => {
    if (event.target === current && !editor) hours.describe();
  });
})();
