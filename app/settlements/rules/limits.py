"""What no settlement can say: nobody owes pay, and columns hold so much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.money import LARGEST_LINE
from app.invoicing.rules import LARGEST_QUANTITY
from app.settlements.enums import Missing

if TYPE_CHECKING:
    from app.settlements.rules.employee import Calculation


def impossible(found: Calculation) -> Missing | None:
    """Return why a calculated settlement cannot stand, ``None`` when it can."""
    if found.payable < 0:
        return Missing.negative_pay
    if any(line.quantity >= LARGEST_QUANTITY for line in found.lines):
        return Missing.too_large
    sums = found.gross, found.payable, found.cost, found.price
    return Missing.too_large if max(sums) >= LARGEST_LINE else None
