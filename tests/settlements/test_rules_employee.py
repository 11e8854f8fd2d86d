"""What a month of a contract comes to, computed by hand."""

from datetime import date
from decimal import Decimal

import pytest

from app.positions.enums import FeeMode, PriceMode, PriceSection, PriceSource, RateLevel, Unit
from app.positions.rules import Agreement, Candidate, PriceRecord, Scheme
from app.schedule.rules.months import MonthPart, whole_month
from app.settlements.enums import LineKind, Missing
from app.settlements.rules.employee import Finance, Group, Kind, Task, calculate

D = Decimal
OCTOBER = whole_month(date(2026, 10, 1))
HOUR, NIGHT, MONTH, DAY = 1, 2, 3, 4
KINDS = {
    HOUR: Kind(HOUR, "dzienna", Unit.hour),
    NIGHT: Kind(NIGHT, "nocna", Unit.hour, HOUR),
    MONTH: Kind(MONTH, "miesiąc ryczałt", Unit.month),
    DAY: Kind(DAY, "doba", Unit.day),
}


def rate(kind, amount, since=date(2026, 1, 1), level=RateLevel.position):
    return Candidate(level, kind, D(amount), since)


def made(groups, employee, client=None, *, records=(), burden="0", **task):
    scheme = Scheme(PriceSource.client, "Grupa", tuple(records)) if records else None
    agreed = Agreement(tuple(employee), tuple(client or employee), scheme, D(burden))
    return calculate(Task(agreed, KINDS, task.pop("part", OCTOBER), tuple(groups), **task))


def hours(minutes, kind=(HOUR,), on=date(2026, 10, 1)):
    return Group(kind, on, minutes)


def test_a_rate_that_changes_in_the_month_makes_two_lines():
    employee = [rate(HOUR, "30"), rate(HOUR, "32.50", date(2026, 10, 15))]
    found = made([hours(600), hours(90, on=date(2026, 10, 15))], employee)
    assert [(line.employee_rate, line.pay) for line in found.lines] == [
        (D("30"), D("300.00")), (D("32.50"), D("48.75")),  # 10 × 30; 1.5 × 32.50
    ]  # fmt: skip


def test_a_rate_of_the_contract_goes_before_that_of_the_position():
    employee = [rate(HOUR, "30"), rate(HOUR, "33", level=RateLevel.contract)]
    assert made([hours(60)], employee).gross == D("33.00")


def test_a_part_of_a_month_gets_its_days_of_the_lump_sum():
    part = MonthPart(date(2026, 10, 1), date(2026, 10, 12))
    groups = [Group((MONTH,), date(2026, 10, 1), quantity=D(1))]
    found = made(groups, [rate(MONTH, "1500")], [rate(MONTH, "2490")], part=part, burden="20")
    (line,) = found.lines
    assert (line.pay, line.price, line.share) == (D("580.65"), D("963.87"), (12, 31))
    assert line.cost == D("696.78")  # 580.65 × 1.2


def test_the_lump_sum_of_a_price_record_is_shared_too():
    part = MonthPart(date(2026, 10, 17), date(2026, 10, 31))
    record = PriceRecord(PriceSection.base_pay, "Ryczałt", PriceMode.amount, D("2490"))
    groups = [Group((MONTH,), date(2026, 10, 17), quantity=D(1))]
    (line,) = made(groups, [rate(MONTH, "1500")], records=[record], part=part).lines
    assert line.price == D("1204.84")  # 2490 - round(2490 × 16 / 31) = 2490 - 1285.16


def test_a_margin_on_a_month_is_put_on_what_the_share_costs():
    record = PriceRecord(PriceSection.base_pay, "Ryczałt", PriceMode.margin, D("10"))
    groups = [Group((MONTH,), date(2026, 10, 1), quantity=D(1))]
    (line,) = made(groups, [rate(MONTH, "1500")], records=[record], burden="20").lines
    assert line.price == D("1980.00")  # 1500 × 1.2 × 1.1


def test_days_are_quantity_times_rate():
    groups = [Group((DAY,), date(2026, 10, 1), quantity=D("12.5"))]
    (line,) = made(groups, [rate(DAY, "210")], [rate(DAY, "289")]).lines
    assert (line.pay, line.price) == (D("2625.00"), D("3612.50"))


def test_an_amount_is_charged_when_the_component_occurs_however_long():
    record = PriceRecord(PriceSection.base_pay, "Nocne", PriceMode.amount, D("100"), NIGHT)
    found = made(
        [hours(60, (NIGHT, HOUR)), hours(60)],
        [rate(HOUR, "30"), rate(NIGHT, "36")],
        [rate(HOUR, "45"), rate(NIGHT, "54")],
        records=[record],
    )
    assert sorted(line.price for line in found.lines) == [D("45.00"), D("100.00")]


FEE = PriceRecord(PriceSection.fee, "Rekrutacja", PriceMode.amount, D("250"), fee=FeeMode.added)


@pytest.mark.parametrize(("is_first", "price"), [(True, D("295.00")), (False, D("45.00"))])
def test_a_fee_is_added_once_with_the_first_contract(is_first, price):
    found = made(
        [hours(60)], [rate(HOUR, "30")], [rate(HOUR, "45")], records=[FEE],
        is_first_contract=is_first,
    )  # fmt: skip
    assert found.price == price


def test_a_fee_inside_the_rate_adds_nothing():
    inside = PriceRecord(
        PriceSection.fee, "Rekrutacja", PriceMode.amount, D("250"), fee=FeeMode.inside
    )
    found = made([hours(60)], [rate(HOUR, "30")], records=[inside], is_first_contract=True)
    assert found.price == D("30.00")


BONUS = Finance(1, "Premia", D("200"), 1, is_bonus=True)


def test_a_bonus_costs_its_burden_and_brings_what_its_record_says():
    record = PriceRecord(PriceSection.other_pay, "Premie", PriceMode.margin, D("10"))
    found = made([hours(60)], [rate(HOUR, "30")], records=[record], burden="20", finance=(BONUS,))
    bonus = next(line for line in found.lines if line.kind is LineKind.other)
    assert (bonus.pay, bonus.cost, bonus.price) == (0, D("240.00"), D("264.00"))
    assert (found.gross, found.adjustments, found.payable) == (D("30.00"), D("200"), D("230.00"))


def test_a_bonus_without_a_record_is_not_charged():
    found = made([hours(60)], [rate(HOUR, "30")], finance=(BONUS,))
    assert next(line for line in found.lines if line.kind is LineKind.other).price == 0


def test_deductions_cannot_exceed_the_pay():
    taken = Finance(1, "Ubranie", D("30.01"), -1)
    found = made([hours(60)], [rate(HOUR, "30")], finance=(taken,))
    assert found.missing == ((Missing.negative_pay, ""),)
    exact = Finance(1, "Ubranie", D("30.00"), -1)
    assert made([hours(60)], [rate(HOUR, "30")], finance=(exact,)).payable == 0


def test_what_lacks_is_named_with_its_kind():
    found = made([hours(60)], [rate(HOUR, "30")], [rate(NIGHT, "54")])
    assert found.missing == ((Missing.client_rate, "dzienna"),)
    found = made([hours(60)], [rate(NIGHT, "30")], [rate(HOUR, "54")])
    assert found.missing == ((Missing.employee_rate, "dzienna"),)
    assert made([], [rate(HOUR, "30")]).missing == ((Missing.no_hours, ""),)
