"""How amounts, shares and payments are written on the pages of settlements."""

from decimal import Decimal
from typing import Any

from flask_babel import format_percent
from markupsafe import Markup

from app.core.clock import today
from app.core.currency import Currency
from app.core.views.cells import EMPTY
from app.invoicing.models import Invoice
from app.invoicing.rules import on_day
from app.schedule.rules.durations import as_clock, rounded_hours


def money_of(currency: Currency) -> str:
    """Return how amounts of a currency end."""
    return "zł" if currency is Currency.PLN else str(currency.value)


def percent(part: Decimal, whole: Decimal) -> str:
    """Write how much of an amount a part of it is, with one decimal place."""
    return str(format_percent(part / whole, "#,##0.0 %")) if whole else ""


def hours_or_nothing(minutes: int) -> str | Markup:
    """Write hours; nothing where days, pieces or lump sums are paid."""
    return as_clock(minutes) if minutes else EMPTY


def hours_in_file(minutes: int) -> Decimal | None:
    """Return hours as a number for a file; nothing where days, pieces or lump sums are paid."""
    return rounded_hours(minutes) if minutes else None


def pay_state(invoice: Invoice) -> Any:
    """Return how the payment of a document and its corrections stands today; a draft has none.

    It is kept on the first document of the chain.
    """
    first = invoice.first
    if first.pay_state is None:
        return None
    return on_day(first.pay_state, first.due_date, today())
