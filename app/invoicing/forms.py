"""Rows of lines in a form, and the forms beside the generated ones."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, Field, Form, validators
from wtforms.utils import unset_value

from app.core.arguments import read_decimal
from app.core.forms import widgets
from app.core.forms.fields import TextBlockField, TrimmedStringField
from app.core.vat import VatRate
from app.invoicing.enums import LineSide
from app.invoicing.rules import Line, is_within_bounds
from app.invoicing.services.drafts import MOST_LINES, set_lines

_PARTS = ("key", "text", "quantity", "unit", "price", "vat")
_RATES = {rate.value: rate for rate in VatRate}


@dataclass(frozen=True)
class TypedLine:
    """A row as it was typed, with what is wrong with it."""

    key: str = ""
    text: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    vat: str = VatRate.vat_23.value
    error: str = ""
    net: Decimal | None = None


class LinesField(Field):
    """The lines of a document: six inputs a row, all rows posted under the same six names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: list[TypedLine] = []
        self.data: list[Line] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms' signature
        """Read the posted rows; a form without them keeps what there is."""
        self.process_errors: list[str] = []
        self.object_data = data
        if formdata is not None and self.name in formdata:
            self.typed = _rows(formdata)
            self.data = [line for row in self.typed if (line := _read(row))]
            self.typed = [_judged(row) for row in self.typed]
        else:
            self.data = list(data or []) if data is not unset_value else []
            self.typed = [_shown(line) for line in self.data]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002 - WTForms' signature
        """Name the rows that cannot be read."""
        wrong = [str(n) for n, row in enumerate(self.typed, start=1) if row.error]
        self.errors = []
        if wrong:
            self.errors.append(_("Check the lines: %(numbers)s.", numbers=", ".join(wrong)))
        if len(self.typed) > MOST_LINES:
            self.errors.append(_("An invoice can have at most %(n)s lines.", n=MOST_LINES))
        return not self.errors

    @property
    def rates(self) -> list[VatRate]:
        """Return the rates a row offers."""
        return list(VatRate)

    @property
    def units(self) -> tuple[str, ...]:
        """Return the usual units, as people write them on Polish invoices."""
        return ("h", "doba", "mies.", "szt.", "usł.", "km", "kpl.")

    def blank(self, form: Any) -> TypedLine:
        """Return a new row, with the VAT rate of the client."""
        client = form["client"].data if "client" in form else None
        rate = client.vat_rate if client is not None else VatRate.vat_23
        return TypedLine(unit="h", vat=rate.value)

    def populate_obj(self, obj: Any, _name: str) -> None:
        """Put the lines on the document."""
        set_lines(obj, LineSide.after, self.data)


def _rows(formdata: Any) -> list[TypedLine]:
    columns = [formdata.getlist(f"line_{part}")[: MOST_LINES + 1] for part in _PARTS]
    rows = [
        TypedLine(**{name: value.strip() for name, value in zip(_PARTS, values, strict=True)})
        for values in zip(*columns, strict=False)
    ]
    return [row for row in rows if row.text or row.quantity or row.price]


def _shown(line: Line) -> TypedLine:
    return TypedLine(
        line.key,
        line.text,
        _typed(line.quantity.normalize()),
        line.unit,
        _typed(line.price),
        line.vat_rate.value,
        net=line.net,
    )


def _typed(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


def _read(row: TypedLine) -> Line | None:
    quantity, price = read_decimal(row.quantity), read_decimal(row.price)
    rate = _RATES.get(row.vat)
    if quantity is None or price is None or rate is None:
        return None
    line = Line(row.text, quantity, row.unit, price, rate, row.key[:32])
    return line if is_within_bounds(line) else None


def _judged(row: TypedLine) -> TypedLine:
    """Add the value of a row, or what is wrong with it."""
    line = _read(row)
    if line is not None and row.text and row.unit and "\x00" not in row.text + row.unit + row.key:
        return replace(row, net=line.net)
    if line is not None:
        return replace(row, error=_("Every line needs a name and a unit."))
    if read_decimal(row.quantity) is None or read_decimal(row.price) is None:
        error = _("Enter quantity and price as numbers, for example 168,5 and 47,90.")
    else:
        error = _(
            "A quantity has at most four decimal places, a price two; a line is below 10 billion."
        )
    return replace(row, error=error)


class LinesForm(Form):
    """Lines alone, to be counted while they are typed."""

    rows = LinesField(lazy_gettext("Lines"))


class CorrectionForm(LinesForm):
    """What holds after a correction, and why."""

    reason = TrimmedStringField(
        lazy_gettext("Reason of the correction"),
        [
            validators.InputRequired(lazy_gettext("This field is required.")),
            validators.Length(max=256),
        ],
        widget=widgets.Text(),
    )


class SendForm(Form):
    """Where a document goes."""

    recipient = TrimmedStringField(
        lazy_gettext("Recipient"),
        [
            validators.InputRequired(lazy_gettext("This field is required.")),
            validators.Length(max=320),
            validators.Email(lazy_gettext("This is not an e-mail address.")),
        ],
        widget=widgets.Email(),
    )
    message = TextBlockField(
        lazy_gettext("Your message"),
        [validators.Optional(), validators.Length(max=2000)],
        widget=widgets.Area(),
        description=lazy_gettext("Added to the usual text; the PDF is attached."),
    )


class ClosedPeriodForm(Form):
    """Up to when nothing is issued any more."""

    closed_to = DateField(
        lazy_gettext("Closed up to"),
        [validators.Optional()],
        format=["%Y-%m-%d", "%d.%m.%Y"],
        widget=widgets.Date(),
        description=lazy_gettext("No document gets an issue date up to this day."),
    )
