"""Selects about employees that are used in more than one place."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.text import sort_key
from app.employees.enums import Gap
from app.employees.models import Employee, EmployeeDocument
from app.extensions import db


def probable_doubles(employee: Employee, *, by_pesel: bool) -> list[Employee]:
    """Return employees this one probably is: the same PESEL, or the same name and birth date.

    Asked only about what has just been typed; by PESEL only for those who may see it.
    """
    attributes: Any = sa.inspect(employee).attrs
    changed = {
        key
        for key in ("pesel", "first_name", "last_name", "born_on")
        if attributes[key].history.has_changes()
    }
    same: list[sa.ColumnElement[bool]] = []
    if by_pesel and employee.pesel and "pesel" in changed:
        same.append(Employee.pesel == employee.pesel)
    if employee.born_on and changed - {"pesel"}:
        key = sort_key(f"{employee.last_name} {employee.first_name}")[:200]
        same.append(sa.and_(Employee.sort_key == key, Employee.born_on == employee.born_on))
    if not same:
        return []
    query = sa.select(Employee).where(sa.or_(*same), Employee.id != (employee.id or 0))
    return list(db.session.scalars(query.limit(5)))


def lacks(gap: Gap, on: date) -> sa.ColumnElement[bool]:
    """Return the condition that an employee has a gap; it says what ``rules.gaps`` says."""
    match gap:
        case Gap.bank_account:
            return Employee.iban.is_(None)
        case Gap.identity:
            return sa.and_(Employee.pesel.is_(None), Employee.born_on.is_(None))
        case Gap.address:
            return sa.or_(Employee.street.is_(None), Employee.city.is_(None))
        case Gap.expired_document:
            return ends_by(on, before=True)


def ends_by(day: date, *, before: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition that a document ends by (or before) a day and none renews it."""
    ended, newer = aliased(EmployeeDocument), aliased(EmployeeDocument)
    in_time = ended.valid_to < day if before else ended.valid_to <= day
    lasts = newer.valid_to >= day if before else newer.valid_to > day
    renewed = sa.exists().where(
        newer.employee_id == ended.employee_id,
        newer.kind == ended.kind,
        sa.or_(newer.valid_to.is_(None), lasts),
    )
    return sa.exists().where(ended.employee_id == Employee.id, in_time, sa.not_(renewed))
