"""What settling costs the database: as many statements for twenty people as for two."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.clients.enums import InvoiceDetail
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from app.items.models import ItemIssue
from app.items.services.issuing import Holder, Wanted, hand_out
from app.positions.enums import RateRule
from app.settlements.enums import FinanceKind
from app.settlements.models import EmployeeSettlement, EmployeeSettlementLine, FinanceEntry
from app.settlements.services import clients, employees
from tests.factories.assignments import ContractFactory
from tests.factories.items import ItemTypeFactory
from tests.factories.settlements import MONTH, make_worked_month, work

FEW, MANY = 2, 20


@pytest.fixture
def month(db):
    """The worked month, each person a line of its own."""
    return make_worked_month(invoice_detail=InvoiceDetail.per_employee)


def people(db, month, count):
    """Return so many new contracts: eight hours, a bonus of one's own and a jacket each."""
    kind = ItemTypeFactory(name=f"Kurtka {count}", unit_price=Decimal("12.50"))
    made = [
        ContractFactory(position=month.position, starts_on=MONTH, ends_on=None)
        for _ in range(count)
    ]
    for number, contract in enumerate(made, 1):
        work(contract, month.kinds[RateRule.base], 480)
        bonus = FinanceEntry(
            contract=contract, client=month.client, month=MONTH, kind=FinanceKind.bonus,
            amount=Decimal(number), text="Premia",
        )  # fmt: skip
        db.session.add(bonus)
        wanted = [Wanted(kind, 1, is_charged=True)]
        hand_out(Holder(contract.employee, None, contract), wanted, on=MONTH)
    db.session.commit()
    return [one.id for one in made]


def settled(db, month, count, count_sql):
    ids = people(db, month, count)
    with count_sql() as statements, transaction():
        assert employees.settle(ids, MONTH, close=True).gaps == []
    return ids, [one for one in statements if not is_of_a_flush(one)]


def is_of_a_flush(statement):
    """Deductions and marks at items are rows with a history: the session writes each of them."""
    return not statement.startswith(("SELECT", "UPDATE")) or "UPDATE item_issue" in statement


def test_people_are_settled_by_the_same_statements_however_many_they_are(db, month, count_sql):
    _ids, few = settled(db, month, FEW, count_sql)
    _ids, many = settled(db, month, MANY, count_sql)
    assert len(few) == len(many), "\n".join(many)


def test_every_person_s_own_bonus_and_jacket_are_taken(db, month, count_sql):
    ids, _statements = settled(db, month, MANY, count_sql)
    rows = db.session.execute(
        sa.select(EmployeeSettlement.contract_id, EmployeeSettlement.adjustments).order_by(
            EmployeeSettlement.contract_id
        )
    ).all()
    # The bonus is 1, 2, 3 … zloty, the jacket 12.50.
    assert rows == [(pk, Decimal(n) - Decimal("12.50")) for n, pk in enumerate(ids, 1)]
    taken = sa.select(FinanceEntry.contract_id, EmployeeSettlement.contract_id).join(
        EmployeeSettlement, EmployeeSettlement.id == FinanceEntry.settlement_id
    )
    found = db.session.execute(taken).all()
    assert len(found) == 2 * MANY
    assert all(own == of for own, of in found)
    keys = db.session.execute(sa.select(ItemIssue.id, ItemIssue.settled_key)).all()
    assert len(keys) == MANY
    assert all(key == f"deduction:{pk}" for pk, key in keys)


def test_the_log_names_every_entry_that_was_counted(db, month, count_sql):
    settled(db, month, FEW, count_sql)
    rows = db.session.scalars(
        sa.select(AuditEntry).filter_by(action="bulk_update", entity="FinanceEntry")
    ).all()
    found = db.session.execute(sa.select(FinanceEntry.id, FinanceEntry.settlement_id))
    assert [row.after for row in rows] == [
        {"settlement_id": {str(pk): owner for pk, owner in found}}
    ]


def charged(db, month, count, count_sql):
    """Settle the client with so many people; return the statements and drop the draft."""
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    settled(db, month, count, count_sql)
    with count_sql() as statements, transaction():
        draft = clients.create(month.client, month.company, MONTH)
    lines, pk = len(draft.lines), draft.id
    line = EmployeeSettlementLine
    work_lines = sa.select(sa.func.count()).where(line.minutes > 0)
    assert db.session.scalar(work_lines.where(line.client_line_id.is_not(None))) == (
        db.session.scalar(work_lines)
    )
    with transaction():
        clients.cancel(db.session.get_one(type(draft), pk))
    return lines, statements


def test_a_client_is_settled_by_the_same_statements_however_many_lines_it_has(db, month, count_sql):
    few_lines, few = charged(db, month, FEW, count_sql)
    many_lines, many = charged(db, month, MANY, count_sql)
    assert many_lines == few_lines + MANY
    assert len(few) == len(many), "\n".join(many)
