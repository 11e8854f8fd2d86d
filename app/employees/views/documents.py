"""The tab „Dokumenty” of an employee."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from app.core.errors import DomainError
from app.core.views import AppModelView, Interface
from app.employees.models import EmployeeDocument
from app.employees.services import normalise_document


class EmployeeTabView(AppModelView):
    """The view of rows that are looked after on a tab of their employee."""

    parent_columns = ("employee",)

    def after_save_url(self, item: Any) -> str:
        """Go back to the tab."""
        return self._tab_url(item.employee_id)

    def cancel_url(self, item: Any | None) -> str:
        """Go back to the tab a new row was to be added on."""
        employee = self.find_offered("employee", request.args.get("_rel_employee", ""))
        is_new = employee is not None and item is None
        return self._tab_url(employee.id) if is_new else super().cancel_url(item)

    def _tab_url(self, employee_id: int) -> str:
        return f"{url_for('EmployeeView.show', pk=employee_id)}#{self.endpoint}"

    def check_editable(self, item: Any) -> None:
        """Refuse to change what belongs to an archived employee."""
        if item.employee.is_archived:
            raise DomainError(_("The employee is archived. Restore them first."))


class EmployeeDocumentView(EmployeeTabView):
    """Documents of employees, with the days on which they end."""

    datamodel = Interface(EmployeeDocument, joinedload(EmployeeDocument.employee))
    route_base = "/employee-documents"
    class_permission_name = "EmployeeDocuments"
    list_title = lazy_gettext("Employees' documents")
    tab_label = EmployeeDocument.__labels__[1]
    add_title = lazy_gettext("Add document")
    menu_icon = "file-check"
    label_columns = {"validity": lazy_gettext("Today")}
    list_columns = [
        "kind", "employee", "number", "valid_from", "valid_to", "validity", "note", "changed_on",
    ]  # fmt: skip
    default_columns = ("kind", "employee", "number", "valid_from", "valid_to", "validity", "note")
    order_columns = ["valid_to", "changed_on"]
    base_order = ("valid_to", "desc")
    search_columns = ["employee", "kind", "number", "valid_from", "valid_to"]
    show_columns = ["employee", "kind", "number", "valid_from", "valid_to", "validity", "note"]
    add_columns = ["employee", "kind", "number", "valid_from", "valid_to", "note"]
    edit_columns = ["kind", "number", "valid_from", "valid_to", "note"]
    description_columns = {
        "valid_to": lazy_gettext("Leave it empty when the document does not expire."),
    }
    empty_hint = lazy_gettext("Add examinations, A1, permits and certificates with their ends.")

    def pre_add(self, item: EmployeeDocument) -> None:
        """Check what the form cannot."""
        self.check_editable(item)
        normalise_document(item)

    pre_update = pre_add
