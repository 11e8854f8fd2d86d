"""Two who want the same rows at the same moment: the database lets one of them go on."""

import sqlite3

from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from app.core.errors import DomainError

#: PostgreSQL: a deadlock was broken up, a lock was not given in time, a snapshot is outdated.
_STATES = {"40P01", "55P03", "40001"}
_PRIMARY_CODE = 0xFF


class Busy(DomainError, OperationalError):  # noqa: N818 - a verdict, not a fault
    """Nothing was written, and the same may succeed at once."""

    def __init__(self, error: OperationalError) -> None:
        OperationalError.__init__(self, error.statement, error.params, error.orig or error)

    def __str__(self) -> str:
        return str(
            _("Somebody else is changing the same records. Nothing was changed; do it once more.")
        )


def busy(error: OperationalError) -> Busy | None:
    """Return the refusal an error stands for, ``None`` when the database is truly in trouble."""
    cause = error.orig
    state = getattr(cause, "sqlstate", None)
    code = getattr(cause, "sqlite_errorcode", None) or 0
    is_busy = state in _STATES or code & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
    return Busy(error) if is_busy else None
