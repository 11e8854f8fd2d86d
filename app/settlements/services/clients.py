"""Settling clients: from closed employee settlements to lines, and to an approved settlement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from app.clients.models import Client
from app.core.clock import now
from app.core.errors import DomainError
from app.core.models import acting_user_id
from app.core.states import require_move
from app.extensions import db
from app.schedule.rules.months import whole_month
from app.settings.models import Company
from app.settlements import texts
from app.settlements.enums import CLIENT_MOVES, ClientState, EmployeeState
from app.settlements.models import (
    ClientSettlement,
    ClientSettlementLine,
    EmployeeSettlement,
    EmployeeSettlementLine,
)
from app.settlements.queries import (
    is_stale,
    live_client_settlement,
    lock_clients,
    lock_closed,
    open_people,
    sources,
)
from app.settlements.rules.changes import Change, changes
from app.settlements.rules.client import Charge, Profile, Source, charges
from app.settlements.services import items
from app.settlements.services.lines import OWN, require_draft, sum_up

#: What a settlement keeps of the billing profile its lines were made with.
PROFILE = ("invoice_detail", "employee_names", "vat_rate", "language", "invoice_service")


# Not frozen: while it is raised, Python writes its traceback into it.
@dataclass(eq=False)
class OpenEmployees(DomainError):  # noqa: N818 - it is a verdict, not a fault
    """People of a client who are not settled yet: contracts with hours, and open settlements."""

    contract_ids: tuple[int, ...]
    settlement_ids: tuple[int, ...]

    def __str__(self) -> str:
        parts = []
        if self.contract_ids:
            parts.append(_("contracts with hours: %(count)s", count=len(self.contract_ids)))
        if self.settlement_ids:
            parts.append(_("settlements to approve: %(count)s", count=len(self.settlement_ids)))
        return str(_("Employees are not settled yet (%(parts)s).", parts=", ".join(parts)))


def profile_of(settlement: ClientSettlement) -> Profile:
    """Return what lines are made with: a draft follows its client, later the kept profile holds."""
    is_draft = settlement.state is ClientState.draft
    said = {
        name: (None if is_draft else getattr(settlement, name)) or getattr(settlement.client, name)
        for name in PROFILE
    }
    return Profile(
        said["invoice_detail"],
        said["employee_names"],
        said["vat_rate"],
        texts.whole(settlement.month, said["language"], said["invoice_service"]),
        texts.PERSON[said["language"]],
    )


def check_employees(client: Client, month: date) -> None:
    """Refuse while people of the client are not settled („Rozlicz pracowników”)."""
    found = open_people([client.id], whole_month(month)).get(client.id)
    if found:
        raise OpenEmployees(*map(tuple, found))


def nothing_to_charge(client: Client) -> DomainError:
    """Return the refusal of a settlement without a line, or of nothing."""
    return DomainError(_("There is nothing to charge %(client)s for.", client=client))


def create(
    client: Client, company: Company, month: date, *, despite_open: bool = False
) -> ClientSettlement:
    """Add the draft of a client's settlement, or return the one that is there already.

    ``OpenEmployees`` names who is not settled; ``despite_open`` goes on without them.
    """
    month = month.replace(day=1)
    lock_clients([client.id])
    known = live_client_settlement(client.id, company.id, month)
    if known is not None:
        return known
    if not despite_open:
        check_employees(client, month)
    settlement = ClientSettlement(
        client=client, company=company, month=month, currency=client.currency
    )
    db.session.add(settlement)
    db.session.flush()
    _calculate_anew(settlement)
    if not settlement.lines:
        raise nothing_to_charge(client)
    return settlement


def calculate(settlement: ClientSettlement) -> list[Charge]:
    """Return the lines for work and fees as they would be now; all in one currency."""
    return lines_for(settlement, _sources(settlement))


def lines_for(settlement: ClientSettlement, found: Sequence[Source]) -> list[Charge]:
    """Return the lines of a settlement for work and fees, which must be in its currency."""
    foreign = {str(one.currency) for one in found if one.currency is not settlement.currency}
    if foreign:
        raise DomainError(
            _(
                "Employees were settled in %(foreign)s, %(client)s is charged in %(own)s: cancel "
                "their settlements and settle them anew.",
                foreign=", ".join(sorted(foreign)),
                client=settlement.client,
                own=settlement.currency,
            )
        )
    return charges(found, profile_of(settlement))


def difference(settlement: ClientSettlement) -> list[Change]:
    """Return what a new calculation would change, line by line; own lines are left alone."""
    kept = [line.plain() for line in settlement.lines if line.kind not in OWN]
    return changes(kept, calculate(settlement))


def recalculate(settlement: ClientSettlement) -> None:
    """Take a new calculation over into a draft."""
    require_draft(settlement)
    _calculate_anew(settlement)


def _calculate_anew(settlement: ClientSettlement) -> None:
    lock_closed([settlement.client_id], settlement.month)
    apply(settlement, calculate(settlement))
    keep_profile(settlement)
    items.offer(settlement)
    sum_up(settlement)


def keep_profile(settlement: ClientSettlement) -> None:
    """Keep what the lines were made with."""
    for name in PROFILE:
        setattr(settlement, name, getattr(settlement.client, name))


def apply(settlement: ClientSettlement, found: Sequence[Charge]) -> None:
    """Make the lines of a settlement those of a calculation; own lines and the order stay."""
    put_lines(settlement, found)
    sum_up(settlement)
    _link(settlement, found)


def put_lines(settlement: ClientSettlement, found: Sequence[Charge]) -> None:
    """Put the lines of a calculation in the place of those of an earlier one."""
    known = {line.key: line for line in settlement.lines if line.kind not in OWN}
    place = max((line.place for line in settlement.lines), default=0)
    for charge in found:
        line = known.pop(charge.key, None)
        if line is None:
            place += 1
            line = ClientSettlementLine(
                client_id=settlement.client_id, place=place, key=charge.key, is_charged=True
            )
            settlement.lines.append(line)
        _fill(line, charge)
    for line in known.values():
        settlement.lines.remove(line)


def approve(settlement: ClientSettlement) -> None:
    """Approve a draft; what has changed since it was made must be taken over first."""
    require_move(CLIENT_MOVES, settlement.state, ClientState.approved)
    if is_stale(settlement):
        raise DomainError(
            _("Employees were settled anew since. Look at the difference and recalculate first.")
        )
    if settlement.net <= 0:
        raise nothing_to_charge(settlement.client)
    settlement.state = ClientState.approved
    settlement.approved_at, settlement.approved_by_id = now(), acting_user_id()
    db.session.flush()


def reopen(settlement: ClientSettlement) -> None:
    """Make an approved settlement a draft again."""
    require_move(CLIENT_MOVES, settlement.state, ClientState.draft)
    _refuse_drafted(settlement)
    settlement.state = ClientState.draft
    settlement.approved_at = settlement.approved_by_id = None
    db.session.flush()


def cancel(settlement: ClientSettlement) -> None:
    """Give up a settlement that was not invoiced; its people can be charged again."""
    require_move(CLIENT_MOVES, settlement.state, ClientState.cancelled)
    _refuse_drafted(settlement)
    settlement.state = ClientState.cancelled
    settlement.cancelled_at = now()
    items.let_go(settlement)
    db.session.flush()
    _unlink(settlement.id)


def _refuse_drafted(settlement: ClientSettlement) -> None:
    """Refuse while a document waits to be issued: it would charge for what holds no more."""
    if settlement.invoice is not None:
        raise DomainError(
            _("There is a draft of its correction. Delete the draft first.")
            if settlement.invoice.is_correction
            else _("There is a draft of its invoice. Delete the draft first.")
        )


def _sources(settlement: ClientSettlement) -> list[Source]:
    found = sources([settlement.client_id], settlement.month, settlement_id=settlement.id)
    return found.get((settlement.client_id, settlement.company_id), [])


def _fill(line: ClientSettlementLine, charge: Charge) -> None:
    line.kind, line.text, line.unit = charge.kind, charge.text[:400], charge.unit
    line.minutes, line.quantity, line.rate = charge.minutes, charge.quantity, charge.rate
    line.net, line.cost, line.vat_rate = charge.net, charge.cost, charge.vat_rate


def _link(settlement: ClientSettlement, found: Sequence[Charge]) -> None:
    """Tell every employee's line which line charges for it, and every head whose part it is."""
    by_key = {line.key: line.id for line in settlement.lines}
    connection = db.session.connection()
    line = EmployeeSettlementLine.__table__
    command = sa.update(line).where(line.c.id == sa.bindparam("of"))
    rows = [
        {"of": source, "by": by_key[charge.key]} for charge in found for source in charge.sources
    ]
    if rows:
        connection.execute(command.values(client_line_id=sa.bindparam("by")), rows)
    heads = sa.select(line.c.settlement_id).where(line.c.id.in_([row["of"] for row in rows]))
    _take(settlement.id, heads)


def _take(settlement_id: int, heads: sa.Select[tuple[int]]) -> None:
    head = EmployeeSettlement.__table__
    db.session.connection().execute(
        sa.update(head).where(head.c.id.in_(heads)).values(client_settlement_id=settlement_id)
    )
    gone = sa.and_(
        head.c.client_settlement_id == settlement_id, head.c.state == EmployeeState.cancelled
    )
    db.session.connection().execute(sa.update(head).where(gone).values(client_settlement_id=None))
    db.session.expire_all()


def _unlink(settlement_id: int) -> None:
    head, line = EmployeeSettlement.__table__, EmployeeSettlementLine.__table__
    connection = db.session.connection()
    heads = sa.select(head.c.id).where(head.c.client_settlement_id == settlement_id)
    connection.execute(
        sa.update(line).where(line.c.settlement_id.in_(heads)).values(client_line_id=None)
    )
    connection.execute(
        sa.update(head)
        .where(head.c.client_settlement_id == settlement_id)
        .values(client_settlement_id=None)
    )
    db.session.expire_all()
