"""Where things are."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class ItemState(LabeledEnum):
    """Where an item of the stock is."""

    in_store = "in_store", _("in store"), "green"
    issued = "issued", _("handed out"), "blue"
    written_off = "written_off", _("written off"), "gray"


class IssueState(LabeledEnum):
    """What became of things that were handed out."""

    held = "held", _("held"), "blue"
    partly = "partly", _("partly returned"), "orange"
    returned = "returned", _("returned"), "green"
    kept = "kept", _("for keeps"), "gray"
