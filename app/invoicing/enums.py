"""Kinds and states of invoices, and the languages they are printed in."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class InvoiceKind(LabeledEnum):
    """What a document is."""

    invoice = "invoice", _("Invoice"), "blue"
    correction = "correction", _("Corrective invoice"), "orange"


class InvoiceStatus(LabeledEnum):
    """A draft can still be changed; what is issued stays as it is."""

    draft = "draft", _("Draft"), "gray"
    issued = "issued", _("Issued"), "green"


MOVES = {
    InvoiceStatus.draft: frozenset({InvoiceStatus.issued}),
    InvoiceStatus.issued: frozenset(),
}


class LineSide(LabeledEnum):
    """Whether a line is in force, or says what a correction has replaced."""

    before = "before", _("before")
    after = "after", _("after")


class PayState(LabeledEnum):
    """How far an invoice is paid, its corrections included."""

    unpaid = "unpaid", _("Unpaid"), "yellow"
    partial = "partial", _("Partly paid"), "orange"
    paid = "paid", _("Paid"), "green"
    overpaid = "overpaid", _("Overpaid"), "purple"
    #: Never stored: it comes with the day.
    overdue = "overdue", _("Overdue"), "red"


class PrintLanguage(LabeledEnum):
    """What a document is printed in."""

    pl = "pl", _("Polish")
    en = "en", _("English")
    both = "both", _("Polish and English")


class Mending(LabeledEnum):
    """Where something an invoice lacks is put right."""

    invoice = "invoice", _("this document")
    lines = "lines", _("lines")
    correction = "correction", _("lines of the correction")
    company = "company", _("company data")
    account = "account", _("own bank accounts")
    client = "client", _("client's data")
    address = "address", _("client's addresses")
    series = "series", _("number series")
    settings = "settings", _("closed period")
