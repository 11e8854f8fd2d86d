"""The pages of contracts and trips, and what they add to those of clients and employees."""

from flask_appbuilder import AppBuilder

from app.assignments import scopes
from app.assignments.models import Contract
from app.assignments.views.columns import OF_CLIENTS, OF_EMPLOYEES
from app.assignments.views.contract import ContractView
from app.assignments.views.filters import PLACED
from app.assignments.views.terms import (
    ContractAnnexView,
    ContractOverrideView,
    ContractRateView,
)
from app.clients.views import related
from app.clients.views.client import ClientView
from app.core.views.extras import add_column, add_filter
from app.employees.views import employee
from app.employees.views.employee import EmployeeView
from app.positions.views.position import PositionView

__all__ = ["register", "scopes"]

# At import: the profiles and lists below are built before this package registers its pages.
related.add_tab(ContractView)
employee.add_tab(ContractView)
PositionView.related_views = [*PositionView.related_views, ContractView]
for _column, _place in zip(OF_CLIENTS, ("guardians", "active_contracts"), strict=True):
    add_column(ClientView, _column, after=_place)
for _column, _place in zip(OF_EMPLOYEES, ("status", "contract"), strict=True):
    add_column(EmployeeView, _column, after=_place, is_default=True)
add_filter(EmployeeView, PLACED)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages; rates, annexes and overridden warnings stand on the profile of a contract."""
    appbuilder.add_view(
        ContractView, "Contracts", label=Contract.__labels__[1], category="Employees"
    )
    for view in (ContractRateView, ContractAnnexView, ContractOverrideView):
        appbuilder.add_view_no_menu(view)
