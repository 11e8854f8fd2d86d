// Ranges of the month grid to and from Excel, and filling down and right.
(() => {
  "use strict";

  const { hours } = crm;

  const isHere = () => hours.current()?.isConnected && document.activeElement === hours.current();

  function tellSkipped(count) {
    if (count) hours.tell(crm.text("hours_skipped", { n: count }));
  }

  document.addEventListener("copy", (event) => {
    if (!isHere()) return;
    const rows = hours.range().map((cells) => cells.map(hours.text).join("\t"));
    event.clipboardData.setData("text/plain", rows.join("\n"));
    event.preventDefault();
  });

  document.addEventListener("cut", (event) => {
    if (!isHere()) return;
    document.execCommand("copy");
    hours.change(hours.range().flat().map((cell) => [cell, ""]));
    event.preventDefault();
  });

  // A single value goes into every chosen cell, a range to where it begins.
  function placed(rows) {
    const range = hours.range();
    if (rows.length === 1 && rows[0].length === 1) {
      return range.flat().map((cell) => [cell, rows[0][0]]);
    }
    const [top, left] = hours.place(range[0][0]);
    return rows.flatMap((texts, row) =>
      texts.map((text, column) => [hours.at(top + row, left + column), text.trim()]),
    );
  }

  document.addEventListener("paste", (event) => {
    if (!isHere()) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const wanted = placed(text.split("\n").map((line) => line.split("\t")));
    const inside = wanted.filter(([cell]) => hours.isCell(cell));
    const skipped = hours.change(inside.filter(([cell, value]) => value || !hours.isOutside(cell)));
    tellSkipped(skipped + wanted.filter(([cell, value]) => value && !hours.isCell(cell)).length);
  });

  hours.fillDown = () => {
    const [first, ...rest] = hours.range();
    tellSkipped(hours.change(rest.flatMap((cells) => cells.map((cell, column) => [cell, hours.text(first[column])]))));
  };

  hours.fillRight = () => {
    const wanted = hours.range().flatMap(([first, ...rest]) => rest.map((cell) => [cell, hours.text(first)]));
    tellSkipped(hours.change(wanted));
  };
})();
