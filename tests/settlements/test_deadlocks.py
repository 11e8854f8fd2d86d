"""D-CC-08: the same many rows in opposite orders at once; nobody waits for each other for ever.

That two transactions can block each other on this server, and what is said then, is shown in
``tests/core/test_contention.py``.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from app.assignments.models import Contract
from app.core.contention import Busy
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db as database
from app.schedule.models import ScheduleEntry
from app.schedule.services.decisions import decide
from app.settlements.models import EmployeeSettlement
from app.settlements.services import employees
from tests.conftest import IS_POSTGRES
from tests.factories.assignments import ContractFactory
from tests.factories.settlements import MONTH, make_worked_month, work

pytestmark = pytest.mark.skipif(
    not IS_POSTGRES, reason="SQLite lets one transaction write at a time."
)

ROUNDS, PEOPLE = 4, 8


@pytest.fixture
def ids(db):
    """Contracts with two reported entries each."""
    month = make_worked_month(is_worked=False)
    kind = next(iter(month.kinds.values()))
    contracts = month.contracts + [
        ContractFactory(position=month.position, starts_on=MONTH) for _ in range(PEOPLE - 2)
    ]
    for contract in contracts:
        work(contract, kind, 960, is_accepted=False)
    db.session.commit()
    found = [one.id for one in contracts]
    db.session.remove()
    return found


def accept(ids):
    query = sa.select(ScheduleEntry.id).where(ScheduleEntry.contract_id.in_(ids))
    found = sorted(database.session.scalars(query), reverse=ids[0] > ids[-1])
    decide(dict.fromkeys(found))


def settle(ids):
    employees.settle(ids, MONTH, despite_waiting=True)


def settlements(ids):
    query = sa.select(EmployeeSettlement).where(EmployeeSettlement.contract_id.in_(ids))
    return sorted(
        database.session.scalars(query), key=lambda one: one.contract_id, reverse=ids[0] > ids[-1]
    )


def approve(ids):
    employees.approve(settlements(ids))


def cancel(ids):
    employees.cancel(settlements(ids), "pomyłka")


def together(app, acts):
    """Do everything at once; return the refusals."""
    barrier = Barrier(len(acts))

    def run(act):
        do, ids = act
        with app.app_context():
            try:
                with transaction():
                    database.session.execute(sa.text("SET LOCAL deadlock_timeout = '100ms'"))
                    barrier.wait(10)
                    do(ids)
            except (DomainError, StaleDataError) as refusal:
                return refusal
            return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return [end for end in pool.map(run, acts) if end is not None]


@pytest.mark.parametrize(
    "verbs",
    [(accept, accept), (accept, settle), (settle, settle), (approve, cancel), (cancel, cancel)],
    ids=lambda verbs: " and ".join(verb.__name__ for verb in verbs),
)
def test_opposite_orders_block_nobody(app, ids, verbs):
    if {approve, cancel} & set(verbs):
        with transaction():
            accept(ids)
        with transaction():
            settle(ids)
        database.session.remove()
    one, other = verbs
    for _round in range(ROUNDS):
        refusals = together(app, [(one, ids), (other, ids[::-1]), (one, ids[::-1]), (other, ids)])
        assert not [one for one in refusals if isinstance(one, Busy)], refusals


def test_locked_in_the_order_they_are_given_they_do_block_each_other(app, ids, monkeypatch):
    """The hunt finds what it hunts."""

    def one_by_one(contract_ids):
        for pk in contract_ids:
            query = sa.select(Contract.id).where(Contract.id == pk)
            database.session.execute(query.with_for_update())

    monkeypatch.setattr(employees, "lock_contracts", one_by_one)
    found = []
    for _round in range(ROUNDS):
        found += together(app, [(settle, ids), (settle, ids[::-1])] * 2)
    assert [one for one in found if isinstance(one, Busy)]
