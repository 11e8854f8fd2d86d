"""Modules an administrator switches on and off; what is off is not there: 404, no menu."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum
from app.core.settings import Settings


class Module(LabeledEnum):
    """Parts of the product an agency may do without."""

    tags = "tags", _("Tags")
    notes = "notes", _("Notes")
    bank_accounts = "bank_accounts", _("Bank accounts of clients")
    invoices = "invoices", _("Invoices")
    items = "items", _("Items")
    client_settlements = "client_settlements", _("Settlements of clients")


_settings = Settings("modules", {module.value: True for module in Module})


def is_enabled(module: Module | None) -> bool:
    """Tell whether a module is on; what belongs to no module always is."""
    return module is None or bool(_settings.get(module.value))


def switch(module: Module, *, is_on: bool) -> None:
    """Turn a module on or off."""
    _settings.set(**{module.value: is_on})
