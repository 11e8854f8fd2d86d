"""WTForms fields that read what people in Poland type."""

import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    Field,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import Choice
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from app.core.arguments import read_decimal, read_key, without_spaces
from app.core.clock import WARSAW, local, now
from app.core.forms import widgets
from app.extensions import db

_WHOLE = re.compile(r"-?\d{1,12}", re.ASCII)
#: What an INTEGER of PostgreSQL holds.
_LARGEST = 2**31 - 1


class TrimmedStringField(StringField):
    """Text without the blanks around it; a character no document may hold is refused."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Trim, and turn an empty text into nothing."""
        if valuelist:
            self.data = valuelist[0].strip() or None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse NUL, which PostgreSQL cannot store, before another check asks for it."""
        if self.data and "\x00" in self.data:
            raise StopValidation(_("The text contains a character that cannot be stored."))


class TextBlockField(TrimmedStringField):
    """Several lines of text."""


class PolishDecimalField(DecimalField):
    """Accepts „1 234,50” and shows it so; bounded by the column it fills."""

    def __init__(self, *args: Any, precision: int = 12, scale: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, places=None, **kwargs)
        self.limit = Decimal(10) ** (precision - scale)
        self.scale = scale

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else format(self.data, "f").replace(".", ",")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number exactly; more places than the column keeps are an error."""
        if not valuelist:
            return
        if not valuelist[0].strip():
            self.data = None
            return
        number = read_decimal(valuelist[0])
        if number is None:
            self.data = None
            raise ValueError(_("Enter a number, for example 1 234,50."))
        if abs(number) >= self.limit:
            self.data = None
            raise ValueError(_("The number is too large."))
        if -number.as_tuple().exponent > self.scale:  # type: ignore[operator]
            raise ValueError(_("At most %(count)s decimal places.", count=self.scale))
        self.data = number


class WholeNumberField(IntegerField):
    """A whole number that fits the database."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        if not valuelist:
            return
        if not valuelist[0].strip():
            self.data = None
            return
        text = without_spaces(valuelist[0])
        self.data = None
        if not _WHOLE.fullmatch(text):
            raise ValueError(_("Enter a whole number."))
        if abs(int(text)) > _LARGEST:
            raise ValueError(_("The number is too large."))
        self.data = int(text)


class InstantField(DateTimeLocalField):
    """An instant typed as Polish wall time, kept in UTC."""

    def process_data(self, value: datetime | None) -> None:
        """Show wall time."""
        self.data = local(value).replace(tzinfo=None) if value else None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read wall time; the first and last day of the calendar are no instants in UTC."""
        super().process_formdata(valuelist)
        if self.data and not MINYEAR < self.data.year < MAXYEAR:
            self.data = None
            raise ValueError(_("There is no such moment in the calendar."))

    def populate_obj(self, obj: Any, name: str) -> None:
        """Store the aware instant."""
        value = self.data.replace(tzinfo=WARSAW).astimezone(UTC) if self.data else None
        setattr(obj, name, value)


class CheckField(BooleanField):
    """A yes or no; a form that does not carry the field leaves it as it is."""

    widget = widgets.Check()

    def process_formdata(self, valuelist: list[str]) -> None:
        """An unticked box posts only the hidden mark."""
        if valuelist:
            self.data = any(value not in self.false_values for value in valuelist)


class EnumField(SelectField):
    """A labelled enumeration; the form carries codes, people see labels."""

    widget = widgets.Select()

    def __init__(
        self, *args: Any, enum_class: Any, is_nullable: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.enum_class = enum_class
        self.is_nullable = is_nullable
        self.choices: list[Any] = []

    def iter_choices(self) -> Iterator[Choice]:
        """Offer every member, and nothing when that is allowed."""
        if self.is_nullable or self.data is None:
            yield Choice("", "", self.data is None, {})
        for member in self.enum_class:
            yield Choice(member.value, str(member), member is self.data, {})

    def process_data(self, value: Any) -> None:
        """Take the member as it is."""
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        """Turn the code into the member."""
        if not valuelist:
            return
        if valuelist[0] == "":
            self.data = None
            return
        try:
            self.data = self.enum_class(valuelist[0])
        except ValueError as error:
            self.data = None
            raise ValueError(_("Choose one of the list.")) from error

    def pre_validate(self, form: Any) -> None:
        """The member was checked when it was read."""


class RelationField(Field):
    """A row of another table, chosen from a list the server searches.

    A posted key is looked up in the same query that offers the options, so a row that is not
    offered (another client's, an archived one) cannot be posted either.
    """

    widget = widgets.RemoteSelect()
    is_multiple = False

    def __init__(self, *args: Any, view: str, column: str, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view, self.column, self.query = view, column, choices

    def chosen(self) -> Iterator[tuple[str, str, bool]]:
        """Return what the page has to know: the chosen row, and nothing."""
        yield "", "", self.data is None
        if self.data is not None:
            yield str(self.data.id), str(self.data), True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Look the posted key up."""
        if not valuelist:
            return
        self.data = self._find(valuelist[0]) if valuelist[0] else None

    def _find(self, pk: str) -> Any:
        model = self.query.column_descriptions[0]["entity"]
        row = None
        if (key := read_key(pk)) is not None:
            row = db.session.scalar(self.query.where(model.id == key))
        current = self.object_data if self.object_data is not unset_value else None
        if row is None and not self.is_multiple and current and str(current.id) == pk:
            return current
        if row is None:
            raise ValueError(_("Choose one of the list."))
        return row


class RelationsField(RelationField):
    """Several rows of another table."""

    widget = widgets.RemoteSelect(multiple=True)
    is_multiple = True

    def chosen(self) -> Iterator[tuple[str, str, bool]]:
        """Return the chosen rows."""
        for row in self.data or []:
            yield str(row.id), str(row), True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Look every posted key up; what was linked already stays allowed."""
        if not valuelist:
            return
        before = {str(row.id): row for row in self._linked()}
        self.data = [before.get(pk) or self._find(pk) for pk in dict.fromkeys(valuelist) if pk]

    def _linked(self) -> list[Any]:
        return list(self.object_data or []) if self.object_data is not unset_value else []

    def populate_obj(self, obj: Any, name: str) -> None:
        """Change only the difference, so that history and links stay small."""
        linked, wanted = getattr(obj, name), self.data or []
        if set(linked) != set(wanted) and hasattr(obj, "changed_on"):
            obj.changed_on = now()  # a link alone would not raise the revision
        for row in list(linked):
            if row not in wanted:
                linked.remove(row)
        for row in wanted:
            if row not in linked:
                linked.append(row)


def starting_with(model: Any, text: str) -> sa.Select[Any]:
    """Return rows whose first text column contains ``text``, in Polish order where it is kept."""
    column = next(
        attribute
        for attribute in sa.inspect(model).columns
        if isinstance(attribute.type, sa.String)
    )
    found = sa.select(model).order_by(getattr(model, "sort_key", column), model.id)
    return found.where(column.icontains(text, autoescape=True)) if text else found
