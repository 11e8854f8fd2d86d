"""Employees › Lista pracowników: the list and the profile of employees."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.accounts.permissions import current_role_ids
from app.accounts.scopes import staff
from app.annotations.models import EntityStatus, Tag
from app.annotations.queries import tags_for
from app.annotations.views.notes import notes_rail
from app.core.access import can
from app.core.checks import EMAIL
from app.core.identifiers import as_validator, clean_iban, clean_pesel, show_iban
from app.core.modules import Module, is_enabled
from app.core.permissions import READ
from app.core.views import AppModelView, ArchiveModelView, Interface
from app.core.views.cells import EMPTY, cell
from app.core.views.editing import NeedsConfirmation
from app.core.views.pages import RailBlock
from app.core.views.restoring import RestoringMixin
from app.employees.models import PERSONAL_NUMBERS, Employee
from app.employees.queries import probable_doubles
from app.employees.services import KIND, check_status, contradicts_pesel, normalise_employee
from app.employees.views.documents import EmployeeDocumentView
from app.employees.views.filters import EXPIRES, GAPS

_NAME = ["first_name", "last_name", "status"]
_REACH = ["phone", "email"]
_PERSON = ["pesel", "born_on", "nationality"]
_ADDRESS = ["street", "postal_code", "city", "country"]
_PAY = ["iban"]

#: The tabs of an employee's profile, in their order.
TABS: list[type[AppModelView]] = [EmployeeDocumentView]


def add_tab(view: type[AppModelView]) -> None:
    """Let a package above put its rows on the profile of their employee."""
    if view not in TABS:
        TABS.append(view)


def _iban(value: str | None) -> str | Markup:
    return show_iban(value) if value else EMPTY


class EmployeeView(RestoringMixin, ArchiveModelView):
    """Employees."""

    datamodel = Interface(
        Employee,
        joinedload(Employee.status),
        joinedload(Employee.guardian),
        selectinload(Employee.tags),
        selectinload(Employee.documents),
    )
    route_base = "/employees"
    class_permission_name = "Employees"
    list_title = lazy_gettext("List of employees")
    add_title = lazy_gettext("Add employee")
    menu_icon = "users"
    help_page = "employees"
    related_views = TABS
    history_relations = ("documents",)
    details_label = lazy_gettext("Data")
    restricted = {"pesel": PERSONAL_NUMBERS}
    label_columns = {
        "name": lazy_gettext("First and last name"),
        "gaps": lazy_gettext("Gaps"),
    }
    list_columns = [
        "name", "phone", "email", "status", "gaps", "guardian", "tags", "nationality", "city",
        "born_on", "pesel", "created_on", "changed_on",
    ]  # fmt: skip
    default_columns = ("name", "phone", "status", "gaps", "guardian", "tags")
    order_columns = ["name", "created_on", "changed_on"]
    sort_keys = {"name": "sort_key"}
    base_order = ("name", "asc")
    extra_filters = (GAPS, EXPIRES)
    search_columns = [
        "status", "guardian", "tags", "nationality", "city", "born_on", "pesel", "created_on",
        "changed_on",
    ]  # fmt: skip
    formatters_columns = {"iban": _iban}
    show_fieldsets = [
        (lazy_gettext("Data"), {"fields": [*_NAME, "gaps", "description"]}),
        (lazy_gettext("Contact details"), {"fields": _REACH}),
        (lazy_gettext("Personal data"), {"fields": _PERSON}),
        (lazy_gettext("Address"), {"fields": _ADDRESS}),
        (lazy_gettext("Bank account"), {"fields": _PAY}),
    ]
    add_fieldsets = [
        (lazy_gettext("Data"), {"fields": [*_NAME, "guardian", "tags", "description"]}),
        *show_fieldsets[1:],
    ]
    edit_fieldsets = add_fieldsets
    validators_columns = {
        "pesel": [as_validator(clean_pesel)],
        "iban": [as_validator(clean_iban)],
        "email": [EMAIL],
    }
    description_columns = {
        "born_on": lazy_gettext("Taken from the PESEL when you leave it empty."),
    }
    empty_hint = lazy_gettext("Add the first employee, or change the filters.")

    def pre_add(self, item: Employee) -> None:
        """Check the data and ask before a probable double or a contradiction."""
        normalise_employee(item)
        check_status(item, role_ids=current_role_ids())
        sees_pesel = can(READ, PERSONAL_NUMBERS)
        doubts = [
            (_("Already here: %(name)s", name=double), url_for("EmployeeView.show", pk=double.id))
            for double in probable_doubles(item, by_pesel=sees_pesel)
        ]
        if contradicts_pesel(item) and sees_pesel:
            doubts.append((_("The birth date is not the one in the PESEL."), ""))
        if doubts:
            raise NeedsConfirmation(
                _("Check before you save:"), doubts, _("Save it anyway only if it is right.")
            )

    pre_update = pre_add

    def limit_choices(self, column: str, choices: Any) -> Any:
        """Offer statuses and tags made for employees, and colleagues."""
        if column == "status":
            return (
                choices.where(EntityStatus.entity == KIND)
                .order_by(None)
                .order_by(EntityStatus.position, EntityStatus.id)
            )
        if column == "tags":
            return choices.where(
                Tag.id.in_(tags_for(KIND).with_only_columns(Tag.id).order_by(None))
            )
        if column == "guardian":
            return choices.where(Account.id.in_(staff()))
        return choices

    def after_save_url(self, item: Employee) -> str:
        """Go to the profile, or to the list once the employee is out of one's reach."""
        if self.datamodel.find(str(item.id)) is None:
            return url_for("EmployeeView.list")
        return super().after_save_url(item)

    def rail(self, item: Employee) -> list[RailBlock]:
        """Show tags, guardian and notes above the activity."""
        blocks = [RailBlock("guardian", _("Employee guardian"), escape(cell(item.guardian)))]
        if is_enabled(Module.tags):
            blocks.insert(0, RailBlock("tags", _("Tags"), escape(cell(item.tags))))
        notes = notes_rail(KIND, item.id)
        if notes is not None:
            blocks.append(RailBlock("notes", _("Notes"), notes))
        return [*blocks, *super().rail(item)]

    def subtitle(self, item: Employee) -> Markup:
        """Show status, gaps and tags under the name."""
        return Markup(" ").join(
            self.format(item, key) for key in ("status", "gaps", "tags") if getattr(item, key)
        )
