"""Hours that wait: their pages, and what the database reads to show one."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from app.core import bulk
from app.core.clock import now
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.queries import waiting
from app.schedule.queries.waiting import Waiting, count, page_after
from tests.conftest import IS_POSTGRES
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory
from tests.support.sql import plans_of

FIRST = date(2026, 10, 1)


def employed(client, last_name):
    return ContractFactory(
        position=PositionFactory(client=client), starts_on=FIRST,
        employee=EmployeeFactory(first_name="Anna", last_name=last_name),
    )  # fmt: skip


def load(contract, days, state="reported", planned=480):
    """Load hours of many days at once, planned as they were worked or otherwise."""
    at, accepted = now(), state != "reported"
    bulk.load(
        ScheduleEntry.__table__,
        [
            {"client_id": contract.client_id, "contract_id": contract.id,
             "employee_id": contract.employee_id, "day": FIRST + timedelta(days=step),
             "state": state, "source": "office", "minutes": 480, "planned_minutes": planned,
             "pause": 0, "reported_at": at, "decided_at": at if accepted else None,
             "created_on": at, "changed_on": at, "revision": 1}
            for step in range(days)
        ],
    )  # fmt: skip


@pytest.fixture
def office(db):
    """Three clients, the names against the order of their ids; one has nothing that waits."""
    clients = [ClientFactory(name=name) for name in ("Żaba", "Bałtyk", "Ćma")]
    made = SimpleNamespace(
        frog=employed(clients[0], "Ćwik"),
        sea=[employed(clients[1], name) for name in ("Zając", "Adamska")],
        moth=employed(clients[2], "Nowak"),
    )
    db.session.flush()
    for contract in (*made.sea, made.frog):
        load(contract, 5, planned=None if contract is made.frog else 480)
        load(contract, 3, state="accepted")
    load(made.moth, 4, state="accepted")
    db.session.commit()
    return made


def pages(narrowing, size, monkeypatch):
    monkeypatch.setattr(waiting, "PAGE", size)
    found, after = [], 0
    while True:
        rows, has_more = page_after(narrowing, after)
        found.append([(one.employee.last_name, one.day.day) for one in rows])
        if not has_more:
            return found
        assert len(rows) == size
        after = rows[-1].id


@pytest.mark.parametrize("size", [1, 2, 4, 5, 7, 10, 14, 15, 40])
def test_pages_follow_by_client_person_and_day(db, office, monkeypatch, size):
    everything = [(name, day) for name in ("Adamska", "Zając", "Ćwik") for day in range(1, 6)]
    found = pages(Waiting(), size, monkeypatch)
    assert [row for page in found for row in page] == everything
    assert len(found) == -(-15 // size)


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        (lambda _made: Waiting(), (15, 5)),
        (lambda made: Waiting(client_id=made.sea[0].client_id), (10, 0)),
        (lambda made: Waiting(client_id=made.moth.client_id), (0, 0)),
        (lambda made: Waiting(employee_id=made.frog.employee_id), (5, 5)),
        (lambda _made: Waiting(first=date(2026, 10, 3), last=date(2026, 10, 4)), (6, 2)),
        (lambda _made: Waiting(only_differences=True), (5, 5)),
    ],
)
def test_the_count_is_that_of_the_pages(db, office, monkeypatch, narrowing, expected):
    narrowed = narrowing(office)
    assert count(narrowed) == expected
    assert sum(map(len, pages(narrowed, 3, monkeypatch))) == expected[0]


def test_what_was_accepted_is_not_read(db, office):
    """As much waits as before, beside a hundred times as much that was accepted."""
    for contract in (*office.sea, office.frog, office.moth):
        load(contract, 400, state="accepted")
    db.session.commit()
    if IS_POSTGRES:
        db.session.execute(sa.text("ANALYZE schedule_entry"))
    with plans_of("schedule_entry") as found:
        count(Waiting())
        page_after(Waiting())
    plans = [plan for _statement, plan in found]
    assert len(plans) == 4
    everything = ("Seq Scan on schedule_entry", "ix_schedule_entry_client_id_day_id_source")
    assert not any(name in plan for plan in plans[:3] for name in everything), "\n\n".join(plans)
    if not IS_POSTGRES:  # which has several good ways to fifteen rows
        counted, grouped, page, _rows = plans
        assert "ix_schedule_entry_reported" in counted
        assert "ix_schedule_entry_reported" in grouped
        assert "ix_schedule_entry_reported (state=? AND client_id=?)" in page
        assert "ix_schedule_entry_differing" in counted


def test_the_state_is_no_parameter():
    (state, *_rest) = Waiting().conditions()
    compiled = state.compile(compile_kwargs={"render_postcompile": True})
    assert EntryState.reported.value in str(compiled)
