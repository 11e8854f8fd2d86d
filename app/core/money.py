"""Money is Decimal, rounded half up to the grosz, in one place."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

GROSZ = Decimal("0.01")


def round_money(amount: Decimal) -> Decimal:
    """Round half up to the grosz (ustawa o VAT, art. 106e ust. 11)."""
    return amount.quantize(GROSZ, ROUND_HALF_UP)


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
