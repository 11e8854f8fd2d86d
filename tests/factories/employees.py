"""Employees and their documents."""

from datetime import date

import factory

from app.employees.enums import DocumentKind
from app.employees.models import Employee, EmployeeDocument
from tests.factories.clients import _Saved


class EmployeeFactory(_Saved):
    class Meta:
        model = Employee

    first_name = "Oksana"
    last_name = factory.Sequence(lambda number: f"Ćwik {number}")


class DocumentFactory(_Saved):
    class Meta:
        model = EmployeeDocument

    employee = factory.SubFactory(EmployeeFactory)
    kind = DocumentKind.medical
    valid_from = date(2026, 1, 1)
    valid_to = date(2030, 12, 31)
