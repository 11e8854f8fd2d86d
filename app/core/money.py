"""Money is Decimal, rounded half up to the grosz, in one place."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from app.core.errors import DomainError

GROSZ = Decimal("0.01")
#: A line and a sum are below these; columns hold a little more, to the grosz.
LARGEST_LINE = Decimal(10) ** 10
LARGEST_TOTAL = Decimal(10) ** 11


def round_money(amount: Decimal) -> Decimal:
    """Round half up to the grosz (ustawa o VAT, art. 106e ust. 11)."""
    return amount.quantize(GROSZ, ROUND_HALF_UP)


def check_line(amount: Decimal) -> Decimal:
    """Return the value of one thing, refuse one of which a few would be too much."""
    if abs(amount) >= LARGEST_LINE:
        raise DomainError(_("The amount is too large: it has to be below 10 billion."))
    return amount


def check_total(amount: Decimal) -> Decimal:
    """Return a sum, refuse one that the columns of money cannot hold exactly."""
    if abs(amount) >= LARGEST_TOTAL:
        raise DomainError(_("The sum is too large: it has to be below 100 billion."))
    return amount


@dataclass(frozen=True)
class Taxed:
    """Net and VAT of something; gross is always their sum."""

    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        """Return net plus VAT."""
        return self.net + self.vat

    def __add__(self, other: "Taxed") -> "Taxed":
        return Taxed(self.net + other.net, self.vat + other.vat)

    def __neg__(self) -> "Taxed":
        return Taxed(-self.net, -self.vat)
