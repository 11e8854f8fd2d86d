"""The kinds of rates as the split of shifts needs them: plain data."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from app.assignments.models import Contract, ContractRate
from app.extensions import db
from app.positions.enums import Unit
from app.positions.models import PositionRate, RateKind
from app.schedule.rules.durations import minutes_of, parse_time
from app.schedule.rules.kinds import KindRule


def kind_rules() -> tuple[KindRule, ...]:
    """Return the kinds for hours that are in use, in the order of the agency's list."""
    wanted = (
        sa.select(RateKind)
        .where(RateKind.unit == Unit.hour, RateKind.archived_on.is_(None))
        .order_by(RateKind.place, RateKind.id)
    )
    return tuple(as_rule(kind) for kind in db.session.scalars(wanted))


def as_rule(kind: RateKind) -> KindRule:
    """Return what the split of shifts knows of a kind of rate."""
    return KindRule(
        id=kind.id,
        rule=kind.rule,
        night_from=parse_time(kind.night_from),
        night_to=parse_time(kind.night_to),
        holiday_window=kind.holiday_window,
        daily=None if kind.daily_hours is None else minutes_of(kind.daily_hours),
        weekly=None if kind.weekly_hours is None else minutes_of(kind.weekly_hours),
    )


def rated_kinds(contract_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for contracts the kinds that some rate was agreed for: there, or at the position."""
    ids = list(contract_ids)
    found: dict[int, set[int]] = defaultdict(set)
    own = sa.select(ContractRate.contract_id, ContractRate.rate_kind_id)
    of_position = sa.select(Contract.id, PositionRate.rate_kind_id).join(
        PositionRate, PositionRate.position_id == Contract.position_id
    )
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        for query in (
            own.where(ContractRate.contract_id.in_(chunk)),
            of_position.where(Contract.id.in_(chunk)),
        ):
            for contract_id, kind_id in db.session.execute(query):
                found[contract_id].add(kind_id)
    return {one: frozenset(kinds) for one, kinds in found.items()}
