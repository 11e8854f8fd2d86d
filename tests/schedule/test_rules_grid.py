"""What cells of the month grid show, and that it can be read back."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from app.positions.enums import Unit
from app.schedule.enums import EntryState
from app.schedule.rules.grid import Lens, amount_text, make_cell
from app.schedule.rules.notation import difference_text, duration_text, quantity_text
from app.schedule.rules.worked import ChosenKind, read_worked

MONDAY = date(2026, 10, 5)
DONE, PLAN = Lens(), Lens(is_plan=True)


def entry(text="8", state=EntryState.reported, planned="", day=MONDAY, **values):
    worked, plan = read_worked(day, text), read_worked(day, planned) if planned else None
    shift = worked.shift
    found = {
        "state": state, "revision": 1, "minutes": worked.minutes, "quantity": None,
        "started_at": shift and shift.start, "ended_at": shift and shift.end,
        "pause": shift.pause if shift else 0, "planned_minutes": plan and plan.minutes,
        "planned_quantity": None, "planned_started_at": plan and plan.shift and plan.shift.start,
        "planned_ended_at": plan and plan.shift and plan.shift.end, "note": None,
        "reject_reason": None,
    }  # fmt: skip
    return SimpleNamespace(**(found | values))


@pytest.mark.parametrize(
    "text",
    ["8", "7:15", "0:20", "24", "6–14", "6:30–14:45", "22–6", "22:15–6 (30)", "0–24", "16–0:30"],
)  # fmt: skip
def test_what_a_cell_shows_is_read_back_as_the_same(text):
    cell = make_cell([entry(text)], DONE)
    assert cell.text == text
    assert read_worked(MONDAY, cell.text) == read_worked(MONDAY, text)


@pytest.mark.parametrize("day", [date(2026, 10, 24), date(2026, 3, 28)])
def test_nights_in_which_the_clocks_change_are_written_by_the_clock(day):
    one = entry("22–6", day=day)
    cell = make_cell([one], DONE)
    assert cell.text == "22–6"
    assert cell.value == one.minutes != 480


def test_the_break_is_edited_but_not_seen():
    cell = make_cell([entry("6-14 (30)")], DONE)
    assert (cell.text, cell.short, cell.value) == ("6–14 (30)", "6–14", 450)


@pytest.mark.parametrize(
    ("state", "value"),
    [(EntryState.planned, 0), (EntryState.rejected, 0), (EntryState.reported, 480),
     (EntryState.accepted, 480), (EntryState.settled, 480)],
)  # fmt: skip
def test_only_what_was_worked_and_not_refused_counts(state, value):
    assert make_cell([entry("8", state)], DONE).value == value


def test_the_plan_shows_what_was_planned_whatever_was_worked():
    cell = make_cell([entry("6-15", planned="6-14")], PLAN)
    assert (cell.text, cell.value, cell.is_locked) == ("6–14", 480, True)
    assert make_cell([entry("8")], PLAN).text == ""
    assert not make_cell([entry("8", EntryState.planned, "8")], PLAN).is_locked


def test_several_entries_are_their_sum():
    both = [entry("6-10", EntryState.accepted), entry("4:30", note="Zastępstwo")]
    cell = make_cell(both, DONE)
    assert (cell.text, cell.value, cell.count, cell.state) == ("8:30", 510, 2, None)
    assert cell.is_locked
    assert cell.has_note


def test_numbers_are_written_short():
    assert [duration_text(minutes) for minutes in (480, 435, 5)] == ["8", "7:15", "0:05"]
    assert [difference_text(minutes) for minutes in (90, -480, 0)] == ["+1:30", "−8", "0"]
    assert [quantity_text(Decimal(text)) for text in ("1.00", "0.50", "100", "12.25")] == [
        "1", "0,5", "100", "12,25",
    ]  # fmt: skip
    assert amount_text(1050, Lens(kind=ChosenKind(1, Unit.piece))) == "10,5"
