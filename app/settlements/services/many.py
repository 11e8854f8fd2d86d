"""Settling many clients together: the lines, invoices and history of ``runs.run_client``.

They are written by a few statements, however many they are. One by one goes only what an earlier
run has left half done, and all of a chunk that was refused as a whole.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError

from app.clients.models import Client
from app.core import inserting
from app.core.clock import now
from app.core.db import not_by_index, transaction
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.extensions import db
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice
from app.invoicing.services import Gap, add_drafts
from app.items.queries import Charge as ItemCharge
from app.items.queries import charges_to_clients
from app.schedule.rules.months import MonthPart, whole_month
from app.settings.models import Company
from app.settlements.enums import LIVE_CLIENT, ClientState, EmployeeState, RunResult
from app.settlements.models import ClientSettlement, EmployeeSettlement, EmployeeSettlementLine
from app.settlements.queries import in_month, lock_clients, lock_closed, open_people, sources
from app.settlements.rules.client import Charge, Source
from app.settlements.services import clients, invoicing, items
from app.settlements.services.lines import count
from app.settlements.services.runs import (
    ClientOutcome,
    Note,
    Pair,
    Steps,
    draft_waits,
    no_company,
    run_client,
    settle_people,
)

#: So many clients are settled in one transaction: a killed run loses these at most.
TOGETHER = 50


@dataclass(frozen=True)
class _Case:
    """A client that nothing stands in the way of; ``settlement`` is not in the session."""

    settlement: ClientSettlement
    charges: list[Charge]
    invoice: Invoice | None


def run_clients(
    pairs: Sequence[Pair], month: date, *, steps: Steps, note: Note = lambda _outcomes: None
) -> list[ClientOutcome]:
    """Take clients through a month; see ``runs.run_client`` for what comes of each."""
    done = _together(pairs, month, steps, note)
    return [done.get(pair) or run_client(*pair, month, steps=steps, note=note) for pair in pairs]


def _together(
    pairs: Sequence[Pair], month: date, steps: Steps, note: Note
) -> dict[Pair, ClientOutcome]:
    """Settle those who lack nothing; a refusal leaves all of them to be asked one by one."""
    try:
        if steps.people:
            with transaction():
                settle_people({client_id for client_id, _company in pairs}, month, close=True)
        with transaction():
            found = settle(pairs, month, steps=steps)
            note(found)
    except (DomainError, StaleDataError):
        return {}
    return {(one.client_id, one.company_id): one for one in found}


def settle(pairs: Sequence[Pair], month: date, *, steps: Steps) -> list[ClientOutcome]:
    """Settle clients in the caller's transaction; who is settled, but not invoiced, is left out."""
    part = whole_month(month)
    ids = {client_id for client_id, _company in pairs}
    lock_clients(ids)
    lock_closed(ids, part.first)
    known = _known(ids, part.first)
    found = [one for pair in pairs if pair in known and (one := _kept(known[pair], steps))]
    cases = []
    read = _read(ids, part)
    for pair in pairs:
        if pair not in known:
            try:
                cases.append(_case(pair, part.first, read, steps))
            except DomainError as refusal:
                found.append(ClientOutcome(*pair, RunResult.refused, str(refusal)))
    lacking = _write(cases, steps)
    return found + [_outcome(one, gaps, steps) for one, gaps in zip(cases, lacking, strict=True)]


def _known(ids: Collection[int], month: date) -> dict[Pair, Any]:
    """Return what is there already: pair → id, state, invoice and its status."""
    table = ClientSettlement
    query = (
        sa.select(
            table.id, table.client_id, table.company_id, table.state, table.invoice_id,
            Invoice.status,
        )
        .outerjoin(table.invoice)
        .where(
            table.client_id.in_(ids), in_month(table, month), table.state.in_(LIVE_CLIENT)
        )
    )  # fmt: skip
    return {(row.client_id, row.company_id): row for row in db.session.execute(query)}


def _kept(row: Any, steps: Steps) -> ClientOutcome | None:
    """Return the outcome of a settlement that is far enough, or somebody's draft."""
    ids = row.client_id, row.company_id
    if row.state is ClientState.draft:
        return ClientOutcome(*ids, RunResult.refused, str(draft_waits()), row.id)
    is_issued = row.status is InvoiceStatus.issued
    if steps.invoice and not is_issued and (row.invoice_id is None or steps.issue):
        return None
    return ClientOutcome(*ids, RunResult.unchanged, "", row.id, row.invoice_id)


@dataclass(frozen=True)
class _Read:
    """What settlements of some clients are made from."""

    clients: dict[int, Client]
    companies: dict[int, Company]
    open: dict[int, tuple[list[int], list[int]]]
    sources: dict[tuple[int, int], list[Source]]
    #: What each client is charged for things it holds, until a settlement takes it.
    things: dict[int | None, list[ItemCharge]]


def _read(ids: Collection[int], month: MonthPart) -> _Read:
    query = sa.select(Client).where(Client.id.in_(ids)).options(joinedload(Client.payer))
    things: dict[int | None, list[ItemCharge]] = {}
    for charge in charges_to_clients(ids, None, month.last):
        things.setdefault(charge.client_id, []).append(charge)
    return _Read(
        {one.id: one for one in db.session.scalars(query)},
        {one.id: one for one in db.session.scalars(sa.select(Company))},
        open_people(ids, month),
        sources(ids, month.first),
        things,
    )


def _case(pair: Pair, month: date, read: _Read, steps: Steps) -> _Case:
    """Return the settlement of a client; a ``DomainError`` says why there can be none."""
    client_id, company_id = pair
    client, company = read.clients.get(client_id), read.companies.get(company_id or 0)
    if client is None or company is None:
        raise no_company()
    if client_id in read.open:
        raise clients.OpenEmployees(*map(tuple, read.open[client_id]))
    settlement = ClientSettlement(
        client=client,
        company=company,
        client_id=client_id,
        company_id=company.id,
        month=month,
        currency=client.currency,
        state=ClientState.draft,
    )
    known = read.sources.get((client_id, company.id), [])
    lines = clients.lines_for(settlement, known)
    clients.put_lines(settlement, lines)
    clients.keep_profile(settlement)
    items.add_lines(settlement, read.things.get(client_id, ()))
    count(settlement)
    if settlement.net <= 0:
        raise clients.nothing_to_charge(client)
    settlement.state = ClientState.approved
    settlement.approved_at, settlement.approved_by_id = now(), acting_user_id()
    invoice = None
    if steps.invoice:
        invoice = invoicing.draft_of(settlement, invoicing.annex_of(settlement, known))
    read.things.pop(client_id, None)
    return _Case(settlement, lines, invoice)


def _write(cases: Sequence[_Case], steps: Steps) -> list[list[Gap]]:
    """Write settlements and invoices; return what keeps each invoice from being issued."""
    if not cases:
        return []
    added = add_drafts([one.invoice for one in cases if one.invoice], issue=steps.issue)
    will_issue = added.will_issue()
    for one in cases:
        if one.invoice:
            one.settlement.invoice_id = one.invoice.id
            if one.invoice.id in will_issue:
                one.settlement.state = ClientState.invoiced
    settlements = [one.settlement for one in cases]
    inserting.insert(settlements)
    lines = [line for one in settlements for line in one.lines]
    inserting.insert(lines)
    inserting.write_trail(settlements, lines)
    _link(cases)
    items.take(settlements)
    added.finish()
    return added.lacking or [[] for _case in cases]


def _link(cases: Sequence[_Case]) -> None:
    """Tell every employee's line which line charges for it, and every head whose part it is."""
    _link_lines(cases)
    _link_heads([one.settlement for one in cases])
    db.session.expire_all()


def _link_lines(cases: Sequence[_Case]) -> None:
    rows = []
    for one in cases:
        by_key = {line.key: line.id for line in one.settlement.lines}
        rows += [
            {"of": source, "by": by_key[charge.key]}
            for charge in one.charges
            for source in charge.sources
        ]
    line = EmployeeSettlementLine.__table__
    if rows:
        db.session.connection().execute(
            sa.update(line)
            .where(line.c.id == sa.bindparam("of"))
            .values(client_line_id=sa.bindparam("by")),
            rows,
        )


def _link_heads(settlements: Sequence[ClientSettlement]) -> None:
    line, head = EmployeeSettlementLine.__table__, EmployeeSettlement.__table__
    is_charged = sa.exists().where(
        line.c.settlement_id == head.c.id, line.c.client_line_id.is_not(None)
    )
    db.session.connection().execute(
        sa.update(head)
        .where(
            head.c.client_id == sa.bindparam("client"),
            not_by_index(head.c.company_id) == sa.bindparam("company"),
            not_by_index(head.c.month) == sa.bindparam("of"),
            head.c.state == EmployeeState.closed,
            not_by_index(head.c.client_settlement_id).is_(None),
            is_charged,
        )
        .values(client_settlement_id=sa.bindparam("by")),
        [
            {"client": one.client_id, "company": one.company_id, "of": one.month, "by": one.id}
            for one in settlements
        ],
    )


def _outcome(case: _Case, gaps: Sequence[Gap], steps: Steps) -> ClientOutcome:
    settlement, invoice = case.settlement, case.invoice
    ids = settlement.client_id, settlement.company_id
    if invoice is None:
        return ClientOutcome(*ids, RunResult.settled, "", settlement.id)
    if gaps:
        reason = " ".join(map(str, gaps))
        return ClientOutcome(*ids, RunResult.refused, reason, settlement.id, invoice.id)
    result = RunResult.issued if steps.issue else RunResult.drafted
    return ClientOutcome(*ids, result, "", settlement.id, invoice.id)
