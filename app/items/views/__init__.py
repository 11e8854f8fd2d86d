"""The pages of items, and what they add to those of clients and employees."""

from flask_appbuilder import AppBuilder

from app.clients.views import related
from app.clients.views.client import ClientView
from app.core.views.extras import add_column
from app.employees.views import employee
from app.employees.views.employee import EmployeeView
from app.items.models import Item, ItemIssue, ItemType
from app.items.views.columns import OF_CLIENTS, OF_EMPLOYEES
from app.items.views.issues import ItemIssueView
from app.items.views.stock import ItemTypeView, ItemView

# At import: the profiles and lists below are built before this package registers its pages.
related.add_tab(ItemIssueView)
employee.add_tab(ItemIssueView)
add_column(ClientView, OF_CLIENTS)
add_column(EmployeeView, OF_EMPLOYEES)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu."""
    place = {"category": "Employees"}
    appbuilder.add_view(ItemIssueView, "Items", label=ItemIssue.__labels__[1], **place)
    appbuilder.add_view(ItemView, "ItemStock", label=Item.__labels__[1], **place)
    appbuilder.add_view(
        ItemTypeView, "ItemTypes", label=ItemType.__labels__[1], category="Settings"
    )
