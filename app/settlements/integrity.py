"""What must hold of settlements: lines are products, totals sums, and nothing is charged twice."""

from collections.abc import Generator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.integrity import Broken, invariant, rows
from app.core.money import round_money
from app.invoicing.enums import InvoiceStatus, LineSide
from app.invoicing.models import Invoice, InvoiceLine
from app.items.models import ItemIssue
from app.positions.enums import Unit
from app.schedule.enums import EntryState
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.rules.durations import hours_of
from app.settlements.enums import ClientState, EmployeeState, LineKind
from app.settlements.models import (
    ClientSettlement,
    ClientSettlementLine,
    EmployeeSettlement,
    EmployeeSettlementLine,
    FinanceEntry,
)

_HEAD, _LINE = EmployeeSettlement.__table__.c, EmployeeSettlementLine.__table__.c
_CLIENT, _CHARGE = ClientSettlement.__table__.c, ClientSettlementLine.__table__.c
#: What has a document, if only a draft of it, and holds.
_CHARGED = (ClientState.approved, ClientState.invoiced)
_ENTRY, _PART = ScheduleEntry.__table__.c, EntryPart.__table__.c


def _differ(one: Any, other: Any) -> Any:
    """Tell amounts apart that SQLite has summed as floating point."""
    return sa.func.abs(sa.func.coalesce(one, 0) - sa.func.coalesce(other, 0)) > Decimal("0.004")


@invariant("I2", _("Lines of settlements are quantity times the copied rate"))
def lines_are_products() -> Generator[Broken]:
    """Multiply pay, and price where the rate sets it, once again; shares of a month excepted."""
    query = (
        sa.select(
            _LINE.id, _LINE.unit, _LINE.minutes, _LINE.quantity, _LINE.employee_rate,
            _LINE.client_rate, _LINE.is_by_rate, _LINE.pay, _LINE.price,
        )
        .where(_LINE.kind == LineKind.work, _LINE.unit != Unit.month)
        .order_by(_LINE.id)
    )  # fmt: skip
    for row in rows(query):
        amount = hours_of(row.minutes) if row.unit is Unit.hour else row.quantity
        if round_money(amount * row.employee_rate) != row.pay:
            yield Broken("employee_settlement_line", row.id, f"≠ {row.pay}")
        if row.is_by_rate and round_money(amount * row.client_rate) != row.price:
            yield Broken("employee_settlement_line", row.id, f"≠ {row.price}")


@invariant("I2", _("Employee settlements are the sum of their lines and finance entries"))
def employees_add_up() -> Generator[Broken]:
    """Compare the totals with what they are made from."""
    lines = (
        sa.select(
            _LINE.settlement_id,
            sa.func.sum(_LINE.pay).label("pay"),
            sa.func.sum(_LINE.cost).label("cost"),
            sa.func.sum(_LINE.price).label("price"),
            sa.func.sum(_LINE.minutes).label("minutes"),
        )
        .group_by(_LINE.settlement_id)
        .subquery()
    )
    is_off = sa.or_(
        _differ(_HEAD.gross, lines.c.pay),
        _differ(_HEAD.cost, lines.c.cost),
        _differ(_HEAD.price, lines.c.price),
        _HEAD.minutes != sa.func.coalesce(lines.c.minutes, 0),
        _differ(_HEAD.payable, _HEAD.gross + _HEAD.adjustments),
    )
    query = sa.select(_HEAD.id).select_from(
        EmployeeSettlement.__table__.outerjoin(lines, lines.c.settlement_id == _HEAD.id)
    )
    for row in rows(query.where(is_off).limit(1)):
        yield Broken("employee_settlement", row.id)


@invariant("I2", _("Client settlements are the sum of the lines that are charged"))
def clients_add_up() -> Generator[Broken]:
    """Compare the net value with the lines."""
    net = sa.func.sum(_CHARGE.net).label("net")
    lines = (
        sa.select(_CHARGE.settlement_id, net)
        .where(_CHARGE.is_charged)
        .group_by(_CHARGE.settlement_id)
        .subquery()
    )
    query = sa.select(_CLIENT.id).select_from(
        ClientSettlement.__table__.outerjoin(lines, lines.c.settlement_id == _CLIENT.id)
    )
    for row in rows(query.where(_differ(_CLIENT.net, lines.c.net)).limit(1)):
        yield Broken("client_settlement", row.id)


@invariant("I3", _("Settled entries belong to a live settlement of their contract and month"))
def entries_are_settled_once() -> Generator[Broken]:
    """Find entries locked by a settlement that is not theirs, or holds no more."""
    head = EmployeeSettlement.__table__
    is_off = sa.or_(
        head.c.id.is_(None),
        head.c.state == EmployeeState.cancelled,
        head.c.contract_id != _ENTRY.contract_id,
        head.c.month > _ENTRY.day,
        sa.and_(head.c.month <= _ENTRY.day, _month_after(head.c.month, _ENTRY.day)),
    )
    query = (
        sa.select(_ENTRY.id)
        .select_from(ScheduleEntry.__table__.outerjoin(head, head.c.id == _ENTRY.settlement_id))
        .where(_ENTRY.state == EntryState.settled, is_off)
        .limit(1)
    )
    for row in rows(query):
        yield Broken("schedule_entry", row.id)


def _month_after(month: Any, day: Any) -> Any:
    """Tell whether a day lies behind the month that begins on ``month``."""
    part = sa.extract
    return sa.or_(
        part("year", day) != part("year", month), part("month", day) != part("month", month)
    )


@invariant("I3", _("What a client was charged for is part of one live settlement"))
def people_are_charged_once() -> Generator[Broken]:
    """Find closed employee settlements that hang on a client settlement that holds no more."""
    is_off = sa.or_(
        _CLIENT.state.in_((ClientState.cancelled, ClientState.corrected)),
        _CLIENT.client_id != _HEAD.client_id,
        _CLIENT.company_id != _HEAD.company_id,
        _CLIENT.month != _HEAD.month,
    )
    query = (
        sa.select(_HEAD.id)
        .select_from(EmployeeSettlement.__table__.join(ClientSettlement.__table__))
        .where(_HEAD.state == EmployeeState.closed, is_off)
        .limit(1)
    )
    for row in rows(query):
        yield Broken("employee_settlement", row.id)


@invariant("I3", _("An invoice charges what its settlement says"))
def invoices_say_the_same() -> Generator[Broken]:
    """Compare settlements with the lines in force of their documents."""
    line = InvoiceLine.__table__.c
    net = (
        sa.select(line.invoice_id, sa.func.sum(line.net).label("net"))
        .where(line.side == LineSide.after)
        .group_by(line.invoice_id)
        .subquery()
    )
    query = (
        sa.select(_CLIENT.id)
        .join(net, net.c.invoice_id == _CLIENT.invoice_id)
        .where(_CLIENT.state.in_(_CHARGED), _differ(_CLIENT.net, net.c.net))
        .limit(1)
    )
    for row in rows(query):
        yield Broken("client_settlement", row.id)


@invariant("I3", _("A settlement is invoiced once its document is issued, not before"))
def documents_are_followed() -> Generator[Broken]:
    """Compare states of settlements with those of their documents."""
    document = Invoice.__table__.c
    is_issued = document.status == InvoiceStatus.issued
    is_off = sa.or_(
        _CLIENT.state.in_((ClientState.draft, ClientState.cancelled)),
        sa.and_(_CLIENT.state == ClientState.approved, is_issued),
        sa.and_(_CLIENT.state != ClientState.approved, sa.not_(is_issued)),
    )
    query = sa.select(_CLIENT.id).join(Invoice.__table__, document.id == _CLIENT.invoice_id)
    for row in rows(query.where(is_off).limit(1)):
        yield Broken("client_settlement", row.id, "state")


@invariant("I10", _("Settlements hold all minutes of the entries they have locked"))
def no_minute_is_lost() -> Generator[Broken]:
    """Compare settled minutes with the parts of the entries."""
    parts = (
        sa.select(_ENTRY.settlement_id, sa.func.sum(_PART.minutes).label("minutes"))
        .select_from(ScheduleEntry.__table__.join(EntryPart.__table__))
        .where(_ENTRY.state == EntryState.settled)
        .group_by(_ENTRY.settlement_id)
        .subquery()
    )
    query = (
        sa.select(_HEAD.id)
        .select_from(
            EmployeeSettlement.__table__.outerjoin(parts, parts.c.settlement_id == _HEAD.id)
        )
        .where(
            _HEAD.state != EmployeeState.cancelled,
            _HEAD.minutes != sa.func.coalesce(parts.c.minutes, 0),
        )
        .limit(1)
    )
    for row in rows(query):
        yield Broken("employee_settlement", row.id)


@invariant("I10", _("Finance entries are locked by a live settlement of their contract"))
def finance_is_settled_once() -> Generator[Broken]:
    """Find finance entries that hang on a settlement which is not theirs."""
    one = FinanceEntry.__table__.c
    is_off = sa.or_(
        _HEAD.state == EmployeeState.cancelled,
        _HEAD.contract_id != one.contract_id,
        _HEAD.month != one.month,
    )
    query = (
        sa.select(one.id)
        .select_from(FinanceEntry.__table__.join(EmployeeSettlement.__table__))
        .where(is_off)
        .limit(1)
    )
    for row in rows(query):
        yield Broken("finance_entry", row.id)


@invariant("I3", _("Items are charged by one settlement or deduction"))
def items_are_charged_once() -> Generator[Broken]:
    """Compare what issues of items say with the lines and deductions they speak of."""
    issue, one = ItemIssue.__table__.c, FinanceEntry.__table__.c
    line = _CHARGE
    head = sa.literal("client:") + sa.cast(line.settlement_id, sa.String)
    own = sa.literal("deduction:") + sa.cast(issue.id, sa.String)
    is_line = sa.exists().where(
        line.item_issue_id == issue.id,
        line.is_charged,
        issue.settled_key == head,
        line.settlement_id == _CLIENT.id,
        _CLIENT.state != ClientState.cancelled,
    )
    is_deduction = sa.exists().where(one.item_issue_id == issue.id, issue.settled_key == own)
    lost = sa.select(issue.id).where(
        issue.settled_key.is_not(None), sa.not_(is_line), sa.not_(is_deduction)
    )
    for row in rows(lost.limit(1)):
        yield Broken("item_issue", row.id, "settled_key")
    unmarked = (
        sa.select(one.id)
        .join(ItemIssue.__table__, issue.id == one.item_issue_id)
        .where(sa.func.coalesce(issue.settled_key, "") != own)
    )
    for row in rows(unmarked.limit(1)):
        yield Broken("finance_entry", row.id, "item_issue_id")
