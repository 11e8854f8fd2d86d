"""List filters: a few honest operators per column type, values checked before use.

The position of an operator in its list is part of saved URLs (``_flt_<position>_<column>``):
append, never reorder.
"""

from typing import Any

import sqlalchemy as sa
from flask_appbuilder.models.filters import BaseFilter, BaseFilterConverter, FilterRelation
from flask_babel import lazy_gettext as _

from app.core.arguments import read_key
from app.core.text import like_pattern, ungrouped
from app.core.views.column_filter import BadFilterValue, ColumnFilter
from app.core.views.range_filters import (
    DateFrom,
    DateIs,
    DateTo,
    InstantFrom,
    InstantOn,
    InstantTo,
    NumberAtLeast,
    NumberAtMost,
    NumberEquals,
)


class Contains(ColumnFilter):
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


class TextEquals(ColumnFilter):
    """Exactly this text."""

    name = _("is")

    def condition(self, column: Any, value: str) -> Any:
        """Return the SQL condition."""
        return column.in_({value, ungrouped(value)} - {""})


class IsTrue(ColumnFilter):
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


class EnumIs(ColumnFilter):
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

    def criterion(self, value: str) -> Any:
        """Compare keys, so that the other row need not be loaded."""
        if (key := read_key(value)) is None:
            raise BadFilterValue(value)
        return self.condition(getattr(self.model, self.column_name), key)

    def apply(self, query: Any, value: str) -> Any:
        """Add the condition to a query."""
        return query.where(self.criterion(value))

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
        if column is not None and isinstance(column.type, sa.JSON):
            return []
        return super().convert(col_name) or []


def _by_impl(type_: Any) -> list[type[ColumnFilter]]:
    impl = type_.impl_instance
    if isinstance(impl, sa.DateTime):
        return [InstantOn, InstantFrom, InstantTo]
    if isinstance(impl, sa.Date):
        return [DateIs, DateFrom, DateTo]
    return [Contains, NotContains, TextEquals]
