"""What a report can be broken down by."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class Grouping(LabeledEnum):
    """What a row of the margin report stands for."""

    client = "client", _("by client")
    position = "position", _("by position")
    month = "month", _("by month")
    everything = "everything", _("by client, position and month")

    @property
    def has_client(self) -> bool:
        """Tell whether rows of different clients are kept apart."""
        return self is not Grouping.month

    @property
    def has_position(self) -> bool:
        """Tell whether rows of different positions are kept apart."""
        return self in (Grouping.position, Grouping.everything)

    @property
    def has_month(self) -> bool:
        """Tell whether rows of different months are kept apart."""
        return self in (Grouping.month, Grouping.everything)
