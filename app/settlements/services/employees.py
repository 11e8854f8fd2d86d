"""Settling employees: one contract or thousands, approving, and taking it all back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from app.assignments.models import Contract
from app.core import audit
from app.core.clock import now
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.states import require_move
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import lock_people
from app.schedule.rules.months import whole_month
from app.settlements.enums import EMPLOYEE_MOVES, ClientState, EmployeeState, Missing
from app.settlements.models import (
    ClientSettlement,
    EmployeeSettlement,
    FinanceEntry,
    SettlementSkip,
)
from app.settlements.queries import ACCEPTANCE, in_month, lock_contracts
from app.settlements.rules.employee import calculate
from app.settlements.services import items
from app.settlements.services.gathering import Facts, Gathered, gather
from app.settlements.services.writing import Settled, store


@dataclass(frozen=True)
class Gap:
    """What stands in the way of the settlement of a contract."""

    facts: Facts
    missing: Missing
    detail: str = ""

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.facts.number}: {self.missing}{detail}"


@dataclass(frozen=True)
class Outcome:
    """What settling some contracts has led to; ``kept`` were settled before."""

    settled: list[int] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    kept: int = 0


def settle(
    contract_ids: Collection[int],
    month: date,
    *,
    close: bool = False,
    despite_waiting: bool = False,
) -> Outcome:
    """Settle contracts for a month; what is settled already stays as it is.

    Contracts that lack something are left out and named. ``close`` approves at once;
    ``despite_waiting`` settles although some hours are not accepted yet.
    """
    if close and ACCEPTANCE.get("client_accepts"):
        raise DomainError(_("The client accepts settlements here; send them first."))
    part = whole_month(month)
    lock_contracts(contract_ids)
    wanted = set(contract_ids) - _done(contract_ids, part.first)
    items.deduct(wanted, part)
    ready, gaps = examine(wanted, month, despite_waiting=despite_waiting)
    state = EmployeeState.closed if close else EmployeeState.draft
    ids = store(ready, part, state=state)
    if ids:
        audit.record(
            "employees settled", "EmployeeSettlement", ids[0] if len(ids) == 1 else None,
            label=f"{part.first:%Y-%m}: {len(ids)}",
            after={"contracts": [facts.contract_id for facts, _found in ready]},
        )  # fmt: skip
    return Outcome(ids, gaps, len(set(contract_ids)) - len(wanted))


def examine(
    contract_ids: Collection[int], month: date, *, despite_waiting: bool = False
) -> tuple[list[Settled], list[Gap]]:
    """Return what could be settled of contracts that are not, and what the others lack."""
    ready: list[Settled] = []
    gaps: list[Gap] = []
    for one in gather(contract_ids, whole_month(month)):
        found = calculate(one.task)
        waiting = _waiting(one, despite_waiting=despite_waiting)
        # Of hours that wait it need not be said that none is accepted.
        lacks = waiting + [
            lack for lack in found.missing if lack != (Missing.no_hours, "") or not waiting
        ]
        if one.facts.company_id is None:
            lacks.append((Missing.company, ""))
        gaps += [Gap(one.facts, missing, detail) for missing, detail in lacks]
        if not lacks:
            ready.append((one.facts, found))
    return ready, gaps


def approve(settlements: Sequence[EmployeeSettlement]) -> None:
    """Approve settlements: they can be charged to the client now."""
    for one in settlements:
        if ACCEPTANCE.get("client_accepts") and one.state is not EmployeeState.accepted:
            raise DomainError(_("The client has not accepted %(settlement)s.", settlement=one))
        require_move(EMPLOYEE_MOVES, one.state, EmployeeState.closed)
        one.state = EmployeeState.closed
        one.closed_at, one.closed_by_id = now(), acting_user_id()
    db.session.flush()


def send_to_client(settlements: Sequence[EmployeeSettlement]) -> None:
    """Ask the client to accept settlements („Wyślij do akceptacji”)."""
    for one in settlements:
        require_move(EMPLOYEE_MOVES, one.state, EmployeeState.sent)
        one.state = EmployeeState.sent
        one.sent_at = now()
        one.decided_at = one.decided_by_id = one.comment = None
    db.session.flush()


def decide(settlements: Sequence[EmployeeSettlement], *, accepted: bool, comment: str = "") -> None:
    """Note what the client says of settlements; a rejection says why."""
    if not accepted and not comment.strip():
        raise DomainError(_("Say why the settlement is rejected."))
    state = EmployeeState.accepted if accepted else EmployeeState.rejected
    for one in settlements:
        require_move(EMPLOYEE_MOVES, one.state, state)
        one.state = state
        one.comment = comment.strip()[:500] or None
        one.decided_at, one.decided_by_id = now(), acting_user_id()
    db.session.flush()


def cancel(settlements: Sequence[EmployeeSettlement], reason: str) -> None:
    """Take settlements back: hours and finance entries are free again.

    What a client settlement was invoiced with can be settled anew; the difference then becomes
    a correction. An approved client settlement has to be taken back first.
    """
    if not reason.strip():
        raise DomainError(_("Say why the settlement is cancelled."))
    lock_people({one.contract_id for one in settlements})
    _refuse_approved(settlements)
    for one in settlements:
        require_move(EMPLOYEE_MOVES, one.state, EmployeeState.cancelled)
        one.state = EmployeeState.cancelled
        one.cancelled_at = now()
        one.cancel_reason = reason.strip()[:300]
    db.session.flush()
    _release([one.id for one in settlements])


def skip(contract: Contract, month: date, reason: str) -> None:
    """Leave a contract out of the settlements of a month."""
    if not reason.strip():
        raise DomainError(_("Say why the contract is skipped."))
    month = month.replace(day=1)
    if _done([contract.id], month):
        raise DomainError(_("%(contract)s is settled already.", contract=contract))
    known = db.session.scalar(
        sa.select(SettlementSkip).filter_by(contract_id=contract.id, month=month)
    )
    found = known or SettlementSkip(contract=contract, client_id=contract.client_id, month=month)
    found.reason = reason.strip()[:300]
    db.session.add(found)
    db.session.flush()


def unskip(contract: Contract, month: date) -> None:
    """Take a skipped contract in again."""
    known = db.session.scalar(
        sa.select(SettlementSkip).filter_by(contract_id=contract.id, month=month.replace(day=1))
    )
    if known is not None:
        db.session.delete(known)
        db.session.flush()


def _waiting(one: Gathered, *, despite_waiting: bool) -> list[tuple[Missing, str]]:
    if not one.waiting or despite_waiting:
        return []
    return [(Missing.waiting_hours, str(one.waiting))]


def _done(contract_ids: Collection[int], month: date) -> set[int]:
    """Return which contracts are settled in a month, or are to be left out."""
    ids = list(contract_ids)
    settled = sa.select(EmployeeSettlement.contract_id).where(
        EmployeeSettlement.contract_id.in_(ids),
        in_month(EmployeeSettlement, month),
        EmployeeSettlement.state != EmployeeState.cancelled,
    )
    skipped = sa.select(SettlementSkip.contract_id).where(
        SettlementSkip.contract_id.in_(ids), SettlementSkip.month == month
    )
    return set(db.session.scalars(settled)) | set(db.session.scalars(skipped))


def _refuse_approved(settlements: Sequence[EmployeeSettlement]) -> None:
    ids = {one.client_settlement_id for one in settlements} - {None}
    query = sa.select(ClientSettlement).where(
        ClientSettlement.id.in_(ids), ClientSettlement.state == ClientState.approved
    )
    found = db.session.scalar(query.limit(1))
    if found is None:
        return
    if found.has_draft:
        raise DomainError(
            _("There is a draft of an invoice of %(settlement)s. Delete the draft first.",
              settlement=found)
        )  # fmt: skip
    raise DomainError(
        _("The client settlement %(settlement)s is approved; take that back first.",
          settlement=found)
    )  # fmt: skip


def _release(ids: Sequence[int]) -> None:
    entry = ScheduleEntry.__table__
    db.session.connection().execute(
        sa.update(entry)
        .where(entry.c.settlement_id.in_(ids), entry.c.state == EntryState.settled)
        .values(
            state=EntryState.accepted,
            settlement_id=None,
            revision=entry.c.revision + 1,
            changed_on=now(),
            changed_by_id=acting_user_id(),
        )
    )
    finance = sa.update(FinanceEntry).where(FinanceEntry.settlement_id.in_(ids))
    db.session.execute(
        finance.values(settlement_id=None).execution_options(synchronize_session=False)
    )
    db.session.expire_all()
