"""Forms of the settings pages that are no rows."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import validators

from app.core.forms import widgets
from app.core.forms.fields import TextBlockField, TrimmedStringField

_ADDRESS = validators.Email(_("This is not an e-mail address."))
#: A line break in a header would start another header.
_ONE_LINE = validators.Regexp(r"[^\r\n\0]*$", message=_("One line only."))


class MailForm(FlaskForm):
    """Who our mails come from."""

    sender_name = TrimmedStringField(
        _("Sender's name"),
        [validators.Optional(), validators.Length(max=100), _ONE_LINE],
        widget=widgets.Text(),
    )
    sender_address = TrimmedStringField(
        _("Sender's address"),
        [validators.Optional(), validators.Length(max=254), _ADDRESS],
        widget=widgets.Email(),
        description=_("Leave it empty to use the address of the server's configuration."),
    )
    reply_to = TrimmedStringField(
        _("Answers go to"),
        [validators.Optional(), validators.Length(max=254), _ADDRESS],
        widget=widgets.Email(),
    )
    footer = TextBlockField(
        _("Footer of every message"),
        [validators.Optional(), validators.Length(max=2000)],
        widget=widgets.Area(),
    )


class TestMailForm(FlaskForm):
    """Where a test message goes."""

    recipient = TrimmedStringField(
        _("Recipient"),
        [validators.InputRequired(_("This field is required.")), _ADDRESS],
        widget=widgets.Email(),
    )


class LogoForm(FlaskForm):
    """A picture from the user's disk."""

    logo = FileField(_("Picture (PNG or JPEG, at most 1 MB)"), [FileRequired(_("Choose a file."))])
