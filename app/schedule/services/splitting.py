"""Keeping the split of accepted time.

It is written anew for whole weeks: overtime depends on all that was worked in the week.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.db import not_by_index
from app.extensions import db
from app.schedule.enums import COUNTED, EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.queries import kind_rules, rated_kinds
from app.schedule.rules.holidays import public_holidays
from app.schedule.rules.kinds import KindRule, Plan, make_plan
from app.schedule.rules.shifts import Shift
from app.schedule.rules.splitting import Piece, Work, split

_WEEK = timedelta(days=6)
_CHUNK = 400
_ENTRY, _PART = ScheduleEntry.__table__, EntryPart.__table__


def split_again(contract_ids: Collection[int], days: Iterable[date]) -> None:
    """Write the split of the weeks of some days anew; what is settled stays as it was settled."""
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    ids = sorted(contract_ids)
    if not mondays or not ids:
        return
    plans = plans_for(ids)
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        _split_chunk(chunk, mondays, plans)
    db.session.expire_all()


def plans_for(contract_ids: Collection[int]) -> dict[int, Plan]:
    """Return for each contract which kinds apply; that has to be asked only of twofold kinds."""
    kinds = kind_rules()
    if len({kind.rule for kind in kinds}) == len(kinds):
        plan = make_plan(kinds)
        return dict.fromkeys(contract_ids, plan)
    rated = rated_kinds(contract_ids)
    return {one: _plan(kinds, rated.get(one, frozenset())) for one in contract_ids}


def _plan(kinds: tuple[KindRule, ...], rated: frozenset[int]) -> Plan:
    every = frozenset(kind.id for kind in kinds)
    return replace(make_plan(kinds, with_rate=rated), with_rate=every)


def _split_chunk(ids: list[int], mondays: set[date], plans: dict[int, Plan]) -> None:
    rows = _entries(ids, mondays)
    holidays = public_holidays({year for day in mondays for year in (day.year, (day + _WEEK).year)})
    open_ids = [row.id for row in rows if row.state is not EntryState.settled]
    connection = db.session.connection()
    # Entries that are no longer accepted lose their parts, too.
    connection.execute(
        sa.delete(_PART).where(
            _PART.c.contract_id.in_(ids),
            _within(_PART.c.day, mondays),
            _PART.c.entry_id.not_in(
                sa.select(_ENTRY.c.id).where(
                    _ENTRY.c.contract_id.in_(ids),
                    not_by_index(_ENTRY.c.state) == EntryState.settled,
                )
            ),
        )
    )
    made = list(parts_of(rows, plans, holidays, only=frozenset(open_ids)))
    if made:
        connection.execute(sa.insert(_PART), made)


def parts_of(
    rows: Iterable[Any],
    plans: dict[int, Plan],
    holidays: Collection[date],
    *,
    only: frozenset[int],
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the split of entries, whole weeks at a time, for the entries ``only``."""
    of_contract: dict[int, list[Any]] = defaultdict(list)
    clients: dict[int, tuple[int, int]] = {}
    for row in rows:
        of_contract[row.contract_id].append(row)
        clients[row.id] = (row.client_id, row.contract_id)
    for contract_id, of_one in of_contract.items():
        hours = [_work(row) for row in of_one if row.minutes is not None]
        for piece in split(hours, plans[contract_id], holidays=holidays):
            if piece.key in only:
                yield _part(piece, plans[contract_id], *clients[piece.key])
        for row in of_one:
            if row.quantity is not None and row.id in only:
                yield _quantity(row)


def _within(column: Any, mondays: set[date]) -> Any:
    """Return the condition that a day lies in one of some weeks; near weeks share a range."""
    ranges: list[tuple[date, date]] = []
    for monday in sorted(mondays):
        if ranges and monday - ranges[-1][1] == timedelta(days=1):
            ranges[-1] = (ranges[-1][0], monday + _WEEK)
        else:
            ranges.append((monday, monday + _WEEK))
    return sa.or_(*(column.between(first, last) for first, last in ranges))


def _entries(ids: list[int], mondays: set[date]) -> list[Any]:
    entry = _ENTRY.c
    query = sa.select(
        entry.id, entry.client_id, entry.contract_id, entry.day, entry.state, entry.started_at,
        entry.ended_at, entry.pause, entry.pause_started_at, entry.minutes, entry.quantity,
        entry.rate_kind_id,
    ).where(
        entry.contract_id.in_(ids),
        _within(entry.day, mondays),
        not_by_index(entry.state).in_(COUNTED),
    )  # fmt: skip
    return list(db.session.connection().execute(query))


def _work(row: Any) -> Work:
    if row.started_at is None:
        return Work(row.id, row.day, row.minutes, kind_id=row.rate_kind_id)
    shift = Shift.stored(row.day, row.started_at, row.ended_at, row.pause, row.pause_started_at)
    return Work.of(row.id, shift, kind_id=row.rate_kind_id)


def _part(piece: Piece, plan: Plan, client_id: int, contract_id: int) -> dict[str, Any]:
    kinds = [piece.kind_id]
    if not piece.is_chosen:
        applying = (plan.kind(reason.rule) for reason in piece.reasons)
        kinds = [*(kind.id for kind in applying if kind), plan.base.id]
    return {
        "client_id": client_id,
        "contract_id": contract_id,
        "entry_id": piece.key,
        "day": piece.day,
        "kinds": ",".join(map(str, kinds)),
        "minutes": piece.minutes,
        "quantity": None,
        "causes": ",".join(sorted(cause.value for cause in piece.causes)),
    }


def _quantity(row: Any) -> dict[str, Any]:
    return {
        "client_id": row.client_id,
        "contract_id": row.contract_id,
        "entry_id": row.id,
        "day": row.day,
        "kinds": str(row.rate_kind_id),
        "minutes": 0,
        "quantity": row.quantity,
        "causes": "",
    }
