"""Positions, kinds of rates and price groups."""

from datetime import date
from decimal import Decimal

import factory

from app.positions.enums import PriceMode, RateRule
from app.positions.models import (
    ClientPricing,
    Position,
    PositionPrice,
    PositionRate,
    PriceGroup,
    PriceGroupItem,
    RateKind,
)
from tests.factories.clients import ClientFactory, _Saved


class RateKindFactory(_Saved):
    class Meta:
        model = RateKind

    name = factory.Sequence(lambda number: f"Rodzaj {number}")
    rule = RateRule.base


class PriceGroupFactory(_Saved):
    class Meta:
        model = PriceGroup

    name = factory.Sequence(lambda number: f"Grupa {number}")


class PriceGroupItemFactory(_Saved):
    class Meta:
        model = PriceGroupItem

    price_group = factory.SubFactory(PriceGroupFactory)
    name = "Wynagrodzenie"
    mode = PriceMode.margin
    margin = Decimal(25)


class ClientPricingFactory(_Saved):
    class Meta:
        model = ClientPricing

    client = factory.SubFactory(ClientFactory)
    price_group = factory.SubFactory(PriceGroupFactory)


class PositionFactory(_Saved):
    class Meta:
        model = Position

    client = factory.SubFactory(ClientFactory)
    name = "Pokojówka"


class PositionRateFactory(_Saved):
    class Meta:
        model = PositionRate

    position = factory.SubFactory(PositionFactory)
    client = factory.SelfAttribute("position.client")
    rate_kind = factory.SubFactory(RateKindFactory)
    employee_rate = Decimal("33.40")
    client_rate = Decimal("47.90")
    valid_from = date(2026, 10, 1)


class PositionPriceFactory(_Saved):
    class Meta:
        model = PositionPrice

    position = factory.SubFactory(PositionFactory)
    client = factory.SelfAttribute("position.client")
    name = "Wynagrodzenie"
    margin = Decimal(30)
