// Saving the month grid by itself: cells are sent in batches, one batch after the other.
(() => {
  "use strict";

  const { hours } = crm;
  const PAUSE = 400;
  const RETRY = 5000;
  const MOST = 7000;
  let queue = new Map();
  let sending = null;
  let timer;

  const status = (text) => {
    const place = crm.one("[data-saved]");
    if (place) place.textContent = text;
  };

  // Said at once, also by screen readers; an equal text is said again.
  hours.tell = (text) => {
    const live = crm.one("[data-hours-live]");
    if (!live) return;
    live.textContent = "";
    requestAnimationFrame(() => {
      live.textContent = text;
    });
  };

  // Let a cell say something; the server is told after a pause.
  hours.put = (cell, text) => {
    hours.showTyped(cell, text);
    queue.set(cell, text);
    schedule(PAUSE);
  };

  function schedule(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
    status(crm.text("saving"));
  }

  function body(batch) {
    const form = new FormData();
    for (const [name, value] of Object.entries(hours.args())) form.set(name, value ?? "");
    const cells = batch.map(([cell, text]) => {
      const { text: seen, revision } = hours.seen(cell);
      return [hours.contract(cell), hours.day(cell), text, seen, revision];
    });
    form.set("cells", JSON.stringify(cells));
    return form;
  }

  async function send() {
    if (sending || !queue.size) return sending;
    const batch = [...queue].slice(0, MOST);
    batch.forEach(([cell]) => queue.delete(cell));
    sending = post(batch);
    const isDelivered = await sending;
    sending = null;
    if (queue.size) schedule(isDelivered ? 0 : RETRY);
    if (!isDelivered) status(crm.text("hours_unsaved", { n: queue.size }));
    return undefined;
  }

  // Tells whether the server has answered, be it with a refusal.
  async function post(batch) {
    try {
      const response = await fetch(hours.root().dataset.save, {
        method: "POST",
        body: body(batch),
        headers: { "X-CSRFToken": crm.csrf(), Accept: "application/json" },
      });
      if (response.status >= 500) throw new Error(String(response.status));
      const isJson = response.headers.get("Content-Type")?.includes("json");
      const said = isJson
        ? await response.json()
        : { error: crm.text(response.status === 403 ? "forbidden" : "failed") };
      if (said.error) refuse(batch, said.error);
      else hours.take(said);
    } catch {
      for (const [cell, text] of batch) if (!queue.has(cell)) queue.set(cell, text);
      return false;
    }
    return true;
  }

  // The whole batch was refused: every cell keeps what was typed.
  function refuse(batch, text) {
    batch.forEach(([cell]) => fail(cell, text));
    status(crm.text("hours_unsaved", { n: batch.length }));
    hours.tell(text);
  }

  function fail(cell, text) {
    cell.classList.remove("d");
    cell.classList.add("e");
    cell.dataset.e = text;
    cell.title = text;
  }

  function clash(cell, said) {
    cell.classList.remove("d");
    cell.classList.add("f");
    cell.dataset.f = said.h || "–";
    cell.dataset.by = said.by;
    cell.title = crm.text("hours_conflict", { who: said.by || crm.text("hours_somebody"), value: said.t || "–" });
  }

  // Take over what the server says of cells and sums.
  hours.take = (said) => {
    const wrong = [];
    for (const one of said.cells) {
      const cell = hours.find(one.contract, one.day);
      if (!cell) continue;
      const before = hours.seen(cell).value;
      const isTypedAgain = queue.has(cell);
      if (one.error || one.conflict || isTypedAgain) hours.learn(cell, one);
      else hours.paint(cell, one);
      hours.addToDay(one.day, one.v - before);
      if (isTypedAgain) continue;
      if (one.error) fail(cell, one.error);
      if (one.conflict) clash(cell, one);
      if (one.error || one.conflict) wrong.push([cell, one]);
    }
    hours.showRows(said.rows);
    report(wrong);
  };

  function report(wrong) {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
    });
    const unsaved = crm.all("td:is(.e, .f)", hours.table()).length;
    if (queue.size) status(crm.text("saving"));
    else status(unsaved ? crm.text("hours_unsaved", { n: unsaved }) : crm.text("hours_saved", { time }));
    if (wrong.length) {
      const [cell, one] = wrong[0];
      const why = one.error ?? cell.title;
      const rest = wrong.length > 1 ? ` ${crm.text("hours_more", { n: wrong.length - 1 })}` : "";
      hours.tell(`${hours.name(cell)}, ${hours.dayTitle(cell)}: ${why}${rest}`);
    }
    hours.describe?.();
  }

  hours.isPending = () => Boolean(queue.size || sending);
  // Send what is waiting; what cannot be sent now goes on waiting.
  hours.flush = async () => {
    clearTimeout(timer);
    let left = Infinity;
    while (sending || (queue.size && queue.size < left)) {
      left = sending ? Infinity : queue.size;
      await (sending ?? send());
    }
  };

  // Another month is asked for only after this one was saved.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.question || !hours.isPending() || !hours.root()) return;
    event.preventDefault();
    hours.flush().then(() => event.detail.issueRequest(true));
  });
  window.addEventListener("beforeunload", (event) => {
    if (!hours.isPending()) return;
    send();
    event.preventDefault();
  });
  window.addEventListener("online", send);
  crm.onLoad((root) => {
    if (root.matches?.("[data-hours]") || root === document) queue = new Map();
  });
})();
