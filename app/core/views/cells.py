"""How a value looks on a page: Polish numbers and dates, badges, chips."""

import enum
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.core.clock import local
from app.core.enums import LabeledEnum
from app.core.identifiers import show_nip

EMPTY = Markup('<span class="nil">—</span>')


def format_number(value: Decimal) -> str:
    """Write 1234.5 as 1 234,50; rates keep up to four places."""
    return str(format_decimal(value, "#,##0.00##"))


def format_quantity(value: Decimal) -> str:
    """Write 168.5000 as 168,5: without the zeros nobody has typed, as on printed documents."""
    return str(format_decimal(value, "#,##0.####"))


def format_nip(value: str | None) -> str | Markup:
    """Write a NIP with its hyphens; files are given the plain number."""
    return show_nip(value) if value else EMPTY


def format_money(value: Decimal | None, currency: str = "zł") -> str | Markup:
    """Write an amount with its currency."""
    return EMPTY if value is None else f"{format_decimal(value, '#,##0.00')} {currency}"


def format_date(value: date | None) -> str | Markup:
    """Write a day as 23.11.2026."""
    return EMPTY if value is None else value.strftime("%d.%m.%Y")


def format_datetime(value: datetime | None) -> str | Markup:
    """Write an instant as the clock in Poland shows it."""
    return EMPTY if value is None else local(value).strftime("%d.%m.%Y %H:%M")


def badge(label: Any, color: str) -> Markup:
    """Write a state: a coloured dot and its label."""
    # Escaped by construction, here and below: Markup.format takes ten times as long.
    return Markup(  # noqa: S704 - its parts are escaped
        f'<span class="st st-{escape(color)}">{escape(label)}</span>'
    )


def chip(label: Any, color: str) -> Markup:
    """Write a tag."""
    return Markup(  # noqa: S704 - its parts are escaped
        f'<span class="chip chip-{escape(color)}">{escape(label)}</span>'
    )


def _boolean(value: bool) -> str:  # noqa: FBT001 - one formatter per type
    return str(_("Yes")) if value else str(_("No"))


def _member(value: LabeledEnum) -> Markup:
    locale = get_locale()
    return _labeled(value, locale.language if locale else "")


@lru_cache(maxsize=2048)
def _labeled(value: LabeledEnum, _language: str) -> Markup:
    """Write a member of an enumeration, once for each language."""
    return badge(value, value.color) if value.color else escape(value)


def _collection(value: Any) -> Markup:
    if not value:
        return EMPTY
    if hasattr(value[0], "color"):
        return Markup(" ").join([chip(item, item.color) for item in value])
    return Markup(", ").join([escape(item) for item in value])


_FORMATTERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Markup, lambda value: value),
    (str, escape),
    (bool, _boolean),
    (datetime, format_datetime),
    (date, format_date),
    (Decimal, format_number),
    (int, str),
    (LabeledEnum, _member),
    (enum.Enum, lambda value: escape(value.value)),
    (list, _collection),
    (tuple, _collection),
)


def cell(value: Any) -> str | Markup:
    """Return escaped markup for any value a column may hold."""
    if value is None or value == "":
        return EMPTY
    formatted: str | Markup = _formatter(value.__class__)(value)
    return formatted


@cache
def _formatter(kind: type[Any]) -> Callable[[Any], Any]:
    for known, formatter in _FORMATTERS:
        if issubclass(kind, known):
            return formatter
    return _record


def _record(value: Any) -> Markup:
    return badge(value, value.color) if hasattr(value, "color") else escape(value)


def is_number(value: Any) -> bool:
    """Tell whether a value is set to the right."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
