"""Rates, prices and margins, worked out by hand; no application, no database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.positions.enums import (
    FeeMode,
    PriceMode,
    PriceSection,
    PriceSource,
    RateLevel,
    Verdict,
)
from app.positions.rules import (
    Agreement,
    Candidate,
    PriceRecord,
    Scheme,
    agency_cost,
    choose_scheme,
    employee_pay,
    fee_price,
    line_price,
    margin,
    minimum_on,
    record_for,
    resolve_rate,
    settle_line,
)

D = Decimal
DAY, NIGHT = 1, 2
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
TODAY = date(2026, 10, 15)
CONTRACT, POSITION, KIND = RateLevel.contract, RateLevel.position, RateLevel.kind


def rate(level, amount, valid_from=None, kind=NIGHT):
    return Candidate(level, kind, D(amount), valid_from)


def resolved(*candidates, on=TODAY, base=DAY):
    return resolve_rate(candidates, kind_id=NIGHT, base_id=base, on=on)


def pay_record(mode, value="0", kind=None, name="Wynagrodzenie"):
    return PriceRecord(PriceSection.base_pay, name, mode, D(value), kind)


@pytest.mark.parametrize(
    ("candidates", "amount"),
    [
        ([], None),
        ([rate(KIND, "30")], "30"),
        ([rate(KIND, "30"), rate(POSITION, "39.41", OCTOBER)], "39.41"),
        ([rate(POSITION, "39.41", OCTOBER), rate(CONTRACT, "42", OCTOBER)], "42"),
        # a more specific rate that is not valid yet leaves the day to the next level
        ([rate(POSITION, "39.41", OCTOBER), rate(CONTRACT, "42", NOVEMBER)], "39.41"),
        ([rate(KIND, "30"), rate(POSITION, "39.41", NOVEMBER)], "30"),
        # the newest one that is valid
        ([rate(POSITION, "35", date(2026, 1, 1)), rate(POSITION, "39.41", OCTOBER)], "39.41"),
        ([rate(POSITION, "35", OCTOBER), rate(POSITION, "39.41", NOVEMBER)], "35"),
        ([rate(POSITION, "39.41", TODAY)], "39.41"),
        ([rate(POSITION, "39.41", date(2026, 10, 16))], None),
        # the base kind only when the kind has nothing at all
        ([rate(POSITION, "33.40", OCTOBER, DAY)], "33.40"),
        ([rate(CONTRACT, "33.40", OCTOBER, DAY), rate(KIND, "39.41")], "39.41"),
        ([rate(POSITION, "33.40", OCTOBER, DAY), rate(POSITION, "39.41", NOVEMBER)], "33.40"),
        ([rate(KIND, "30", None, DAY), rate(POSITION, "33.40", OCTOBER, DAY)], "33.40"),
        # other kinds have no say
        ([rate(POSITION, "50.10", OCTOBER, 7)], None),
    ],
)
def test_rate_of_a_day(candidates, amount):
    assert resolved(*candidates).amount == (None if amount is None else D(amount))


def test_explanation_names_every_candidate_and_its_fate():
    found = resolved(
        rate(CONTRACT, "45", NOVEMBER),
        rate(POSITION, "39.41", OCTOBER),
        rate(POSITION, "35", date(2026, 1, 1)),
        rate(KIND, "30"),
        rate(POSITION, "33.40", OCTOBER, DAY),
    )
    assert [one.verdict for one in found.considered] == [
        Verdict.later,
        Verdict.won,
        Verdict.replaced,
        Verdict.less_specific,
        Verdict.fallback,
    ]
    assert not found.is_fallback


def test_falling_back_says_so():
    assert resolved(rate(POSITION, "33.40", OCTOBER, DAY)).is_fallback
    assert not resolved(rate(POSITION, "33.40", OCTOBER, DAY), base=None).considered


@pytest.mark.parametrize(
    ("quantity", "amount", "expected"),
    [
        ("152.5", "33.40", "5093.50"),
        ("37.25", "39.41", "1468.02"),  # 1 468.0225
        ("12.75", "50.10", "638.78"),  # 638.775
        ("16", "33.40", "534.40"),
    ],
)
def test_pay_of_the_worked_month(quantity, amount, expected):
    assert employee_pay(D(quantity), D(amount)) == D(expected)


def test_pay_of_employee_a_adds_up():
    lines = [("152.5", "33.40"), ("37.25", "39.41"), ("12.75", "50.10")]
    assert sum(employee_pay(D(hours), D(one)) for hours, one in lines) == D("7200.30")


@pytest.mark.parametrize(
    ("quantity", "amount", "expected"),
    [
        ("168.5", "47.90", "8071.15"),
        ("37.25", "57.48", "2141.13"),
        ("12.75", "71.85", "916.09"),  # 916.0875
        ("12.25", "71.85", "880.16"),  # 880.1625
        ("152.5", "47.90", "7304.75"),
        ("16", "47.90", "766.40"),
    ],
)
def test_price_without_a_scheme_is_hours_times_client_rate(quantity, amount, expected):
    price = line_price(D(quantity), client_rate=D(amount), cost=None, record=None)
    assert price == D(expected)


def test_net_of_the_worked_month():
    lines = [("168.5", "47.90"), ("37.25", "57.48"), ("12.75", "71.85")]
    prices = [line_price(D(h), client_rate=D(r), cost=None, record=None) for h, r in lines]
    assert sum(prices) == D("11128.37")


def test_cost_plus_vector():
    cost = agency_cost(D(1), D("31.40"), burden=D("20.48"))
    assert cost == D("37.83072")
    assert line_price(
        D(1), client_rate=None, cost=cost, record=pay_record(PriceMode.margin, "18")
    ) == D("44.64")


def test_margin_is_counted_on_the_unrounded_cost():
    cost = agency_cost(D("37.25"), D("39.41"), burden=D(0))
    record = pay_record(PriceMode.margin, "25")
    assert line_price(D("37.25"), client_rate=D(1), cost=cost, record=record) == D("1835.03")


@pytest.mark.parametrize(
    ("record", "quantity", "price"),
    [
        (pay_record(PriceMode.amount, "250"), "152.5", "250.00"),
        (pay_record(PriceMode.amount, "250"), "0", "0.00"),
        (pay_record(PriceMode.ignore), "152.5", "0.00"),
        (pay_record(PriceMode.margin, "10"), "10", "367.40"),
        (pay_record(PriceMode.margin, "-100"), "10", "0.00"),
    ],
)
def test_price_by_mode(record, quantity, price):
    cost = D(quantity) * D("33.40")
    assert line_price(D(quantity), client_rate=D("47.90"), cost=cost, record=record) == D(price)


def test_price_that_cannot_be_told_is_none():
    margin_record = pay_record(PriceMode.margin, "10")
    assert line_price(D(1), client_rate=None, cost=D(1), record=None) is None
    assert line_price(D(1), client_rate=D(1), cost=None, record=margin_record) is None


def scheme(source):
    return Scheme(source, source.value, ())


@pytest.mark.parametrize(
    ("source", "own", "chosen", "client", "winner"),
    [
        (PriceSource.own, True, True, True, PriceSource.own),
        (PriceSource.group, True, True, True, PriceSource.group),
        (PriceSource.client, True, True, True, PriceSource.client),
        (PriceSource.own, False, False, True, PriceSource.client),
        (PriceSource.group, False, True, False, PriceSource.group),
        (PriceSource.client, True, True, False, None),
        (PriceSource.own, False, False, False, None),
    ],
)
def test_scheme_order(source, own, chosen, client, winner):
    found = choose_scheme(
        source,
        own=scheme(PriceSource.own) if own else None,
        chosen=scheme(PriceSource.group) if chosen else None,
        client=scheme(PriceSource.client) if client else None,
    )
    assert (found.source if found else None) is winner


def test_record_of_the_kind_goes_before_the_one_for_every_kind():
    every, night = pay_record(PriceMode.margin, "20"), pay_record(PriceMode.margin, "30", NIGHT)
    fee = PriceRecord(PriceSection.fee, "Rekrutacja", PriceMode.amount, D(500))
    known = Scheme(PriceSource.group, "Hotele", (every, night, fee))
    assert record_for(known, kind_id=NIGHT) is night
    assert record_for(known, kind_id=DAY) is every
    assert record_for(Scheme(PriceSource.group, "Opłaty", (fee,)), kind_id=DAY) is None
    assert record_for(None, kind_id=DAY) is None


@pytest.mark.parametrize(
    ("fee", "mode", "is_first", "price"),
    [
        (FeeMode.added, PriceMode.amount, True, "500.00"),
        (FeeMode.added, PriceMode.amount, False, "0.00"),
        (FeeMode.inside, PriceMode.amount, True, "0.00"),
        (FeeMode.added, PriceMode.ignore, True, "0.00"),
        (FeeMode.added, PriceMode.margin, True, "500.00"),  # 500 % of 100
    ],
)
def test_fee_is_added_once_or_stands_inside_the_rate(fee, mode, is_first, price):
    record = PriceRecord(PriceSection.fee, "Rekrutacja", mode, D(500), None, fee)
    assert fee_price(record, cost=D(100), is_first_contract=is_first) == D(price)


@pytest.mark.parametrize(
    ("price", "cost", "amount", "percent"),
    [
        ("47.90", "33.40", "14.50", "30.27"),
        ("30", "33.40", "-3.40", "-11.33"),
        ("0", "10", "-10", None),
    ],
)
def test_margin(price, cost, amount, percent):
    found = margin(D(price), D(cost))
    assert found.amount == D(amount)
    assert found.percent == (None if percent is None else D(percent))


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2026, 1, 1), D("31.40")),
        (date(2026, 12, 31), D("31.40")),
        (date(2025, 12, 31), D("30.50")),
        (date(2024, 12, 31), None),
        (date(2027, 1, 1), None),  # not known: no warning is better than a wrong one
    ],
)
def test_minimum_pay_is_that_of_the_year(day, amount):
    known = [(date(2026, 1, 1), D("31.40")), (date(2025, 1, 1), D("30.50"))]
    assert minimum_on(known, day) == amount


def test_settled_line_joins_rates_scheme_and_margin():
    agreement = Agreement(
        (rate(POSITION, "33.40", OCTOBER, DAY),),
        (rate(POSITION, "57.48", OCTOBER), rate(POSITION, "47.90", OCTOBER, DAY)),
        burden=D("20.48"),
    )
    line = settle_line(agreement, D(10), kind_id=NIGHT, base_id=DAY, on=TODAY)
    assert (line.pay, line.cost, line.price) == (D("334.00"), D("402.40"), D("574.80"))
    assert line.margin.amount == D("172.40")
    assert line.employee.is_fallback
    assert not line.client.is_fallback


def test_line_without_rates_has_no_margin():
    line = settle_line(Agreement((), ()), D(10), kind_id=NIGHT, base_id=None, on=TODAY)
    assert (line.pay, line.cost, line.price, line.margin) == (None, None, None, None)


amounts = st.decimals(D(0), D(500), places=4)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
candidates = st.lists(
    st.builds(
        Candidate,
        st.sampled_from(RateLevel),
        st.sampled_from([DAY, NIGHT]),
        amounts,
        st.one_of(st.none(), days),
    ),
    max_size=8,
)


@given(st.data(), candidates, days)
def test_order_of_candidates_does_not_matter(data, known, on):
    shuffled = data.draw(st.permutations(known))
    assert resolved(*known, on=on).amount == resolved(*shuffled, on=on).amount


@given(candidates, days)
def test_winner_is_valid_and_everybody_is_named(known, on):
    found = resolved(*known, on=on)
    assert len(found.considered) == len(known)
    valid = [one for one in known if one.valid_from is None or one.valid_from <= on]
    assert (found.won is None) == (not valid)
    assert found.won is None or found.won in valid


@given(candidates, amounts, days)
def test_a_later_rate_changes_nothing_before_its_day(known, amount, on):
    later = rate(POSITION, amount, date(2027, 1, 1))
    assert resolved(*known, on=on).amount == resolved(*known, later, on=on).amount


@given(amounts, amounts, st.decimals(D(0), D(400), places=2))
def test_price_and_pay_are_grosze(employee, client, quantity):
    price = line_price(quantity, client_rate=client, cost=None, record=None)
    assert price == price.quantize(D("0.01"))
    assert abs(price - quantity * client) <= D("0.005")
    assert abs(employee_pay(quantity, employee) - quantity * employee) <= D("0.005")


@given(amounts, st.decimals(D(0), D(400), places=2), st.decimals(D(0), D(100), places=2))
def test_a_margin_never_makes_a_loss(employee, quantity, percent):
    cost = agency_cost(quantity, employee, burden=D(0))
    record = pay_record(PriceMode.margin, percent)
    price = line_price(quantity, client_rate=None, cost=cost, record=record)
    assert price >= employee_pay(quantity, employee)
