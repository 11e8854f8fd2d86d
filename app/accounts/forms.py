"""The forms of people who log in, reset a password or change their own data."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length, Optional

from app.accounts.rules import SHORTEST
from app.core.forms.fields import TrimmedStringField

_REQUIRED = _("This field is required.")
EMAIL = Email(_("This is not an e-mail address."))
_ADVICE = _("At least %(count)s characters; a few words with spaces are fine.", count=SHORTEST)


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        [InputRequired(_REQUIRED)],
        description=_ADVICE,
        render_kw={"autocomplete": "new-password"},
    )


def _repeated(field: str) -> PasswordField:
    return PasswordField(
        _("Repeat the new password"),
        [InputRequired(_REQUIRED), EqualTo(field, _("The passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class LoginForm(FlaskForm):
    """User name or e-mail, and password."""

    username = StringField(
        _("User name or e-mail"),
        [InputRequired(_REQUIRED), Length(max=320)],
        render_kw={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_REQUIRED)],
        render_kw={"autocomplete": "current-password"},
    )

    def ask_again(self) -> None:
        """Begin with the password when the name is there already."""
        if self.username.data:
            self.username.render_kw = {**self.username.render_kw, "autofocus": False}
            self.password.render_kw = {**self.password.render_kw, "autofocus": True}


class ForgotForm(FlaskForm):
    """Where a reset link should go."""

    email = StringField(
        _("E-mail"),
        [InputRequired(_REQUIRED), Length(max=320)],
        render_kw={"autocomplete": "email", "type": "email", "autofocus": True},
    )


class NewPasswordForm(FlaskForm):
    """The password somebody chooses through a mailed link."""

    password = _new_password(_("New password"))
    repeated = _repeated("password")


class ChangePasswordForm(FlaskForm):
    """A new password for somebody who knows the old one."""

    current = PasswordField(
        _("Current password"),
        [InputRequired(_REQUIRED)],
        render_kw={"autocomplete": "current-password"},
    )
    password = _new_password(_("New password"))
    repeated = _repeated("password")


class EmailForm(FlaskForm):
    """Another address: password links will go there, so the password is asked for."""

    email = TrimmedStringField(_("E-mail"), [InputRequired(_REQUIRED), Length(max=320), EMAIL])
    current = PasswordField(
        _("Current password"),
        [InputRequired(_REQUIRED)],
        render_kw={"autocomplete": "current-password"},
    )


class ProfileForm(FlaskForm):
    """What everybody may change about themselves."""

    first_name = TrimmedStringField(_("First name"), [InputRequired(_REQUIRED), Length(max=64)])
    last_name = TrimmedStringField(_("Last name"), [InputRequired(_REQUIRED), Length(max=64)])
    phone = TrimmedStringField(_("Phone"), [Optional(), Length(max=30)])
    job_title = TrimmedStringField(_("Job title"), [Optional(), Length(max=80)])
    locale = SelectField(_("Language"), [InputRequired(_REQUIRED)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale.choices = [
            (code, language["name"]) for code, language in current_app.config["LANGUAGES"].items()
        ]
