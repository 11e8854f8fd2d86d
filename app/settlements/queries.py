"""Selects about settlements that are used in more than one place."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.db import not_by_index
from app.core.settings import Settings
from app.employees.models import Employee
from app.extensions import db
from app.positions.models import Position
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import lock_people
from app.schedule.rules.months import MonthPart
from app.settlements.enums import LIVE_CLIENT, ClientState, EmployeeState, Progress
from app.settlements.models import (
    ClientSettlement,
    EmployeeSettlement,
    EmployeeSettlementLine,
    SettlementSkip,
)
from app.settlements.rules.client import Source

#: Whether clients accept the settlements of people, by which day of the next month, and whether
#: they are reminded on it.
ACCEPTANCE = Settings(
    "settlements", {"client_accepts": False, "acceptance_day": 5, "remind_clients": True}
)

#: States of entries that still wait for somebody, or for a settlement.
UNSETTLED = (EntryState.reported, EntryState.accepted)


def in_month(
    table: type[EmployeeSettlement | ClientSettlement], month: date
) -> sa.ColumnElement[bool]:
    """Return the condition that settlements of named contracts or clients are of a month.

    Each of them has few settlements, a month has thousands: the month's index is not to be read.
    """
    return not_by_index(table.month) == month.replace(day=1)  # type: ignore[no-any-return]


def live_settlement(contract_id: int, month: date) -> EmployeeSettlement | None:
    """Return the one settlement of a contract in a month that is not cancelled."""
    found: EmployeeSettlement | None = db.session.scalar(
        sa.select(EmployeeSettlement).where(
            EmployeeSettlement.contract_id == contract_id,
            in_month(EmployeeSettlement, month),
            EmployeeSettlement.state != EmployeeState.cancelled,
        )
    )
    return found


def live_client_settlement(client_id: int, company_id: int, month: date) -> ClientSettlement | None:
    """Return the one settlement of a client in a month that holds."""
    found: ClientSettlement | None = db.session.scalar(
        sa.select(ClientSettlement).where(
            ClientSettlement.client_id == client_id,
            not_by_index(ClientSettlement.company_id) == company_id,
            in_month(ClientSettlement, month),
            ClientSettlement.state.in_(LIVE_CLIENT),
        )
    )
    return found


def has_draft() -> sa.ColumnElement[bool]:
    """Return the condition that the document of a client settlement waits to be issued."""
    table = ClientSettlement
    return sa.and_(table.state == ClientState.approved, table.invoice_id.is_not(None))


def is_invoiced() -> sa.ColumnElement[bool]:
    """Return the condition that a live client settlement is charged by an issued document.

    One that waits for its correction to be issued follows such a document.
    """
    table = ClientSettlement
    return sa.or_(table.state == ClientState.invoiced, is_at(Progress.correction_drafted))


def is_at(progress: Progress) -> sa.ColumnElement[bool]:
    """Return the condition that a client settlement is as far as that, its document included."""
    table = ClientSettlement
    if progress is Progress.approved:
        return sa.and_(table.state == ClientState.approved, table.invoice_id.is_(None))
    if progress is Progress.invoice_drafted:
        return sa.and_(has_draft(), table.replaces_id.is_(None))
    if progress is Progress.correction_drafted:
        return sa.and_(has_draft(), table.replaces_id.is_not(None))
    is_there: sa.ColumnElement[bool] = table.state == ClientState[progress.name]
    return is_there


def is_unsettled(month: MonthPart, *, of_few: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of entries that a settlement of people still has to take.

    ``of_few``: other conditions name the clients, so their entries are read, not those of a month.
    """
    state = not_by_index(ScheduleEntry.state) if of_few else ScheduleEntry.state
    skipped = sa.select(SettlementSkip.contract_id).where(SettlementSkip.month == month.first)
    return (
        ScheduleEntry.day.between(month.first, month.last),
        state.in_(UNSETTLED),
        ScheduleEntry.contract_id.not_in(skipped),
    )


def unsettled_contracts(
    month: MonthPart,
    client_ids: Collection[int] | None = None,
    *,
    among: Collection[int] | None = None,
) -> sa.Select[Any]:
    """Return the ids of contracts with hours of a month that no settlement has taken yet.

    Through the ORM, so foreign ones are not found; skipped contracts are left out.
    """
    of_few = client_ids is not None or among is not None
    conditions = is_unsettled(month, of_few=of_few)
    query = sa.select(ScheduleEntry.contract_id).where(*conditions).distinct()
    if client_ids is not None:
        query = query.where(ScheduleEntry.client_id.in_(list(client_ids)))
    return query if among is None else query.where(ScheduleEntry.contract_id.in_(list(among)))


def unclosed_settlements(client_ids: Collection[int], month: date) -> sa.Select[Any]:
    """Return the settlements of the people of clients that are not approved yet."""
    return sa.select(EmployeeSettlement).where(
        EmployeeSettlement.client_id.in_(list(client_ids)),
        in_month(EmployeeSettlement, month),
        EmployeeSettlement.state.not_in((EmployeeState.closed, EmployeeState.cancelled)),
    )


def open_people(
    client_ids: Collection[int], month: MonthPart
) -> dict[int, tuple[list[int], list[int]]]:
    """Return, for each client that has any, its unsettled contracts and unclosed settlements."""
    entry, head = ScheduleEntry, EmployeeSettlement
    hours = unsettled_contracts(month, client_ids)
    unclosed = unclosed_settlements(client_ids, month.first)
    queries = (
        hours.with_only_columns(entry.client_id, entry.contract_id).distinct(),
        unclosed.with_only_columns(head.client_id, head.id),
    )
    found: dict[int, tuple[list[int], list[int]]] = {}
    for place, query in enumerate(queries):
        for client_id, pk in db.session.execute(query):
            found.setdefault(client_id, ([], []))[place].append(pk)
    return found


def sources(
    client_ids: Collection[int], month: date, *, settlement_id: int | None = None
) -> dict[tuple[int, int], list[Source]]:
    """Return, for each (client, company), the lines of closed settlements free to be charged.

    With ``settlement_id`` also those which that client settlement charges for already.
    """
    head, line = EmployeeSettlement, EmployeeSettlementLine
    is_free: sa.ColumnElement[bool] = head.client_settlement_id.is_(None)
    if settlement_id is not None:
        is_free = sa.or_(is_free, head.client_settlement_id == settlement_id)
    query = (
        sa.select(
            head.client_id, head.company_id, line.id, line.kind, line.text, line.rate_kind_id,
            line.unit, line.minutes, line.quantity, line.client_rate, line.is_by_rate, line.price,
            line.cost, head.employee_id, Employee.first_name, Employee.last_name,
            head.position_id, Position.name, head.workplace, head.currency,
        )
        .join(line.settlement)
        .join(head.employee)
        .join(head.position)
        .where(
            head.client_id.in_(list(client_ids)),
            in_month(head, month),
            head.state == EmployeeState.closed,
            is_free,
        )
        .order_by(line.id)
    )  # fmt: skip
    found: dict[tuple[int, int], list[Source]] = {}
    for row in db.session.execute(query):
        one = Source(
            row.id, row.kind, row.text, row.rate_kind_id, row.unit, row.minutes, row.quantity,
            row.client_rate, row.is_by_rate, row.price, row.cost, row.employee_id,
            f"{row.first_name} {row.last_name}", row.position_id, row.name, row.workplace or "",
            row.currency,
        )  # fmt: skip
        found.setdefault((row.client_id, row.company_id), []).append(one)
    return found


def is_stale(settlement: ClientSettlement) -> bool:
    """Tell whether people were settled anew since a client settlement was made."""
    head = EmployeeSettlement
    gone = sa.and_(
        head.client_settlement_id == settlement.id, head.state == EmployeeState.cancelled
    )
    new = sa.and_(
        head.client_id == settlement.client_id,
        not_by_index(head.company_id) == settlement.company_id,
        in_month(head, settlement.month),
        head.state == EmployeeState.closed,
        not_by_index(head.client_settlement_id).is_(None),
    )
    query = sa.select(head.id).where(sa.or_(gone, new)).limit(1)
    return db.session.scalar(query) is not None


def lock_clients(client_ids: Collection[int]) -> None:
    """Wait for whoever settles the same clients; in one order, so that nobody waits for ever."""
    query = sa.select(Client.id).where(Client.id.in_(list(client_ids))).order_by(Client.id)
    db.session.execute(query.with_for_update())


def lock_closed(client_ids: Collection[int], month: date) -> None:
    """Let nobody cancel the settlements of people while their client is being charged for them."""
    head = EmployeeSettlement
    query = sa.select(head.id).where(
        head.client_id.in_(list(client_ids)),
        in_month(head, month),
        head.state == EmployeeState.closed,
    )
    db.session.execute(query.order_by(head.id).with_for_update())


def lock_contracts(contract_ids: Collection[int]) -> None:
    """Wait for whoever settles the same contracts or writes hours of their people."""
    lock_people(contract_ids)
    query = sa.select(Contract.id).where(Contract.id.in_(list(contract_ids)))
    db.session.execute(query.order_by(Contract.id).with_for_update())
