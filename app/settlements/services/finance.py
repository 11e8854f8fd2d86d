"""Finance entries: what is added to pay or taken from it, until a settlement locks it."""

from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import get_history

from app.core.clock import today
from app.core.errors import DomainError
from app.core.views.cells import format_number
from app.settlements.models import FinanceEntry

LARGEST = Decimal(1_000_000)
#: Later months are possible, but rather a slip of the pen.
USUAL_MONTHS_AHEAD = 12


def normalise_finance(entry: FinanceEntry) -> None:
    """Check an entry, and put it into its month."""
    require_free(entry)
    entry.month = entry.month.replace(day=1)
    entry.client_id = entry.contract.client_id
    if entry.amount <= 0:
        raise DomainError(_("Enter an amount above zero; the kind says whether it is deducted."))
    if entry.amount > LARGEST:
        text = _("An amount above %(amount)s is refused.", amount=format_number(LARGEST))
        raise DomainError(text)
    first, last = entry.contract.starts_on, entry.contract.effective_end
    if entry.month < first.replace(day=1) or (last is not None and entry.month > last):
        raise DomainError(
            _("Contract %(number)s does not hold in %(month)s.",
              number=entry.contract.number, month=f"{entry.month:%m.%Y}")
        )  # fmt: skip


def is_far_ahead(entry: FinanceEntry) -> bool:
    """Tell whether an entry is moved to a month that hardly anybody plans for."""
    this = today()
    if not get_history(entry, "month").has_changes():
        return False
    months = (entry.month.year - this.year) * 12 + entry.month.month - this.month
    return months > USUAL_MONTHS_AHEAD


def require_free(entry: FinanceEntry) -> None:
    """Refuse to change what is settled."""
    if entry.settlement_id is not None:
        raise DomainError(
            _("“%(entry)s” is settled. Cancel the settlement of the employee first.", entry=entry)
        )
