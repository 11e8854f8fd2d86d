"""Bringing the rates of a position back touches nothing that was settled with other ones."""

from decimal import Decimal

import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.core import history
from app.core.db import transaction
from app.invoicing.services import issue
from app.positions.models import PositionRate
from app.settlements.services import clients, employees, invoicing
from tests.factories.settlements import MONTH, make_worked_month

SETTLED = ("employee_settlement", "employee_settlement_line", "client_settlement",
           "client_settlement_line", "invoice", "invoice_line", "schedule_entry_part")  # fmt: skip


def stored(db):
    db.session.rollback()
    tables = db.metadata.tables
    return {
        name: sorted(map(repr, db.session.execute(sa.select(tables[name])))) for name in SETTLED
    }


def test_restored_rates_leave_settlements_and_invoices_alone(db, login_as):
    office = login_as(ADMINISTRATOR)
    month = make_worked_month()
    position = month.contracts[0].position
    number = history.moments(position, related=("rates",), limit=1)[0].number
    then = {rate.id: rate.client_rate for rate in position.rates}
    with transaction():
        for rate in position.rates:
            rate.client_rate += 1
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    issue(invoicing.make_invoice(settlement))
    db.session.commit()
    before = stored(db)
    assert all(before.values())
    url = f"/positions/restore-version/{position.id}?version={number}"
    assert office.post(url).status_code == 302
    assert stored(db) == before
    now = {rate.id: rate.client_rate for rate in db.session.scalars(sa.select(PositionRate))}
    assert {pk: now[pk] for pk in then} == then
    assert Decimal("47.90") in then.values()
