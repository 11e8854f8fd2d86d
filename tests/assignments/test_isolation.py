"""Employees are seen through contracts; whoever sees only some clients sees only theirs."""

import pytest
import sqlalchemy as sa
from flask import request

from app.annotations.models import Note
from app.core import isolation
from app.core.errors import Forbidden
from app.core.history.sources import label_query
from app.core.isolation import EVERYTHING, NOTHING, Scope, set_scope
from app.core.search import SearchEntry, find, kind_of, matching_ids
from app.employees.models import Employee, EmployeeDocument
from tests.factories.assignments import ContractFactory
from tests.factories.employees import DocumentFactory, EmployeeFactory
from tests.support.people import make_account


@pytest.fixture
def worlds(db):
    """Somebody at my client, somebody at a foreign one, somebody without a contract."""
    mine, foreign = ContractFactory(), ContractFactory()
    free = EmployeeFactory(last_name="Wolna")
    for employee in (mine.employee, foreign.employee, free):
        DocumentFactory(employee=employee)
        db.session.add(Note(entity="employee", record_id=employee.id, text="x"))
    db.session.commit()
    ids = mine.client_id, mine.employee_id, foreign.employee_id, free.id
    db.session.remove()
    return ids


def only(pk, **values):
    return Scope(sa.select(sa.literal(pk).label("id")), **values)


def seen(app, db, scope, query, user_id=None):
    with app.test_request_context():
        request.environ["crm.user_id"] = user_id
        set_scope(scope)
        found = set(db.session.scalars(query()))
        db.session.remove()
        return found


QUERIES = {
    "employees": lambda: sa.select(Employee.id),
    "documents": lambda: sa.select(EmployeeDocument.employee_id),
    "joined": lambda: sa.select(Employee.id).join(Employee.documents),
    "notes": lambda: sa.select(Note.record_id),
    "index": lambda: sa.select(SearchEntry.record_id).where(SearchEntry.kind == "employee"),
    "found": lambda: sa.select(Employee.id).where(
        Employee.id.in_(matching_ids("employee", "oksana"))
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_contracts_tell_whom_one_sees(app, db, worlds, name):
    client_id, mine, foreign, free = worlds
    office, portal = only(client_id), only(client_id, may_add_clients=False)
    assert seen(app, db, EVERYTHING, QUERIES[name]) == {mine, foreign, free}
    assert seen(app, db, office, QUERIES[name]) == {mine, free}
    assert seen(app, db, portal, QUERIES[name]) == {mine}
    assert seen(app, db, NOTHING, QUERIES[name]) == set()


def test_employees_one_guards_are_seen_whatever_their_contracts(app, db, worlds):
    client_id, mine, foreign, free = worlds
    guardian = make_account().id
    db.session.get(Employee, foreign).guardian_id = guardian
    db.session.commit()
    query = QUERIES["employees"]
    assert seen(app, db, only(client_id), query, guardian) == {mine, foreign, free}
    assert seen(app, db, only(client_id), query, guardian + 1) == {mine, free}
    portal = only(client_id, may_add_clients=False)
    assert seen(app, db, portal, query, guardian) == {mine}


def test_without_a_known_way_nobody_limited_sees_an_employee(app, db, worlds, monkeypatch):
    monkeypatch.delitem(isolation._reaches, "employee")
    for query in QUERIES.values():
        assert seen(app, db, only(worlds[0]), query) == set()
    assert seen(app, db, EVERYTHING, QUERIES["employees"]) == set(worlds[1:])


def write(app, db, scope, change):
    with app.test_request_context():
        set_scope(scope)
        change()
        db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize(("which", "is_allowed"), [(1, True), (2, False), (3, True)])
def test_rows_out_of_reach_cannot_be_written(app, db, worlds, which, is_allowed):
    pk = worlds[which]
    row = db.session.get(Employee, pk)  # read by a command, written by a request
    document = db.session.scalar(sa.select(EmployeeDocument).filter_by(employee_id=pk))

    def rename():
        row.city = "Sopot"

    def renew():
        document.number = "7"

    def hang():
        db.session.add(EmployeeDocument(employee_id=pk))

    def hang_by_relation():
        db.session.add(EmployeeDocument(employee=row))

    def note():
        db.session.add(Note(entity="employee", record_id=pk, text="x"))

    for change in (rename, renew, hang, hang_by_relation, note):
        if is_allowed:
            write(app, db, only(worlds[0]), change)
            continue
        with pytest.raises(Forbidden):
            write(app, db, only(worlds[0]), change)
        db.session.rollback()


def test_document_cannot_be_moved_out_of_reach_nor_taken_from_there(app, db, worlds):
    client_id, mine, foreign, free = worlds
    for start, end, is_allowed in ((mine, free, True), (mine, foreign, False),
                                   (foreign, mine, False)):  # fmt: skip
        for by_relation in (True, False):
            document = db.session.scalar(sa.select(EmployeeDocument).filter_by(employee_id=start))
            other = db.session.get(Employee, end)

            def move(document=document, other=other, by_relation=by_relation):
                if by_relation:
                    document.employee = other
                else:
                    document.employee_id = other.id

            if is_allowed:
                write(app, db, only(client_id), move)
                continue
            with pytest.raises(Forbidden):
                write(app, db, only(client_id), move)
            db.session.rollback()


def test_office_adds_employees_and_a_portal_does_not(app, db, worlds):
    def add():
        employee = Employee(first_name="Nowa", last_name="Osoba")
        db.session.add_all([employee, EmployeeDocument(employee=employee)])

    write(app, db, only(worlds[0]), add)
    with pytest.raises(Forbidden):
        write(app, db, only(worlds[0], may_add_clients=False), add)


def test_guarded_text_is_found_on_the_command_line(db):
    employee = EmployeeFactory(pesel="44051401359")
    found = find("44051401359", ["employee"], limit=5)
    assert [(kind_of(entry), entry.record_id) for entry in found] == [("employee", employee.id)]
    assert db.session.scalar(matching_ids("employee", "44051401359")) == employee.id


def test_history_names_nobody_out_of_reach(app, db, worlds):
    query = label_query(Employee, "0", worlds[1:])
    assert len(db.session.execute(query).all()) == 3
    with app.test_request_context():
        set_scope(only(worlds[0]))
        limited = label_query(Employee, "0", worlds[1:])
        assert {row[1] for row in db.session.execute(limited)} == {worlds[1], worlds[3]}
        db.session.remove()
