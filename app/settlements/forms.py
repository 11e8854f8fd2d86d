"""Forms of settlements."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Form, validators

from app.core.forms import widgets
from app.core.forms.fields import EnumField, PolishDecimalField, TrimmedStringField
from app.core.vat import VatRate

_REQUIRED = validators.InputRequired(lazy_gettext("This field is required."))


class LineForm(Form):
    """An additional line („pozycja dodatkowa”)."""

    text = TrimmedStringField(
        lazy_gettext("Name"), [_REQUIRED, validators.Length(max=400)], widget=widgets.Text()
    )
    quantity = PolishDecimalField(
        lazy_gettext("Quantity"), [_REQUIRED], precision=12, scale=4, widget=widgets.Number()
    )
    rate = PolishDecimalField(
        lazy_gettext("Net price"), [_REQUIRED], precision=12, scale=2, widget=widgets.Number()
    )
    vat_rate = EnumField(lazy_gettext("VAT rate"), enum_class=VatRate)


class ReasonForm(Form):
    """Why a correction is made."""

    reason = TrimmedStringField(
        lazy_gettext("Reason of the correction"),
        [_REQUIRED, validators.Length(max=256)],
        widget=widgets.Text(),
    )


class WhyForm(FlaskForm):
    """Why a settlement is taken back or rejected."""

    reason = TrimmedStringField(
        lazy_gettext("Reason"),
        [_REQUIRED, validators.Length(max=300)],
        widget=widgets.Text(),
    )
