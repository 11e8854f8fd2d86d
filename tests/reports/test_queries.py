"""What reports add up, to the grosz: the worked month and sums counted by hand."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.currency import Currency
from app.invoicing.services import issue, payments
from app.reports import queries
from app.reports.enums import Grouping
from app.reports.rules import Wanted, months_before, totals
from app.settlements.enums import EmployeeState
from app.settlements.services import clients, employees, invoicing
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.invoicing import PaymentFactory
from tests.factories.positions import PositionFactory
from tests.factories.reports import settled
from tests.factories.settlements import MONTH, less_overtime, make_worked_month

D = Decimal
NOVEMBER = date(2026, 11, 1)
ALL = Wanted(MONTH, NOVEMBER)


@pytest.fixture
def month(db):
    month = make_worked_month()
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    return month


@pytest.fixture
def other(db):
    """A contract with another client, who has a better margin."""
    client = ClientFactory(name="Zajazd Łoś", short_name=None)
    return ContractFactory(position=PositionFactory(client=client, name="Kucharz"))


def said(rows):
    return [
        (row.client, row.position, row.month, row.currency.value, row.price, row.cost, row.margin)
        for row in rows
    ]


def test_the_worked_month_leaves_this_margin(month):
    (row,) = queries.margins(ALL, Grouping.client, 10)
    assert (row.client, row.count, row.minutes) == (str(month.client), 2, 13110)
    # 7 304.75 + 2 141.13 + 916.09 + 766.40, and 6 136.65 + 1 768.67 + 769.60 + 643.85
    assert (row.price, row.cost, row.margin) == (D("11128.37"), D("9318.77"), D("1809.60"))


def test_the_best_margin_comes_first_and_months_keep_their_order(month, other):
    settled(other, MONTH, "3000.10", "1000.05")
    settled(other, NOVEMBER, "0.10", "0.20")
    hotel = str(month.client)
    assert said(queries.margins(ALL, Grouping.position, 10)) == [
        ("Zajazd Łoś", "Kucharz", None, "PLN", D("3000.20"), D("1000.25"), D("1999.95")),
        (hotel, "Pokojówka", None, "PLN", D("11128.37"), D("9318.77"), D("1809.60")),
    ]
    assert said(queries.margins(ALL, Grouping.month, 10)) == [
        ("", "", MONTH, "PLN", D("14128.47"), D("10318.82"), D("3809.65")),
        ("", "", NOVEMBER, "PLN", D("0.10"), D("0.20"), D("-0.10")),
    ]
    assert [row[:3] for row in said(queries.margins(ALL, Grouping.everything, 10))] == [
        ("Zajazd Łoś", "Kucharz", MONTH),
        (hotel, "Pokojówka", MONTH),
        ("Zajazd Łoś", "Kucharz", NOVEMBER),
    ]


def test_positions_of_one_name_stay_apart(db, other):
    second = ContractFactory(position=PositionFactory(client=other.client, name="Kucharz"))
    settled(other, MONTH, "20", "10")
    settled(second, MONTH, "30", "10")
    rows = queries.margins(ALL, Grouping.position, 10)
    assert [row.margin for row in rows] == [D(20), D(10)]


@pytest.mark.parametrize("grouping", Grouping)
def test_currencies_are_never_added(month, other, grouping):
    settled(other, MONTH, "100.00", "10.00", currency=Currency.EUR)
    rows = queries.margins(ALL, grouping, 10)
    assert [(row.currency.value, row.margin) for row in rows] == [
        ("PLN", D("1809.60")),
        ("EUR", D("90.00")),
    ]
    assert [row.margin for row in queries.margin_totals(ALL)] == [D("1809.60"), D("90.00")]


def test_only_approved_settlements_of_the_months_and_the_client_count(month, other):
    for state in EmployeeState:
        if state is not EmployeeState.closed:
            settled(ContractFactory(position=other.position), MONTH, "500", "1", state=state)
    settled(other, date(2026, 9, 1), "500", "1")
    assert [row.price for row in queries.margins(ALL, Grouping.client, 10)] == [D("11128.37")]
    september = Wanted(date(2026, 9, 1), MONTH, other.client_id)
    assert [row.price for row in queries.margins(september, Grouping.client, 10)] == [D(500)]


def test_the_register_of_the_worked_month(month):
    settlement = clients.create(month.client, month.company, MONTH)
    (draft,) = queries.register(ALL, with_clients=True, with_invoices=True)
    assert (draft.people, draft.minutes, draft.clients, draft.invoices) == (2, 13110, 0, 0)
    # 7 200.30 + 534.40
    assert (draft.pay, draft.payable, draft.cost) == (D("7734.70"), D("7734.70"), D("9318.77"))
    clients.approve(settlement)
    invoice = invoicing.make_invoice(settlement)
    (waiting,) = queries.register(ALL, with_clients=True, with_invoices=True)
    assert (waiting.clients, waiting.net, waiting.invoices) == (1, D("11128.37"), 0)
    issue(invoice)
    PaymentFactory(invoice=invoice, client=invoice.client, amount=D(5000), paid_on=MONTH)
    payments.settle(invoice)
    (row,) = queries.register(ALL, with_clients=True, with_invoices=True)
    # 11 128.37 and 23 % of it: 2 559.53
    assert (row.invoices, row.owed, row.paid) == (1, D("13687.90"), D("5000.00"))
    assert row.unpaid == D("8687.90")
    less_overtime(month)
    correction = invoicing.correct(settlement, "Mniej nadgodzin")
    (preparing,) = queries.register(ALL, with_clients=True, with_invoices=True)
    assert (preparing.invoices, preparing.owed, preparing.paid) == (1, row.owed, row.paid)
    issue(correction)
    (after,) = queries.register(ALL, with_clients=True, with_invoices=True)
    assert (after.invoices, after.owed) == (1, D("13643.70"))  # 13 687.90 - 44.20


def test_the_register_adds_a_currency_and_keeps_the_other_apart(month, other):
    settled(other, MONTH, "1", "2.10", currency=Currency.EUR, gross=D("1.10"))
    settled(other, NOVEMBER, "1", "2.20", currency=Currency.EUR, gross=D("1.20"))
    rows = queries.register(ALL, with_clients=False, with_invoices=False)
    assert [(row.month, row.currency.value) for row in rows] == [
        (NOVEMBER, "EUR"),
        (MONTH, "PLN"),
        (MONTH, "EUR"),
    ]
    sums = totals(rows)
    assert [(row.currency.value, row.pay, row.cost) for row in sums] == [
        ("PLN", D("7734.70"), D("9318.77")),
        ("EUR", D("2.30"), D("4.30")),
    ]


@pytest.mark.parametrize(
    ("count", "month"),
    [(0, "2026-03-01"), (2, "2026-01-01"), (3, "2025-12-01"), (15, "2024-12-01")],
)
def test_months_are_counted_back_over_the_turn_of_the_year(count, month):
    assert months_before(date(2026, 3, 1), count).isoformat() == month
