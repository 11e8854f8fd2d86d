"""Filters of the register by how far a settlement is, its document included."""

from typing import Any

from app.core.views.column_filter import BadFilterValue
from app.core.views.filters import EnumIs, EnumIsNot
from app.settlements.enums import Progress
from app.settlements.queries import is_at


class ProgressIs(EnumIs):
    """As far as this."""

    def parse(self, value: str) -> Progress:
        """Turn the code into the member: there are more of them than states in the table."""
        found = {one.value: one for one in Progress}.get(value)
        if found is None:
            raise BadFilterValue(value)
        return found

    def condition(self, _column: Any, value: Progress) -> Any:
        """Ask for the document, too."""
        return is_at(value)


class ProgressIsNot(ProgressIs):
    """Anything else."""

    name = EnumIsNot.name

    def condition(self, column: Any, value: Progress) -> Any:
        """Return the opposite."""
        return ~super().condition(column, value)
