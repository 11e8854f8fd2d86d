"""Imports of files made for tests, without pages and without a worker."""

from contextlib import suppress
from datetime import date

from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db
from app.schedule.enums import ImportState
from app.schedule.models import HoursImport, HoursImportRow, ScheduleEntry
from app.schedule.services.imports import steps, uploading
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory
from tests.schedule.files import xlsx

HEADER = ("Nr umowy", "Pracownik", "Data", "Od", "Do", "Przerwa", "Uwagi")


class Quietly:
    """A progress nobody looks at; ``die_at`` kills the work at its n-th checkpoint."""

    def __init__(self, die_at=0):
        self.die_at, self.checkpoints = die_at, 0

    def __call__(self, done, total=0, message=""):
        pass

    def checkpoint(self, _value):
        self.checkpoints += 1
        if self.checkpoints == self.die_at:
            raise KeyboardInterrupt


def person(last="Kowalska", first="Anna", *, client="Hotel Bałtyk", position="Pokojówka", **values):
    """Return the contract of a person at a client, with the number U/<last>."""
    found = db.session.query(type(ClientFactory.build())).filter_by(name=client).first()
    place = PositionFactory(client=found or ClientFactory(name=client), name=position)
    employee = values.pop("employee", None) or EmployeeFactory(first_name=first, last_name=last)
    values = {"number": f"U/{last}", "starts_on": date(2026, 10, 1)} | values
    return ContractFactory(employee=employee, position=place, **values)


def uploaded(path, name=None, **values):
    """Return the import of a file that has been uploaded."""
    with transaction(), path.open("rb") as stream:
        work = uploading.receive(stream, name or path.name)
        for key, value in values.items():
            setattr(work, key, value)
        db.session.add(work)
    return work


def checked(path, *, sees_pesel=True, **values):
    """Return the import of a file after its dry run."""
    work = uploaded(path, **values)
    with transaction():
        steps.begin(work, ImportState.checking)
    with suppress(DomainError):
        steps.run_check(work.id, Quietly(), sees_pesel=sees_pesel)
    return db.session.get(HoursImport, work.id)


def imported(path, **values):
    """Return the import of a file whose good rows have come in."""
    work = checked(path, **values)
    with transaction():
        steps.begin(work, ImportState.importing)
    steps.run_import(work.id, Quietly())
    return db.session.get(HoursImport, work.id)


def reverted(work):
    """Take an import back."""
    with transaction():
        steps.begin(work, ImportState.reverting)
    steps.run_revert(work.id, Quietly())
    return db.session.get(HoursImport, work.id)


def counts(work):
    """Return what the dry run says: new, the same, changes, refused."""
    return work.fresh, work.same, work.changes, work.refused


def refusals(work):
    """Return where and why rows were refused."""
    rows = db.session.query(HoursImportRow).filter_by(import_id=work.id, verdict="refused")
    return [(row.place, row.reason) for row in rows.order_by(HoursImportRow.id)]


def entries():
    """Return the entries of the schedule in their order."""
    return db.session.query(ScheduleEntry).order_by(ScheduleEntry.day, ScheduleEntry.id).all()


def sheet(path, *rows, header=HEADER, **values):
    """Write rows below a header."""
    return xlsx(path, header, *rows, **values)
