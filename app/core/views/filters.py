"""List filters: a few honest operators per column type, values checked before use.

The position of an operator in its list is part of saved URLs (``_flt_<position>_<column>``):
append, never reorder.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.models.filters import BaseFilter, BaseFilterConverter, FilterRelation
from flask_babel import lazy_gettext as _

from app.core.clock import WARSAW
from app.core.text import like_pattern, ungrouped

#: Outside, a day has no instant at which it begins in UTC, or none at which it ends.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000


class BadFilterValue(ValueError):  # noqa: N818 - it is a verdict on what was typed
    """The value of a filter cannot be understood; the list says so instead of failing."""


class _ColumnFilter(BaseFilter):
    """A filter on one column of the listed model."""

    def parse(self, value: str) -> Any:
        """Turn the text of the URL into a value of the column's type."""
        return value

    def condition(self, column: Any, value: Any) -> Any:
        """Return the SQL condition."""
        raise NotImplementedError

    def apply(self, query: Any, value: str) -> Any:
        """Add the condition to a query; PostgreSQL knows no NUL."""
        if "\x00" in value:
            raise BadFilterValue(value)
        return query.where(self.condition(getattr(self.model, self.column_name), self.parse(value)))


class Contains(_ColumnFilter):
    """Text anywhere in the value, whatever the case."""

    name = _("contains")

    def condition(self, column: Any, value: str) -> Any:
        """Escape the wildcards people type; numbers are stored without separators."""
        texts = {value, ungrouped(value)} - {""}
        return sa.or_(*(column.ilike(like_pattern(text), escape="\\") for text in texts))


class NotContains(Contains):
    """The opposite of ``Contains``; empty values count as not containing."""

    name = _("does not contain")

    def condition(self, column: Any, value: str) -> Any:
        """Return the SQL condition."""
        return sa.or_(column.is_(None), sa.not_(super().condition(column, value)))


class TextEquals(_ColumnFilter):
    """Exactly this text."""

    name = _("is")

    def condition(self, column: Any, value: str) -> Any:
        """Return the SQL condition."""
        return column.in_({value, ungrouped(value)} - {""})


class _Number:
    def parse(self, value: str) -> Decimal:
        """Accept the decimal comma and spaces between thousands."""
        cleaned = value.replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            number = Decimal(cleaned)
        except InvalidOperation as error:
            raise BadFilterValue(value) from error
        if not number.is_finite() or abs(number) > 2 * 10**9:
            raise BadFilterValue(value)
        return number


def read_day(value: str) -> date:
    """Accept 2026-11-23 and 23.11.2026."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(value.strip(), pattern).replace(tzinfo=WARSAW).date()
        except ValueError:
            continue
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return day
    raise BadFilterValue(value)


class _Day:
    def parse(self, value: str) -> date:
        """Read the day."""
        return read_day(value)


class NumberEquals(_Number, _ColumnFilter):
    """Exactly this number."""

    name = _("is")

    def condition(self, column: Any, value: Decimal) -> Any:
        """Return the SQL condition."""
        return column == value


class NumberAtLeast(_Number, _ColumnFilter):
    """This number or more."""

    name = _("at least")

    def condition(self, column: Any, value: Decimal) -> Any:
        """Return the SQL condition."""
        return column >= value


class NumberAtMost(_Number, _ColumnFilter):
    """This number or less."""

    name = _("at most")

    def condition(self, column: Any, value: Decimal) -> Any:
        """Return the SQL condition."""
        return column <= value


class DateIs(_Day, _ColumnFilter):
    """On this day."""

    name = _("on")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column == value


class DateFrom(_Day, _ColumnFilter):
    """On this day or later."""

    name = _("from")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column >= value


class DateTo(_Day, _ColumnFilter):
    """On this day or earlier."""

    name = _("to")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column <= value


def _midnight(day: date) -> datetime:
    """Return the instant at which a Polish day begins."""
    return datetime.combine(day, time.min, WARSAW)


class InstantOn(_Day, _ColumnFilter):
    """An instant within a Polish day."""

    name = _("on")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return sa.and_(column >= _midnight(value), column < _midnight(value + timedelta(days=1)))


class InstantFrom(_Day, _ColumnFilter):
    """From the beginning of a Polish day."""

    name = _("from")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column >= _midnight(value)


class InstantTo(_Day, _ColumnFilter):
    """Up to the end of a Polish day."""

    name = _("to")

    def condition(self, column: Any, value: date) -> Any:
        """Return the SQL condition."""
        return column < _midnight(value + timedelta(days=1))


class IsTrue(_ColumnFilter):
    """A yes or a no."""

    name = _("is")

    def parse(self, value: str) -> bool:
        """Read „y” and „n”."""
        if value not in ("y", "n"):
            raise BadFilterValue(value)
        return value == "y"

    def condition(self, column: Any, value: bool) -> Any:  # noqa: FBT001 - the parsed value
        """Return the SQL condition."""
        return column.is_(value)


class EnumIs(_ColumnFilter):
    """One of the values of an enumeration."""

    name = _("is")

    def parse(self, value: str) -> Any:
        """Turn the code into the member."""
        enum_class = getattr(self.model, self.column_name).type.enum_class
        try:
            return enum_class(value)
        except ValueError as error:
            raise BadFilterValue(value) from error

    def condition(self, column: Any, value: Any) -> Any:
        """Return the SQL condition."""
        return column == value


class EnumIsNot(EnumIs):
    """Any other value of an enumeration."""

    name = _("is not")

    def condition(self, column: Any, value: Any) -> Any:
        """Return the SQL condition."""
        return sa.or_(column.is_(None), column != value)


class RelationIs(FilterRelation):
    """Linked to this row."""

    name = _("is")

    def apply(self, query: Any, value: str) -> Any:
        """Compare keys, so that the other row need not be loaded."""
        if not value.isascii() or not value.isdigit() or len(value) > 9:
            raise BadFilterValue(value)
        return query.where(self.condition(getattr(self.model, self.column_name), int(value)))

    def condition(self, relation: Any, pk: int) -> Any:
        """Return the SQL condition."""
        prop = relation.property
        if prop.uselist:
            return relation.any(_primary_key(prop.mapper) == pk)
        (local,) = prop.local_columns
        return local == pk


class RelationIsNot(RelationIs):
    """Not linked to this row."""

    name = _("is not")

    def condition(self, relation: Any, pk: int) -> Any:
        """Return the SQL condition."""
        condition = super().condition(relation, pk)
        if relation.property.uselist:
            return sa.not_(condition)
        (local,) = relation.property.local_columns
        return sa.or_(local.is_(None), sa.not_(condition))


def _primary_key(mapper: Any) -> Any:
    return mapper.class_.__mapper__.primary_key[0]


class FilterConverter(BaseFilterConverter):
    """Which operators a column gets, by its type."""

    conversion_table = (
        ("is_relation_many_to_one", [RelationIs, RelationIsNot]),
        ("is_relation_one_to_one", [RelationIs, RelationIsNot]),
        ("is_relation_many_to_many", [RelationIs, RelationIsNot]),
        ("is_relation_one_to_many", [RelationIs, RelationIsNot]),
        ("is_enum", [EnumIs, EnumIsNot]),
        ("is_boolean", [IsTrue]),
        ("is_integer", [NumberEquals, NumberAtLeast, NumberAtMost]),
        ("is_numeric", [NumberEquals, NumberAtLeast, NumberAtMost]),
        ("is_datetime", [InstantOn, InstantFrom, InstantTo]),
        ("is_date", [DateIs, DateFrom, DateTo]),
        ("is_text", [Contains, NotContains, TextEquals]),
        ("is_string", [Contains, NotContains, TextEquals]),
    )

    def convert(self, col_name: str) -> list[BaseFilter]:
        """Return the operators of a column; a type without any has none."""
        column = self.datamodel.list_columns.get(col_name)
        if column is not None and isinstance(column.type, sa.types.TypeDecorator):
            return [operator(col_name, self.datamodel) for operator in _by_impl(column.type)]
        return super().convert(col_name) or []


def _by_impl(type_: Any) -> list[type[_ColumnFilter]]:
    impl = type_.impl_instance
    if isinstance(impl, sa.DateTime):
        return [InstantOn, InstantFrom, InstantTo]
    if isinstance(impl, sa.Date):
        return [DateIs, DateFrom, DateTo]
    return [Contains, NotContains, TextEquals]
