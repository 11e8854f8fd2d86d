"""Employees and their documents."""

from app.core.clock import now
from app.employees.models import Employee, EmployeeDocument
from tests.security.world import ALFA, fill

ADD = {
    "EmployeeView": {
        "first_name": "Ewa", "last_name": "Nowa", "nationality": "PL", "country": "PL",
    },
    "EmployeeDocumentView": {"employee": "{Employee}", "kind": "a1"},
}  # fmt: skip


def of_client(side, world):
    """A person with a document; a contract will say whose they are."""
    employee = side.save(fill(Employee, side.mark))
    side.save(fill(EmployeeDocument, side.mark, employee_id=employee.id))
    if side.mark == ALFA:
        world.archive(Employee(first_name="Dawna", last_name="Osoba", archived_on=now()))
