"""The price records of a position or a group as rows of its form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form, validators

from app.core.errors import DomainError
from app.core.forms.fields import EnumField, PolishDecimalField, TrimmedStringField
from app.core.history import Held
from app.positions.enums import FeeMode, PriceMode, PriceSection, PriceSource
from app.positions.forms.rows import MOST_ROWS, RowsField, row_id
from app.positions.models import PositionPrice, PriceGroupItem, RateKind
from app.positions.services import PriceChange, change_prices, check_price

_REQUIRED = validators.InputRequired(lazy_gettext("This field is required."))


class PriceRowForm(Form):
    """The values of one row."""

    price_section = EnumField("", [_REQUIRED], enum_class=PriceSection)
    price_name = TrimmedStringField("", [_REQUIRED, validators.Length(max=80)])
    price_mode = EnumField("", [_REQUIRED], enum_class=PriceMode)
    price_value = PolishDecimalField("", precision=12, scale=2)
    price_fee = EnumField("", enum_class=FeeMode, is_nullable=True)


@dataclass
class PriceRow:
    """A row as it was typed, or as it is shown."""

    id: str = ""
    section: str = PriceSection.base_pay.value
    name: str = ""
    kind_id: int = 0
    mode: str = PriceMode.margin.value
    value: str = ""
    fee: str = ""
    #: what stood there when the form was opened
    was: str = ""
    errors: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether the row says nothing."""
        return not self.name and not self.value

    @property
    def mark(self) -> str:
        """Return what the row says, in a form that can be compared."""
        return _mark(self.section, self.name, self.kind_id, self.mode, self.value, self.fee)


def _mark(*parts: Any) -> str:
    return "|".join(str(part) for part in parts)


class PriceRowsField(RowsField):
    """Rows of price records; a row nobody has touched changes nothing."""

    parts: ClassVar[Sequence[str]] = (
        "price_id", "price_section", "price_name", "price_kind", "price_mode", "price_value",
        "price_fee", "price_was",
    )  # fmt: skip
    sections, modes, fees = PriceSection, PriceMode, FeeMode

    def __init__(self, *args: Any, model: Any, relation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model, self.relation = model, relation
        self.kinds: Sequence[RateKind] = ()
        self.rows: list[PriceRow] = []
        self.changes: list[PriceChange] = []
        self._known: dict[str, Any] = {}

    @property
    def blank(self) -> PriceRow:
        """Return a new row."""
        return PriceRow()

    def offer(self, kinds: Sequence[RateKind], records: Iterable[Any], *, may_remove: bool) -> None:
        """Say which kinds of rates there are and which records hold."""
        known = sorted(records, key=_place)
        self._known = {str(record.id): record for record in known}
        self.may_remove = may_remove
        used = {record.rate_kind_id for record in known}
        self.kinds = [kind for kind in kinds if not kind.is_archived or kind.id in used]
        if self.posted:
            self.rows = [_typed(values) for values in self.posted]
            self._judge()
        else:
            self.rows = [_of_record(record) for record in known]

    def as_of(self, past: Held) -> Iterator[tuple[str, str]]:
        """Return what has to be posted to have the records as they were then."""
        then = {str(one["id"]): one for one in past.related(self.relation)}
        for pk in sorted({*then, *self._known}, key=int):
            known = self._known.get(pk)
            row = _of_values(then[pk]) if pk in then else PriceRow()
            texts = (
                pk if known else "", row.section, row.name, str(row.kind_id or ""), row.mode,
                row.value, row.fee, _of_record(known).mark if known else "",
            )  # fmt: skip
            yield from zip(self.parts, texts, strict=True)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002 - WTForms' signature
        """Name the rows that cannot be saved; without prices of its own a position has none."""
        self.errors = []
        if "price_source" in form and form["price_source"].data is not PriceSource.own:
            self.changes = []
            return True
        wrong = [row.name or "?" for row in self.rows if row.errors]
        if wrong:
            self.errors.append(_("Check the price records: %(names)s.", names=", ".join(wrong)))
        if len(self.rows) > MOST_ROWS:
            self.errors.append(_("At most %(n)s price records.", n=MOST_ROWS))
        return not self.errors

    def populate_obj(self, obj: Any, _name: str) -> None:
        """Hand the changes to the owner; its own checks follow when it is saved."""
        change_prices(getattr(obj, self.relation), self.model, self.changes)

    def _judge(self) -> None:
        """Find out what every touched row wants, or what is wrong with it."""
        self.changes = []
        for row in self.rows:
            if row.mark == row.was or (row.is_empty and not row.id):
                row.errors = []
                continue
            try:
                change = self._change(row)
            except DomainError as refusal:
                row.errors = [*row.errors, str(refusal)]
                continue
            if not row.errors:
                self.changes.append(change)

    def _change(self, row: PriceRow) -> PriceChange:
        record = self._known.get(row.id)
        if row.id and record is None:
            raise DomainError(_("Somebody has just removed this record."))
        if record is not None and row.was != _of_record(record).mark:
            raise DomainError(_("Somebody has just changed this record. Open the form again."))
        if row.is_empty and self.may_remove:
            row.errors = []
            return PriceChange(record, None)
        kind = next((one for one in self.kinds if one.id == row.kind_id), None)
        if row.kind_id and kind is None:
            raise DomainError(_("Choose one of the list."))
        if row.errors:
            return PriceChange(record, None)
        return PriceChange(record, _checked(self.model, {**row.values, "rate_kind": kind}))


def _checked(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the check of a single record leaves them."""
    trial = model(**values)
    check_price(trial)
    names = ("section", "name", "mode", "margin", "amount", "fee")
    return {name: getattr(trial, name) for name in names} | {"rate_kind": values["rate_kind"]}


def _typed(texts: dict[str, str]) -> PriceRow:
    form = PriceRowForm(MultiDict(texts))
    is_valid = form.validate()
    errors = [] if is_valid else [str(text) for field in form for text in field.errors]
    mode, value = form.price_mode.data, form.price_value.data
    return PriceRow(
        id=texts["price_id"],
        section=texts["price_section"],
        name=texts["price_name"],
        kind_id=row_id(texts["price_kind"]),
        mode=texts["price_mode"],
        value=texts["price_value"],
        fee=texts["price_fee"],
        was=texts["price_was"],
        errors=errors,
        values={
            "section": form.price_section.data,
            "name": form.price_name.data,
            "mode": mode,
            "margin": value if mode is PriceMode.margin else None,
            "amount": value if mode is PriceMode.amount else None,
            "fee": form.price_fee.data,
        },
    )


def _of_record(record: Any) -> PriceRow:
    names = ("section", "name", "rate_kind_id", "mode", "margin", "amount", "fee")
    row = _of_values({name: getattr(record, name) for name in names})
    row.id = str(record.id)
    row.was = row.mark
    return row


def _of_values(values: dict[str, Any]) -> PriceRow:
    mode = values["mode"]
    number = values["margin"] if mode is PriceMode.margin else values["amount"]
    return PriceRow(
        section=values["section"].value,
        name=values["name"],
        kind_id=values["rate_kind_id"] or 0,
        mode=mode.value,
        value=_text(number),
        fee=values["fee"].value if values["fee"] else "",
    )


def _text(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}".replace(".", ",")


def _place(record: Any) -> tuple[int, str, int]:
    return list(PriceSection).index(record.section), record.name, record.id


def custom_prices() -> PriceRowsField:
    """Return the rows of a position that has prices of its own."""
    return PriceRowsField(lazy_gettext("Custom prices"), model=PositionPrice, relation="prices")


def group_prices() -> PriceRowsField:
    """Return the rows of a price group."""
    return PriceRowsField(lazy_gettext("Price records"), model=PriceGroupItem, relation="items")
