"""Kinds of documents an employee holds, and what may be missing."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class DocumentKind(LabeledEnum):
    """What a document of an employee proves."""

    medical = "medical", _("Medical examination"), "teal"
    sanitary = "sanitary", _("Sanitary examination"), "teal"
    safety = "safety", _("Safety training (BHP)"), "orange"
    a1 = "a1", _("A1 certificate"), "blue"
    work_permit = "work_permit", _("Work permit"), "purple"
    residence = "residence", _("Residence permit or visa"), "purple"
    identity = "identity", _("Identity card or passport"), "indigo"
    certificate = "certificate", _("Certificate"), "green"
    driving = "driving", _("Driving licence"), "cyan"
    other = "other", _("Other document"), "gray"


class Validity(LabeledEnum):
    """Where a day lies in the life of a document."""

    valid = "valid", _("valid"), "green"
    expiring = "expiring", _("expires soon"), "orange"
    expired = "expired", _("expired"), "red"
    future = "future", _("not yet valid"), "gray"


class Gap(LabeledEnum):
    """What an employee lacks to be settled („braki”)."""

    bank_account = "bank_account", _("bank account"), "orange"
    identity = "identity", _("PESEL or birth date"), "orange"
    address = "address", _("address"), "orange"
    expired_document = "expired_document", _("expired document"), "red"
