"""What contracts can be, and what may speak against one."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class ContractKind(LabeledEnum):
    """A caregiver's contract is a trip."""

    contract = "contract", _("Contract"), "blue"
    trip = "trip", _("Trip"), "teal"


class ContractState(LabeledEnum):
    """Where a day lies in the life of a contract."""

    active = "active", _("active"), "green"
    future = "future", _("future"), "azure"
    past = "past", _("past"), "gray"
    void = "void", _("did not take effect"), "red"


class Warned(LabeledEnum):
    """What speaks against a contract; it can be overridden with a reason."""

    overlap = "overlap", _("Another contract at the same time"), "orange"
    below_minimum = "below_minimum", _("Below the minimum pay"), "red"
    minimum_unknown = "minimum_unknown", _("No minimum pay known for the year"), "yellow"
    negative_margin = "negative_margin", _("Client rate below cost"), "red"
    months_near = "months_near", _("Near 18 months at the client"), "orange"
    months_over = "months_over", _("18 months at the client"), "red"
    document = "document", _("Document expires or is expired"), "orange"
    archived_position = "archived_position", _("Archived position"), "orange"
    without_annex = "without_annex", _("Change without an annex"), "orange"
