// The calendar: shifts moved by hand and by keyboard, dialogs for one shift and for many.
(() => {
  "use strict";

  const root = () => crm.one("[data-calendar]");
  const cells = (row) => crm.all("td[data-day]", row);
  const rows = () => crm.all("tr[data-contract]", root());
  const stopOf = (cell) => crm.one(".shift", cell) ?? cell;
  const mayWrite = () => Boolean(root()?.dataset.move);
  let carried = null; // what was picked up by keyboard: { bar, over }
  let dragged = null;

  function text(key, values = {}) {
    const texts = JSON.parse(crm.one("[data-calendar-texts]", root()).textContent);
    return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  function say(words) {
    crm.one("[data-calendar-said]", root()).textContent = words;
  }

  const personOf = (cell) => crm.one(".cal-who a", cell.parentElement).textContent.trim();
  const dayOf = (cell) => cell.closest("table").tHead.rows[0].cells[cell.cellIndex].title;

  // ---- reading anew, dialogs ------------------------------------------------------------------

  function reload(entry) {
    const calendar = root();
    return htmx
      .ajax("GET", calendar.dataset.url, {
        source: calendar,
        target: "#calendar",
        select: "#calendar",
        swap: "outerHTML show:none ignoreTitle:true",
      })
      .then(() => entry && focusOn(crm.one(`[data-entry="${entry}"]`, root())));
  }

  function openDialog(url) {
    const dialog = crm.one("[data-calendar-box]", root());
    const body = crm.one("[data-calendar-body]", dialog);
    htmx
      .ajax("GET", url, {
        source: body,
        target: body,
        select: "#cal-form",
        swap: "innerHTML show:none ignoreTitle:true",
      })
      .then(() => {
        if (!dialog.open) dialog.showModal();
        crm.one("input:not([type=hidden]), select", body)?.focus();
      });
  }

  function add(cell) {
    if (!mayWrite() || cell.matches(".is-off, .is-closed")) return;
    const values = new URLSearchParams({
      contract: cell.parentElement.dataset.contract,
      day: cell.dataset.day,
    });
    openDialog(`${root().dataset.add}?${values}`);
  }

  // Whoever may only look is shown the entry.
  function open(bar) {
    const { edit, show } = root().dataset;
    if (mayWrite()) openDialog(edit.replace(/0$/, bar.dataset.entry));
    else location.assign(show.replace(/0$/, bar.dataset.entry));
  }

  crm.on("click", "[data-calendar] .shift[data-entry]", (bar) => open(bar));
  crm.on("click", "[data-calendar] td[data-day]", (cell, event) => {
    if (!event.target.closest(".shift")) add(cell);
  });
  crm.on("click", "[data-calendar-dialog]", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openDialog(link.href);
  });
  crm.on("click", "[data-calendar-close]", (link, event) => {
    const dialog = link.closest("dialog");
    if (!dialog) return;
    event.preventDefault();
    dialog.close();
  });
  document.addEventListener("calendar:changed", (event) => {
    crm.one("[data-calendar-box]", root())?.close();
    reload(event.detail.focus);
  });

  // ---- moving ---------------------------------------------------------------------------------

  async function move(bar, cell) {
    const source = bar.parentElement;
    if (cell === source) return;
    if (cell.matches(".is-off")) return crm.toast(text("outside"), "warning");
    cell.prepend(bar);
    let answer = {};
    let response = null;
    try {
      response = await fetch(root().dataset.move, {
        method: "POST",
        headers: { "X-CSRFToken": crm.csrf(), Accept: "application/json" },
        body: new URLSearchParams({
          entry: bar.dataset.entry,
          revision: bar.dataset.revision,
          contract: cell.parentElement.dataset.contract,
          day: cell.dataset.day,
        }),
      });
      answer = await response.json();
    } catch {
      answer.message = crm.text(response ? "failed" : "offline");
    }
    if (response?.ok) {
      crm.toast(answer.message, "success");
      say(answer.message);
      return reload(bar.dataset.entry);
    }
    source.prepend(bar);
    focusOn(bar);
    crm.toast(answer.message, "danger");
    if (response?.status === 409) reload(bar.dataset.entry);
  }

  const droppable = (event) => dragged && event.target.closest?.("[data-calendar] td[data-day]");

  document.addEventListener("dragstart", (event) => {
    const bar = event.target.closest?.("[data-calendar] .shift[draggable]");
    if (!bar) return;
    dragged = bar;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", bar.dataset.entry);
    bar.classList.add("is-lifted");
  });
  document.addEventListener("dragover", (event) => {
    const cell = droppable(event);
    if (!cell) return;
    event.preventDefault();
    mark(cell);
  });
  document.addEventListener("drop", (event) => {
    const cell = droppable(event);
    if (!cell) return;
    event.preventDefault();
    move(dragged, cell);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-lifted");
    dragged = null;
    mark(null);
  });

  function mark(cell) {
    crm.all(".is-over", root() ?? document).forEach((one) => one.classList.remove("is-over"));
    cell?.classList.add("is-over");
  }

  // ---- keyboard -------------------------------------------------------------------------------

  // One stop of the Tab key for the whole table; the arrows do the rest.
  function focusOn(stop) {
    if (!stop) return;
    crm.all("[tabindex='0']", stop.closest("table")).forEach((one) => {
      one.tabIndex = -1;
    });
    stop.tabIndex = 0;
    stop.focus();
  }

  function neighbour(cell, key) {
    const row = cell.parentElement;
    const place = cells(row).indexOf(cell);
    const near = (by) => rows()[rows().indexOf(row) + by];
    switch (key) {
      case "ArrowLeft":
        return cells(row)[place - 1];
      case "ArrowRight":
        return cells(row)[place + 1];
      case "ArrowUp":
        return near(-1) && cells(near(-1))[place];
      case "ArrowDown":
        return near(1) && cells(near(1))[place];
      case "Home":
        return cells(row)[0];
      case "End":
        return cells(row).at(-1);
      default:
        return undefined;
    }
  }

  // Several bars in one day: up and down go through them before they leave the day.
  function sibling(stop, key) {
    if (!stop.matches(".shift")) return null;
    if (key === "ArrowDown") return stop.nextElementSibling?.closest(".shift");
    return key === "ArrowUp" ? stop.previousElementSibling?.closest(".shift") : null;
  }

  function pickUp(bar) {
    carried = { bar, over: bar.parentElement };
    bar.classList.add("is-lifted");
    mark(carried.over);
    say(text("picked", { what: bar.getAttribute("aria-label") }));
  }

  function putDown() {
    const { bar, over } = carried;
    carried = null;
    bar.classList.remove("is-lifted");
    mark(null);
    return [bar, over];
  }

  function carry(event) {
    if (event.key === "Escape") {
      focusOn(putDown()[0]);
      say(text("given_up"));
      return true;
    }
    if (event.key === "Enter" || event.key === " ") {
      const [bar, cell] = putDown();
      move(bar, cell);
      return true;
    }
    const next = neighbour(carried.over, event.key);
    if (next) {
      carried.over = next;
      mark(next);
      focusOn(next);
      say(text("over", { who: personOf(next), day: dayOf(next) }));
    }
    return Boolean(next) || event.key.startsWith("Arrow");
  }

  function walk(stop, event) {
    const cell = stop.closest("td");
    const next = sibling(stop, event.key) ?? neighbour(cell, event.key);
    if (next) {
      focusOn(next.matches("td") ? stopOf(next) : next);
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      return true;
    }
    if (event.key !== "Enter" && event.key !== " ") return event.key.startsWith("Arrow");
    if (stop.matches("td")) add(stop);
    else if (event.key === " ") open(stop);
    else if (stop.draggable) pickUp(stop);
    else open(stop);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (carried && !carried.bar.isConnected) carried = null;
    const stop = event.target.closest?.("[data-calendar] :is(.shift[data-entry], td[data-day])");
    if (!stop && !carried) return;
    if (carried ? carry(event) : walk(stop, event)) event.preventDefault();
  });

  // A button is pressed when the space bar is let go; it has been opened already.
  document.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.closest?.(".shift[data-entry]")) event.preventDefault();
  });

  // Where the table is wider than its place, the names stay and today is what is seen first.
  function showColumn(cell) {
    const wrap = cell.closest(".cal-wrap");
    const names = crm.one("th.cal-who", wrap).offsetWidth;
    const end = cell.offsetLeft + cell.offsetWidth;
    if (end > wrap.clientWidth) wrap.scrollLeft = cell.offsetLeft - names - cell.offsetWidth * 3;
  }

  crm.onLoad(() => {
    const table = crm.one(".cal-table", root() ?? document);
    if (!table || crm.one("[tabindex='0']", table)) return;
    const first = crm.one("td.is-today", table) ?? crm.one("td[data-day]", table);
    stopOf(first).tabIndex = 0;
    showColumn(first);
  });
})();
