"""Storing calculated settlements of employees: one or thousands, by the same few statements."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.core import audit
from app.core.clock import now
from app.core.db import not_by_index
from app.core.models import acting_user_id
from app.core.versions import write_versions
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import MonthPart
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement, EmployeeSettlementLine, FinanceEntry
from app.settlements.rules.employee import Calculation, Line
from app.settlements.services.explaining import explanation_of
from app.settlements.services.gathering import Facts

Settled = tuple[Facts, Calculation]


def store(settled: Sequence[Settled], month: MonthPart, *, state: EmployeeState) -> list[int]:
    """Insert settlements with their lines, lock what they were made from; return their ids."""
    if not settled:
        return []
    ids = _insert_heads(settled, month, state)
    rows = [
        _line_row(pk, facts.client_id, place, line)
        for pk, (facts, found) in zip(ids, settled, strict=True)
        for place, line in enumerate(found.lines, 1)
    ]
    connection = db.session.connection()
    connection.execute(sa.insert(EmployeeSettlementLine.__table__), rows)
    _lock_entries(ids, month)
    _lock_finance(settled, ids)
    write_versions(EmployeeSettlement, ids)
    db.session.expire_all()
    return ids


def _insert_heads(settled: Sequence[Settled], month: MonthPart, state: EmployeeState) -> list[int]:
    common = {
        "month": month.first,
        "state": state,
        "created_on": now(),
        "changed_on": now(),
        "created_by_id": acting_user_id(),
        "changed_by_id": acting_user_id(),
        "closed_at": now() if state is EmployeeState.closed else None,
        "closed_by_id": acting_user_id() if state is EmployeeState.closed else None,
        "revision": 1,
    }
    rows = [common | _head(facts, found) for facts, found in settled]
    statement = sa.insert(EmployeeSettlement).returning(
        EmployeeSettlement.id, sort_by_parameter_order=True
    )
    return list(db.session.scalars(statement, rows))


def _head(facts: Facts, found: Calculation) -> dict[str, Any]:
    return {
        "client_id": facts.client_id,
        "contract_id": facts.contract_id,
        "employee_id": facts.employee_id,
        "position_id": facts.position_id,
        "company_id": facts.company_id,
        "currency": facts.currency,
        "workplace": facts.workplace,
        "minutes": found.minutes,
        "gross": found.gross,
        "adjustments": found.adjustments,
        "payable": found.payable,
        "cost": found.cost,
        "price": found.price,
        "burden": found.burden,
        "scheme": found.scheme[:120] or None,
    }


def _line_row(settlement_id: int, client_id: int, place: int, line: Line) -> dict[str, Any]:
    return {
        "settlement_id": settlement_id,
        "client_id": client_id,
        "place": place,
        "kind": line.kind,
        "rate_kind_id": line.kind_id,
        "text": line.text[:200],
        "unit": line.unit,
        "minutes": line.minutes,
        "quantity": line.quantity,
        "employee_rate": line.employee_rate,
        "client_rate": line.client_rate,
        "is_by_rate": line.is_by_rate,
        "pay": line.pay,
        "cost": line.cost,
        "price": line.price,
        "explanation": explanation_of(line),
    }


def _lock_entries(ids: Sequence[int], month: MonthPart) -> None:
    entry, owner = ScheduleEntry.__table__, EmployeeSettlement.__table__
    db.session.connection().execute(
        sa.update(entry)
        .where(
            owner.c.id.in_(ids),
            entry.c.contract_id == owner.c.contract_id,
            entry.c.day.between(month.first, month.last),
            not_by_index(entry.c.state) == EntryState.accepted,
        )
        .values(
            state=EntryState.settled,
            settlement_id=owner.c.id,
            revision=entry.c.revision + 1,
            changed_on=now(),
            changed_by_id=acting_user_id(),
        )
    )


def _lock_finance(settled: Sequence[Settled], ids: Sequence[int]) -> None:
    """Tell records which settlement has counted them; the log gets one row that names them all."""
    taken = {
        one.id: pk
        for pk, (_facts, found) in zip(ids, settled, strict=True)
        for one in found.finance
    }
    if not taken:
        return
    entry, owner = FinanceEntry.__table__, EmployeeSettlement.__table__
    db.session.connection().execute(
        sa.update(entry)
        .where(
            owner.c.id.in_(ids),
            entry.c.id.in_(taken),
            entry.c.contract_id == owner.c.contract_id,
        )
        .values(settlement_id=owner.c.id)
    )
    said = {str(one): pk for one, pk in taken.items()}
    audit.record("bulk_update", "FinanceEntry", after={"settlement_id": said})
