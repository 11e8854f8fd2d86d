"""D-MO-08 for settlements: what is very large or very small is exact, or refused in words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db as database
from app.positions.enums import PriceMode, PriceSection, RateRule, Unit
from app.positions.models import PositionRate
from app.positions.rules import PriceRecord
from app.positions.services import check_rate_values
from app.schedule.rules.worked import ChosenKind, Worked
from app.schedule.services import deciding, entries
from app.settlements.enums import EmployeeState, FinanceKind, LineKind, Missing
from app.settlements.models import (
    ClientSettlement,
    ClientSettlementLine,
    EmployeeSettlement,
    FinanceEntry,
)
from app.settlements.rules.employee import Finance, Group, Kind
from app.settlements.services import clients, employees, invoicing
from app.settlements.services.finance import normalise_finance
from app.settlements.services.lines import add_line
from tests.factories.positions import PositionRateFactory, RateKindFactory
from tests.factories.settlements import MONTH, make_worked_month, work
from tests.settlements.test_rules_employee import HOUR, KINDS, hours, made, rate

D = Decimal
PIECE = 5
KINDS[PIECE] = Kind(PIECE, "sztuka", Unit.piece)


def pieces(count):
    return Group((PIECE,), date(2026, 10, 1), quantity=D(count))


#: What was worked at which rate (employee, client), the pay and the price, by hand.
EXACT = {
    "a minute at a grosz": (hours(1), "0.01", "0.01", "0.00", "0.00"),  # 0.000166…
    "half an hour at a grosz": (hours(30), "0.01", "0.01", "0.01", "0.01"),  # 0.005
    "a minute at thirty groszy": (hours(1), "0.30", "0.2999", "0.01", "0.00"),  # 0.005; 0.004998…
    "a month of minutes": (hours(44_640), "0.01", "100000", "7.44", "74400000.00"),
    "a billion": (pieces("10000"), "100000", "99999.9999", "1000000000.00", "999999999.00"),
    "a hundredth of a piece": (pieces("0.01"), "0.5", "0.4999", "0.01", "0.00"),
    "at nothing": (hours(60), "0", "0", "0.00", "0.00"),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_line_of_pay_is_exact(name):
    group, paid, charged, pay, price = EXACT[name]
    kind = group.kinds[0]
    (line,) = made([group], [rate(kind, paid)], [rate(kind, charged)]).lines
    assert (line.pay, line.price) == (D(pay), D(price))


@pytest.mark.parametrize(
    ("group", "burden", "margin"),
    [
        (pieces("100000"), "0", None),  # 100,000 × 100,000 = 10 billion
        (pieces("99999.99"), "20.48", None),  # the employer's burden goes beyond it
        (pieces("50000"), "0", "99999.99"),  # and here the margin
        (pieces("100000000"), "0", None),  # more pieces than a line can hold
    ],
)
def test_more_than_the_columns_hold_is_a_gap_not_a_fault(group, burden, margin):
    record = PriceRecord(PriceSection.base_pay, "Praca", PriceMode.margin, D(margin or 0), PIECE)
    amount = "0.01" if group.quantity == 10**8 else "100000"
    found = made([group], [rate(PIECE, amount)], records=[record] if margin else [], burden=burden)
    assert found.missing == ((Missing.too_large, ""),)


def test_just_below_it_is_settled():
    found = made([pieces("99999.99")], [rate(PIECE, "100000")])
    assert (found.missing, found.gross) == ((), D("9999999000.00"))


def test_ten_thousand_groszy_are_a_hundred_zloty():
    groszy = tuple(Finance(n, "Grosz", D("0.01"), 1) for n in range(10_000))
    found = made([hours(60)], [rate(HOUR, "30")], finance=groszy)
    assert (found.gross, found.adjustments, found.payable) == (D(30), D("100.00"), D("130.00"))


@pytest.fixture
def month(db):
    return make_worked_month()


def settle(month):
    ids = [contract.id for contract in month.contracts]
    with transaction():
        employees.settle(ids, MONTH)
    found = database.session.scalars(sa.select(EmployeeSettlement)).all()
    if found and found[0].state is not EmployeeState.closed:
        with transaction():
            employees.approve(found)
    return found


def test_ten_thousand_entries_of_a_grosz_are_stored_and_settled_exactly(db, month):
    contract = month.contracts[1]
    rows = [
        {
            "client_id": month.client.id, "contract_id": contract.id, "month": MONTH,
            "kind": FinanceKind.bonus, "amount": D("0.01"), "text": "Grosz", "revision": 1,
            "created_on": now(), "changed_on": now(),
        }
        for _n in range(10_000)
    ]  # fmt: skip
    db.session.execute(sa.insert(FinanceEntry.__table__), rows)
    db.session.commit()
    settle(month)
    found = db.session.scalars(
        sa.select(EmployeeSettlement).filter_by(contract_id=contract.id)
    ).one()
    assert (found.gross, found.adjustments, found.payable) == (
        D("534.40"), D("100.00"), D("634.40")
    )  # fmt: skip
    assert len(found.lines) == 10_001


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.01", ""), ("1000000", ""), ("1000000.01", "1 000 000,00"), ("0", "większą od zera"),
        ("-1", "większą od zera"),
    ],
)  # fmt: skip
def test_a_finance_entry_is_kept_or_refused(db, month, amount, words):
    entry = FinanceEntry(
        contract=month.contracts[0], client=month.client, month=MONTH, kind=FinanceKind.bonus,
        amount=D(amount), text="Premia",
    )  # fmt: skip
    if words:
        with pytest.raises(DomainError) as refusal:
            normalise_finance(entry)
        assert words in str(refusal.value).replace("\u00a0", " ")
        db.session.rollback()
        return
    normalise_finance(entry)
    db.session.add(entry)
    db.session.commit()
    assert db.session.scalar(sa.select(FinanceEntry.amount)) == D(amount)


@pytest.fixture
def draft(month):
    """The draft of the client's settlement of the worked month."""
    settle(month)
    with transaction():
        return clients.create(month.client, month.company, MONTH)


#: Quantity and price of a line of one's own, and its net value by hand.
OWN = {
    "a billion": ("1", "1000000000.00", "1000000000.00"),
    "a billion in pieces": ("99999999.9999", "10", "999999999.999"),
    "a grosz": ("1", "0.01", "0.01"),
    "half a grosz": ("0.5", "0.01", "0.01"),
    "nothing": ("0.0001", "0.01", "0.00"),
}


@pytest.mark.parametrize("name", OWN)
def test_an_own_line_is_exact_and_so_is_its_invoice(db, month, draft, name):
    quantity, price, net = (D(one) for one in OWN[name])
    net = net.quantize(D("0.01"))
    with transaction():
        line = add_line(draft, "Dodatek", quantity, price)
    assert (line.net, draft.net) == (net, D("11128.37") + net)
    with transaction():
        clients.approve(draft)
        invoice = invoicing.make_invoice(draft, on=date(2026, 11, 6))
    db.session.expire_all()
    assert invoice.net == draft.net == D("11128.37") + net


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("1", "1000000000.01"), ("2", "500000000.01"), ("0", "1"), ("-1", "1"), ("1", "-0.01")],
)
def test_an_own_line_that_is_too_much_is_refused(db, draft, quantity, price):
    with pytest.raises(DomainError, match="dodatnie"), transaction():
        add_line(draft, "Dodatek", D(quantity), D(price))
    assert draft.net == D("11128.37")


def test_own_lines_stop_before_the_sum_is_too_large(db, draft):
    with transaction():
        for number in range(99):
            add_line(draft, f"Dodatek {number}", D(1), D(10) ** 9)
    with pytest.raises(DomainError, match="100 miliardów"), transaction():
        add_line(draft, "Dodatek", D(1), D(10) ** 9)
    assert draft.net == D("99000011128.37")


def test_a_quantity_no_column_holds_is_refused(db, draft):
    with pytest.raises(DomainError, match="100 milionów"), transaction():
        add_line(draft, "Dodatek", D(10) ** 8, D("0.01"))
    with transaction():
        assert add_line(draft, "Dodatek", D("99999999.9999"), D(0)).net == 0


def test_a_settlement_of_more_lines_than_an_invoice_has_is_refused(db, month, draft):
    for number in range(4, 2002):
        draft.lines.append(
            ClientSettlementLine(
                client_id=draft.client_id, place=number, key=f"own{number}", kind=LineKind.manual,
                text="Grosz", unit=Unit.piece, quantity=D(1), rate=D("0.01"), net=D("0.01"),
                vat_rate=draft.lines[0].vat_rate,
            )
        )  # fmt: skip
    db.session.commit()
    assert len(draft.lines) == 2001
    with transaction():
        clients.approve(draft)
    with pytest.raises(DomainError, match="2000 pozycji"), transaction():
        invoicing.make_invoice(draft)
    assert draft.invoice is None


RATES = {
    "a grosz": ("0.01", "0.01", ""),
    "a ten-thousandth": ("0.0001", "0.0001", ""),
    "the largest": ("100000", "100000", ""),
    "above it": ("100000.0001", "1", "100 000,00"),
    "a client's above it": ("1", "1000000000", "100 000,00"),
    "negative": ("-0.01", "1", "ujemna"),
}


@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_kept_exactly_or_refused(db, name):
    paid, charged, words = RATES[name]
    values = {"employee_rate": D(paid), "client_rate": D(charged)}
    rate = PositionRate(rate_kind=RateKindFactory.build(), valid_from=MONTH, **values)
    if words:
        with pytest.raises(DomainError) as refusal:
            check_rate_values(rate)
        assert words in str(refusal.value).replace("\u00a0", " ")
        return
    check_rate_values(rate)
    kept = PositionRateFactory(**values)
    db.session.commit()
    db.session.expire_all()
    assert (kept.employee_rate, kept.client_rate) == (D(paid), D(charged))


def test_a_month_of_a_grosz_an_hour_comes_to_nothing_and_is_not_charged(db):
    """One minute at 0.01 is 0.00 for both; the client's settlement says that there is nothing."""
    month = make_worked_month(is_worked=False)
    db.session.execute(
        sa.update(PositionRate.__table__).values(employee_rate=D("0.01"), client_rate=D("0.01"))
    )
    db.session.commit()
    kind = month.kinds[RateRule.base]
    work(month.contracts[0], kind, 1)
    (settlement,) = settle(month)
    assert (settlement.gross, settlement.minutes) == (D("0.00"), 1)
    with transaction():
        draft = clients.create(month.client, month.company, MONTH)
    assert draft.net == 0
    with pytest.raises(DomainError, match="Nie ma"), transaction():
        clients.approve(draft)


def test_pieces_of_a_month_that_are_too_much_are_named(db):
    """31 days of 100,000 pieces at 100,000: 310 billion."""
    month = make_worked_month(is_worked=False)
    kind = RateKindFactory(name="Sztuka", unit=Unit.piece, rule=RateRule.chosen)
    PositionRateFactory(
        position=month.position, rate_kind=kind, valid_from=date(2026, 9, 1),
        employee_rate=D(100_000), client_rate=D(100_000),
    )  # fmt: skip
    chosen = ChosenKind(kind.id, Unit.piece)
    made = [
        entries.report(month.contracts[0], day, Worked(quantity=D(100_000), kind=chosen))
        for day in (MONTH + timedelta(days=n) for n in range(31))
    ]
    deciding.accept(made)
    db.session.commit()
    with transaction():
        outcome = employees.settle([month.contracts[0].id], MONTH)
    assert [gap.missing for gap in outcome.gaps] == [Missing.too_large]
    assert outcome.settled == []


@pytest.mark.parametrize(
    ("quantity", "rate", "code"),
    [
        ("1", "1000000000", 302), ("1", "1000000000,01", 422), ("1", "99999999999", 422),
        ("0,00001", "1", 422), ("1e3", "1", 422), ("1", "1e999999999", 422), ("-1", "1", 422),
    ],
)  # fmt: skip
def test_the_form_of_own_lines_says_the_same(db, login_as, draft, quantity, rate, code):
    form = {"text": "Dojazd", "quantity": quantity, "rate": rate, "vat_rate": "vat_23"}
    answer = login_as(ADMINISTRATOR).post(f"/client-settlements/lines/{draft.id}", data=form)
    assert answer.status_code == code
    assert (code == 302) == (db.session.get(ClientSettlement, draft.id).net > D("11128.37"))
