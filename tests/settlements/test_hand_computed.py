"""The table of ``hand_computed``: pay, charge and VAT of whole months, line by line."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from app.clients.enums import EmployeeNames, Language
from app.invoicing import rules as invoices
from app.positions.enums import RateRule, Unit
from app.positions.rules import Agreement, Candidate
from app.schedule.rules.durations import as_clock, parse_worked
from app.schedule.rules.holidays import public_holidays
from app.schedule.rules.kinds import KindRule, make_plan
from app.schedule.rules.months import MonthPart, whole_month
from app.schedule.rules.shifts import place_shift
from app.schedule.rules.splitting import Work, split
from app.settlements.rules.client import Profile, Source, charges
from app.settlements.rules.employee import Finance, Group, Kind, Task, calculate
from app.settlements.rules.printing import invoice_line
from tests.settlements import hand_computed as table

_UNITS = {
    table.CARE_DAY: Unit.day, table.MONTH: Unit.month, table.PIECE: Unit.piece,
    table.LUMP: Unit.lump,
}  # fmt: skip
NAMES = (
    table.DAY, table.NIGHT, table.SUNDAY, table.HALF, table.FULL, table.DUTY, *_UNITS,
)  # fmt: skip
IDS = {name: number for number, name in enumerate(NAMES, 1)}
BASE = IDS[table.DAY]
KINDS = {
    pk: Kind(pk, name, _UNITS.get(name, Unit.hour), BASE if name not in _UNITS else None)
    for name, pk in IDS.items()
}


def plan(window):
    """Return the kinds that apply by a rule, as the product ships them."""
    return make_plan(
        [
            KindRule(BASE, RateRule.base),
            KindRule(IDS[table.NIGHT], RateRule.night),
            KindRule(IDS[table.SUNDAY], RateRule.holiday, holiday_window=window),
            KindRule(IDS[table.HALF], RateRule.overtime_50, daily=480),
            KindRule(IDS[table.FULL], RateRule.overtime_100, weekly=2400),
        ]
    )


def day(text):
    return date.fromisoformat(text)


def work_of(key, entry):
    said = parse_worked(entry.said)
    kind_id = IDS[entry.kind] if entry.kind else None
    if isinstance(said, int):
        return Work(key, day(entry.day), said, kind_id=kind_id)
    return Work.of(key, place_shift(day(entry.day), said), kind_id=kind_id)


def groups_of(person, case, part):
    """Return what was accepted in the month: hours split by the rules, and quantities."""
    entries = dict(enumerate(person.work))
    hours = {key: one for key, one in entries.items() if one.kind not in _UNITS}
    kinds, years = plan(case.window), {part.first.year, part.last.year}
    pieces = split(
        [work_of(key, one) for key, one in hours.items()], kinds, holidays=public_holidays(years)
    )
    found = []
    for piece in pieces:
        ladder = [kinds.kind(reason.rule).id for reason in piece.reasons]
        ids = (piece.kind_id,) if piece.is_chosen else (*ladder, BASE)
        found.append(Group(ids, piece.day, minutes=piece.minutes))
    found += [
        Group((IDS[one.kind],), day(one.day), quantity=Decimal(one.said))
        for key, one in entries.items()
        if key not in hours
    ]
    return tuple(one for one in found if part.first <= one.on <= part.last)


def candidates(rates, side):
    return tuple(
        Candidate(
            one.level,
            IDS[one.kind],
            Decimal(getattr(one, side)),
            day(one.since) if one.since else None,
        )
        for one in rates
        if getattr(one, side) is not None
    )


def settled(person, case):
    month = whole_month(day(f"{case.month}-01"))
    rates = (*person.rates, *case.rates)
    agreement = Agreement(
        candidates(rates, "employee"), candidates(rates, "client"), case.scheme,
        Decimal(case.burden),
    )  # fmt: skip
    finance = tuple(
        Finance(number, text, abs(Decimal(amount)), -1 if amount.startswith("-") else 1, is_bonus)
        for number, (text, amount, is_bonus) in enumerate(person.finance, 1)
    )
    part = MonthPart(*map(day, person.days)) if person.days else month
    task = Task(
        agreement, KINDS, part, groups_of(person, case, month), finance, person.is_first_contract
    )
    return calculate(task)


def amount_of(line, quantity):
    return as_clock(line.minutes) if line.unit is Unit.hour else f"{quantity.normalize():f}"


def pay_of(found):
    """Write the lines of an employee as the table has them; fees are none of theirs."""
    said = []
    for line in found.lines:
        if line.kind.value == "fee":
            continue
        times = "" if line.employee_rate is None else f" × {line.employee_rate:.2f}"
        quantity = f"{line.share[0]}/{line.share[1]}" if line.share else None
        quantity = quantity or amount_of(line, line.quantity)
        said.append(f"{line.text} {quantity}{times} = {line.pay:.2f}")
    return tuple(said)


def sources(case, found):
    keys = count(1)
    for number, (person, one) in enumerate(zip(case.people, found, strict=True)):
        for line in one.lines:
            yield Source(
                next(keys), line.kind, line.text, line.kind_id, line.unit, line.minutes,
                line.quantity, line.client_rate, line.is_by_rate, line.price, line.cost,
                number, f"Osoba {number}", 1, "Pokojówka", person.workplace,
            )  # fmt: skip


def net_of(charge):
    times = "" if charge.rate is None else f" × {charge.rate:.2f}"
    text = charge.text.removeprefix("Pokojówka – ")
    return f"{text} {amount_of(charge, charge.quantity)}{times} = {charge.net:.2f}"


@pytest.mark.parametrize("case", table.CASES, ids=lambda case: case.claim)
def test_the_program_counts_as_somebody_with_a_calculator(case):
    found = [settled(person, case) for person in case.people]
    assert [one.missing for one in found] == [()] * len(found)
    assert tuple(map(pay_of, found)) == case.pay
    assert tuple(f"{one.payable:.2f}" for one in found) == case.payable
    profile = Profile(case.detail, EmployeeNames.none, case.vat, "Usługi")
    charged = charges(sources(case, found), profile)
    assert tuple(map(net_of, charged)) == case.net
    printed = [invoice_line(charge, Language.pl) for charge in charged]
    sum_ = invoices.total(invoices.totals(printed))
    assert f"{sum_.net:.2f} + {sum_.vat:.2f} = {sum_.gross:.2f}" == case.total


def test_there_are_enough_of_them_and_each_claims_something_else():
    claims = {case.claim for case in table.CASES}
    assert len(claims) == len(table.CASES) >= 40
