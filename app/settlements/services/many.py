"""Settling many clients together: the lines, invoices and history of ``runs.run_client``.

Clients that nothing stands in the way of are written by a few statements, however many they are;
the others go one by one, which says of each what it lacks.
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
from app.settlements.queries import in_month, lock_clients, lock_closed, open_clients, sources
from app.settlements.rules.client import Charge, Source
from app.settlements.services import clients, invoicing, items
from app.settlements.services.lines import count
from app.settlements.services.runs import (
    ClientOutcome,
    Note,
    Pair,
    Steps,
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
    sources: list[Source]
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
    """Settle clients in the caller's transaction; who lacks something has no outcome."""
    part = whole_month(month)
    ids = {client_id for client_id, _company in pairs}
    lock_clients(ids)
    lock_closed(ids, part.first)
    known = _known(pairs, part.first)
    kept = [one for pair in pairs if pair in known and (one := _kept(known[pair], steps))]
    cases = _cases([pair for pair in pairs if pair not in known], part, steps)
    lacking = _write(cases, steps)
    return kept + [_outcome(one, gaps, steps) for one, gaps in zip(cases, lacking, strict=True)]


def _known(pairs: Collection[Pair], month: date) -> dict[Pair, Any]:
    """Return what is there already: pair → id, state, invoice and its status."""
    table = ClientSettlement
    query = (
        sa.select(
            table.id, table.client_id, table.company_id, table.state, table.invoice_id,
            Invoice.status,
        )
        .outerjoin(table.invoice)
        .where(
            table.client_id.in_({client_id for client_id, _company in pairs}),
            in_month(table, month),
            table.state.in_(LIVE_CLIENT),
        )
    )  # fmt: skip
    return {(row.client_id, row.company_id): row for row in db.session.execute(query)}


def _kept(row: Any, steps: Steps) -> ClientOutcome | None:
    """Return the outcome of a settlement that is as far as the run is to go."""
    is_issued = row.status is InvoiceStatus.issued
    is_far = not steps.invoice or is_issued or (bool(row.invoice_id) and not steps.issue)
    if row.state is ClientState.draft or not is_far:
        return None
    ids = row.client_id, row.company_id
    return ClientOutcome(*ids, RunResult.unchanged, "", row.id, row.invoice_id)


def _cases(pairs: Sequence[Pair], month: MonthPart, steps: Steps) -> list[_Case]:
    ids = {client_id for client_id, _company in pairs}
    query = sa.select(Client).where(Client.id.in_(ids)).options(joinedload(Client.payer))
    by_id = {one.id: one for one in db.session.scalars(query)}
    companies = {one.id: one for one in db.session.scalars(sa.select(Company))}
    unready, known = open_clients(ids, month), sources(ids, month.first)
    of_client: dict[int | None, list[ItemCharge]] = {}
    for charge in charges_to_clients(ids, None, month.last):
        of_client.setdefault(charge.client_id, []).append(charge)
    found = []
    for client_id, company_id in pairs:
        client, company = by_id.get(client_id), companies.get(company_id or 0)
        if client is None or company is None or client_id in unready:
            continue
        settlement = ClientSettlement(
            client=client,
            company=company,
            client_id=client_id,
            company_id=company.id,
            month=month.first,
            currency=client.currency,
            state=ClientState.draft,
        )
        case = _case(
            settlement, known.get((client_id, company.id), []), of_client.get(client_id, ()), steps
        )
        if case:
            of_client.pop(client_id, None)
            found.append(case)
    return found


def _case(
    settlement: ClientSettlement, known: list[Source], things: Sequence[ItemCharge], steps: Steps
) -> _Case | None:
    if any(one.currency is not settlement.currency for one in known):
        return None
    lines = clients.lines_for(settlement, known)
    clients.put_lines(settlement, lines)
    clients.keep_profile(settlement)
    items.add_lines(settlement, things)
    count(settlement)
    if settlement.net <= 0:
        return None
    settlement.state = ClientState.approved
    settlement.approved_at, settlement.approved_by_id = now(), acting_user_id()
    if not steps.invoice:
        return _Case(settlement, lines, known, None)
    invoice = invoicing.draft_of(settlement, invoicing.annex_of(settlement, known))
    return _Case(settlement, lines, known, invoice)


def _write(cases: Sequence[_Case], steps: Steps) -> list[list[Gap]]:
    """Write settlements and invoices; return what keeps each invoice from being issued."""
    if not cases:
        return []
    invoices = [one.invoice for one in cases if one.invoice]
    lacking = add_drafts(invoices, issue=steps.issue) or [[] for _case in cases]
    for one in cases:
        if one.invoice:
            one.settlement.invoice_id = one.invoice.id
            one.settlement.state = ClientState.invoiced
    settlements = [one.settlement for one in cases]
    inserting.insert(settlements)
    lines = [line for one in settlements for line in one.lines]
    inserting.insert(lines)
    inserting.write_trail(settlements, lines)
    _link(cases)
    items.take(settlements)
    return lacking


def _link(cases: Sequence[_Case]) -> None:
    """Tell every employee's line which line charges for it, and every head whose part it is."""
    rows = []
    for one in cases:
        by_key = {line.key: line.id for line in one.settlement.lines}
        rows += [
            {"of": source, "by": by_key[charge.key]}
            for charge in one.charges
            for source in charge.sources
        ]
    line, head = EmployeeSettlementLine.__table__, EmployeeSettlement.__table__
    connection = db.session.connection()
    if rows:
        connection.execute(
            sa.update(line)
            .where(line.c.id == sa.bindparam("of"))
            .values(client_line_id=sa.bindparam("by")),
            rows,
        )
    is_charged = sa.exists().where(
        line.c.settlement_id == head.c.id, line.c.client_line_id.is_not(None)
    )
    settlements = [one.settlement for one in cases]
    connection.execute(
        sa.update(head)
        .where(
            head.c.client_id == sa.bindparam("client"),
            head.c.company_id == sa.bindparam("company"),
            not_by_index(head.c.month) == sa.bindparam("of"),
            head.c.state == EmployeeState.closed,
            head.c.client_settlement_id.is_(None),
            is_charged,
        )
        .values(client_settlement_id=sa.bindparam("by")),
        [
            {"client": one.client_id, "company": one.company_id, "of": one.month, "by": one.id}
            for one in settlements
        ],
    )
    db.session.expire_all()


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
