"""Which clients stand on the dashboard of a month, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.assignments.models import Contract
from app.clients.models import Client, client_guardian
from app.core.search import matching_ids
from app.extensions import db
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import MonthPart
from app.settlements.enums import ClientState, EmployeeState, Stage
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.queries import has_draft, in_month, is_invoiced, is_unsettled
from app.settlements.services.overview import holds_in

PAGE = 50
#: So many clients of a file are looked at together.
BATCH = 500
#: Counting stops here.
MOST = 1000


@dataclass(frozen=True)
class Wanted:
    """Which clients are asked for."""

    month: MonthPart
    q: str = ""
    stage: Stage | None = None
    guardian_id: int | None = None
    company_id: int | None = None


@dataclass(frozen=True)
class Found:
    """A page of clients; ``after`` and ``before`` lead to the next and the previous one."""

    clients: Sequence[Client]
    total: int
    is_more: bool
    after: int | None
    before: int | None


def find(wanted: Wanted, *, after: int | None = None, before: int | None = None) -> Found:
    """Return a page of clients by name, behind one client or before one."""
    query = _matching(wanted)
    ones = query.with_only_columns(sa.literal(1), maintain_column_froms=True).limit(MOST + 1)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(ones.subquery())) or 0
    place = sa.tuple_(Client.sort_key, Client.id)
    mark = _mark(before if before is not None else after)
    is_backwards = before is not None and mark is not None
    if mark is not None:
        there = sa.tuple_(*map(sa.literal, mark))
        query = query.where(place < there if is_backwards else place > there)
    order = (
        (Client.sort_key.desc(), Client.id.desc()) if is_backwards else (Client.sort_key, Client.id)
    )
    rows = list(db.session.scalars(query.order_by(*order).limit(PAGE + 1)))
    is_longer, rows = len(rows) > PAGE, rows[:PAGE]
    if is_backwards:
        rows.reverse()
    has_next = is_backwards or is_longer
    has_previous = is_longer if is_backwards else mark is not None
    return Found(
        rows,
        min(total, MOST),
        total > MOST,
        rows[-1].id if rows and has_next else None,
        rows[0].id if rows and has_previous else None,
    )


def every(wanted: Wanted) -> Iterator[Sequence[Client]]:
    """Yield all clients that match, some hundred at a time, in the order of the pages."""
    query = _matching(wanted).order_by(Client.sort_key, Client.id)
    yield from db.session.scalars(query.execution_options(yield_per=BATCH)).partitions(BATCH)


def guardians() -> list[tuple[int, str]]:
    """Return whose clients can be asked for: of those inside the scope."""
    own = client_guardian.c
    ids = sa.select(own.user_id).join(Client, Client.id == own.client_id)
    query = sa.select(Account.id, Account.first_name, Account.last_name).where(Account.id.in_(ids))
    rows = db.session.execute(query.order_by(Account.last_name, Account.first_name).limit(200))
    return [(row.id, f"{row.first_name} {row.last_name}") for row in rows]


def _mark(client_id: int | None) -> tuple[str, int] | None:
    if client_id is None:
        return None
    key = db.session.scalar(sa.select(Client.sort_key).where(Client.id == client_id))
    return None if key is None else (key, client_id)


def _matching(wanted: Wanted) -> sa.Select[Any]:
    month = wanted.month
    query = sa.select(Client).where(sa.or_(*_signs(month, wanted.company_id)))
    if wanted.q:
        query = query.where(Client.id.in_(matching_ids(Client.search_kind, wanted.q)))
    if wanted.guardian_id is not None:
        own = client_guardian.c
        query = query.where(
            Client.id.in_(sa.select(own.client_id).where(own.user_id == wanted.guardian_id))
        )
    if wanted.stage is not None:
        query = query.where(_in_stage(wanted.stage, month))
    return query


def _signs(month: MonthPart, company_id: int | None) -> list[Any]:
    """Return the conditions any of which puts a client on the dashboard."""
    of_contract = [Contract.client_id == Client.id, holds_in(month)]
    of_entry = [
        ScheduleEntry.client_id == Client.id,
        ScheduleEntry.day.between(month.first, month.last),
    ]
    signs: list[tuple[Any, list[Any]]] = [
        (Contract, of_contract),
        (EmployeeSettlement, _of_month(EmployeeSettlement, month.first)),
        (ClientSettlement, _of_month(ClientSettlement, month.first)),
    ]
    if company_id is not None:
        return [_some(model, *own, model.company_id == company_id) for model, own in signs]
    return [_some(model, *own) for model, own in [*signs, (ScheduleEntry, of_entry)]]


def _some(model: Any, *conditions: Any) -> Any:
    return sa.exists(sa.select(model.id).where(*conditions))


def _of_month(model: Any, month: date) -> list[Any]:
    """Return the conditions of the client's settlements; people's are found by month and client."""
    is_own = in_month(model, month) if model is ClientSettlement else model.month == month
    return [model.client_id == Client.id, is_own]


def _in_stage(stage: Stage, month: MonthPart) -> Any:
    head, whole = EmployeeSettlement, ClientSettlement
    hours = sa.exists(
        sa.select(ScheduleEntry.id).where(
            ScheduleEntry.client_id == Client.id, *is_unsettled(month, of_few=True)
        )
    )
    unclosed = sa.exists(
        sa.select(head.id).where(
            *_of_month(head, month.first),
            head.state.not_in((EmployeeState.closed, EmployeeState.cancelled)),
        )
    )
    free = sa.exists(
        sa.select(head.id).where(
            *_of_month(head, month.first),
            head.state == EmployeeState.closed,
            head.client_settlement_id.is_(None),
        )
    )
    if stage is Stage.open:
        return sa.or_(hours, unclosed)
    if stage is Stage.ready:
        return sa.and_(free, sa.not_(hours), sa.not_(unclosed))
    return _some(whole, *_of_month(whole, month.first), _documented(stage))


def _documented(stage: Stage) -> Any:
    """Return the condition of settlements without a document, with a draft, or with an issued one.

    What takes another one's place by a draft correction follows an issued document.
    """
    whole = ClientSettlement
    if stage is Stage.settled:
        return sa.and_(
            whole.state.in_((ClientState.draft, ClientState.approved)), whole.invoice_id.is_(None)
        )
    return has_draft() if stage is Stage.drafted else is_invoiced()
