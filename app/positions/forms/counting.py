"""Forms that only count: the margin, pay, and the rate simulator."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from wtforms import DateField, Form, ValidationError, validators

from app.core.forms import widgets
from app.core.forms.fields import PolishDecimalField, RelationField
from app.positions.models import Position, RateKind


def _rate(label: Any = "") -> PolishDecimalField:
    return PolishDecimalField(label, precision=12, scale=4, widget=widgets.Number())


class MarginForm(Form):
    """The two rates of which the margin is shown."""

    employee_rate = _rate()
    client_rate = _rate()


class PayForm(Form):
    """What is counted with wherever pay is."""

    employer_burden = PolishDecimalField(
        _("Employer's burden %"),
        [validators.InputRequired(_("This field is required."))],
        precision=5,
        scale=2,
        widget=widgets.Number(),
        description=_("Contributions the employer pays beside the gross pay: 20,48 in 2026."),
    )

    def validate_employer_burden(self, field: PolishDecimalField) -> None:
        """Refuse blanks, which are input, yet no number."""
        if field.data is None:
            raise ValidationError(str(_("This field is required.")))


def position_text(position: Position) -> str:
    """Return how a position is called where those of all clients are offered."""
    return f"{position.name}, {position.client}"


class PositionField(RelationField):
    """A position of any client, called by both names."""

    def chosen(self) -> Iterator[tuple[str, str, bool]]:
        """Return what the page has to know: the chosen row, and nothing."""
        yield "", "", self.data is None
        if self.data is not None:
            yield str(self.data.id), position_text(self.data), True


def quantity_name(kind: RateKind) -> str:
    """Return the name of the field for the quantity of a kind of rate."""
    return f"quantity_{kind.id}"


def simulator_form(kinds: Iterable[RateKind]) -> type[Form]:
    """Return a form that asks for a position, a day and a quantity of every kind of rate."""
    position = PositionField(
        _("Position"),
        view="PositionRateView",
        column="position",
        choices=sa.select(Position).where(Position.archived_on.is_(None)),
    )
    fields: dict[str, Any] = {
        "position": position,
        "day": DateField(_("Day"), [validators.Optional()], widget=widgets.Date()),
        "burden": PolishDecimalField(
            _("Employer's burden %"), precision=5, scale=2, widget=widgets.Number()
        ),
    }
    for kind in kinds:
        fields[quantity_name(kind)] = PolishDecimalField(
            f"{kind.name} ({kind.unit})", precision=9, scale=2, widget=widgets.Number()
        )
    return type("SimulatorForm", (Form,), fields)
