"""What one does with employees. Never commits: the caller's transaction does."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.annotations.services.statuses import require_status
from app.core.errors import DomainError
from app.core.identifiers import clean_iban, clean_pesel, pesel_birth_date
from app.employees.models import Employee, EmployeeDocument

#: What annotations know employees as.
KIND = "employee"


def check_status(employee: Employee, *, role_ids: Iterable[int]) -> None:
    """Refuse a status the workflow does not offer to these roles, or that asks for more."""
    changed: Any = sa.inspect(employee).attrs.status.history
    if employee.status is None or not changed.has_changes():
        return
    current = next(iter(changed.deleted or ()), None)
    require_status(employee, employee.status, current=current, role_ids=role_ids)


def normalise_employee(employee: Employee) -> None:
    """Check and clean what an employee is identified and paid by, on every path."""
    employee.pesel = clean_pesel(employee.pesel) if employee.pesel else None
    employee.iban = clean_iban(employee.iban) if employee.iban else None
    employee.country = _country(employee.country)
    employee.nationality = _country(employee.nationality)
    if employee.pesel and employee.born_on is None:
        employee.born_on = pesel_birth_date(employee.pesel)


def _country(code: str | None) -> str:
    upper = (code or "PL").upper()
    if len(upper) != 2 or not (upper.isascii() and upper.isalpha()):
        raise DomainError(_("A country code has two letters, for example PL or DE."))
    return upper


def contradicts_pesel(employee: Employee) -> bool:
    """Tell whether the birth date is another one than the PESEL carries."""
    if not employee.pesel or employee.born_on is None:
        return False
    return pesel_birth_date(employee.pesel) != employee.born_on


def normalise_document(document: EmployeeDocument) -> None:
    """Check the order of the days."""
    if document.valid_from and document.valid_to and document.valid_to < document.valid_from:
        raise DomainError(_("A document cannot end before it begins."))
