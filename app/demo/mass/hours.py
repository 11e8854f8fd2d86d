"""The hours of a large agency: entries with their split, contract by contract."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from app.demo import occupations
from app.demo.mass.world import SLOTS, World
from app.demo.shifts import Outcome, Posting, Work, day_row, outcome, shifts, trip_days
from app.schedule.enums import COUNTED
from app.schedule.rules.durations import HOUR, ClockSpan
from app.schedule.rules.holidays import public_holidays
from app.schedule.rules.kinds import Plan
from app.schedule.services.splitting import parts_of

#: The two halves of a day that is worked in two pieces.
_HALVES = (ClockSpan(6 * HOUR, 10 * HOUR), ClockSpan(15 * HOUR, 19 * HOUR))

Done = tuple[int, Posting, date, Outcome]


def done(world: World, contract: int) -> Iterator[Done]:
    """Yield what was planned and worked under one contract, each with its id."""
    posting = world.posting(contract)
    is_broken = not posting.is_care and world.row("contract", contract).happens("broken", 50)
    source = world.office.source(posting.client_id)
    is_slow = world.office.is_slow(posting.client_id)
    for day, agreed in _agreed(world, posting):
        row = day_row(world.seed, posting, day)
        pieces = [Work(span) for span in _HALVES] if is_broken and agreed.span else [agreed]
        for place, work in enumerate(pieces):
            found = outcome(row, work, day, today=world.days.today, source=source, is_slow=is_slow)
            if found is not None:
                yield _id(world, contract, day, place), posting, day, found


def _id(world: World, contract: int, day: date, place: int) -> int:
    return world.first + (contract - 1) * SLOTS + (day - world.hours_from).days * 2 + place + 1


def _agreed(world: World, posting: Posting) -> Iterator[tuple[date, Work]]:
    first, last = world.hours_from, world.days.last
    if not posting.is_care:
        holidays = public_holidays({first.year, last.year})
        yield from shifts(world.seed, posting, first, last, holidays=holidays)
        return
    while first <= last:
        end = min(last, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        yield from trip_days(
            posting, first, end, is_daily=True,
            by_day=occupations.ROUND_THE_CLOCK, by_month=occupations.LUMP,
        )  # fmt: skip
        first = end + timedelta(days=1)


def rows(world: World, contracts: range, plan: Plan) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the entries of some contracts, and the parts the accepted ones are split into."""
    found = [world.office.row(*one) for contract in contracts for one in done(world, contract)]
    counted = [SimpleNamespace(**row) for row in found if row["state"] in COUNTED]
    years = {world.hours_from.year, world.days.today.year}
    plans = {row.contract_id: plan for row in counted}
    ids = frozenset(row.id for row in counted)
    return found, list(parts_of(counted, plans, public_holidays(years), only=ids))
