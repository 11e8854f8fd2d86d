"""What positions, kinds of rates and price groups can be."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class ContractType(LabeledEnum):
    """What people on a position are employed by."""

    employment = "employment", _("Employment contract")
    temporary = "temporary", _("Temporary work")
    mandate = "mandate", _("Contract of mandate")
    specific_work = "specific_work", _("Contract for specific work")


class Unit(LabeledEnum):
    """What a rate is paid for."""

    hour = "hour", _("hour")
    day = "day", _("day and night")
    month = "month", _("month")
    piece = "piece", _("piece")
    lump = "lump", _("lump sum")


class RateRule(LabeledEnum):
    """When a rate for hours applies by itself."""

    base = "base", _("Daytime (base)"), "blue"
    night = "night", _("At night"), "purple"
    holiday = "holiday", _("On Sundays and holidays"), "orange"
    overtime_50 = "overtime_50", _("Overtime 50 %"), "yellow"
    overtime_100 = "overtime_100", _("Overtime 100 %"), "red"
    chosen = "chosen", _("Only when chosen"), "gray"


class HolidayWindow(LabeledEnum):
    """From when to when a Sunday or a holiday counts (Kodeks pracy, art. 151⁹ § 2)."""

    six_to_six = "six_to_six", _("06:00–06:00")
    calendar_day = "calendar_day", _("calendar day")


class PriceSource(LabeledEnum):
    """Where a position takes its price group from."""

    client = "client", _("From the client")
    group = "group", _("Chosen group")
    own = "own", _("Custom")


class PriceSection(LabeledEnum):
    """The sections of a price group."""

    base_pay = "base_pay", _("Basic pay components")
    other_pay = "other_pay", _("Other pay components")
    service = "service", _("Additional services")
    fee = "fee", _("Additional fees")


class PriceMode(LabeledEnum):
    """How a component of the cost becomes a price."""

    ignore = "ignore", _("not included"), "gray"
    margin = "margin", _("cost + margin %"), "blue"
    amount = "amount", _("amount"), "green"


class FeeMode(LabeledEnum):
    """How a fee is charged: once beside the rate, or inside it."""

    added = "added", _("Add to the rate")
    inside = "inside", _("Inside the rate")


class RateLevel(LabeledEnum):
    """Where a rate was agreed; the first one that has one wins."""

    contract = "contract", _("contract")
    position = "position", _("position")
    kind = "kind", _("kind of rate")


class Verdict(LabeledEnum):
    """Why a rate was or was not taken."""

    won = "won", _("applies"), "green"
    later = "later", _("not yet valid"), "gray"
    replaced = "replaced", _("replaced by a newer one"), "gray"
    less_specific = "less_specific", _("a more specific one exists"), "gray"
    fallback = "fallback", _("only if the kind has no rate of its own"), "gray"
