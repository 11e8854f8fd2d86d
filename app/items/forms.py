"""The forms in which several things are handed out and taken back at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, Field, Form, SelectField, validators
from wtforms.utils import unset_value

from app.core.arguments import read_decimal, without_spaces
from app.core.forms import widgets
from app.core.forms.converter import LazyChoices
from app.core.forms.fields import RelationField, TrimmedStringField
from app.extensions import db
from app.items.enums import IssueState
from app.items.models import Item, ItemIssue, ItemType
from app.items.services.issuing import MOST_PIECES, Back, Wanted

#: More rows than a table on paper would have.
MOST_ROWS = 50
BLANK_ROWS = 3
TYPE, ITEM = "t", "i"
_PARTS = ("thing", "quantity", "charge", "price")
#: What is posted for a choice; anything else: as the type says.
_CHARGE = {"yes": True, "no": False}
_REQUIRED = validators.InputRequired(lazy_gettext("This field is required."))
_DAYS = ["%Y-%m-%d", "%d.%m.%Y"]


@dataclass(frozen=True)
class TypedRow:
    """A row as it was typed; ``label`` is what the thing is called."""

    thing: str = ""
    quantity: str = "1"
    charge: str = ""
    price: str = ""
    label: str = ""
    error: str = ""


class WantedField(Field):
    """What is handed out: four inputs a row, all rows posted under the same four names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: list[TypedRow] = []
        self.data: list[Wanted] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms' signature
        """Read the posted rows; one without a thing is no row."""
        self.process_errors: list[str] = []
        self.object_data = data
        self.typed, self.data = [], []
        for row in _rows(formdata) if formdata else []:
            wanted, error = _read(row)
            label = str(wanted.item or wanted.item_type) if wanted else ""
            self.typed.append(replace(row, label=label, error=error))
            if wanted is not None and not error:
                self.data.append(wanted)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002 - WTForms' signature
        """Name the rows that cannot be read."""
        wrong = [str(n) for n, row in enumerate(self.typed, start=1) if row.error]
        self.errors = []
        if wrong:
            self.errors.append(_("Check the rows: %(numbers)s.", numbers=", ".join(wrong)))
        elif not self.typed:
            self.errors.append(_("Choose at least one item."))
        if len(self.typed) > MOST_ROWS:
            self.errors.append(_("At most %(n)s rows at once.", n=MOST_ROWS))
        return not self.errors

    def shown(self) -> list[TypedRow]:
        """Return the typed rows and empty ones after them."""
        return [*self.typed, *[TypedRow()] * max(1, BLANK_ROWS - len(self.typed))]


def _rows(formdata: Any) -> list[TypedRow]:
    columns = [formdata.getlist(f"row_{part}")[: MOST_ROWS + 1] for part in _PARTS]
    rows = [
        TypedRow(**{name: value.strip() for name, value in zip(_PARTS, values, strict=True)})
        for values in zip(*columns, strict=False)
    ]
    return [row for row in rows if row.thing]


def _read(row: TypedRow) -> tuple[Wanted | None, str]:
    """Return what a row asks for, and what is wrong with it."""
    thing = _thing(row.thing)
    if thing is None:
        return None, _("Choose one of the list.")
    item = thing if isinstance(thing, Item) else None
    item_type = thing if isinstance(thing, ItemType) else thing.item_type
    quantity, price = whole(row.quantity), _price(row.price)
    wanted = Wanted(item_type, quantity or 1, item, _CHARGE.get(row.charge), price)
    if quantity is None or not 0 < quantity <= MOST_PIECES:
        return wanted, _("Enter how many pieces, at most %(n)s.", n=MOST_PIECES)
    if row.price and price is None:
        return wanted, _("Enter a number, for example 1 234,50.")
    return wanted, ""


def _thing(text: str) -> Item | ItemType | None:
    models: dict[str, Any] = {TYPE: ItemType, ITEM: Item}
    model, pk = models.get(text[:1]), text[1:]
    if model is None or not pk.isascii() or not pk.isdigit() or len(pk) > 9:
        return None
    found: Item | ItemType | None = db.session.get(model, int(pk))
    item_type = found.item_type if isinstance(found, Item) else found
    return None if item_type is None or item_type.is_archived else found


def whole(text: str) -> int | None:
    """Return a whole number that was typed, if it is one."""
    plain = without_spaces(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None


def _price(text: str) -> Decimal | None:
    number = read_decimal(text)
    if number is None or not 0 <= number < 10**9:
        return None
    places = number.as_tuple().exponent
    return number if isinstance(places, int) and places >= -2 else None


def _day(label: Any) -> DateField:
    return DateField(label, [_REQUIRED], format=_DAYS, widget=widgets.Date())


def _note() -> TrimmedStringField:
    return TrimmedStringField(
        lazy_gettext("Note"),
        [validators.Optional(), validators.Length(max=300)],
        widget=widgets.Text(),
    )


def hand_out_form(view: Any) -> type[Form]:
    """Return the form in which things are handed out; ``view`` answers for its options."""

    def relation(column: str, label: Any, hint: Any, widget: Any = None) -> RelationField:
        return RelationField(
            label,
            [validators.Optional()],
            description=hint,
            view=type(view).__name__,
            column=column,
            choices=LazyChoices(view, column),
            **({"widget": widget} if widget else {}),
        )

    fields = {
        "employee": relation(
            "employee",
            lazy_gettext("Employee"),
            lazy_gettext("Leave it empty when the client gets it."),
        ),
        "contract": relation(
            "contract",
            lazy_gettext("Contract / trip"),
            lazy_gettext("What is charged is settled with this contract."),
            widgets.NarrowedSelect("employee"),
        ),
        "client": relation(
            "client",
            lazy_gettext("Client"),
            lazy_gettext("Who gets it; with an employee: where it is used."),
        ),
        "issued_on": _day(lazy_gettext("Handed out on")),
        "note": _note(),
        "rows": WantedField(lazy_gettext("Items")),
    }
    return type("HandOutForm", (Form,), fields)


@dataclass(frozen=True)
class TypedBack:
    """A row of what may come back, as it was typed."""

    issue: ItemIssue
    is_ticked: bool = False
    quantity: str = ""
    damaged: str = "0"
    is_charged: bool = False


class BackField(Field):
    """What comes back of the issues shown: ticked rows, with their pieces."""

    def __init__(self, *args: Any, issues: Sequence[ItemIssue] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues = issues
        self.typed: list[TypedBack] = []
        self.data: list[tuple[ItemIssue, Back]] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms' signature
        """Read the posted rows; ``data`` are the ids ticked at first."""
        self.process_errors: list[str] = []
        self.object_data = data
        ticked = set() if data is unset_value or data is None else set(data)
        self.typed = [
            _typed_back(issue, formdata)
            if formdata
            else TypedBack(issue, issue.id in ticked, str(issue.outstanding))
            for issue in self.issues
        ]
        pieces = [
            (row.issue, whole(row.quantity), whole(row.damaged or "0"), row.is_charged)
            for row in self.typed
            if row.is_ticked
        ]
        self.wrong = [str(issue) for issue, quantity, damaged, _is in pieces
                      if quantity is None or damaged is None]  # fmt: skip
        self.data = [
            (issue, Back(quantity or 0, damaged or 0, is_charged))
            for issue, quantity, damaged, is_charged in pieces
        ]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002 - WTForms' signature
        """Name what cannot be read."""
        self.errors = [
            _("“%(item)s”: enter how many pieces come back.", item=name) for name in self.wrong
        ]
        if not self.data:
            self.errors.append(_("Tick what comes back."))
        return not self.errors


def _typed_back(issue: ItemIssue, formdata: Any) -> TypedBack:
    pk = str(issue.id)
    return TypedBack(
        issue,
        pk in formdata.getlist("back"),
        formdata.get(f"quantity_{pk}", "").strip(),
        formdata.get(f"damaged_{pk}", "").strip(),
        pk in formdata.getlist("charge"),
    )


def take_back_form(issues: Sequence[ItemIssue]) -> type[Form]:
    """Return the form in which some of these issues are taken back."""
    fields = {
        "returned_on": _day(lazy_gettext("Returned on")),
        "rows": BackField(lazy_gettext("Items"), issues=issues),
    }
    return type("TakeBackForm", (Form,), fields)


def state_field() -> Any:
    """Return the choice of a state, „expected back” among them."""
    choices = [("out", lazy_gettext("expected back"))]
    return SelectField(
        choices=lambda: [*choices, *((state.value, str(state)) for state in IssueState)],
        widget=widgets.Select(),
    )
