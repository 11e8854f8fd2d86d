"""Kinds of clients and addresses, and how a client wants to be invoiced."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class ClientKind(LabeledEnum):
    """What a client is."""

    company = "company", _("Business"), "blue"
    person = "person", _("Private person"), "purple"
    institution = "institution", _("Institution"), "teal"
    lodging = "lodging", _("Lodging"), "orange"


class AddressKind(LabeledEnum):
    """What an address is for; a client may have several of a kind."""

    registered = "registered", _("Registered office"), "blue"
    workplace = "workplace", _("Workplace"), "teal"
    correspondence = "correspondence", _("Correspondence"), "purple"


class InvoiceDetail(LabeledEnum):
    """How finely the lines of an invoice are split."""

    one_line = "one_line", _("One line and a specification of hours")
    per_position = "per_position", _("A line per position")
    per_rate_kind = "per_rate_kind", _("A line per position and kind of rate")
    per_employee = "per_employee", _("A line per employee")
    per_workplace = "per_workplace", _("A line per workplace or project")


class EmployeeNames(LabeledEnum):
    """How people are named on invoices; KSeF keeps invoices for ten years."""

    none = "none", _("No names")
    initials = "initials", _("Initials")
    full = "full", _("Full names")


class Language(LabeledEnum):
    """Languages a client is written to in."""

    pl = "pl", _("Polish")
    en = "en", _("English")
    de = "de", _("German")
