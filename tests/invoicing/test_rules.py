"""The arithmetic of invoices: the worked month, and laws that hold for any lines."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Taxed
from app.core.vat import VatRate
from app.invoicing import rules
from app.invoicing.enums import PayState
from app.invoicing.rules import Line

D = Decimal
DAY = Line("dzienna", D("168.5"), "h", D("47.90"), key="d")
NIGHT = Line("nocna", D("37.25"), "h", D("57.48"), key="n")
OVERTIME = Line("nadgodziny", D("12.75"), "h", D("71.85"), key="o")
MONTH = [DAY, NIGHT, OVERTIME]


def test_worked_month_comes_out_to_the_grosz():
    assert [line.net for line in MONTH] == [D("8071.15"), D("2141.13"), D("916.09")]
    sums = rules.totals(MONTH)
    assert sums == {VatRate.vat_23: Taxed(D("11128.37"), D("2559.53"))}
    assert rules.total(sums).gross == D("13687.90")


def test_correction_of_the_worked_month():
    after = [DAY, NIGHT, replace(OVERTIME, quantity=D("12.25"))]
    assert after[2].net == D("880.16")
    change = rules.total(rules.difference(MONTH, after))
    assert (change.net, change.vat, change.gross) == (D("-35.93"), D("-8.27"), D("-44.20"))


def test_vat_of_a_difference_would_be_a_grosz_wrong():
    """LAW.md V2: −170.69, where the naive −742.09 × 23 % gives −170.68."""
    after = [
        DAY,
        replace(NIGHT, quantity=D("24.75")),
        replace(OVERTIME, price=D("70.00")),
    ]
    after = [replace(line, text=line.text) for line in after]
    change = rules.total(rules.difference(MONTH, after))
    assert (change.net, change.vat) == (D("-742.09"), D("-170.69"))
    assert round(change.net * D("0.23"), 2) == D("-170.68")


def test_several_rates_are_summed_apart():
    """LAW.md V1: 12 518.99 / 2 663.78 / 15 182.77."""
    lines = [
        *MONTH,
        Line("catering", D(63), "szt.", D("18.37"), VatRate.vat_8),
        Line("książki", D(7), "szt.", D("33.33"), VatRate.vat_5),
    ]
    sums = rules.totals(lines)
    assert sums[VatRate.vat_8] == Taxed(D("1157.31"), D("92.58"))
    assert sums[VatRate.vat_5] == Taxed(D("233.31"), D("11.67"))
    assert rules.total(sums) == Taxed(D("12518.99"), D("2663.78"))
    assert list(sums) == [VatRate.vat_23, VatRate.vat_8, VatRate.vat_5]


def test_second_correction_starts_from_the_first():
    """LAW.md V3: −383.20 / −88.13 / −471.33."""
    once = [DAY, replace(NIGHT, quantity=D("24.75")), replace(OVERTIME, price=D("70.00"))]
    twice = [replace(DAY, quantity=D("160.5")), *once[1:]]
    change = rules.total(rules.difference(once, twice))
    assert (change.net, change.vat, change.gross) == (D("-383.20"), D("-88.13"), D("-471.33"))


def test_changed_rate_moves_the_value_between_the_rates():
    after = [replace(DAY, vat_rate=VatRate.vat_8)]
    change = rules.difference([DAY], after)
    assert change[VatRate.vat_23] == Taxed(D("-8071.15"), D("-1856.36"))
    assert change[VatRate.vat_8] == Taxed(D("8071.15"), D("645.69"))


@pytest.mark.parametrize(
    ("quantity", "price", "net"),
    [("0.5", "0.01", "0.01"), ("0.4999", "0.01", "0.00"), ("1", "1.005", "1.01")],
)
def test_half_a_grosz_goes_up(quantity, price, net):
    assert Line("x", D(quantity), "h", D(price)).net == D(net)


@pytest.mark.parametrize("rate", [VatRate.exempt, VatRate.reverse_eu, VatRate.outside])
def test_no_vat_where_none_is_due(rate):
    assert rules.totals([replace(DAY, vat_rate=rate)])[rate].vat == 0


def test_vat_of_another_currency_is_rounded_once():
    """LAW.md V7."""
    lines = [Line("a", D(50), "h", D("25.00")), Line("b", D(1), "szt.", D("333.33"))]
    vat = rules.total(rules.totals(lines)).vat
    assert vat == D("364.17")
    assert rules.in_zloty(vat, D("4.2537")) == D("1549.07")


def test_line_left_out_of_a_correction_becomes_zero_and_a_new_one_is_added():
    new = Line("dopłata", D(1), "szt.", D(10), key="z")
    after = rules.complete(MONTH, [DAY, new])
    assert [(line.key, line.quantity) for line in after] == [
        ("d", DAY.quantity), ("n", 0), ("o", 0), ("z", 1),
    ]  # fmt: skip
    rows = rules.pairs(MONTH, after)
    assert [pair.is_changed for pair in rows] == [False, True, True, True]
    assert [pair.net for pair in rows] == [0, D("-2141.13"), D("-916.09"), 10]


@pytest.mark.parametrize(
    ("quantity", "price", "is_good"),
    [
        ("1", "1", True),
        ("99999999", "99", True),
        ("100000000", "1", False),
        ("1", "10000000000", False),
        ("1000000", "1000000", False),
        ("0.00001", "1", False),
        ("1", "0.001", False),
        ("NaN", "1", False),
    ],
)
def test_what_the_columns_cannot_hold_is_noticed(quantity, price, is_good):
    assert rules.is_within_bounds(Line("x", D(quantity), "h", D(price))) is is_good


# -- laws ---------------------------------------------------------------------------------------

rates = st.sampled_from(list(VatRate))
lines_strategy = st.builds(
    Line,
    text=st.just("praca"),
    quantity=st.integers(0, 99_999_9999).map(lambda n: D(n) / 10_000),
    unit=st.just("h"),
    price=st.integers(0, 999_999).map(lambda n: D(n) / 100),
    vat_rate=rates,
)


def keyed(lines):
    return [replace(line, key=f"k{number}") for number, line in enumerate(lines)]


states = st.lists(lines_strategy, max_size=6).map(keyed)


def oracle(lines):
    """Count in whole numbers only: quantity × 10⁴, price × 10², VAT in percent."""
    nets = {}
    for line in lines:
        units = int(line.quantity * 10_000) * int(line.price * 100)
        nets[line.vat_rate] = nets.get(line.vat_rate, 0) + (units * 2 + 10_000) // 20_000
    percents = {rate: int(rate.fraction * 100) for rate in nets}
    return {rate: (net, (net * percents[rate] * 2 + 100) // 200) for rate, net in nets.items()}


def grosze(amount):
    return int((amount * 100).quantize(D(1), ROUND_HALF_UP))


@given(states)
def test_totals_agree_with_whole_numbers(lines):
    found = {rate: (grosze(t.net), grosze(t.vat)) for rate, t in rules.totals(lines).items()}
    assert found == oracle(lines)


@given(states)
def test_sum_of_lines_is_the_net_total_and_gross_is_net_plus_vat(lines):
    sums = rules.total(rules.totals(lines))
    assert sums.net == sum((line.net for line in lines), D(0))
    assert sums.gross == sums.net + sums.vat


@given(states)
def test_order_of_lines_does_not_matter(lines):
    assert rules.totals(lines) == rules.totals(lines[::-1])


@given(st.lists(states, min_size=2, max_size=6))
def test_original_and_all_corrections_are_the_last_state(chain):
    """I4, per rate: what the first said plus every difference is what the last says."""
    completed = [chain[0]]
    for wanted in chain[1:]:
        completed.append(rules.complete(completed[-1], wanted))
    sums = dict(rules.totals(completed[0]))
    for before, after in pairwise(completed):
        for rate, change in rules.difference(before, after).items():
            sums[rate] = sums.get(rate, rules.NOTHING) + change
    last = rules.totals(completed[-1])
    assert {rate: t for rate, t in sums.items() if t != rules.NOTHING} == {
        rate: t for rate, t in last.items() if t != rules.NOTHING
    }


@given(states)
def test_zeroing_takes_everything_back(lines):
    zero = rules.zeroed(lines)
    assert rules.total(rules.totals(zero)) == rules.NOTHING
    change = rules.total(rules.difference(lines, zero))
    assert change == -rules.total(rules.totals(lines))


@given(states)
def test_correction_that_changes_nothing_is_zero(lines):
    assert rules.difference(lines, rules.complete(lines, lines)) == {}


# -- payments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owed", "paid", "state"),
    [
        ("100", "0", PayState.unpaid),
        ("100", "0.01", PayState.partial),
        ("100", "100", PayState.paid),
        ("100", "100.01", PayState.overpaid),
        ("0", "0", PayState.paid),
        ("0", "5", PayState.overpaid),
    ],
)
def test_state_of_payment(owed, paid, state):
    assert rules.pay_state(D(owed), D(paid)) is state


@pytest.mark.parametrize(
    ("state", "today", "shown"),
    [
        (PayState.unpaid, date(2026, 11, 20), PayState.unpaid),
        (PayState.unpaid, date(2026, 11, 21), PayState.overdue),
        (PayState.partial, date(2026, 11, 21), PayState.overdue),
        (PayState.paid, date(2026, 11, 21), PayState.paid),
        (PayState.overpaid, date(2026, 11, 21), PayState.overpaid),
    ],
)
def test_invoice_is_overdue_the_day_after(state, today, shown):
    due = rules.due_date(date(2026, 11, 6), 14)
    assert due == date(2026, 11, 20)
    assert rules.on_day(state, due, today) is shown
