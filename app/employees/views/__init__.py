"""The pages of employees."""

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _

from app.annotations.targets import register_target
from app.employees.models import Employee
from app.employees.services import KIND
from app.employees.views.documents import EmployeeDocumentView
from app.employees.views.employee import EmployeeView


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu, and let annotations hang on employees."""
    register_target(KIND, Employee, permission=EmployeeView.class_permission_name)
    appbuilder.add_view(
        EmployeeView, "EmployeeList", label=_("List of employees"), category="Employees"
    )
    appbuilder.add_view_no_menu(EmployeeDocumentView)


__all__ = ["EmployeeDocumentView", "EmployeeView", "register"]
