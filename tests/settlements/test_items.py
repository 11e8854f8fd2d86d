"""Items on settlements: offered to clients, deducted from pay, charged once, let go again."""

from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.currency import Currency
from app.core.errors import DomainError
from app.core.vat import VatRate
from app.invoicing.services import issue as issue_invoice
from app.items.models import ItemIssue
from app.items.services import charging
from app.items.services.issuing import Holder, Wanted, hand_out
from app.positions.enums import RateRule
from app.schedule.rules.months import whole_month
from app.settlements import integrity
from app.settlements.enums import FinanceKind, LineKind
from app.settlements.models import FinanceEntry
from app.settlements.queries import live_settlement
from app.settlements.services import clients, employees, invoicing, items, lines
from tests.factories.items import ItemTypeFactory
from tests.factories.settlements import MONTH, make_worked_month, work

D = Decimal
DAY, NOVEMBER = date(2026, 10, 5), date(2026, 11, 1)
#: What the client of the worked month is charged for work.
WORK = D("11128.30")


@pytest.fixture
def month(db):
    return make_worked_month()


@pytest.fixture
def bed(month):
    """Two beds at 35.50 and 8 % VAT, in the client's hands since October: 71.00 net."""
    kind = ItemTypeFactory(name="Łóżko", unit_price=D("35.50"), vat_rate=VatRate.vat_8)
    (found,) = hand_out(Holder(client=month.client), [Wanted(kind, 2, is_charged=True)], on=DAY)
    return found


def give(month, *, price="120.00", on=DAY, contract=None, count=1):
    """Give the first employee something they pay for."""
    employee = month.contracts[0].employee
    (found,) = hand_out(
        Holder(employee, None, contract),
        [Wanted(ItemTypeFactory(name="Kurtka", unit_price=D(price)), count, is_charged=True)],
        on=on,
    )
    return found


def settle(month, when=MONTH):
    found = employees.settle([one.id for one in month.contracts], when, close=True)
    assert found.gaps == []


def settled_client(month):
    settle(month)
    return clients.create(month.client, month.company, MONTH)


def items_of(settlement):
    return [line for line in settlement.lines if line.kind is LineKind.item]


def pay_of_first(month):
    return live_settlement(month.contracts[0].id, MONTH)


def is_sound():
    return list(integrity.items_are_charged_once()) == []


# -- clients ----------------------------------------------------------------------------------


def test_what_a_client_holds_stands_on_its_settlement(month, bed):
    settlement = settled_client(month)
    (line,) = items_of(settlement)
    assert (line.text, line.quantity, line.rate, line.net) == ("Łóżko", 2, D("35.50"), D("71.00"))
    assert line.vat_rate is VatRate.vat_8
    assert settlement.net == sum(one.net for one in settlement.lines)
    assert line.place == max(one.place for one in settlement.lines)
    assert bed.settled_key == f"client:{settlement.id}"
    assert is_sound()


def test_the_invoice_has_the_item_with_its_own_vat(month, bed):
    settlement = settled_client(month)
    clients.approve(settlement)
    invoice = invoicing.make_invoice(settlement)
    issue_invoice(invoice)
    (line,) = [one for one in invoice.after if one.text == "Łóżko"]
    assert (line.quantity, line.unit, line.price, line.net) == (2, "szt.", D("35.50"), D(71))
    assert line.vat_rate is VatRate.vat_8
    assert invoice.net == settlement.net


def test_an_unticked_item_is_not_charged_and_free_for_another_month(month, bed):
    settlement = settled_client(month)
    net = settlement.net
    (line,) = items_of(settlement)
    lines.charge_line(line, is_charged=False)
    assert settlement.net == net - D(71)
    assert bed.settled_key is None
    clients.recalculate(settlement)
    assert [one.is_charged for one in items_of(settlement)] == [False]

    clients.approve(settlement)
    other = month.contracts[0]
    work(other, month.kinds[RateRule.base], 480, first=NOVEMBER)
    settle(month_of(month, other), NOVEMBER)
    later = clients.create(month.client, month.company, NOVEMBER)
    assert bed.settled_key == f"client:{later.id}"
    assert is_sound()


def month_of(month, *contracts):
    month.contracts = list(contracts)
    return month


def test_ticking_again_takes_the_item_back_unless_somebody_else_has_it(month, bed):
    (line,) = items_of(settled_client(month))
    lines.charge_line(line, is_charged=False)
    lines.charge_line(line, is_charged=True)
    assert bed.settled_key == f"client:{line.settlement_id}"
    lines.charge_line(line, is_charged=False)
    charging.mark_charged([bed.id], "client:999999")
    with pytest.raises(DomainError, match="już rozliczone"):
        lines.charge_line(line, is_charged=True)


def test_a_new_calculation_finds_later_items_and_forgets_withdrawn_ones(month, bed):
    settlement = settled_client(month)
    (line,) = items_of(settlement)
    lines.charge_line(line, is_charged=False)
    charging.uncharge(bed)
    (later,) = hand_out(
        Holder(client=month.client),
        [Wanted(ItemTypeFactory(unit_price=D(9)), is_charged=True)],
        on=DAY,
    )
    clients.recalculate(settlement)
    assert [one.item_issue_id for one in items_of(settlement)] == [later.id]
    clients.recalculate(settlement)
    assert len(items_of(settlement)) == 1


def test_an_unticked_item_follows_its_price(month, bed):
    settlement = settled_client(month)
    (line,) = items_of(settlement)
    lines.charge_line(line, is_charged=False)
    bed.unit_price = D(40)
    clients.recalculate(settlement)
    assert [one.net for one in items_of(settlement)] == [D(80)]


def test_a_cancelled_settlement_lets_items_go(month, bed):
    settlement = settled_client(month)
    clients.cancel(settlement)
    assert bed.settled_key is None
    assert is_sound()
    again = clients.create(month.client, month.company, MONTH)
    assert bed.settled_key == f"client:{again.id}"


def test_things_alone_are_something_to_charge_for(db, month, bed):
    later = clients.create(month.client, month.company, MONTH, despite_open=True)
    assert [line.kind for line in later.lines] == [LineKind.item]
    assert later.net == D(71)


def test_what_is_charged_later_waits_for_its_month(month):
    hand_out(
        Holder(client=month.client),
        [Wanted(ItemTypeFactory(), is_charged=True)],
        on=NOVEMBER,
    )
    assert items_of(settled_client(month)) == []


def test_a_price_in_zloty_is_no_price_for_a_client_in_euro(month):
    month.client.currency = Currency.EUR
    kind = ItemTypeFactory(unit_price=D(100))
    with pytest.raises(DomainError, match="potrzebna jest cena"):
        hand_out(Holder(client=month.client), [Wanted(kind, is_charged=True)], on=DAY)
    (issue,) = hand_out(
        Holder(client=month.client), [Wanted(kind, is_charged=True, unit_price=D(25))], on=DAY
    )
    assert issue.charge == D(25)


# -- people -----------------------------------------------------------------------------------


def test_things_are_deducted_from_pay(db, month):
    """7 200.30 of the worked month less 2 × 120.00."""
    issue = give(month, count=2)
    settle(month)
    anna = pay_of_first(month)
    assert (anna.gross, anna.payable) == (D("7200.30"), D("6960.30"))
    (entry,) = db.session.scalars(sa.select(FinanceEntry))
    assert (entry.kind, entry.amount, entry.text) == (
        FinanceKind.deduction,
        D("240.00"),
        "2 × Kurtka",
    )
    assert entry.settlement_id == anna.id
    db.session.refresh(issue)
    assert issue.settled_key == f"deduction:{issue.id}"
    assert is_sound()


def test_things_for_a_contract_are_deducted_there(db, month):
    give(month, contract=month.contracts[0])
    settle(month)
    (entry,) = db.session.scalars(sa.select(FinanceEntry))
    assert entry.contract_id == month.contracts[0].id


def test_settling_again_deducts_once(db, month):
    give(month)
    settle(month)
    employees.cancel([pay_of_first(month)], "Pomyłka")
    settle(month)
    assert db.session.scalar(sa.select(sa.func.count(FinanceEntry.id))) == 1
    assert pay_of_first(month).payable == D("7080.30")


def test_what_was_not_settled_in_its_month_comes_along(db, month):
    give(month)
    anna = month.contracts[0]
    found = employees.settle([anna.id], NOVEMBER, close=True)
    assert found.settled == []
    (entry,) = db.session.scalars(sa.select(FinanceEntry))
    entry.month = date(2026, 9, 1)
    settle(month)
    db.session.refresh(entry)
    assert (entry.month, pay_of_first(month).payable) == (MONTH, D("7080.30"))


def test_a_deleted_deduction_lets_the_thing_go(db, month):
    issue = give(month)
    settle(month)
    employees.cancel([pay_of_first(month)], "Pomyłka")
    db.session.delete(db.session.scalars(sa.select(FinanceEntry)).one())
    db.session.flush()
    db.session.refresh(issue)
    assert issue.settled_key is None
    charging.uncharge(issue)
    settle(month)
    assert pay_of_first(month).payable == D("7200.30")


def test_prices_in_zloty_are_not_deducted_from_pay_in_euro(db, month):
    month.client.currency = Currency.EUR
    issue = give(month)
    employees.settle([one.id for one in month.contracts], MONTH)
    db.session.refresh(issue)
    assert issue.settled_key is None


def test_many_people_take_no_more_statements(db, month, count_sql):
    part = whole_month(MONTH)
    ids = [one.id for one in month.contracts]
    with count_sql() as one:
        items.deduct(ids[:1], part)
    with count_sql() as both:
        items.deduct(ids, part)
    assert len(both) == len(one) <= 4


# -- soundness --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE item_issue SET settled_key = 'client:999' WHERE employee_id IS NULL",
        "UPDATE client_settlement_line SET is_charged = (1 = 0)",
        "UPDATE item_issue SET settled_key = NULL WHERE employee_id IS NOT NULL",
        "UPDATE client_settlement SET state = 'cancelled'",
    ],
)
def test_an_item_charged_by_nobody_is_found(db, month, bed, statement):
    give(month)
    settled_client(month)
    db.session.commit()
    assert is_sound()
    db.session.execute(sa.text(statement))
    with closing(integrity.items_are_charged_once()) as found:
        assert next(found)


def test_issues_are_found_by_what_settled_them(db, month, bed):
    settlement = settled_client(month)
    query = sa.select(ItemIssue.id).where(ItemIssue.settled_key == f"client:{settlement.id}")
    assert db.session.scalars(query).all() == [bed.id]
