"""What the template of the month grid is given: heads of days, painted rows, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date as in_words
from markupsafe import Markup

from app.core.clock import today
from app.schedule.rules.grid import Lens, amount_text, is_quantity, make_cell
from app.schedule.rules.holidays import public_holidays
from app.schedule.rules.notation import difference_text
from app.schedule.services.grid import SIZES, Grid, GridRow, Wanted, entries_of
from app.schedule.views.hours.painting import paint_row

_SATURDAY = 5


@dataclass(frozen=True)
class DayHead:
    """The head of a column."""

    day: date
    letters: str
    title: str
    is_free: bool
    is_today: bool


@dataclass(frozen=True)
class PaintedRow:
    """A person of the page, ready to be shown."""

    row: GridRow
    cells: Markup
    total: str
    difference: str


def day_heads(days: Sequence[date]) -> list[DayHead]:
    """Return the heads of a month's columns; Saturdays, Sundays and holidays are free."""
    holidays = public_holidays({days[0].year})
    return [
        DayHead(
            day=day,
            letters=in_words(day, "EEEEEE"),
            title=", ".join(filter(None, [in_words(day, "EEEE, d MMMM"), holidays.get(day)])),
            is_free=day.weekday() >= _SATURDAY or day in holidays,
            is_today=day == today(),
        )
        for day in days
    ]


def month_title(month: date) -> str:
    """Return the month in words: październik 2026."""
    return str(in_words(month, "LLLL yyyy"))


def painted(grid: Grid) -> list[PaintedRow]:
    """Return the rows of a page."""
    lens = grid.wanted.lens
    return [
        PaintedRow(row, paint_row(row.cells), *row_sums(row.value, row.planned, lens))
        for row in grid.rows
    ]


def row_sums(value: int, planned: int, lens: Lens) -> tuple[str, str]:
    """Return the sum of a row, and how far it is from what was planned, if anything was."""
    total = amount_text(value, lens) if value else ""
    if lens.is_plan or not planned or value == planned:
        return total, ""
    if is_quantity(lens):
        sign = "+" if value > planned else "−"
        return total, f"{sign}{amount_text(abs(value - planned), lens)}"
    return total, difference_text(value - planned)


def totals_of(ids: Iterable[int], wanted: Wanted) -> dict[int, tuple[str, str]]:
    """Return what the rows of some contracts sum up to by now."""
    days, lens = wanted.days, wanted.lens
    sums = {contract_id: [0, 0] for contract_id in ids}
    for (contract_id, _day), entries in entries_of(sums.keys(), days[0], days[-1], lens).items():
        cell = make_cell(entries, lens)
        sums[contract_id][0] += cell.value
        sums[contract_id][1] += cell.planned
    return {pk: row_sums(value, planned, lens) for pk, (value, planned) in sums.items()}


@dataclass(frozen=True)
class Addresses:
    """Where the links of a page lead."""

    grid: Grid

    def url(self, **changes: Any) -> str:
        """Return the address of the page with changes; whatever else changes, it starts anew."""
        wanted = replace(self.grid.wanted, **({"page": 1} | changes))
        return url_for("HoursView.index", **args_of(wanted))

    @property
    def months(self) -> tuple[str, str, str]:
        """Return the addresses of the month before, the next one and the current one."""
        wanted = self.grid.wanted
        return (
            self.url(month=wanted.next_month(-1)),
            self.url(month=wanted.next_month()),
            self.url(month=today().replace(day=1)),
        )

    @property
    def pages(self) -> tuple[str, str]:
        """Return the addresses of the pages before and after, "" where there is none."""
        page = self.grid.wanted.page
        before = self.url(page=page - 1) if page > 1 else ""
        return before, self.url(page=page + 1) if page < self.grid.pages else ""

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """Return the sizes of a page with their addresses."""
        chosen = self.grid.wanted.size
        return [(size, self.url(size=size), size == chosen) for size in SIZES]


def args_of(wanted: Wanted) -> dict[str, Any]:
    """Return the arguments that ask for the same page again."""
    found = {
        "month": f"{wanted.month:%Y-%m}",
        "mode": "plan" if wanted.lens.is_plan else "",
        "kind": wanted.lens.kind.id if wanted.lens.kind else "",
        "client": wanted.client_id,
        "position": wanted.position_id,
        "state": wanted.state.value if wanted.state else "",
        "q": wanted.q,
        "page": wanted.page if wanted.page > 1 else "",
        "size": wanted.size if wanted.size != SIZES[1] else "",
    }
    return {key: value for key, value in found.items() if value}
