"""How an amount of the simulator came about, as it would be written on paper."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.core.views.cells import format_money
from app.positions import rules
from app.positions.enums import FeeMode, PriceMode, PriceSection


def steps_of(line: rules.SettledLine, *, burden: Decimal, currency: str) -> list[tuple[str, str]]:
    """Return (what, sum) for what the employee gets, the agency spends and the client pays."""
    rate, found = line.employee.amount, []
    if rate is not None:
        factors = [line.quantity, rate]
        found.append((_("Employee gets"), _written(factors, line.pay, currency)))
        factors = [*factors, 1 + burden / rules.HUNDRED]
        found.append((_("Costs the agency"), _written(factors, line.cost, currency)))
    price = _price_factors(line, burden)
    if price:
        found.append((_("Client pays"), _written(price, line.price, currency)))
    return found


def _price_factors(line: rules.SettledLine, burden: Decimal) -> list[Decimal]:
    """Return what is multiplied for the price; nothing where it is an amount or unknown."""
    record, rate, client_rate = line.record, line.employee.amount, line.client.amount
    if record is None:
        return [] if client_rate is None else [line.quantity, client_rate]
    if record.mode is not PriceMode.margin or rate is None:
        return []
    return [line.quantity, rate, 1 + burden / rules.HUNDRED, 1 + record.value / rules.HUNDRED]


def _written(factors: Iterable[Decimal], result: Any, currency: str) -> str:
    texts = (str(format_decimal(factor, "#,##0.00####")) for factor in factors)
    return f"{' × '.join(texts)} = {format_money(result, currency)}"


def fees_of(scheme: rules.Scheme | None) -> list[rules.PriceRecord]:
    """Return the fees a scheme adds once, beside what is counted for the hours."""
    return [
        record
        for record in (scheme.records if scheme else ())
        if record.section is PriceSection.fee
        and record.fee is FeeMode.added
        and record.mode is PriceMode.amount
    ]
