"""The lines of a client settlement that people add, untick and put in order."""

import uuid
from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.money import check_total, round_money
from app.core.vat import VatRate
from app.extensions import db
from app.invoicing.rules import LARGEST_QUANTITY
from app.items.queries import Charge, charges_to_clients
from app.positions.enums import Unit
from app.schedule.rules.months import whole_month
from app.settlements.enums import ClientState, LineKind
from app.settlements.models import ClientSettlement, ClientSettlementLine
from app.settlements.services import items

LARGEST_LINE = Decimal(10) ** 9
#: Lines people have put there; no calculation touches them.
OWN = (LineKind.manual, LineKind.item)


def sum_up(settlement: ClientSettlement) -> None:
    """Count the totals of a settlement anew from its lines."""
    count(settlement)
    db.session.flush()


def count(settlement: ClientSettlement) -> None:
    """Set the totals of a settlement to the sums of its lines."""
    if any(line.quantity >= LARGEST_QUANTITY for line in settlement.lines):
        raise DomainError(_("A quantity is too large: it has to be below 100 million."))
    charged = [line for line in settlement.lines if line.is_charged]
    settlement.net = check_total(sum((line.net for line in charged), Decimal(0)))
    settlement.cost = check_total(sum((line.cost for line in settlement.lines), Decimal(0)))
    settlement.minutes = sum(line.minutes for line in charged)


def things_charged_since(settlement: ClientSettlement) -> list[Charge]:
    """Return the things that a new calculation of a draft would add to it."""
    known = {line.item_issue_id for line in settlement.lines}
    last = whole_month(settlement.month).last
    found = charges_to_clients([settlement.client_id], None, last)
    return [one for one in found if one.issue_id not in known]


def add_line(
    settlement: ClientSettlement,
    text: str,
    quantity: Decimal,
    rate: Decimal,
    vat_rate: VatRate | None = None,
) -> ClientSettlementLine:
    """Add a line of one's own („pozycja dodatkowa”) to a draft."""
    require_draft(settlement)
    if not text.strip():
        raise DomainError(_("Say what the line is for."))
    if quantity <= 0 or rate < 0 or quantity * rate > LARGEST_LINE:
        raise DomainError(_("Quantity and price of a line must be positive and not too large."))
    line = ClientSettlementLine(
        client_id=settlement.client_id,
        place=max((one.place for one in settlement.lines), default=0) + 1,
        key=uuid.uuid4().hex,
        is_charged=True,
        kind=LineKind.manual,
        text=text.strip()[:400],
        unit=Unit.piece,
        quantity=quantity,
        rate=rate,
        minutes=0,
        cost=Decimal(0),
        net=round_money(quantity * rate),
        vat_rate=vat_rate or settlement.client.vat_rate,
    )
    settlement.lines.append(line)
    sum_up(settlement)
    return line


def remove_line(line: ClientSettlementLine) -> None:
    """Take a line of one's own out of a draft."""
    require_draft(line.settlement)
    if line.kind is not LineKind.manual:
        raise DomainError(_("Only additional lines can be removed."))
    settlement = line.settlement
    settlement.lines.remove(line)
    sum_up(settlement)


def charge_line(line: ClientSettlementLine, *, is_charged: bool) -> None:
    """Tick or untick an item or a line of one's own in a draft."""
    require_draft(line.settlement)
    if line.kind not in OWN:
        raise DomainError(_("Work that was done is charged; change the hours instead."))
    items.tick(line, is_charged=is_charged)
    line.is_charged = is_charged
    sum_up(line.settlement)


def order_lines(settlement: ClientSettlement, ids: Sequence[int]) -> None:
    """Put the lines of a draft into another order."""
    require_draft(settlement)
    places = {pk: place for place, pk in enumerate(ids, 1)}
    if set(places) != {line.id for line in settlement.lines}:
        raise DomainError(_("The lines have changed meanwhile. Load the page again."))
    for line in settlement.lines:
        line.place = places[line.id]
    db.session.flush()


def require_draft(settlement: ClientSettlement) -> None:
    """Refuse to change what is approved or invoiced."""
    if settlement.state is not ClientState.draft:
        raise DomainError(
            _("Settlement %(settlement)s is no draft any more.", settlement=settlement)
        )
