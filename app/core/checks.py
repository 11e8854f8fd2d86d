"""What forms of several pages check."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import validators

EMAIL = validators.Email(lazy_gettext("This is not an e-mail address."))
URL = validators.Regexp(
    r"^https?://[^\s<>\"']+$", message=lazy_gettext("Write the address with https://.")
)
