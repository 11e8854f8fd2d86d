"""Settings › Modules › Active modules: what the agency works with, one switch each."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.core.access import can, page
from app.core.db import transaction
from app.core.modules import Module, is_enabled, switch
from app.core.permissions import READ, WRITE
from app.core.views import AppView

#: Module → what disappears when it is off; the data stay.
_HINTS: dict[Module, Any] = {
    Module.tags: lazy_gettext(
        "Coloured words on records: their column, filter and block, and Settings › Tags."
    ),
    Module.notes: lazy_gettext("Notes in the side panel of a record."),
    Module.bank_accounts: lazy_gettext("The tab and the list of the clients' bank accounts."),
    Module.client_settlements: lazy_gettext(
        "The dashboard of settlements with its column, settlements of clients and their invoices."
    ),
    Module.items: lazy_gettext("Stock, issues and returns of things, and charges for them."),
}


@dataclass(frozen=True)
class ModuleCard:
    """One switch."""

    label: str
    hint: str
    is_on: bool
    url: str


class ModulesView(AppView):
    """Settings › Modules."""

    route_base = "/modules"
    class_permission_name = "Modules"
    permission_label = lazy_gettext("Modules")
    menu_icon = "puzzle"

    @page("/", READ)
    def index(self) -> str:
        """Show the switches."""
        cards = [
            ModuleCard(
                label=str(module),
                hint=str(_HINTS.get(module, "")),
                is_on=is_enabled(module),
                url=url_for("ModulesView.switch", code=module.value),
            )
            for module in Module
        ]
        return render_template(
            "settings/modules.html",
            title=_("Active modules"),
            cards=cards,
            may_switch=can(WRITE, self.class_permission_name),
        )

    @page("/<code>", WRITE, methods=("POST",))
    def switch(self, code: str) -> Response:
        """Turn a module on when it is off, and off when it is on."""
        module = {item.value: item for item in Module}.get(code) or abort(404)
        is_on = not is_enabled(module)
        with transaction():
            switch(module, is_on=is_on)
        text = _("“%(name)s” is on.") if is_on else _("“%(name)s” is off.")
        flash(text % {"name": module}, "success")
        return redirect(url_for("ModulesView.index"))
