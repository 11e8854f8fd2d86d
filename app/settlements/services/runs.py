"""A month of one client from hours to the invoice: the step that runs over all clients repeat.

``settle_people`` and ``settle_client`` belong to the caller's transaction; ``run_client`` opens
one for each of them, so that what is done for the people stays when the client is refused.
Every step finds what was done before and goes on from there.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from app.assignments.models import Contract
from app.clients.models import Client
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db
from app.invoicing.services import day_of_issue, draft_gaps, issue
from app.schedule.models import ScheduleEntry
from app.schedule.rules.months import whole_month
from app.settings.models import Company
from app.settings.queries import only_company
from app.settlements.enums import ClientState, EmployeeState, RunResult
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.queries import (
    ACCEPTANCE,
    is_unsettled,
    live_client_settlement,
    unclosed_settlements,
    unsettled_contracts,
)
from app.settlements.services import clients, employees, invoicing

#: The kind of work that settles everybody.
RUN = "settlements.run"
Pair = tuple[int, int | None]


@dataclass(frozen=True)
class Steps:
    """How far a run goes."""

    people: bool = False
    invoice: bool = False
    issue: bool = False


#: What keeps outcomes, in the transaction they come from.
Note = Callable[[Sequence["ClientOutcome"]], None]


@dataclass(frozen=True)
class PeopleOutcome:
    """How many people were settled and approved, and how many lack something."""

    settled: int
    approved: int
    lacking: int


@dataclass(frozen=True)
class ClientOutcome:
    """What a run has led to for one client; ``reason`` says what is missing."""

    client_id: int
    company_id: int | None
    result: RunResult
    reason: str = ""
    settlement_id: int | None = None
    invoice_id: int | None = None


def settle_people(client_ids: Collection[int], month: date, *, close: bool) -> PeopleOutcome:
    """Settle the people of clients who lack nothing; ``close`` approves them and older drafts.

    Where the client accepts first, what it has accepted is approved and nothing else.
    """
    part = whole_month(month)
    asks_client = bool(ACCEPTANCE.get("client_accepts"))
    ids = list(db.session.scalars(unsettled_contracts(part, client_ids)))
    found = employees.settle(ids, part.first, close=close and not asks_client)
    approved = len(found.settled) if close and not asks_client else 0
    if close:
        state = EmployeeState.accepted if asks_client else EmployeeState.draft
        waiting = db.session.scalars(
            unclosed_settlements(client_ids, part.first).where(EmployeeSettlement.state == state)
        ).all()
        employees.approve(waiting)
        approved += len(waiting)
    lacking = {gap.facts.contract_id for gap in found.gaps}
    return PeopleOutcome(len(found.settled), approved, len(lacking))


def settle_client(
    client_id: int, company_id: int | None, month: date, *, steps: Steps
) -> ClientOutcome:
    """Settle and approve a client whose people are settled, and make the invoice if wanted.

    A draft that somebody has begun is theirs to approve, that of a correction theirs to issue.
    """
    client = db.session.get(Client, client_id)
    company = db.session.get(Company, company_id) if company_id else None
    if client is None or company is None:
        raise no_company()
    known = live_client_settlement(client_id, company.id, month)
    if known is None:
        settlement = clients.create(client, company, month)
        clients.approve(settlement)
        result = RunResult.settled
    elif known.state is ClientState.draft:
        raise draft_waits()
    else:
        settlement, result = known, RunResult.unchanged
    return _invoice(settlement, result, steps)


def no_company() -> DomainError:
    """Return the refusal of people whom no company of the agency employs."""
    return DomainError(_("The contracts name no own company."))


def draft_waits() -> DomainError:
    """Return the refusal of a settlement that somebody has begun: it is theirs to approve."""
    return DomainError(_("A draft of the settlement waits for approval."))


def run_client(
    client_id: int,
    company_id: int | None,
    month: date,
    *,
    steps: Steps,
    note: Note = lambda _outcomes: None,
) -> ClientOutcome:
    """Take one client through a month; a refusal is an outcome, too.

    ``note`` is called in the transaction of the outcome, to keep it.
    """
    try:
        if steps.people:
            with transaction():
                settle_people([client_id], month, close=True)
        with transaction():
            outcome = settle_client(client_id, company_id, month, steps=steps)
            note([outcome])
    except (DomainError, StaleDataError) as refusal:
        known = live_client_settlement(client_id, company_id, month) if company_id else None
        reason = (
            str(refusal)
            if isinstance(refusal, DomainError)
            else _("Somebody has just changed it. Look at it again.")
        )
        outcome = ClientOutcome(
            client_id, company_id, RunResult.refused, reason, known.id if known else None
        )
        with transaction():
            note([outcome])
    return outcome


def pairs(month: date) -> list[Pair]:
    """Return the clients and companies a run goes through: with hours or settled people."""
    part, usual = whole_month(month), only_company()
    head = EmployeeSettlement
    settled = sa.select(head.client_id, head.company_id).where(
        head.month == part.first, head.state != EmployeeState.cancelled
    )
    hours = (
        sa.select(ScheduleEntry.client_id, Contract.company_id)
        .join(ScheduleEntry.contract)
        .where(*is_unsettled(part))
    )
    found: set[Pair] = {(row[0], row[1]) for row in db.session.execute(settled.distinct())}
    found |= {
        (client_id, company_id or (usual.id if usual else None))
        for client_id, company_id in db.session.execute(hours.distinct())
    }
    return sorted(found, key=lambda pair: (pair[0], pair[1] or 0))


def _invoice(settlement: ClientSettlement, result: RunResult, steps: Steps) -> ClientOutcome:
    ids = settlement.client_id, settlement.company_id
    if not steps.invoice:
        return ClientOutcome(*ids, result, "", settlement.id, settlement.invoice_id)
    if settlement.invoice is None:
        result = RunResult.drafted
    invoice = invoicing.make_invoice(settlement)
    if steps.issue and invoice.is_draft:
        if invoice.is_correction:
            reason = _("The draft of a correction waits to be issued.")
            return ClientOutcome(*ids, RunResult.refused, reason, settlement.id, invoice.id)
        gaps = draft_gaps(invoice)
        if gaps:
            reason = " ".join(map(str, gaps))
            return ClientOutcome(*ids, RunResult.refused, reason, settlement.id, invoice.id)
        issue(invoice, on=day_of_issue(invoice))
        result = RunResult.issued
    return ClientOutcome(*ids, result, "", settlement.id, invoice.id)
