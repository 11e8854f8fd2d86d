"""What the fields with rows have in common."""

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import Field
from wtforms.utils import unset_value

#: More than anybody agrees on for one position or group.
MOST_ROWS = 300


class RowsField(Field):
    """Rows whose inputs are all posted under the same names, one name a column."""

    parts: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_remove = False
        self.posted: list[dict[str, str]] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms' signature
        """Keep the posted rows; what they are compared with is not known yet."""
        self.process_errors: list[str] = []
        self.object_data = self.data = None
        if formdata is not None:
            columns = [formdata.getlist(part)[: MOST_ROWS + 1] for part in self.parts]
            self.posted = [
                {name: value.strip() for name, value in zip(self.parts, values, strict=True)}
                for values in zip(*columns, strict=False)
            ]


def row_id(text: str) -> int:
    """Return a posted key, 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
