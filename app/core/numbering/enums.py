"""What is numbered, and when counting starts again."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class SeriesKind(LabeledEnum):
    """Documents and records that carry a number of their own."""

    invoice = "invoice", _("Invoice"), "blue"
    advance_invoice = "advance_invoice", _("Advance invoice"), "blue"
    final_invoice = "final_invoice", _("Final invoice"), "blue"
    correction = "correction", _("Corrective invoice"), "orange"
    proforma = "proforma", _("Pro forma"), "gray"
    note = "note", _("Accounting note"), "purple"
    offer = "offer", _("Offer"), "teal"
    client_contract = "client_contract", _("Contract with a client"), "green"
    employee_contract = "employee_contract", _("Contract with an employee"), "green"
    project = "project", _("Project"), "indigo"
    ticket = "ticket", _("Ticket"), "pink"
    item_protocol = "item_protocol", _("Protocol of items"), "teal"


class Reset(LabeledEnum):
    """When a series starts again at one."""

    yearly = "yearly", _("Every year")
    monthly = "monthly", _("Every month")
    never = "never", _("Never")
