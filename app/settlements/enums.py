"""States of settlements, kinds of lines and of finance entries, and what stands in the way."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class EmployeeState(LabeledEnum):
    """Where the settlement of an employee stands."""

    draft = "draft", _("draft"), "gray"
    sent = "sent", _("with the client"), "yellow"
    accepted = "accepted", _("accepted by the client"), "teal"
    rejected = "rejected", _("rejected by the client"), "red"
    closed = "closed", _("approved"), "green"
    cancelled = "cancelled", _("cancelled"), "gray"


class ClientState(LabeledEnum):
    """Where the settlement of a client stands."""

    draft = "draft", _("draft"), "gray"
    approved = "approved", _("approved"), "green"
    invoiced = "invoiced", _("invoiced"), "blue"
    corrected = "corrected", _("corrected"), "orange"
    cancelled = "cancelled", _("cancelled"), "gray"


class Progress(LabeledEnum):
    """How far the settlement of a client is with the document made of it: what pages show."""

    draft = "draft", _("draft"), "gray"
    approved = "approved", _("approved"), "green"
    invoice_drafted = "invoice_drafted", _("approved · draft of the invoice"), "yellow"
    correction_drafted = "correction_drafted", _("approved · draft of the correction"), "yellow"
    invoiced = "invoiced", _("invoiced"), "blue"
    corrected = "corrected", _("corrected"), "orange"
    cancelled = "cancelled", _("cancelled"), "gray"


EMPLOYEE_MOVES: dict[EmployeeState, frozenset[EmployeeState]] = {
    EmployeeState.draft: frozenset(
        {EmployeeState.sent, EmployeeState.closed, EmployeeState.cancelled}
    ),
    EmployeeState.sent: frozenset(
        {
            EmployeeState.accepted,
            EmployeeState.rejected,
            EmployeeState.draft,
            EmployeeState.cancelled,
        }
    ),
    EmployeeState.accepted: frozenset({EmployeeState.closed, EmployeeState.cancelled}),
    EmployeeState.rejected: frozenset({EmployeeState.sent, EmployeeState.cancelled}),
    EmployeeState.closed: frozenset({EmployeeState.cancelled}),
}
CLIENT_MOVES: dict[ClientState, frozenset[ClientState]] = {
    ClientState.draft: frozenset({ClientState.approved, ClientState.cancelled}),
    ClientState.approved: frozenset(
        {ClientState.draft, ClientState.invoiced, ClientState.cancelled}
    ),
    ClientState.invoiced: frozenset({ClientState.corrected}),
}
#: Of these a client has one in a month at most.
LIVE_CLIENT = (ClientState.draft, ClientState.approved, ClientState.invoiced)


class LineKind(LabeledEnum):
    """What a line of a settlement stands for."""

    work = "work", _("work")
    fee = "fee", _("additional fee")
    other = "other", _("other pay component")
    item = "item", _("item")
    manual = "manual", _("additional line")


class FinanceKind(LabeledEnum):
    """What is added to pay or taken from it."""

    bonus = "bonus", _("bonus"), "green"
    taxed_refund = "taxed_refund", _("taxed refund"), "teal"
    untaxed_refund = "untaxed_refund", _("untaxed refund"), "teal"
    advance = "advance", _("advance payment"), "orange"
    deduction = "deduction", _("deduction"), "red"

    @property
    def sign(self) -> int:
        """Return 1 for what is added, -1 for what is taken."""
        return -1 if self in (FinanceKind.advance, FinanceKind.deduction) else 1


class Missing(LabeledEnum):
    """What stands in the way of a settlement, so that a page can lead to where it is mended."""

    employee_rate = "employee_rate", _("No employee rate")
    client_rate = "client_rate", _("No client rate")
    waiting_hours = "waiting_hours", _("Hours wait for acceptance")
    no_hours = "no_hours", _("No accepted hours")
    client_acceptance = "client_acceptance", _("The client has not accepted")
    open_employees = "open_employees", _("Employees are not settled")
    company = "company", _("No own company")
    nothing_charged = "nothing_charged", _("Nothing to charge")
    negative_pay = "negative_pay", _("Deductions exceed the pay")
    too_large = "too_large", _("Amounts are too large")
    mixed_currency = "mixed_currency", _("Settled in another currency")


class Stage(LabeledEnum):
    """How far a client is in a month; the dashboard can be narrowed to it."""

    open = "open", _("people to settle"), "yellow"
    ready = "ready", _("ready to be settled"), "green"
    settled = "settled", _("settled, without a document"), "teal"
    drafted = "drafted", _("draft to be issued"), "yellow"
    invoiced = "invoiced", _("invoiced"), "blue"


class PersonStage(LabeledEnum):
    """How far a person is in a month; the list of settlements can be narrowed to it."""

    open = "open", _("to settle"), "yellow"
    draft = "draft", _("draft"), "gray"
    sent = "sent", _("with the client"), "yellow"
    accepted = "accepted", _("accepted by the client"), "teal"
    rejected = "rejected", _("rejected by the client"), "red"
    closed = "closed", _("approved"), "green"
    skipped = "skipped", _("skipped"), "gray"


class RunResult(LabeledEnum):
    """What settling a client among many has led to."""

    settled = "settled", _("settled"), "teal"
    drafted = "drafted", _("invoice prepared"), "blue"
    issued = "issued", _("invoice issued"), "green"
    unchanged = "unchanged", _("nothing left to do"), "gray"
    refused = "refused", _("needs attention"), "red"
