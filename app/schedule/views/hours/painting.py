"""Cells of the month grid as markup and as JSON; both say the same in the same short words.

Six thousand cells are painted at once, so a template that is asked for each would be too slow,
and whatever goes without saying is not said: no attribute for text that is shown as it is edited.
"""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from app.schedule.enums import EntryState
from app.schedule.rules.durations import HOUR
from app.schedule.rules.grid import Cell
from app.schedule.services.cells import Answer

_LETTERS = {
    EntryState.planned: "p",
    EntryState.reported: "r",
    EntryState.accepted: "a",
    EntryState.rejected: "j",
    EntryState.settled: "s",
}
_EMPTY, _OUTSIDE = "<td></td>", '<td class="x"></td>'


def paint_row(cells: Iterable[Cell | None]) -> Markup:
    """Return the cells of a person."""
    return Markup("".join(map(_paint, cells)))  # noqa: S704 - its parts are escaped


def _paint(cell: Cell | None) -> str:
    if cell is None:
        return _OUTSIDE
    if not cell.count:
        return _EMPTY
    text = f' data-t="{cell.text}"' if cell.text != cell.short else ""
    value = f' data-v="{cell.value}"' if cell.value != _told(cell.short) else ""
    revision = f' data-r="{cell.revision}"' if cell.revision != 1 else ""
    reason = f' data-w="{escape(cell.reason)}"' if cell.reason else ""
    return f'<td class="{_class(cell)}"{text}{value}{revision}{reason}>{cell.short}</td>'


def _class(cell: Cell) -> str:
    letters = [_LETTERS[cell.state] if cell.state else "m"]
    letters += ["n"] if cell.count > 1 else []
    letters += ["k"] if cell.is_locked else []
    letters += ["o"] if cell.has_note else []
    return " ".join(letters)


def _told(text: str) -> int:
    """Return the minutes that go without saying: those of bare hours."""
    return int(text) * HOUR if text.isascii() and text.isdigit() else -1


def packed(cell: Cell) -> dict[str, Any]:
    """Return a cell for the answer to what was typed."""
    return {
        "c": _class(cell) if cell.count else "",
        "h": cell.short,
        "t": cell.text,
        "v": cell.value,
        "r": cell.revision,
        "w": cell.reason,
    }


def answered(answer: Answer) -> dict[str, Any]:
    """Return what a cell says after a batch: its value, why it was refused, or whose it is."""
    found = {
        "contract": answer.typed.contract_id,
        "day": answer.typed.day.day,
        **packed(answer.cell),
    }
    if answer.error:
        found["error"] = answer.error
    if answer.is_conflict:
        found |= {"conflict": True, "by": answer.by}
    return found
