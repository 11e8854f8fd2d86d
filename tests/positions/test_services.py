"""What one does with positions and rates, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.errors import DomainError
from app.positions import services
from app.positions.enums import (
    FeeMode,
    PriceMode,
    PriceSection,
    PriceSource,
    RateLevel,
    RateRule,
    Unit,
)
from app.positions.models import PositionRate, RateKind
from app.positions.queries import rate_candidates, rate_kinds, scheme_of
from tests.factories.clients import AddressFactory
from tests.factories.positions import (
    ClientPricingFactory,
    PositionFactory,
    PositionPriceFactory,
    PositionRateFactory,
    PriceGroupFactory,
    PriceGroupItemFactory,
    RateKindFactory,
)


def test_shipped_kinds_are_added_once(db):
    assert services.seed_rate_kinds() == 7
    assert services.seed_rate_kinds() == 0
    night = db.session.scalar(sa.select(RateKind).filter_by(name="nocna"))
    assert (night.rule, night.night_from, night.night_to) == (RateRule.night, "22:00", "06:00")
    assert night.base.name == "dzienna"
    assert [kind.name for kind in rate_kinds()] == [name for name, *_ in services.SHIPPED]


def test_shipped_kinds_pass_their_own_check(db):
    services.seed_rate_kinds()
    for kind in rate_kinds():
        services.normalise_rate_kind(kind)


@pytest.mark.parametrize(
    "values",
    [
        {"night_from": "25:00"},
        {"night_to": "6:00"},
        {"rule": RateRule.night, "night_from": "06:00"},
        {"unit": Unit.month, "rule": RateRule.night},
        {"daily_hours": Decimal(25)},
        {"weekly_hours": Decimal(0)},
        {"employee_rate": Decimal("-0.01")},
        {"client_rate": Decimal(100_001)},
    ],
)
def test_impossible_kind_is_refused(db, values):
    good = RateKindFactory(rule=RateRule.night)
    services.normalise_rate_kind(good)
    for name, value in values.items():
        setattr(good, name, value)
    with pytest.raises(DomainError):
        services.normalise_rate_kind(good)


def test_fallback_goes_one_step_and_keeps_the_unit(db):
    base, night = RateKindFactory(), RateKindFactory()
    night.base = base
    services.normalise_rate_kind(night)
    db.session.commit()
    base.base = RateKindFactory()
    with pytest.raises(DomainError):
        services.normalise_rate_kind(base)
    night.base = RateKindFactory(unit=Unit.month, rule=RateRule.chosen)
    with pytest.raises(DomainError):
        services.normalise_rate_kind(night)
    night.base = night
    with pytest.raises(DomainError):
        services.normalise_rate_kind(night)


def test_place_of_work_is_a_copy(db):
    position = PositionFactory()
    address = AddressFactory(client=position.client, name="Recepcja")
    position.address = address
    services.normalise_position(position)
    db.session.commit()
    address.street = "ul. Krótka 2"
    position.name = "Recepcjonista"
    services.normalise_position(position)
    assert position.workplace == "Recepcja, ul. Długa 1, 00-950 Warszawa"


def test_copy_outlives_its_address(db):
    position = PositionFactory()
    address = AddressFactory(client=position.client)
    position.address = address
    services.normalise_position(position)
    db.session.commit()
    db.session.delete(position.address)
    db.session.commit()
    db.session.expire_all()
    assert (position.address_id, position.workplace) == (None, "ul. Długa 1, 00-950 Warszawa")


def test_address_of_another_client_is_refused(db):
    position = PositionFactory()
    foreign = AddressFactory()
    position.address = foreign
    with pytest.raises(DomainError):
        services.normalise_position(position)


@pytest.mark.parametrize(
    ("code", "is_right"), [("911201", True), ("91120", False), ("9112O1", False)]
)
def test_occupation_code_has_six_digits(db, code, is_right):
    position = PositionFactory(occupation_code=code)
    if is_right:
        services.normalise_position(position)
        return
    with pytest.raises(DomainError):
        services.normalise_position(position)


def test_price_source_and_group_go_together(db):
    position, group = PositionFactory(), PriceGroupFactory()
    position.price_source = PriceSource.group
    with db.session.no_autoflush, pytest.raises(DomainError):
        services.normalise_position(position)
    position.price_group = group
    services.normalise_position(position)
    assert position.price_group is not None
    position.price_source = PriceSource.client
    services.normalise_position(position)
    assert position.price_group is None


@pytest.mark.parametrize(
    "values",
    [
        {"employee_rate": Decimal(-1)},
        {"client_rate": Decimal("100000.01")},
        {"employee_rate": None, "client_rate": None},
        {"valid_from": date(1026, 10, 1)},
    ],
)
def test_impossible_rate_is_refused(db, values):
    rate = PositionRateFactory()
    services.check_rate(rate)
    for name, value in values.items():
        setattr(rate, name, value)
    with db.session.no_autoflush, pytest.raises(DomainError):
        services.check_rate(rate)


def test_second_rate_of_a_kind_from_one_day_is_refused(db):
    first = PositionRateFactory()
    place = {"position": first.position, "rate_kind": first.rate_kind, "client_rate": Decimal(1)}
    with db.session.no_autoflush:
        services.check_rate(PositionRate(valid_from=date(2026, 10, 2), **place))
        with pytest.raises(DomainError):
            services.check_rate(PositionRate(valid_from=first.valid_from, **place))
    db.session.rollback()


@pytest.mark.parametrize(
    ("values", "doubts"),
    [
        ({}, 0),
        ({"client_rate": Decimal(5000)}, 1),
        ({"client_rate": Decimal(30)}, 1),
        ({"employee_rate": Decimal("31.39")}, 1),
        ({"employee_rate": Decimal("31.40")}, 0),
        ({"employee_rate": Decimal(20), "valid_from": date(2025, 1, 1)}, 1),
        ({"employee_rate": Decimal("30.50"), "valid_from": date(2025, 1, 1)}, 0),
        ({"employee_rate": Decimal(20), "valid_from": date(2024, 12, 31)}, 0),
    ],
)
def test_unusual_rate_is_doubted(db, values, doubts):
    assert len(services.rate_doubts(PositionRateFactory(**values))) == doubts


def test_month_lump_sum_is_not_measured_by_the_hour(db):
    kind = RateKindFactory(unit=Unit.month, rule=RateRule.chosen)
    rate = PositionRateFactory(
        rate_kind=kind, employee_rate=Decimal(6000), client_rate=Decimal(9000)
    )
    assert services.rate_doubts(rate) == []


@pytest.mark.parametrize(
    ("values", "is_right"),
    [
        ({}, True),
        ({"margin": None}, False),
        ({"margin": Decimal(-101)}, False),
        ({"mode": PriceMode.amount}, False),
        ({"mode": PriceMode.amount, "amount": Decimal(5)}, True),
        ({"mode": PriceMode.amount, "amount": Decimal(-5)}, False),
        ({"mode": PriceMode.ignore, "margin": None}, True),
    ],
)
def test_price_record_needs_the_value_of_its_mode(db, values, is_right):
    item = PriceGroupItemFactory()
    for name, value in values.items():
        setattr(item, name, value)
    with db.session.no_autoflush:
        if not is_right:
            with pytest.raises(DomainError):
                services.check_price(item)
            db.session.rollback()
            return
        services.check_price(item)
    assert (item.margin is None) == (item.mode is not PriceMode.margin)
    assert (item.amount is None) == (item.mode is not PriceMode.amount)


def test_fee_is_added_unless_said_otherwise(db):
    fee = PriceGroupItemFactory(section=PriceSection.fee)
    services.check_price(fee)
    assert fee.fee is FeeMode.added
    fee.section = PriceSection.service
    services.check_price(fee)
    assert fee.fee is None


def test_custom_price_asks_for_a_custom_position(db):
    price = PositionPriceFactory()
    with pytest.raises(DomainError):
        services.check_custom_price(price)
    price.position.price_source = PriceSource.own
    services.check_custom_price(price)


def test_scheme_comes_from_the_position_then_the_client(db):
    position = PositionFactory()
    assert scheme_of(position) is None
    pricing = ClientPricingFactory(client=position.client)
    PriceGroupItemFactory(price_group=pricing.price_group)
    assert scheme_of(position).name == pricing.price_group.name
    assert len(scheme_of(position).records) == 1
    position.price_source, position.price_group = PriceSource.group, PriceGroupFactory()
    assert scheme_of(position).source is PriceSource.group
    position.price_source, position.price_group = PriceSource.own, None
    assert scheme_of(position).source is PriceSource.client
    PositionPriceFactory(position=position)
    db.session.expire(position, ["prices"])
    assert scheme_of(position).source is PriceSource.own


def test_candidates_are_what_was_agreed_on_each_side(db):
    kind = RateKindFactory(employee_rate=Decimal(30))
    rate = PositionRateFactory(rate_kind=kind, employee_rate=None)
    employee, client = rate_candidates(rate.position, [kind])
    assert [(one.level, one.amount) for one in employee] == [(RateLevel.kind, Decimal(30))]
    assert [(one.level, one.amount) for one in client] == [(RateLevel.position, Decimal("47.90"))]


@pytest.mark.parametrize("with_rates", [True, False])
def test_copy_takes_rates_and_prices_along_when_asked(db, with_rates):
    position = PositionFactory(price_source=PriceSource.own, qualifications="Prawo jazdy")
    PositionRateFactory(position=position)
    PositionPriceFactory(position=position)
    twin = services.copy_position(position, with_rates=with_rates)
    db.session.commit()
    db.session.expire_all()
    assert (twin.client_id, twin.qualifications) == (position.client_id, "Prawo jazdy")
    assert len(twin.rates) == len(twin.prices) == int(with_rates)
    assert len(position.rates) == 1
