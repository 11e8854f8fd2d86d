"""What reports are asked for, and the sums they answer with; pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.currency import Currency

#: As many months a report shows when nothing else is asked for.
USUAL_MONTHS = 6
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Wanted:
    """Months from and to, by their first days, and the client when only one is asked for."""

    first: date
    last: date
    client_id: int | None = None


@dataclass(frozen=True)
class Margin:
    """What was earned on the settlements of one row, in one currency."""

    currency: Currency
    count: int
    minutes: int
    price: Decimal
    cost: Decimal
    client_id: int | None = None
    client: str = ""
    position: str = ""
    month: date | None = None

    @property
    def margin(self) -> Decimal:
        """Return what is left of the price."""
        return self.price - self.cost


@dataclass
class Register:
    """The settlements of a month in one currency, of people and of clients; gross is with VAT."""

    month: date
    currency: Currency
    people: int = 0
    minutes: int = 0
    pay: Decimal = _ZERO
    payable: Decimal = _ZERO
    cost: Decimal = _ZERO
    clients: int = 0
    net: Decimal = _ZERO
    invoices: int = 0
    owed: Decimal = _ZERO
    paid: Decimal = _ZERO

    @property
    def unpaid(self) -> Decimal:
        """Return what clients still have to pay; less than nothing when they paid too much."""
        return self.owed - self.paid


SUMS = (
    "people", "minutes", "pay", "payable", "cost", "clients", "net", "invoices", "owed", "paid",
)  # fmt: skip


def totals(rows: list[Register]) -> list[Register]:
    """Return the sums of each currency; different ones are never added."""
    found: dict[Currency, Register] = {}
    for row in rows:
        total = found.setdefault(row.currency, Register(row.month, row.currency))
        for name in SUMS:
            setattr(total, name, getattr(total, name) + getattr(row, name))
    return [found[currency] for currency in sorted(found, key=currency_order)]


def currency_order(currency: Currency) -> tuple[bool, str]:
    """Return the key by which złoty come first."""
    return currency is not Currency.PLN, currency.value


def months_before(month: date, count: int) -> date:
    """Return the month that is so many months earlier."""
    years, place = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, place + 1, 1)
