"""Lines and the specification of hours as they stand on a client's documents."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from app.clients.enums import EmployeeNames, InvoiceDetail, Language
from app.invoicing.rules import Annex, AnnexColumn, Line
from app.positions.enums import Unit
from app.schedule.rules.durations import as_clock
from app.settlements import texts
from app.settlements.enums import LineKind
from app.settlements.rules.client import Charge, Profile, Source, charges, total

_CENT = Decimal("0.01")
_PLACES = Decimal("0.0001")
_ONE = Decimal(1)


def invoice_line(charge: Charge, language: Language) -> Line:
    """Return quantity times price where that is exactly the net value, else once the net value.

    Twenty minutes are 0.3333 hours on paper, and a sum of several rates has no price.
    """
    quantity = charge.amount.quantize(_PLACES)
    rate = charge.rate
    if rate is not None and rate == rate.quantize(_CENT):
        line = Line(
            charge.text,
            quantity.normalize() if quantity != quantity.to_integral() else quantity.quantize(_ONE),
            texts.unit(charge.unit, language),
            rate.quantize(_CENT),
            vat_rate=charge.vat_rate,
            key=charge.key,
        )
        if line.net == charge.net:
            return line
    text = charge.text
    if charge.minutes:
        hours = f"{as_clock(charge.minutes)} {texts.unit(Unit.hour, language)}"
        text = f"{text} ({hours})"
    unit = texts.unit(Unit.lump, language)
    return Line(text, _ONE, unit, charge.net, vat_rate=charge.vat_rate, key=charge.key)


def annex(
    known: Sequence[Source], profile: Profile, month: date, language: Language
) -> Annex | None:
    """Return the specification of a month: what was multiplied, and who worked how long."""
    work = [one for one in known if one.kind is LineKind.work]
    if not work:
        return None
    finest = _finest(work, profile)
    rows = [_row(charge, language) for charge in finest]
    rows += _people(work, profile, language)
    minutes = sum(charge.minutes for charge in finest)
    hours = (as_clock(minutes), texts.unit(Unit.hour, language)) if minutes else ("", "")
    last = (texts.TOTAL[language], *hours, "", _number(total(finest), language))
    heads = texts.HEADS[language]
    return Annex(
        texts.specification(month, language),
        tuple(AnnexColumn(head, 5 if not n else 1, n in (1, 3, 4)) for n, head in enumerate(heads)),
        (*rows, last),
        has_total=True,
        note=texts.rounding(language),
    )


def _finest(work: Sequence[Source], profile: Profile) -> list[Charge]:
    """Return the lines that were multiplied and rounded; coarser ones are their sums."""
    if profile.detail is InvoiceDetail.per_workplace:
        places: dict[str, list[Source]] = {}
        for one in work:
            places.setdefault(one.workplace, []).append(one)
        by_kind = replace(profile, detail=InvoiceDetail.per_rate_kind)
        return [
            replace(charge, text=f"{place}: {charge.text}" if place else charge.text)
            for place, ones in places.items()
            for charge in charges(ones, by_kind)
        ]
    if profile.detail is InvoiceDetail.per_employee:
        return charges(work, profile)
    return charges(work, replace(profile, detail=InvoiceDetail.per_rate_kind))


def _people(work: Iterable[Source], profile: Profile, language: Language) -> list[tuple[str, ...]]:
    """Return who worked how long, without amounts; nobody where the client wants no names."""
    if profile.names is EmployeeNames.none or profile.detail is InvoiceDetail.per_employee:
        return []
    of_each = charges(work, replace(profile, detail=InvoiceDetail.per_employee))
    return [(*_row(charge, language)[:3], "", "") for charge in of_each]


def _row(charge: Charge, language: Language) -> tuple[str, ...]:
    is_hours = charge.unit is Unit.hour
    return (
        charge.text,
        as_clock(charge.minutes) if is_hours else _number(charge.quantity, language),
        texts.unit(charge.unit, language),
        "" if charge.rate is None else _number(charge.rate, language),
        _number(charge.net, language),
    )


def _number(value: Decimal, language: Language) -> str:
    return str(format_decimal(value, "#,##0.00##", locale=language.value))
