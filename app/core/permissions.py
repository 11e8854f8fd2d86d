"""The verbs permissions are made of, and every entity they may be granted on.

A permission is a verb on an entity: ``read`` on ``Clients``. FAB stores it as
``can_read`` on the view menu ``Clients``.
"""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _

READ, WRITE, ARCHIVE, DELETE, EXPORT, MANAGE, ISSUE, ACCEPT, APPROVE = (
    "read",
    "write",
    "archive",
    "delete",
    "export",
    "manage",
    "issue",
    "accept",
    "approve",
)
#: See every client, not only those one is a guardian of.
ALL_ROWS = "all"

VERB_LABELS = {
    READ: _("See"),
    WRITE: _("Add and change"),
    ARCHIVE: _("Archive"),
    DELETE: _("Delete"),
    EXPORT: _("Export"),
    MANAGE: _("Manage"),
    ISSUE: _("Issue"),
    ACCEPT: _("Acceptance"),
    APPROVE: _("Approval"),
    ALL_ROWS: _("All rows"),
}

#: Where permissions stand whose pages are in no menu: they belong to the pages of other things.
ON_PAGES = _("On lists and profiles")

#: Permissions that guard data rather than a page: entity name → its verbs and label.
DATA_PERMISSIONS = {
    "Rates": ((READ,), _("Rates and margins")),
    "PersonalNumbers": ((READ,), _("Personal numbers (PESEL)")),
}


def fab_name(verb: str) -> str:
    """Return the name under which FAB stores a verb."""
    return f"can_{verb}"


def pairs(entity: str, verbs: Iterable[str]) -> set[tuple[str, str]]:
    """Return (FAB permission, entity) for each verb."""
    return {(fab_name(verb), entity) for verb in verbs}
