"""Selects about rates and price groups that are used in more than one place."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy_continuum import Operation, version_class

from app.clients.models import Address, Client
from app.core.currency import Currency
from app.core.history import Elsewhere, Window
from app.core.settings import Settings
from app.extensions import db
from app.positions.columns import PriceRecordColumns
from app.positions.enums import PriceSource, RateLevel, Unit
from app.positions.models import (
    ClientPricing,
    MinimumPay,
    Position,
    PositionRate,
    PriceGroup,
    PriceGroupItem,
    RateColumns,
    RateKind,
)
from app.positions.rules import Candidate, Scheme, choose_scheme, meet, minimum_on, spans

#: What is counted with wherever pay is; the default is that of an employment contract in 2026.
PAY = Settings("pay", {"employer_burden": "20.48"})


def rate_kinds() -> list[RateKind]:
    """Return the kinds of rates in use, in their order."""
    return [kind for kind in all_rate_kinds() if not kind.is_archived]


def all_rate_kinds() -> list[RateKind]:
    """Return every kind of rate, in their order."""
    return list(db.session.scalars(sa.select(RateKind).order_by(RateKind.place, RateKind.id)))


def rates_of(position: Position) -> list[PositionRate]:
    """Return all rates of a position with their kinds."""
    query = sa.select(PositionRate).filter_by(position_id=position.id)
    return list(db.session.scalars(query.options(joinedload(PositionRate.rate_kind))))


def is_old(rate: PositionRate, rates: Iterable[PositionRate], on: date) -> bool:
    """Tell whether a later rate of the same kind is valid on a day."""
    return any(
        other.rate_kind_id == rate.rate_kind_id and rate.valid_from < other.valid_from <= on
        for other in rates
    )


def client_price_group(client_id: int) -> PriceGroup | None:
    """Return the price group of a client."""
    query = sa.select(PriceGroup).join(ClientPricing).where(ClientPricing.client_id == client_id)
    return db.session.scalar(query)


def has_same_rate(rate: PositionRate) -> bool:
    """Tell whether the position has another rate of this kind from the same day."""
    same = sa.select(PositionRate.id).where(
        PositionRate.position_id == rate.position.id,
        PositionRate.rate_kind_id == rate.rate_kind.id,
        PositionRate.valid_from == rate.valid_from,
        PositionRate.id != (rate.id or 0),
    )
    return db.session.scalar(same.limit(1)) is not None


def rate_candidates(
    position: Position, kinds: list[RateKind], own: Iterable[RateColumns] = ()
) -> tuple[list[Candidate], list[Candidate]]:
    """Return what has been agreed: employee rates and client rates.

    ``own`` are the rates of a contract, which go before those of its position.
    """
    rates = db.session.scalars(sa.select(PositionRate).filter_by(position_id=position.id))
    pairs = [
        *(rate.as_candidates(RateLevel.contract) for rate in own),
        *(rate.as_candidates(RateLevel.position) for rate in rates),
        *((_usual(kind, kind.employee_rate), _usual(kind, kind.client_rate)) for kind in kinds),
    ]
    employee = [one for one, _client in pairs if one]
    return employee, [one for _employee, one in pairs if one]


def _usual(kind: RateKind, amount: Decimal | None) -> Candidate | None:
    return None if amount is None else Candidate(RateLevel.kind, kind.id, amount)


def scheme_of(position: Position) -> Scheme | None:
    """Return the price scheme that applies to a position, ``None`` when rates alone do."""
    pricing = db.session.scalar(
        sa.select(ClientPricing)
        .filter_by(client_id=position.client_id)
        .options(joinedload(ClientPricing.price_group).selectinload(PriceGroup.items))
    )
    return _choose(position, pricing)


def schemes_of(position_ids: Collection[int]) -> dict[int, Scheme | None]:
    """Return the price schemes of many positions; the number of statements is constant."""
    ids = list(position_ids)
    positions = db.session.scalars(
        sa.select(Position)
        .where(Position.id.in_(ids))
        .options(
            selectinload(Position.prices),
            joinedload(Position.price_group).selectinload(PriceGroup.items),
        )
    ).all()
    clients = {position.client_id for position in positions}
    pricings = db.session.scalars(
        sa.select(ClientPricing)
        .where(ClientPricing.client_id.in_(clients))
        .options(joinedload(ClientPricing.price_group).selectinload(PriceGroup.items))
    )
    of_client = {one.client_id: one for one in pricings}
    return {one.id: _choose(one, of_client.get(one.client_id)) for one in positions}


def _choose(position: Position, pricing: ClientPricing | None) -> Scheme | None:
    group = position.price_group
    shared = pricing.price_group if pricing else None
    return choose_scheme(
        position.price_source,
        own=_scheme(PriceSource.own, position.name, position.prices) if position.prices else None,
        chosen=_scheme(PriceSource.group, group.name, group.items) if group else None,
        client=_scheme(PriceSource.client, shared.name, shared.items) if shared else None,
    )


def _scheme(source: PriceSource, name: str, rows: Iterable[PriceRecordColumns]) -> Scheme:
    return Scheme(source, name, tuple(row.as_record() for row in rows))


def price_history(position: Position) -> list[Elsewhere]:
    """Return whose changes have changed the prices of a position, and while which transactions.

    While „Z Klienta” holds, that is the choice of the client's price group; while a group is
    used, chosen or the client's, its records.
    """
    sources = spans(_versions(Position, "id", position.id, "price_source", "price_group_id"))
    from_client = [one for one in sources if one.value[0] is PriceSource.client]
    groups = [(one, one.value[1]) for one in sources if one.value[1] is not None]
    if from_client:
        chosen = spans(_versions(ClientPricing, "client_id", position.client_id, "price_group_id"))
        groups += [
            (found, theirs.value[0])
            for ours in from_client
            for theirs in chosen
            if theirs.value[0] is not None and (found := meet(ours, theirs))
        ]
    return [
        Elsewhere(
            "pricing",
            _("Client's price group"),
            ClientPricing,
            "client_id",
            tuple(Window(position.client_id, one.since, one.until) for one in from_client),
        ),
        Elsewhere(
            "group_items",
            _("Record of the price group"),
            PriceGroupItem,
            "price_group_id",
            tuple(Window(pk, one.since, one.until) for one, pk in groups),
        ),
    ]


def _versions(model: type, tie: str, pk: int, *names: str) -> list[tuple[int, tuple[Any, ...]]]:
    """Return transaction and values of every version; what was deleted has none."""
    table = version_class(model).__table__
    query = (
        sa.select(
            table.c.transaction_id, table.c.operation_type, *(table.c[name] for name in names)
        )
        .where(table.c[tie] == pk)
        .order_by(table.c.transaction_id)
    )
    return [
        (number, (None,) * len(names) if kind == Operation.DELETE else tuple(values))
        for number, kind, *values in db.session.execute(query)
    ]


#: Countries whose minimum pay is in the currency a rate is agreed in.
_CURRENCIES = {"PL": Currency.PLN, "DE": Currency.EUR}


def minimum_pay(country: str, unit: Unit, on: date) -> Decimal | None:
    """Return the lowest pay of a country on a day, ``None`` where none is known."""
    rows = db.session.execute(
        sa.select(MinimumPay.valid_from, MinimumPay.amount).where(
            MinimumPay.country == country, MinimumPay.unit == unit
        )
    )
    return minimum_on([(since, amount) for since, amount in rows], on)


def country_of_pay(client: Client, address: Address | None) -> str | None:
    """Return the country whose minimum holds; none where rates are in another currency."""
    currency = client.currency
    if address is None:
        return next((code for code, known in _CURRENCIES.items() if known is currency), None)
    return address.country if _CURRENCIES.get(address.country) is currency else None


def countries_without_minimum(year: int) -> list[str]:
    """Return the countries whose minimum pay is known, yet not for a year."""
    day = date(year, 12, 31)
    countries = db.session.scalars(sa.select(MinimumPay.country).distinct())
    return sorted(code for code in countries if minimum_pay(code, Unit.hour, day) is None)


def employer_burden() -> Decimal:
    """Return what an employer pays beside the gross pay, in percent."""
    return Decimal(PAY.get("employer_burden"))
