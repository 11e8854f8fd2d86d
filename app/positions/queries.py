"""Selects about rates and price groups that are used in more than one place."""

from collections.abc import Iterable
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.positions.columns import PriceRecordColumns
from app.positions.enums import PriceSource, RateLevel
from app.positions.models import (
    ClientPricing,
    Position,
    PositionRate,
    PriceGroup,
    RateKind,
)
from app.positions.rules import Candidate, Scheme, choose_scheme


def rate_kinds() -> list[RateKind]:
    """Return the kinds of rates in use, in their order."""
    query = sa.select(RateKind).where(RateKind.archived_on.is_(None))
    return list(db.session.scalars(query.order_by(RateKind.place, RateKind.id)))


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
    position: Position, kinds: list[RateKind]
) -> tuple[list[Candidate], list[Candidate]]:
    """Return what has been agreed for a position: employee rates and client rates."""
    rates = db.session.scalars(sa.select(PositionRate).filter_by(position_id=position.id)).all()
    employee = [
        *(_of_position(rate, rate.employee_rate) for rate in rates),
        *(_of_kind(kind, kind.employee_rate) for kind in kinds),
    ]
    client = [
        *(_of_position(rate, rate.client_rate) for rate in rates),
        *(_of_kind(kind, kind.client_rate) for kind in kinds),
    ]
    return [one for one in employee if one], [one for one in client if one]


def _of_position(rate: PositionRate, amount: Decimal | None) -> Candidate | None:
    if amount is None:
        return None
    return Candidate(RateLevel.position, rate.rate_kind_id, amount, rate.valid_from)


def _of_kind(kind: RateKind, amount: Decimal | None) -> Candidate | None:
    return None if amount is None else Candidate(RateLevel.kind, kind.id, amount)


def scheme_of(position: Position) -> Scheme | None:
    """Return the price scheme that applies to a position, ``None`` when rates alone do."""
    own = _scheme(PriceSource.own, position.name, position.prices) if position.prices else None
    group = position.price_group
    pricing = db.session.scalar(
        sa.select(ClientPricing)
        .filter_by(client_id=position.client_id)
        .options(joinedload(ClientPricing.price_group).selectinload(PriceGroup.items))
    )
    return choose_scheme(
        position.price_source,
        own=own,
        chosen=_scheme(PriceSource.group, group.name, group.items) if group else None,
        client=_scheme(PriceSource.client, pricing.price_group.name, pricing.price_group.items)
        if pricing
        else None,
    )


def _scheme(source: PriceSource, name: str, rows: Iterable[PriceRecordColumns]) -> Scheme:
    return Scheme(source, name, tuple(row.as_record() for row in rows))
