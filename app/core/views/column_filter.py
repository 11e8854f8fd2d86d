"""What every filter on a column is: a value that is checked, and a condition."""

from typing import Any

from flask_appbuilder.models.filters import BaseFilter


class BadFilterValue(ValueError):  # noqa: N818 - it is a verdict on what was typed
    """The value of a filter cannot be understood; the list says so instead of failing."""


class ColumnFilter(BaseFilter):
    """A filter on one column of the listed model."""

    def parse(self, value: str) -> Any:
        """Turn the text of the URL into a value of the column's type."""
        return value

    def condition(self, column: Any, value: Any) -> Any:
        """Return the SQL condition."""
        raise NotImplementedError

    def criterion(self, value: str) -> Any:
        """Return the condition for the text of the URL; PostgreSQL knows no NUL."""
        if "\x00" in value:
            raise BadFilterValue(value)
        return self.condition(getattr(self.model, self.column_name), self.parse(value))

    def apply(self, query: Any, value: str) -> Any:
        """Add the condition to a query."""
        return query.where(self.criterion(value))
