"""Laws of the arithmetic of settlements, against an oracle that only knows whole numbers."""

from datetime import date
from decimal import Decimal
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from app.clients.enums import EmployeeNames, InvoiceDetail, Language
from app.core.vat import VatRate
from app.positions.enums import PriceMode, PriceSection, PriceSource, RateLevel, Unit
from app.positions.rules import Agreement, Candidate, PriceRecord, Scheme
from app.schedule.rules.months import whole_month
from app.settlements.enums import LineKind
from app.settlements.rules.changes import changes
from app.settlements.rules.client import Profile, Source, charges, total
from app.settlements.rules.employee import Group, Kind, Task, calculate
from app.settlements.rules.printing import annex, invoice_line

MONTH = whole_month(date(2026, 10, 1))
BASE, NIGHT = 1, 2
KINDS = {BASE: Kind(BASE, "dzienna", Unit.hour), NIGHT: Kind(NIGHT, "nocna", Unit.hour, BASE)}

minutes = st.integers(1, 744 * 60)
#: Rates in ten-thousandths, as their column keeps them.
rates = st.integers(1, 999_9999).map(lambda units: Decimal(units) / 10_000)
groups = st.lists(
    st.builds(
        Group,
        kinds=st.sampled_from([(BASE,), (NIGHT, BASE)]),
        on=st.sampled_from([date(2026, 10, 1), date(2026, 10, 15)]),
        minutes=minutes,
    ),
    min_size=1,
    max_size=8,
)


def agreement(base, night=None, later=None, burden="20.48", scheme=None):
    employee = [Candidate(RateLevel.position, BASE, base, date(2026, 1, 1))]
    if night is not None:
        employee.append(Candidate(RateLevel.position, NIGHT, night, date(2026, 1, 1)))
    if later is not None:
        employee.append(Candidate(RateLevel.position, BASE, later, date(2026, 10, 15)))
    return Agreement(tuple(employee), tuple(employee), scheme, Decimal(burden))


def grosze(minutes, rate, *, percent=0):
    """Round minutes × rate × (1 + percent) to grosze, half up, in whole numbers only."""
    units = int(rate * 10_000)  # exact: the column has four places
    value = minutes * units * (10_000 + int(Decimal(percent) * 100))
    divisor = 60 * 100 * 10_000
    return (2 * value + divisor) // (2 * divisor)


@given(groups, rates, rates)
def test_every_line_is_rounded_once_as_the_oracle_says(found, base, night):
    made = calculate(Task(agreement(base, night), KINDS, MONTH, tuple(found)))
    for line in made.lines:
        assert line.pay * 100 == grosze(line.minutes, line.employee_rate)
        assert line.price * 100 == grosze(line.minutes, line.client_rate)
        assert line.cost * 100 == grosze(line.minutes, line.employee_rate, percent="20.48")
    assert made.gross == sum(line.pay for line in made.lines)


@given(groups, rates, st.none() | rates, st.none() | rates, st.randoms())
def test_the_order_of_entries_does_not_matter(found, base, night, later, chance):
    agreed = agreement(base, night, later)
    once = calculate(Task(agreed, KINDS, MONTH, tuple(found)))
    chance.shuffle(found)
    again = calculate(Task(agreed, KINDS, MONTH, tuple(found)))
    assert (once.lines, once.gross) == (again.lines, again.gross)


@given(groups, rates, st.none() | rates, st.none() | rates)
def test_no_minute_is_lost_or_paid_twice(found, base, night, later):
    made = calculate(Task(agreement(base, night, later), KINDS, MONTH, tuple(found)))
    assert made.minutes == sum(group.minutes for group in found)


@given(groups, rates)
def test_a_night_without_a_rate_is_paid_like_the_day(found, base):
    made = calculate(Task(agreement(base), KINDS, MONTH, tuple(found)))
    assert [line.kind_id for line in made.lines] == [BASE]


@given(groups, rates, st.integers(0, 100))
def test_a_margin_is_put_on_the_cost_of_the_line(found, base, margin):
    record = PriceRecord(PriceSection.base_pay, "Praca", PriceMode.margin, Decimal(margin))
    scheme = Scheme(PriceSource.client, "Grupa", (record,))
    made = calculate(Task(agreement(base, burden="0", scheme=scheme), KINDS, MONTH, tuple(found)))
    for line in made.lines:
        assert line.price * 100 == grosze(line.minutes, base, percent=margin)


numbers = count(1)
sources = st.lists(
    st.builds(
        Source,
        line_id=st.builds(lambda: next(numbers)),
        kind=st.just(LineKind.work),
        text=st.sampled_from(["dzienna", "nocna"]),
        kind_id=st.just(BASE),
        unit=st.just(Unit.hour),
        minutes=minutes,
        quantity=st.just(Decimal(0)),
        client_rate=st.sampled_from([Decimal("47.90"), Decimal("57.4825")]),
        is_by_rate=st.just(True),
        price=st.just(Decimal(0)),
        cost=st.just(Decimal(0)),
        employee_id=st.integers(1, 3),
        employee=st.just("Anna Nowak"),
        position_id=st.integers(1, 2),
        position=st.just("Pokojówka"),
        workplace=st.sampled_from(["", "Sopot"]),
    ),
    min_size=1,
    max_size=12,
)
details = st.sampled_from(list(InvoiceDetail))


def profile(detail, names=EmployeeNames.none):
    return Profile(detail, names, VatRate.vat_23, "Usługi")


@given(sources, details, st.randoms())
def test_lines_of_a_client_do_not_depend_on_the_order_of_people(found, detail, chance):
    once = charges(found, profile(detail))
    chance.shuffle(found)
    assert charges(found, profile(detail)) == once


@given(sources, details)
def test_every_line_of_an_employee_is_charged_exactly_once(found, detail):
    made = charges(found, profile(detail))
    used = sorted(pk for line in made for pk in line.sources)
    assert used == sorted(one.line_id for one in found)
    assert sum(line.minutes for line in made) == sum(one.minutes for one in found)
    assert len({line.key for line in made}) == len(made)


@given(sources)
def test_coarser_lines_are_sums_of_finer_ones(found):
    fine = total(charges(found, profile(InvoiceDetail.per_rate_kind)))
    assert total(charges(found, profile(InvoiceDetail.one_line))) == fine
    assert total(charges(found, profile(InvoiceDetail.per_position))) == fine


@given(sources, details)
def test_an_invoice_line_is_worth_what_was_settled(found, detail):
    for line in charges(found, profile(detail)):
        assert invoice_line(line, Language.pl).net == line.net


@given(sources, details)
def test_the_specification_ends_with_the_sum_of_the_invoice(found, detail):
    made = charges(found, profile(detail))
    printed = annex(found, profile(detail), date(2026, 10, 1), Language.pl)
    shown = printed.rows[-1][-1].replace("\xa0", "").replace(",", ".")
    assert Decimal(shown) == total(made)


@given(sources, sources, details)
def test_a_change_is_the_difference_of_two_calculations(before, after, detail):
    old, new = charges(before, profile(detail)), charges(after, profile(detail))
    assert sum(change.net for change in changes(old, new)) == total(new) - total(old)
    assert not any(change.is_changed for change in changes(new, new))
