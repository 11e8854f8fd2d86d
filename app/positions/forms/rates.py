"""The rates of a position as rows of its form: one for each kind of rate, more by the day."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import DateField, validators

from app.core.errors import DomainError
from app.core.history import Held
from app.core.money import round_money
from app.core.views.cells import format_number
from app.positions.forms.counting import MarginForm
from app.positions.forms.rows import MOST_ROWS, RowsField, row_id
from app.positions.models import PositionRate, RateKind
from app.positions.rules import Margin, margin
from app.positions.services import RateChange, change_rates, check_rate_values


class DayField(DateField):
    """A day, refused in words of ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Enter a day, for example 23.11.2026.")) from error


class RateRowForm(MarginForm):
    """The values of one row, read and refused as those of a single rate are."""

    valid_from = DayField(
        "",
        [validators.InputRequired(lazy_gettext("This field is required."))],
        format=["%Y-%m-%d", "%d.%m.%Y"],
    )


@dataclass
class RateRow:
    """A row as it was typed, or as it is shown."""

    kind_id: int
    kind: RateKind | None
    day: str = ""
    employee: str = ""
    client: str = ""
    #: what stood there when the form was opened; nothing for a row that is no rate yet
    was: str = ""
    errors: list[str] = field(default_factory=list)
    valid_from: date | None = None
    employee_rate: Decimal | None = None
    client_rate: Decimal | None = None

    @property
    def margin(self) -> Margin | None:
        """Return what is left, when both rates are known."""
        if self.employee_rate is None or self.client_rate is None:
            return None
        return margin(self.client_rate, self.employee_rate)

    @property
    def is_empty(self) -> bool:
        """Tell whether neither rate was typed."""
        return not self.employee and not self.client

    @property
    def mark(self) -> str:
        """Return what the row says, in a form that can be compared."""
        return _mark(self.valid_from, self.employee_rate, self.client_rate)


def _mark(day: date | None, *rates: Decimal | None) -> str:
    texts = ["" if rate is None else f"{rate.normalize():f}" for rate in rates]
    return "|".join([day.isoformat() if day else "", *texts])


class RateRowsField(RowsField):
    """Rows of rates, all posted under the same names; a row nobody has touched changes nothing.

    The old rate stays when a row gets another day: that is a new rate from that day on.
    """

    parts: ClassVar[Sequence[str]] = (
        "rate_kind", "valid_from", "employee_rate", "client_rate", "rate_was",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[RateRow] = []
        self.changes: list[RateChange] = []
        self._known: dict[tuple[int, date], PositionRate] = {}

    def offer(
        self,
        kinds: Sequence[RateKind],
        rates: Iterable[PositionRate],
        *,
        shown: Callable[[PositionRate], bool],
        new_from: date,
        may_remove: bool,
    ) -> None:
        """Say which kinds there are and which rates hold; ``new_from`` stands in empty rows."""
        known = sorted(
            rates, key=lambda rate: (rate.rate_kind.place, rate.rate_kind_id, rate.valid_from)
        )
        self._known = {(rate.rate_kind_id, rate.valid_from): rate for rate in known}
        self.may_remove = may_remove
        by_id = {kind.id: kind for kind in kinds}
        if self.posted:
            self.rows = [_typed(values, by_id) for values in self.posted]
            self._judge()
            return
        rows = [_of_rate(rate) for rate in known if shown(rate)]
        held = {row.kind_id for row in rows}
        missing = [kind for kind in kinds if kind.id not in held and not kind.is_archived]
        rows += [RateRow(kind.id, kind, new_from.isoformat()) for kind in missing]
        self.rows = sorted(rows, key=lambda row: (row.kind.place if row.kind else 0, row.kind_id))

    def as_of(self, past: Held) -> Iterator[tuple[str, str]]:
        """Return what has to be posted to have the rates as they were then.

        A rate added since goes, one removed since comes again from the same day.
        """
        then = {(one["rate_kind_id"], one["valid_from"]): one for one in past.related("rates")}
        for kind_id, day in sorted({*then, *self._known}):
            now, was = self._known.get((kind_id, day)), then.get((kind_id, day))
            row = {
                "rate_kind": str(kind_id),
                "valid_from": day.isoformat(),
                "employee_rate": _text(was["employee_rate"]) if was else "",
                "client_rate": _text(was["client_rate"]) if was else "",
                "rate_was": _of_rate(now).was if now else "",
            }
            yield from row.items()

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002 - WTForms' signature
        """Name the rows that cannot be saved."""
        wrong = [row.kind.name if row.kind else "?" for row in self.rows if row.errors]
        self.errors = []
        if wrong:
            names = ", ".join(dict.fromkeys(wrong))
            self.errors.append(_("Check the rates: %(names)s.", names=names))
        if len(self.rows) > MOST_ROWS:
            self.errors.append(_("At most %(n)s rates at once.", n=MOST_ROWS))
        return not self.errors

    def populate_obj(self, obj: Any, _name: str) -> None:
        """Hand the changes to the position; its own checks follow when it is saved."""
        change_rates(obj, self.changes)

    def _judge(self) -> None:
        """Find out what every touched row wants, or what is wrong with it."""
        self.changes, taken = [], set()
        for row in self.rows:
            if row.mark == row.was or (row.is_empty and not row.was):
                row.errors = []
                continue
            if row.errors:
                continue
            try:
                change = self._change(row)
            except DomainError as refusal:
                row.errors.append(str(refusal))
                continue
            key = change.rate_kind.id, change.valid_from
            if key in taken:
                row.errors.append(_("There are two rates of this kind from the same day."))
            taken.add(key)
            self.changes.append(change)

    def _change(self, row: RateRow) -> RateChange:
        if row.kind is None or row.valid_from is None:
            raise DomainError(_("Choose one of the list."))
        rate = self._known.get((row.kind.id, row.valid_from))
        is_same_day = row.was.partition("|")[0] == row.valid_from.isoformat()
        if not is_same_day and rate is not None:
            raise DomainError(_("There already is a rate of this kind from that day."))
        if rate is None and row.kind.is_archived:
            raise DomainError(_("This kind of rate is archived."))
        if is_same_day and rate is None:
            raise DomainError(_("Somebody has just removed this rate."))
        if rate is not None and row.was != _of_rate(rate).was:
            raise DomainError(
                _("Somebody has just changed this rate to %(rates)s.", rates=_both(rate))
            )
        if row.is_empty and (rate is None or not self.may_remove):
            raise DomainError(_("Enter the employee rate, the client rate or both."))
        change = RateChange(row.kind, row.valid_from, row.employee_rate, row.client_rate, rate)
        if not change.is_removal:
            check_rate_values(change)
        return change


def _both(rate: PositionRate) -> str:
    rates = rate.employee_rate, rate.client_rate
    return " / ".join("—" if one is None else format_number(one) for one in rates)


def _typed(texts: dict[str, str], kinds: dict[int, RateKind]) -> RateRow:
    """Read a posted row as the form of a single rate would."""
    form = RateRowForm(MultiDict(texts))
    is_valid = form.validate()
    kind_id = row_id(texts["rate_kind"])
    errors = [] if is_valid else [str(text) for field in form for text in field.errors]
    return RateRow(
        kind_id,
        kinds.get(kind_id),
        texts["valid_from"],
        texts["employee_rate"],
        texts["client_rate"],
        texts["rate_was"],
        errors,
        form.valid_from.data,
        form.employee_rate.data,
        form.client_rate.data,
    )


def _of_rate(rate: PositionRate) -> RateRow:
    """Return the row of a rate as it holds."""
    employee, client = rate.employee_rate, rate.client_rate
    return RateRow(
        rate.rate_kind_id,
        rate.rate_kind,
        rate.valid_from.isoformat(),
        _text(employee),
        _text(client),
        _mark(rate.valid_from, employee, client),
        [],
        rate.valid_from,
        employee,
        client,
    )


def _place(rate: PositionRate) -> tuple[int, int, date]:
    return rate.rate_kind.place, rate.rate_kind_id, rate.valid_from


def _text(rate: Decimal | None) -> str:
    """Write 33.4000 as 33,40, and keep the places somebody has typed."""
    if rate is None:
        return ""
    rounded = round_money(rate)
    shortest = rounded if rounded == rate else rate.normalize()
    return f"{shortest:f}".replace(".", ",")
