"""Forms of the import of hours."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import MonthField, SelectField, validators

from app.clients.models import Client
from app.core.forms import widgets
from app.core.forms.fields import (
    CheckField,
    RelationField,
    TrimmedStringField,
    WholeNumberField,
)
from app.positions.models import Position

_VIEW = "HoursImportView"


class UploadForm(FlaskForm):
    """A file of hours from the user's disk."""

    file = FileField(_("File of hours"), [FileRequired(_("Choose a file."))])


class LayoutForm(FlaskForm):
    """How a sheet is to be read, beside what its columns hold."""

    sheet = SelectField(_("Sheet"), widget=widgets.Select(), validate_choice=False)
    header_row = WholeNumberField(
        _("Row of the header"),
        [validators.Optional(), validators.NumberRange(1, 40)],
        widget=widgets.Integer(),
    )
    month = MonthField(
        _("Month"),
        [validators.Optional()],
        description=_("Of a sheet whose columns are days; like 2026-10."),
    )
    month_first = CheckField(
        _("Dates are American: 10/01/2026 is the first of October"), widget=widgets.Check()
    )
    client = RelationField(
        _("Client"),
        view=_VIEW,
        column="client",
        choices=sa.select(Client).where(Client.archived_on.is_(None)),
        description=_("For rows that do not name one."),
    )
    position = RelationField(
        _("Position"),
        view=_VIEW,
        column="position",
        choices=sa.select(Position).where(Position.archived_on.is_(None)),
        description=_("For rows that do not name one."),
    )
    is_remembered = CheckField(
        _("Read files with the same headers this way from now on"), widget=widgets.Check()
    )
    name = TrimmedStringField(
        _("Name of the layout"), [validators.Length(max=80)], widget=widgets.Text()
    )

    def offer_sheets(self, names: Sequence[str]) -> None:
        """Offer the sheets of a workbook; a CSV has one without a name."""
        if len(names) < 2:
            del self.sheet
            return
        self.sheet.choices = [(name, name) for name in names]
