// Dialogs of the month grid: a day with its entries, a clash of two people, shifts for many.
(() => {
  "use strict";

  const { hours } = crm;

  // -- a day ----------------------------------------------------------------------------------

  let opened = null;

  const context = () => (hours.root() ?? crm.one("[data-person]")).dataset;

  function dayUrl({ contract, day }) {
    const { day: base, mode, kind } = context();
    return `${base}${contract}/${day}?${new URLSearchParams({ mode, kind })}`;
  }

  async function show(where, request = {}) {
    const response = await fetch(dayUrl(where), {
      ...request,
      headers: { "HX-Request": "true", "X-CSRFToken": crm.csrf() },
    });
    const isPage = response.headers.get("Content-Type")?.includes("html");
    if (response.ok && !isPage) return response.json();
    if (!isPage || (!response.ok && response.status !== 422)) {
      crm.toast(crm.text(response.status === 403 ? "forbidden" : "failed"), "danger");
      return null;
    }
    const dialog = crm.one("#hours-day");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    dialog.replaceChildren(...page.body.childNodes);
    opened = where;
    if (!dialog.open) dialog.showModal();
    crm.one("[role=alert]", dialog)?.scrollIntoView({ block: "nearest" });
    crm.one("input:not([type=hidden]):enabled", dialog)?.focus();
    return null;
  }

  hours.openDay = async (cell) => {
    if (hours.isOutside(cell)) return;
    await hours.flush();
    const day = `${context().month}-${String(hours.day(cell)).padStart(2, "0")}`;
    await show({ contract: hours.contract(cell), day });
  };

  crm.on("click", "[data-line-open]", () => hours.current() && hours.openDay(hours.current()));

  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-day-form]")) return;
    event.preventDefault();
    const form = new FormData(event.target, event.submitter);
    const said = await show(opened, { method: "POST", body: form });
    if (!said) return;
    crm.one("#hours-day").close();
    if (hours.root()) hours.take(said);
    else location.reload();
  });

  document.addEventListener(
    "close",
    (event) => {
      if (event.target.matches?.("#hours-day, #hours-conflict, #hours-shift")) hours.current()?.focus();
    },
    true,
  );

  crm.on("click", "[data-person-day]", (button) => {
    const contract = Number(location.pathname.split("/").at(-1));
    show({ contract, day: button.dataset.personDay });
  });

  // -- two people at one cell -----------------------------------------------------------------

  function askConflict(cell) {
    const dialog = crm.one("#hours-conflict");
    const theirs = hours.seen(cell).said;
    const who = cell.dataset.by || crm.text("hours_somebody");
    crm.one("[data-conflict-place]", dialog).textContent = `${hours.name(cell)} · ${hours.dayTitle(cell)}`;
    crm.one("[data-conflict-mine]", dialog).textContent = cell.textContent || "–";
    crm.one("[data-conflict-who]", dialog).textContent = crm.text("hours_has_saved", { who });
    crm.one("[data-conflict-theirs]", dialog).textContent = theirs.t || "–";
    dialog.onclick = (event) => {
      const take = event.target.closest("[data-conflict-take]")?.dataset.conflictTake;
      if (!take) return;
      if (take === "mine") hours.put(cell, cell.textContent);
      else hours.paint(cell, theirs);
      dialog.close();
      hours.go(cell);
    };
    dialog.showModal();
  }

  const isClash = (cell) => cell?.classList.contains("f");
  crm.on("click", ".hours-table td.f", (cell) => askConflict(cell));
  document.addEventListener(
    "keydown",
    (event) => {
      const cell = hours.current();
      if (!isClash(cell) || event.target !== cell || event.key !== "Enter") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      askConflict(cell);
    },
    true,
  );

  // -- many at once ---------------------------------------------------------------------------

  const rowsMeant = () => {
    const ticked = hours.ticked();
    return ticked.length ? ticked : [...hours.table().tBodies[0].rows];
  };

  const isFree = (cell) => hours.mayType(cell) && !hours.text(cell);

  crm.on("click", "[data-hours-shift]", () => {
    const dialog = crm.one("#hours-shift");
    crm.one("[data-shift-who]", dialog).textContent = crm.text("hours_people", { n: rowsMeant().length });
    dialog.showModal();
    dialog.querySelector("[name=text]").focus();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-shift-form]")) return;
    const form = new FormData(event.target);
    const days = new Set(form.getAll("weekday").map(Number));
    const [year, month] = hours.args().month.split("-").map(Number);
    const wanted = [];
    for (const row of rowsMeant()) {
      for (let day = Number(form.get("first")); day <= Number(form.get("last")); day += 1) {
        const cell = row.cells[day];
        const isMeant = days.has(new Date(year, month - 1, day).getDay());
        if (isMeant && hours.isCell(cell) && isFree(cell)) wanted.push([cell, form.get("text")]);
      }
    }
    hours.change(wanted);
    crm.toast(crm.text("hours_filled", { n: wanted.length }));
  });

  // A week is that of the current cell, from Monday to Sunday, within the month.
  function week() {
    const [year, month] = hours.args().month.split("-").map(Number);
    const day = hours.current() ? hours.day(hours.current()) : 1;
    const monday = day - ((new Date(year, month - 1, day).getDay() + 6) % 7);
    return [Math.max(monday, 1), Math.min(monday + 6, hours.days())];
  }

  crm.on("click", "[data-hours-before]", async (button) => {
    const isWeek = button.dataset.hoursBefore === "week";
    const [first, last] = isWeek ? week() : [1, hours.days()];
    const { month } = hours.args();
    const query = new URLSearchParams(location.search);
    const iso = (day) => `${month}-${String(day).padStart(2, "0")}`;
    for (const [name, value] of Object.entries({ ...hours.args(), from: button.dataset.hoursBefore })) {
      query.set(name, value ?? "");
    }
    query.set("first", iso(first));
    query.set("last", iso(last));
    await hours.flush();
    const response = await fetch(`${hours.root().dataset.before}?${query}`);
    if (!response.ok) return crm.toast(crm.text("failed"), "danger");
    const meant = new Set(rowsMeant());
    const wanted = (await response.json()).cells
      .map(([contract, day, text]) => [hours.find(contract, day), text])
      .filter(([cell]) => cell && meant.has(cell.parentElement) && isFree(cell));
    hours.change(wanted);
    return crm.toast(crm.text("hours_filled", { n: wanted.length }));
  });

  crm.on("click", "[data-hours-open]", () => {
    const dialog = crm.one("#hours-open");
    crm.one("[data-open-month]", dialog).value = hours.args().month;
    dialog.showModal();
  });
})();
