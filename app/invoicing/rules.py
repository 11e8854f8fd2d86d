"""The arithmetic of invoices and corrections, as the VAT act wants it; pure.

VAT is counted once per rate from the sum of net values (art. 106e ust. 1 pkt 14), half up to the
grosz (ust. 11). A correction is f(after) − f(before), never f(after − before).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.core.money import LARGEST_LINE, Taxed, round_money
from app.core.vat import VatRate
from app.invoicing.enums import PayState

ZERO = Decimal(0)
NOTHING = Taxed(ZERO, ZERO)
#: What the column holds.
LARGEST_QUANTITY = Decimal(10) ** 8


@dataclass(frozen=True)
class Line:
    """A line of an invoice; ``key`` ties it to its earlier states, empty for a new one."""

    text: str
    quantity: Decimal
    unit: str
    price: Decimal
    vat_rate: VatRate = VatRate.vat_23
    key: str = ""

    @property
    def net(self) -> Decimal:
        """Return quantity times price, rounded once."""
        return round_money(self.quantity * self.price)

    def __str__(self) -> str:
        return f"{self.text}: {self.quantity:f} {self.unit} × {self.price:f}, {self.vat_rate}"


@dataclass(frozen=True)
class Party:
    """Seller or buyer as they stand on a document."""

    name: str = ""
    nip: str = ""
    eu_vat: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True)
class AnnexColumn:
    """A column: its head, its share of the width, and whether it holds numbers."""

    title: str
    width: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class Annex:
    """A specification: texts that callers have formatted; the last row may be a sum."""

    title: str
    columns: tuple[AnnexColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False
    #: What is printed under the table.
    note: str = ""

    def __str__(self) -> str:
        return f"{self.title} ({len(self.rows)})"


@dataclass(frozen=True)
class Pair:
    """One line of a correction: what it said before and what it says now."""

    before: Line | None
    after: Line

    @property
    def net(self) -> Decimal:
        """Return by how much the net value changes."""
        return self.after.net - (self.before.net if self.before else ZERO)

    @property
    def is_changed(self) -> bool:
        """Tell whether anything on the line is different."""
        return self.before != self.after


def totals(lines: Iterable[Line]) -> dict[VatRate, Taxed]:
    """Return net and VAT of every rate that occurs, in the order of the rates."""
    nets: dict[VatRate, Decimal] = {}
    for line in lines:
        nets[line.vat_rate] = nets.get(line.vat_rate, ZERO) + line.net
    return {
        rate: Taxed(nets[rate], round_money(nets[rate] * rate.fraction))
        for rate in VatRate
        if rate in nets
    }


def total(groups: dict[VatRate, Taxed]) -> Taxed:
    """Return the sum over all rates."""
    return sum(groups.values(), NOTHING)


def difference(before: Iterable[Line], after: Iterable[Line]) -> dict[VatRate, Taxed]:
    """Return f(after) − f(before) for every rate that changes."""
    old, new = totals(before), totals(after)
    found = {
        rate: new.get(rate, NOTHING) + -old.get(rate, NOTHING)
        for rate in VatRate
        if rate in old or rate in new
    }
    return {rate: taxed for rate, taxed in found.items() if taxed != NOTHING}


def complete(before: Sequence[Line], after: Sequence[Line]) -> list[Line]:
    """Return the state after a correction: a line that is left out stays, with quantity zero."""
    given = {line.key: line for line in after if line.key}
    kept = [given.get(line.key) or replace(line, quantity=ZERO) for line in before]
    known = {line.key for line in before}
    return kept + [line for line in after if line.key not in known]


def zeroed(lines: Iterable[Line]) -> list[Line]:
    """Return lines nothing is charged for."""
    return [replace(line, quantity=ZERO) for line in lines]


def pairs(before: Iterable[Line], after: Iterable[Line]) -> list[Pair]:
    """Put the two states of every line side by side."""
    old = {line.key: line for line in before}
    return [Pair(old.get(line.key), line) for line in after]


def is_within_bounds(line: Line) -> bool:
    """Tell whether a line can be stored exactly, its value included."""
    return (
        line.quantity.is_finite()
        and line.price.is_finite()
        and abs(line.quantity) < LARGEST_QUANTITY
        and abs(line.price) < LARGEST_LINE
        and abs(line.quantity * line.price) < LARGEST_LINE
        and line.quantity == round(line.quantity, 4)
        and line.price == round(line.price, 2)
    )


def in_zloty(amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount of another currency in złoty, rounded once."""
    return round_money(amount * rate)


def due_date(issued: date, days: int) -> date:
    """Return the last day of payment."""
    return issued + timedelta(days=days)


def pay_state(owed: Decimal, paid: Decimal) -> PayState:
    """Return how far what is owed is paid; the day does not matter here."""
    if paid > owed:
        return PayState.overpaid
    if paid == owed:
        return PayState.paid
    return PayState.partial if paid > 0 else PayState.unpaid


def on_day(state: PayState, due: date, today: date) -> PayState:
    """Return the state as it looks on a day: what is owed too long is overdue."""
    is_open = state in (PayState.unpaid, PayState.partial)
    return PayState.overdue if is_open and due < today else state
