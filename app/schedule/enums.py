"""What the rules of the schedule can say."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class Cause(LabeledEnum):
    """What is special about worked minutes."""

    night = "night", _("at night")
    sunday = "sunday", _("on a Sunday")
    holiday = "holiday", _("on a holiday")
    above_day = "above_day", _("above the hours of the day")
    above_week = "above_week", _("above the hours of the week")


class SplitVerdict(LabeledEnum):
    """Why a kind of rate did or did not get minutes to which its rule applies."""

    won = "won", _("applies"), "green"
    outranked = "outranked", _("a stronger one applies"), "gray"
    no_rate = "no_rate", _("no rate at this position"), "yellow"


class Concern(LabeledEnum):
    """What the law of working time objects to; a warning, never a block."""

    short_rest = "short_rest", _("Less than 11 hours of rest"), "yellow"
    long_day = "long_day", _("More than 12 hours in a day"), "yellow"
    long_week = "long_week", _("More than 48 hours in a week"), "yellow"


class Difference(LabeledEnum):
    """How what was worked stands to what had been planned."""

    same = "same", _("As planned"), "green"
    unplanned = "unplanned", _("Without a plan"), "azure"
    longer = "longer", _("Longer"), "yellow"
    shorter = "shorter", _("Shorter"), "orange"
    other_times = "other_times", _("Other times"), "yellow"
    other_quantity = "other_quantity", _("Another quantity"), "yellow"


class HoursField(LabeledEnum):
    """What a column of somebody's sheet of hours can hold."""

    contract = "contract", _("Contract number")
    person = "person", _("Employee")
    last_name = "last_name", _("Last name")
    first_name = "first_name", _("First name")
    pesel = "pesel", _("PESEL")
    client = "client", _("Client")
    position = "position", _("Position")
    day = "day", _("Day")
    begin = "begin", _("From")
    end = "end", _("To")
    pause = "pause", _("Break")
    hours = "hours", _("Hours")
    quantity = "quantity", _("Quantity")
    kind = "kind", _("Kind of rate")
    note = "note", _("Note")


class SheetForm(LabeledEnum):
    """How a sheet of hours is laid out."""

    long = "long", _("One row for each shift")
    wide = "wide", _("People in rows, days of a month in columns")


class EntryState(LabeledEnum):
    """Where an entry stands between the plan and the settlement that locks it."""

    planned = "planned", _("planned"), "azure"
    reported = "reported", _("reported"), "yellow"
    accepted = "accepted", _("accepted"), "green"
    rejected = "rejected", _("rejected"), "red"
    settled = "settled", _("settled"), "blue"


class EntrySource(LabeledEnum):
    """Who or what brought an entry in."""

    office = "office", _("office")
    imported = "imported", _("import")
    portal = "portal", _("client portal")
    employee = "employee", _("employee")


#: Which state may follow which; a settled entry is let go by its settlement alone.
MOVES: dict[EntryState, frozenset[EntryState]] = {
    EntryState.planned: frozenset({EntryState.reported}),
    EntryState.reported: frozenset({EntryState.accepted, EntryState.rejected}),
    EntryState.rejected: frozenset({EntryState.reported}),
    EntryState.accepted: frozenset({EntryState.reported, EntryState.settled}),
    EntryState.settled: frozenset({EntryState.accepted}),
}
#: Worked time that counts: it is split into kinds of rates.
COUNTED = (EntryState.accepted, EntryState.settled)


class ImportState(LabeledEnum):
    """Where an import of hours stands."""

    uploaded = "uploaded", _("uploaded"), "azure"
    checking = "checking", _("being checked"), "blue"
    checked = "checked", _("checked"), "yellow"
    importing = "importing", _("being imported"), "blue"
    imported = "imported", _("imported"), "green"
    reverting = "reverting", _("being taken back"), "blue"
    reverted = "reverted", _("taken back"), "gray"
    failed = "failed", _("unreadable"), "red"


class RowVerdict(LabeledEnum):
    """What becomes of a row of an import."""

    fresh = "fresh", _("new"), "green"
    same = "same", _("already there"), "gray"
    change = "change", _("change"), "yellow"
    refused = "refused", _("refused"), "red"


#: Which state of an import may follow which; what was interrupted is begun again.
IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.uploaded: frozenset({ImportState.checking}),
    ImportState.failed: frozenset({ImportState.checking}),
    ImportState.checking: frozenset(
        {ImportState.checking, ImportState.checked, ImportState.failed}
    ),
    ImportState.checked: frozenset({ImportState.checking, ImportState.importing}),
    ImportState.importing: frozenset(
        {ImportState.importing, ImportState.imported, ImportState.reverting}
    ),
    ImportState.imported: frozenset({ImportState.reverting}),
    ImportState.reverting: frozenset(
        {ImportState.reverting, ImportState.imported, ImportState.reverted}
    ),
    # Some of it may have been left where it was, and can be let go by now.
    ImportState.reverted: frozenset({ImportState.reverting}),
}
