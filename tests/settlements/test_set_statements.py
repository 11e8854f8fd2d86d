"""A month is written by the same statements for one person and for many."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.clients.enums import InvoiceDetail
from app.extensions import db as database
from app.positions.enums import RateRule
from app.settings.views.audit import AuditEntry
from app.settlements.enums import FinanceKind
from app.settlements.models import EmployeeSettlementLine, FinanceEntry
from app.settlements.services import clients, employees
from tests.factories.assignments import ContractFactory
from tests.factories.settlements import MONTH, make_worked_month, work


@pytest.fixture
def crowd(db):
    """Twelve people with hours and a bonus each; the client sees each of them on a line."""
    month = make_worked_month(is_worked=False, invoice_detail=InvoiceDetail.per_employee)
    month.contracts += [
        ContractFactory(position=month.position, starts_on=MONTH.replace(month=9))
        for _number in range(10)
    ]
    for contract in month.contracts:
        work(contract, month.kinds[RateRule.base], 480)
        db.session.add(
            FinanceEntry(
                contract=contract, client_id=contract.client_id, month=MONTH,
                kind=FinanceKind.bonus, amount=Decimal(100), text="Premia",
            )
        )  # fmt: skip
    db.session.commit()
    return month


def test_people_are_settled_by_as_many_statements_however_many_have_a_bonus(crowd, count_sql):
    ids, costs = [one.id for one in crowd.contracts], []
    for part in (ids[:2], ids[2:]):
        with count_sql() as statements:
            assert len(employees.settle(part, MONTH, close=True).settled) == len(part)
        costs.append(len(statements))
    assert costs[0] == costs[1]
    taken = dict(
        database.session.execute(sa.select(FinanceEntry.id, FinanceEntry.settlement_id)).all()
    )
    owners = {
        entry.id: entry.settlement.contract_id
        for entry in database.session.scalars(sa.select(FinanceEntry))
    }
    assert None not in taken.values()
    assert owners == dict(
        database.session.execute(sa.select(FinanceEntry.id, FinanceEntry.contract_id)).all()
    )


def test_the_log_names_every_record_that_was_counted(crowd):
    employees.settle([one.id for one in crowd.contracts], MONTH)
    rows = database.session.scalars(
        sa.select(AuditEntry).filter_by(action="bulk_update", entity="FinanceEntry")
    ).all()
    found = database.session.execute(sa.select(FinanceEntry.id, FinanceEntry.settlement_id))
    assert [row.after for row in rows] == [
        {"settlement_id": {str(pk): owner for pk, owner in found}}
    ]


def test_every_line_of_a_person_points_at_the_client_s_line(crowd, count_sql):
    employees.settle([one.id for one in crowd.contracts], MONTH, close=True)
    with count_sql() as statements:
        settlement = clients.create(crowd.client, crowd.company, MONTH)
    links = [one for one in statements if "client_line_id" in one and "UPDATE" in one.upper()]
    assert len(links) == 1
    by_line = database.session.execute(
        sa.select(EmployeeSettlementLine.client_line_id, sa.func.count()).group_by(
            EmployeeSettlementLine.client_line_id
        )
    ).all()
    assert {pk for pk, _count in by_line} <= {line.id for line in settlement.lines}
    assert len(by_line) >= len(crowd.contracts)
