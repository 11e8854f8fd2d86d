"""What SQLite reads to settle few of many; its plans follow from the statements alone."""

import pytest

from app.core.db import transaction
from app.schedule.rules.months import whole_month
from app.settlements.enums import RunResult
from app.settlements.queries import live_client_settlement, live_settlement, unsettled_contracts
from app.settlements.services import employees, finding, overview, people
from app.settlements.services.many import run_clients
from app.settlements.services.runs import Steps
from tests.conftest import IS_POSTGRES
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.settlements import MONTH, make_worked_month
from tests.support.sql import plans_of

pytestmark = pytest.mark.skipif(IS_POSTGRES, reason="PostgreSQL plans by its statistics.")

#: Indexes that lead to everything of a state, a month or a company.
WIDE = (
    "ix_schedule_entry_state_day_id",
    "ix_schedule_entry_day_id",
    "ix_client_settlement_month_id",
    "ix_employee_settlement_month_id",
    "ix_employee_settlement_company_id",
    "ix_client_settlement_company_id",
)


@pytest.fixture
def plans(db):
    """A list that fills with (statement, plan) of what is read or changed."""
    with plans_of() as found:
        yield found


def wide(plans):
    return [f"{plan}\n{statement}" for statement, plan in plans if any(n in plan for n in WIDE)]


@pytest.fixture
def month(db):
    made = make_worked_month()
    db.session.commit()
    return made


def test_settling_some_contracts_reads_their_hours_alone(db, month, plans):
    ids = [one.id for one in month.contracts]
    # Of very few SQLite would look for each anyhow.
    others = ContractFactory.create_batch(48, position=month.position)
    plans.clear()
    with transaction():
        chunk = [*ids, *(one.id for one in others)]
        assert len(employees.settle(chunk, MONTH, close=True).settled) == 2
    assert live_settlement(ids[0], MONTH)
    people.complete({one.id: people.Person(one) for one in month.contracts}, whole_month(MONTH))
    assert len(plans) > 10
    assert wide(plans) == []


def test_a_page_of_clients_reads_what_is_theirs_alone(db, month, plans):
    part = whole_month(MONTH)
    clients = [month.client, *ClientFactory.create_batch(49)]
    plans.clear()
    assert len(overview.standings(clients, part)) == 1
    assert finding.find(finding.Wanted(part)).total == 1
    for stage in finding.Stage:
        finding.find(finding.Wanted(part, stage=stage))
    live_client_settlement(month.client.id, 1, part.first)
    assert wide(plans) == []


def test_charging_some_clients_reads_their_people_alone(db, month, plans):
    pairs = [(one.id, month.company.id) for one in [month.client, *ClientFactory.create_batch(49)]]
    with transaction():
        employees.settle([one.id for one in month.contracts], MONTH, close=True)
    plans.clear()
    found = run_clients(pairs, MONTH, steps=Steps(people=True, invoice=True, issue=True))
    assert [one.result for one in found].count(RunResult.issued) == 1
    assert len(plans) > 10
    assert wide(plans) == []


def test_the_whole_month_is_found_by_its_index(db, month, plans):
    """The control: asked for everybody, the wide index is the right one."""
    found = db.session.scalars(unsettled_contracts(whole_month(MONTH))).all()
    assert len(found) == 2
    assert len(wide(plans)) == 1
