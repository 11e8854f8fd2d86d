"""A large agency in bulk: as the session would have written it, and adding up as counted."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy_continuum.utils import version_table

from app.accounts.models import Account
from app.assignments.models import Contract
from app.clients.models import Address, Client
from app.core.audit.models import AuditEntry
from app.core.search import SearchEntry
from app.demo.acting import acting_as
from app.demo.days import Days
from app.demo.mass import checking, expected, hours, rows
from app.demo.mass.world import Extent
from app.demo.services import FIRST, Demo, add_mass, world_of
from app.employees.models import Employee, EmployeeDocument
from app.extensions import db as database
from app.positions.models import ClientPricing, Position, PositionRate
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.queries import kind_rules
from app.schedule.rules.holidays import public_holidays
from app.schedule.rules.kinds import make_plan
from tests.demo.conftest import PASSWORD, TINY, TODAY, as_installed, end
from tests.support import databases
from tests.support.app import make_app, migrate

EXTENT = Extent(clients=30, employees=80, months=2)
VERSIONED = (Client, Address, ClientPricing, Position, PositionRate, Employee, EmployeeDocument,
             Contract)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(server_url, tmp_path_factory):
    """An application with an office and the mass, and what the mass was computed from."""
    folder = tmp_path_factory.mktemp("mass")
    folder.chmod(0o700)
    url = databases.make_empty(server_url, folder)
    app = make_app(url, folder)
    migrate(app)
    with app.app_context():
        as_installed()
        demo = Demo(1, Days(TODAY), TINY)
        demo.found(PASSWORD)
        world = world_of(demo.agency, EXTENT)
        add_mass(world, demo.agency.director)
        database.session.remove()
    yield app, world
    end(app, url)


@pytest.fixture
def world(loaded):
    return loaded[1]


@pytest.fixture
def session(loaded):
    with loaded[0].app_context():
        yield database.session
        database.session.rollback()
        database.session.remove()


def count(session, model):
    return session.scalar(sa.select(sa.func.count()).select_from(model.__table__))


def test_so_many_rows_are_there(session):
    assert count(session, Client) == EXTENT.clients
    assert count(session, Position) == 2 * EXTENT.clients
    assert count(session, Employee) == count(session, Contract) == EXTENT.employees
    assert count(session, ScheduleEntry) > 30 * EXTENT.employees
    noted = session.scalars(sa.select(AuditEntry).filter_by(action="bulk")).all()[-1]
    assert noted.after["schedule_entry"] == count(session, ScheduleEntry)
    assert noted.after["schedule_entry_part"] == count(session, EntryPart) > 0
    assert noted.after["employee"] == EXTENT.employees


def test_hours_add_up_to_what_was_counted_without_the_product(session, world):
    assert checking.differences(world) == []
    kinds = {kind for found in expected.totals(world, range(1, 81)).values() for kind in found}
    assert kinds == {
        "dzienna", "nocna", "niedziela i święta", "nadgodziny 50 %", "nadgodziny 100 %", "doba"
    }  # fmt: skip


def test_one_minute_too_much_is_noticed(session, world):
    part = session.scalars(sa.select(EntryPart).where(EntryPart.minutes > 0)).first()
    part.minutes += 1
    session.flush()
    (wrong,) = checking.differences(world)
    assert wrong.startswith(f"{part.contract_id}:")


def test_any_row_can_be_made_alone(world):
    for make in (rows.clients, rows.employees, rows.contracts, rows.addresses):
        assert list(make(world, range(1, 20)))[7] == next(make(world, range(8, 9)))
    together = [one for number in range(1, 9) for one in hours.done(world, number)]
    alone = list(hours.done(world, 8))
    assert alone == together[-len(alone) :]


def test_entries_have_numbers_of_their_own(session, world):
    made, split = hours.rows(world, range(1, 81), make_plan(kind_rules()))
    numbers = [one["id"] for one in made]
    assert len(set(numbers)) == len(numbers)
    assert all(FIRST < number <= FIRST + 80 * 400 for number in numbers)
    assert {one["entry_id"] for one in split} <= set(numbers)


def columns(row, table, *, but):
    return {name: row[name] for name in [one.name for one in table.c] if name not in but}


def versions_of(session, model, pk):
    table = version_table(model.__table__)
    found = session.execute(sa.select(table).where(table.c.id == pk)).mappings().all()
    return [columns(row, table, but={"id", "transaction_id", *NAMES}) for row in found]


def entries_of(session, model, pk):
    table = SearchEntry.__table__
    kinds = SearchEntry.kinds_of(model.search_kind)
    query = sa.select(table).where(table.c.kind.in_(kinds), table.c.record_id == pk)
    found = session.execute(query.order_by(table.c.kind)).mappings().all()
    return [columns(row, table, but={"id", "record_id", "client_id"}) for row in found]


#: What is unique, so the copy cannot have it.
NAMES = {"number", "rate_kind_id", "client_id"}


@pytest.mark.parametrize("model", [Client, Position, Employee, EmployeeDocument, Contract])
def test_rows_are_what_the_session_would_have_written(session, world, model):
    row = session.get(model, FIRST + (4 if model is EmployeeDocument else 1))
    table = model.__table__
    values = {
        attribute.key: getattr(row, attribute.key)
        for attribute in sa.inspect(model).column_attrs
        if attribute.key != "id"
    }
    stamps = {"created_on", "changed_on", "created_by_id", "changed_by_id", "sort_key", "revision"}
    given = {name: value for name, value in values.items() if name not in stamps}
    relations = [name for name in ("client", "employee") if hasattr(model, name)]
    given |= {name: getattr(row, name) for name in relations}
    if model is Contract:
        given["number"] = f"{given['number']}b"
    who = session.get(Account, world.office.people[0])
    with acting_as(who, at=world.created_at):
        copy = model(**given)
        session.add(copy)
        session.flush()
        again = {name: getattr(copy, name) for name in values}
        assert {k: v for k, v in again.items() if k not in NAMES} == {
            k: v for k, v in values.items() if k not in NAMES
        }
        assert copy.id > session.scalar(
            sa.select(sa.func.max(table.c.id)).where(table.c.id != copy.id)
        )
        assert versions_of(session, model, copy.id) == versions_of(session, model, row.id)
        if hasattr(model, "search_kind"):
            mine, copied = entries_of(session, model, row.id), entries_of(session, model, copy.id)
            if model is Contract:  # its number is another one
                mine, copied = ([{"hint": one["hint"]} for one in ones] for ones in (mine, copied))
            assert mine == copied
        session.delete(copy)


@pytest.mark.parametrize("model", VERSIONED)
def test_every_row_has_its_first_version(session, model):
    table = version_table(model.__table__)
    ids = set(session.scalars(sa.select(model.__table__.c.id)))
    found = session.execute(
        sa.select(table.c.id, table.c.operation_type).where(table.c.id.in_(ids))
    ).all()
    first = [pk for pk, kind in found if kind == 0]
    assert sorted(first) == sorted(ids)


@pytest.mark.parametrize("year", range(2019, 2035))
def test_the_own_calendar_knows_the_holidays_of_the_library(year):
    day, found = date(year, 1, 1), set()
    while day.year == year:
        if expected._is_free(day) and day.weekday() != 6:
            found.add(day)
        day += timedelta(days=1)
    assert found == {day for day in public_holidays([year]) if day.weekday() != 6}
