"""The kinds of links sent by e-mail, and of attempts that are counted."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class TokenKind(LabeledEnum):
    """What a mailed link lets its holder do: both set a password."""

    invite = "invite", _("Invitation"), "azure"
    reset = "reset", _("Password reset"), "orange"


class AttemptKind(LabeledEnum):
    """What is slowed down when it fails again and again from one address."""

    login = "login", _("Log-in")
    reset = "reset", _("Password reset")
    token = "token", _("Mailed link")
    password = "password", _("Password change")


class AccountState(LabeledEnum):
    """Where an account stands."""

    active = "active", _("Active"), "green"
    invited = "invited", _("Invited"), "azure"
    inactive = "inactive", _("Deactivated"), "secondary"
