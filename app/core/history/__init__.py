"""The history of an entity: what was changed, by whom, and what held at a moment.

Importing the package sets Continuum up, which has to happen before any entity is mapped.
"""

from app.core.history.changes import Change, changes_of, fields_of
from app.core.history.moments import Group, Held, Moment, compare, held, moments
from app.core.history.source import Elsewhere, Window
from app.core.history.values import names_of
from app.core.versioning import Versioned

__all__ = [
    "Change",
    "Elsewhere",
    "Group",
    "Held",
    "Moment",
    "Versioned",
    "Window",
    "changes_of",
    "compare",
    "fields_of",
    "held",
    "install",
    "is_versioned",
    "moments",
    "names_of",
]


def install() -> None:
    """Do nothing: importing this package has set Continuum up, before any entity was mapped."""


def is_versioned(row: object) -> bool:
    """Tell whether the history of a row is kept."""
    return isinstance(row, Versioned)
