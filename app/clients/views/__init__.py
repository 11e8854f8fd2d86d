"""The pages of clients."""

from flask_appbuilder import AppBuilder

from app.annotations.targets import register_target
from app.clients.models import Client
from app.clients.services import KIND
from app.clients.views import related
from app.clients.views.client import ClientView
from app.clients.views.related import AddressView, ClientBankAccountView, ContactView


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu, and let annotations hang on clients."""
    register_target(KIND, Client, permission=ClientView.class_permission_name)
    appbuilder.add_view(ClientView, "Clients", label=Client.__labels__[1], category="CRM")
    related.register(appbuilder)


__all__ = [
    "AddressView",
    "ClientBankAccountView",
    "ClientView",
    "ContactView",
    "register",
]
