"""Positions, their rates and prices, and the price groups of all clients."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.clients.models import Client
from app.extensions import db
from app.positions.enums import PriceSource, RateRule
from app.positions.models import (
    ClientPricing,
    MinimumPay,
    Position,
    PositionPrice,
    PositionRate,
    PriceGroup,
    PriceGroupItem,
    RateKind,
)
from tests.security.world import ALFA, fill

ADD = {
    "PositionView": {
        "client": "{Client}", "name": "Kelner", "contract_type": "temporary",
        "price_source": "client",
    },
    "PositionRateView": {
        "position": "{Position}", "rate_kind": "{RateKind}", "valid_from": "2026-12-01",
        "employee_rate": "40", "client_rate": "60",
    },
    "PositionPriceView": {
        "position": "{Position}", "section": "base_pay", "name": "Nowa", "mode": "margin",
        "margin": "20",
    },
    "ClientPricingView": {"client": "{Unpriced}", "price_group": "{PriceGroup}"},
    "RateKindView": {
        "name": "Nowy rodzaj", "unit": "hour", "rule": "chosen", "place": "5",
        "night_from": "22:00", "night_to": "06:00", "holiday_window": "six_to_six",
    },
    "MinimumPayView": {
        "country": "CZ", "unit": "hour", "amount": "5,20", "valid_from": "2026-01-01",
    },
    "PriceGroupView": {"name": "Nowa grupa"},
    "PriceGroupItemView": {
        "price_group": "{PriceGroup}", "section": "base_pay", "name": "Nowa", "mode": "margin",
        "margin": "20",
    },
}  # fmt: skip
PAGES = {
    "PositionRateView.margin GET": (
        "/position-rates/margin?employee_rate=33,40&client_rate=47,90", {},
    ),
    "PaySettingsView.index GET": ("/pay-settings/", {}),
    "PaySettingsView.save POST": ("/pay-settings/", {"employer_burden": "21,5"}),
    "RateSimulatorView.index GET": ("/rate-simulator/?position={Position}", {}),
}  # fmt: skip


def common(world):
    """What is agreed for all clients."""
    world.save(RateKind(name="dzienna", rule=RateRule.base))
    group = world.save(PriceGroup(name="Hotele", description="Opis"))
    world.save(PriceGroupItem(price_group=group, name="Wynagrodzenie", margin=Decimal(25)))
    world.ids[MinimumPay] = db.session.scalars(sa.select(MinimumPay.id)).first()
    world.archive(RateKind(name="dawna"))
    world.archive(PriceGroup(name="Dawna"))


def of_client(side, world):
    """A position with its rate and price, and the price group of the client."""
    client_id = side.ids[Client]
    place = {"occupation_code": "911201", "price_source": PriceSource.own}
    position = side.save(fill(Position, side.mark, client_id=client_id, **place))
    own = {"client_id": client_id, "position_id": position.id}
    rate = {"rate_kind_id": world.ids[RateKind], "valid_from": date(2026, 10, 1)}
    rate |= {"employee_rate": Decimal("33.40"), "client_rate": Decimal("47.90")}
    side.save(fill(PositionRate, side.mark, **own, **rate))
    side.save(fill(PositionPrice, side.mark, **own, margin=Decimal(25)))
    group_id = world.ids[PriceGroup]
    side.save(fill(ClientPricing, side.mark, client_id=client_id, price_group_id=group_id))
    if side.mark == ALFA:
        world.archive(Position(name="Dawne stanowisko", client_id=client_id))
