"""The dialogs of the calendar: one shift, a copied week, the same hours for several people."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import format_date, lazy_gettext
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, Form, SelectField, SelectMultipleField, validators
from wtforms import widgets as plain

from app.assignments.models import Contract
from app.core.arguments import YEARS
from app.core.clock import local
from app.core.errors import DomainError
from app.core.forms import widgets
from app.core.forms.fields import CheckField, TextBlockField, TrimmedStringField, WholeNumberField
from app.positions.enums import Unit
from app.positions.models import RateKind
from app.positions.queries import rate_kinds
from app.schedule.models import ScheduleEntry
from app.schedule.rules.durations import (
    DAY,
    HOUR,
    ClockSpan,
    as_clock,
    as_time,
    parse_time,
)
from app.schedule.rules.shifts import place_shift
from app.schedule.rules.worked import ChosenKind, Worked, read_worked

_REQUIRED = validators.InputRequired(lazy_gettext("This field is required."))
_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
LONGEST_PAUSE = 12 * HOUR
MOST_WEEKS = 12


def _within_years(_form: Form, field: DateField) -> None:
    if field.data.year not in YEARS:
        raise validators.ValidationError(_("Enter a day between 2000 and 2099."))


_A_DAY = [_REQUIRED, _within_years]


class ClockField(Field):
    """A time of the day, typed as 6, 6:00 or 22:30; the minutes after midnight."""

    widget = widgets.Text()
    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else as_time(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            self.data = parse_time(text)


class _Hours(Form):
    """From when to when, or how much, and as what."""

    begin = ClockField(lazy_gettext("From"))
    end = ClockField(lazy_gettext("To"))
    pause = WholeNumberField(
        lazy_gettext("Break (minutes)"),
        [validators.Optional(), validators.NumberRange(min=0, max=LONGEST_PAUSE)],
        widget=widgets.Integer(),
    )
    amount = TrimmedStringField(
        lazy_gettext("Hours or quantity"),
        [validators.Length(max=40)],
        widget=widgets.Number(),
        description=lazy_gettext("Only without from and to: 8, 7:30; days or pieces: 1 or 0,5."),
    )
    kind = SelectField(
        lazy_gettext("Kind of rate"), coerce=str, default="", widget=widgets.Select(),
        render_kw={"placeholder": lazy_gettext("By the rules of the kinds of rates")},
    )  # fmt: skip
    note = TextBlockField(lazy_gettext("Note"), [validators.Length(max=500)], widget=widgets.Area())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._kinds: dict[str, RateKind] = {str(kind.id): kind for kind in rate_kinds()}
        super().__init__(*args, **kwargs)
        own = [(key, kind.name) for key, kind in self._kinds.items()]
        self.kind.choices = [("", _("By the rules of the kinds of rates")), *own]

    def worked(self, day: date) -> Worked:
        """Return what the form says for a day; raises in words what cannot be."""
        row = self._kinds.get(self.kind.data or "")
        kind = ChosenKind(row.id, row.unit) if row else None
        begin, end = self.begin.data, self.end.data
        if kind is not None and kind.unit is not Unit.hour and begin is not None:
            raise DomainError(_("Days and pieces have no hours; enter the quantity."))
        if begin is None and end is None:
            if not self.amount.data:
                raise DomainError(_("Enter from when to when, or the hours."))
            return read_worked(day, self.amount.data, kind)
        if begin is None or end is None or begin == DAY:
            raise DomainError(_("Enter both times, from and to."))
        return Worked.of_shift(place_shift(day, ClockSpan(begin, end, self.pause.data or 0)), kind)


class ShiftForm(_Hours):
    """One shift."""

    contract = SelectField(
        lazy_gettext("Employee"), [_REQUIRED], coerce=str, widget=widgets.Select()
    )
    day = DateField(lazy_gettext("Day"), _A_DAY, format=_FORMATS, widget=widgets.Date())
    as_worked = CheckField(
        lazy_gettext("Worked already: report it"),
        description=lazy_gettext("Otherwise it is a plan, which is reported later."),
    )

    def offer(self, contracts: list[Contract]) -> None:
        """Offer people, each with the contract that is meant."""
        self.contract.choices = [
            (str(one.id), f"{one.employee} ({one.number})") for one in contracts
        ]


def shift_values(entry: ScheduleEntry) -> dict[str, Any]:
    """Return what the form shows of an entry."""
    values: dict[str, Any] = {
        "contract": str(entry.contract_id),
        "day": entry.day,
        "kind": str(entry.rate_kind_id or ""),
        "note": entry.note,
    }
    if entry.quantity is not None:
        values["amount"] = f"{entry.quantity.normalize():f}".replace(".", ",")
    elif entry.started_at is None or entry.ended_at is None:
        values["amount"] = as_clock(entry.minutes or 0)
    else:
        begin, end = local(entry.started_at), local(entry.ended_at)
        values["begin"] = begin.hour * HOUR + begin.minute
        values["end"] = end.hour * HOUR + end.minute or DAY
        values["pause"] = entry.pause or None
    return values


class CopyForm(Form):
    """Which week is copied, and how often."""

    week = DateField(
        lazy_gettext("A day of the week to copy"), _A_DAY, format=_FORMATS,
        widget=widgets.Date(),
    )  # fmt: skip
    weeks = WholeNumberField(
        lazy_gettext("To how many following weeks"),
        [_REQUIRED, validators.NumberRange(min=1, max=MOST_WEEKS)],
        default=1,
        widget=widgets.Integer(),
    )


class BulkForm(_Hours):
    """The same hours for several people and days."""

    contracts = SelectMultipleField(
        lazy_gettext("People"), [_REQUIRED], coerce=str,
        widget=plain.ListWidget(prefix_label=False), option_widget=plain.CheckboxInput(),
    )  # fmt: skip
    first = DateField(lazy_gettext("From day"), _A_DAY, format=_FORMATS, widget=widgets.Date())
    last = DateField(lazy_gettext("To day"), _A_DAY, format=_FORMATS, widget=widgets.Date())
    weekdays = SelectMultipleField(
        lazy_gettext("Days of the week"), [_REQUIRED], coerce=str,
        widget=plain.ListWidget(prefix_label=False), option_widget=plain.CheckboxInput(),
    )  # fmt: skip
    on_holidays = CheckField(lazy_gettext("Also on public holidays"))

    def __init__(
        self, formdata: MultiDict[str, str] | None, contracts: list[Contract], **kwargs: Any
    ) -> None:
        super().__init__(formdata, **kwargs)
        self.contracts.choices = [
            (str(one.id), f"{one.employee} ({one.number})") for one in contracts
        ]
        self.weekdays.choices = weekday_choices()

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a period that ends before it begins, or is longer than half a year."""
        if not super().validate(extra_validators):
            return False
        days = (self.last.data - self.first.data).days
        if 0 <= days <= LONGEST_PERIOD:
            return True
        self.last.errors = [_("A period of up to half a year, from the first day on.")]
        return False


LONGEST_PERIOD = 184
#: A Monday, to name the days of the week by.
_MONDAY = date(2026, 1, 5)


def weekday_choices() -> list[tuple[str, str]]:
    """Return the days of the week by number and name."""
    return [
        (str(number), str(format_date(_MONDAY.replace(day=5 + number), "EEEEEE")))
        for number in range(7)
    ]
