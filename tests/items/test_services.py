"""Handing out, taking back, writing off, charging: what is done and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core import modules
from app.core.clock import now
from app.core.errors import DomainError
from app.core.modules import Module
from app.core.numbering import SeriesKind
from app.core.vat import VatRate
from app.items.enums import IssueState, ItemState
from app.items.models import Item, ItemIssue
from app.items.queries import charges_to_clients, charges_to_employees, held_pieces
from app.items.services import charging, stock
from app.items.services.issuing import Back, Holder, Wanted, hand_out, take_back, withdraw
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.invoicing import SeriesFactory
from tests.factories.items import (
    ClientIssueFactory,
    ItemFactory,
    ItemIssueFactory,
    ItemTypeFactory,
)

D = Decimal
FIRST, DAY, LAST = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 30)


def give(*wanted, on=DAY, **holder):
    holder = holder or {"employee": EmployeeFactory()}
    return hand_out(Holder(**holder), wanted, on=on)


def back(issue, quantity=1, **values):
    take_back([(issue, Back(quantity, **values))], on=date(2026, 11, 20))


# -- handing out ------------------------------------------------------------------------------


def test_several_things_go_out_under_one_protocol(db):
    SeriesFactory(kind=SeriesKind.item_protocol, pattern="W/{yyyy}/{mm}/{seq}")
    jacket, gloves = ItemTypeFactory(), ItemTypeFactory(is_returnable=False)
    shelf = ItemFactory(item_type=jacket, quantity=5)
    first, second = give(Wanted(jacket, 2, shelf), Wanted(gloves, 10))
    assert (first.number, second.number) == ("W/2026/11/1", "W/2026/11/1")
    assert (shelf.issued, shelf.in_store, shelf.state) == (2, 3, ItemState.in_store)
    assert (first.state, second.state) == (IssueState.held, IssueState.kept)
    assert give(Wanted(jacket))[0].number == "W/2026/11/2"


def test_an_agency_may_do_without_protocols(db):
    SeriesFactory(kind=SeriesKind.item_protocol, is_active=False)
    assert give(Wanted(ItemTypeFactory()))[0].number is None


def test_price_and_vat_are_copied_from_the_type(db):
    kind = ItemTypeFactory(unit_price=D("120.00"), vat_rate=VatRate.vat_8, is_charged=True)
    usual, cheaper, free = give(
        Wanted(kind, 2), Wanted(kind, unit_price=D("99.90")), Wanted(kind, is_charged=False)
    )
    kind.unit_price, kind.vat_rate = D(150), VatRate.vat_23
    assert (usual.unit_price, usual.vat_rate, usual.charge) == (D(120), VatRate.vat_8, D(240))
    assert (cheaper.charge, free.charge) == (D("99.90"), None)
    assert (usual.charged_on, free.charged_on) == (DAY, None)


def test_a_thing_is_in_one_hand_at_a_time(db):
    phone = ItemFactory(inventory_number="INW-7")
    give(Wanted(phone.item_type, 1, phone))
    assert phone.state is ItemState.issued
    with pytest.raises(DomainError, match="INW-7” jest już wydany"):
        give(Wanted(phone.item_type, 1, phone))


def test_no_more_goes_out_than_there_is(db):
    shelf = ItemFactory(quantity=3)
    with pytest.raises(DomainError, match="jest 3 szt"):
        give(Wanted(shelf.item_type, 4, shelf))
    with pytest.raises(DomainError, match="jest 1 szt"):
        give(Wanted(shelf.item_type, 2, shelf), Wanted(shelf.item_type, 2, shelf))


def test_database_itself_keeps_the_last_piece(db):
    shelf = ItemFactory(quantity=3)
    shelf.issued = 4
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_whoever_takes_the_same_thing_second_is_told(db):
    phone = ItemFactory()
    phone.issued = 1
    db.session.connection().execute(sa.update(Item.__table__).values(revision=7))
    with pytest.raises(StaleDataError):
        db.session.flush()


@pytest.mark.parametrize(
    ("quantity", "price", "words"),
    [
        (0, D(1), "liczbę sztuk"), (10_001, D(1), "liczbę sztuk"), (1, D(-1), "ujemna"),
        (10_000, D(1_000_000), "10 miliardów"),
    ],
)  # fmt: skip
def test_senseless_rows_are_refused(db, quantity, price, words):
    with pytest.raises(DomainError, match=words):
        give(Wanted(ItemTypeFactory(), quantity, unit_price=price))


@pytest.mark.parametrize(
    ("quantity", "price"), [(1, "9999999999.99"), (10_000, "999999.99"), (1, "0.01")]
)
def test_large_and_small_prices_are_kept_to_the_grosz(db, quantity, price):
    (issue,) = give(Wanted(ItemTypeFactory(), quantity, is_charged=True, unit_price=D(price)))
    db.session.commit()
    db.session.expire_all()
    assert (issue.unit_price, issue.charged_quantity) == (D(price), quantity)


def test_a_price_changed_to_too_much_is_refused(db):
    (issue,) = give(Wanted(ItemTypeFactory(), 10_000, unit_price=D(1)))
    issue.unit_price = D("1000000")
    with pytest.raises(DomainError, match="10 miliardów"):
        charging.check_changes(issue)


def test_nothing_is_no_issue(db):
    with pytest.raises(DomainError, match="przynajmniej jeden"):
        give()


def test_a_thing_is_of_its_own_type(db):
    with pytest.raises(DomainError, match="innego typu"):
        give(Wanted(ItemTypeFactory(), 1, ItemFactory()))


def test_somebody_must_get_it(db):
    with pytest.raises(DomainError, match="który dostaje"):
        give(Wanted(ItemTypeFactory()), employee=None)


def test_an_issue_for_a_contract_is_at_its_client(db):
    contract = ContractFactory()
    (issue,) = give(Wanted(ItemTypeFactory()), employee=contract.employee, contract=contract)
    assert issue.client_id == contract.client_id


def test_the_contract_is_the_holders_and_at_the_client(db):
    contract = ContractFactory()
    kind = Wanted(ItemTypeFactory())
    with pytest.raises(DomainError, match="innego pracownika"):
        give(kind, employee=EmployeeFactory(), contract=contract)
    with pytest.raises(DomainError, match="innego pracownika"):
        give(kind, client=contract.client, contract=contract)
    with pytest.raises(DomainError, match="u innego Klienta"):
        give(kind, employee=contract.employee, client=ClientFactory(), contract=contract)


@pytest.mark.parametrize("factory", [EmployeeFactory, ClientFactory])
def test_who_is_archived_gets_nothing(db, factory):
    name = factory._meta.model.__name__.lower()
    with pytest.raises(DomainError, match="jest zarchiwizowany"):
        give(Wanted(ItemTypeFactory()), **{name: factory(archived_on=now())})


def test_the_year_must_be_possible(db):
    with pytest.raises(DomainError, match="rok"):
        give(Wanted(ItemTypeFactory()), on=date(1926, 11, 2))


# -- taking back ------------------------------------------------------------------------------


def test_things_come_back_in_parts(db):
    shelf = ItemFactory(quantity=5)
    (issue,) = give(Wanted(shelf.item_type, 3, shelf))
    back(issue, 1)
    assert (issue.state, issue.outstanding, shelf.in_store) == (IssueState.partly, 2, 3)
    back(issue, 2)
    assert (issue.state, issue.returned_on) == (IssueState.returned, date(2026, 11, 20))
    assert (shelf.quantity, shelf.issued, shelf.state) == (5, 0, ItemState.in_store)


def test_damaged_pieces_are_written_off_and_may_be_charged(db):
    """Five jackets at 120.00: three come back, two of them torn and charged: 240.00."""
    shelf = ItemFactory(item_type=ItemTypeFactory(unit_price=D(120)), quantity=5)
    (issue,) = give(Wanted(shelf.item_type, 5, shelf))
    back(issue, 3, damaged=2, is_charged=True)
    assert (issue.charged_quantity, issue.charge) == (2, D(240))
    assert issue.charged_on == date(2026, 11, 20)
    assert (shelf.quantity, shelf.issued, shelf.written_off, shelf.in_store) == (3, 2, 2, 1)
    back(issue, 2, damaged=1)
    assert (issue.charged_quantity, issue.damaged_quantity) == (2, 3)


def test_a_return_in_good_state_leaves_the_charge_alone(db):
    (issue,) = give(Wanted(ItemTypeFactory(), 2, is_charged=True))
    back(issue, 2)
    assert issue.charged_quantity == 2


@pytest.mark.parametrize(
    ("quantity", "values", "words"),
    [
        (4, {}, "tylko 3 szt"),
        (0, {}, "ile sztuk wraca"),
        (2, {"damaged": 3}, "więcej niż"),
        (2, {"damaged": -1}, "więcej niż"),
        (2, {"is_charged": True}, "uszkodzonych lub utraconych"),
    ],
)
def test_impossible_returns_are_refused(db, quantity, values, words):
    (issue,) = give(Wanted(ItemTypeFactory(), 3))
    with pytest.raises(DomainError, match=words):
        back(issue, quantity, **values)


def test_nothing_comes_back_before_it_was_given(db):
    (issue,) = give(Wanted(ItemTypeFactory()), on=date(2026, 11, 21))
    with pytest.raises(DomainError, match="później niż"):
        back(issue)
    take_back([(issue, Back(1))], on=date(2026, 11, 21))


def test_something_must_be_ticked(db):
    with pytest.raises(DomainError, match="Zaznacz"):
        take_back([], on=DAY)


def test_an_issue_noted_by_mistake_leaves_no_trace_in_the_stock(db):
    shelf = ItemFactory(quantity=2)
    (issue,) = give(Wanted(shelf.item_type, 2, shelf))
    withdraw(issue)
    assert (shelf.issued, shelf.quantity, shelf.state) == (0, 2, ItemState.in_store)


def test_what_has_come_back_or_is_settled_was_no_mistake(db):
    (returned, settled) = give(
        Wanted(ItemTypeFactory(), 2), Wanted(ItemTypeFactory(), is_charged=True)
    )
    back(returned)
    charging.mark_charged([settled.id], "settlement:1")
    for issue in (returned, settled):
        with pytest.raises(DomainError):
            withdraw(issue)


# -- the stock --------------------------------------------------------------------------------


def test_what_is_in_store_is_written_off(db):
    shelf = ItemFactory(quantity=5)
    give(Wanted(shelf.item_type, 2, shelf))
    stock.write_off(shelf)
    assert (shelf.quantity, shelf.written_off, shelf.state) == (2, 3, ItemState.issued)
    with pytest.raises(DomainError, match="nic nie ma"):
        stock.write_off(shelf)


def test_the_last_piece_is_gone_for_good(db):
    phone = ItemFactory(serial_number="SN-1")
    stock.write_off(phone)
    assert (phone.state, phone.quantity) == (ItemState.written_off, 0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"quantity": -1}, "ujemne"),
        ({"value": D(-1)}, "ujemne"),
        ({"quantity": 1, "issued": 2}, "Wydano 2 szt"),
        ({"quantity": 2, "serial_number": "SN-1"}, "jedna sztuka"),
        ({"quantity": 0}, "ile jest sztuk"),
    ],
)
def test_senseless_stock_is_refused(db, values, words):
    item = Item(item_type=ItemTypeFactory(), **{"quantity": 1, "issued": 0, **values})
    with pytest.raises(DomainError, match=words):
        stock.normalise_item(item)


def test_a_type_needs_a_price_to_be_charged(db):
    with pytest.raises(DomainError, match="ujemna"):
        stock.check_type(ItemTypeFactory.build(unit_price=D(-1)))
    with pytest.raises(DomainError, match="potrzebna jest cena"):
        stock.check_type(ItemTypeFactory.build(unit_price=D(0), is_charged=True))
    stock.check_type(ItemTypeFactory.build(unit_price=D(0)))


# -- charges ----------------------------------------------------------------------------------


def test_charging_is_done_and_undone(db):
    (issue,) = give(Wanted(ItemTypeFactory(unit_price=D("12.50")), 4))
    charging.charge(issue, on=LAST)
    assert (issue.charge, issue.charged_on) == (D("50.00"), LAST)
    with pytest.raises(DomainError, match="obciążenie już jest"):
        charging.charge(issue, on=LAST)
    charging.uncharge(issue)
    assert (issue.charge, issue.charged_on) == (None, None)
    with pytest.raises(DomainError, match="nie ma obciążenia"):
        charging.uncharge(issue)


def test_what_is_charged_needs_a_price(db):
    (issue,) = give(Wanted(ItemTypeFactory(unit_price=D(0))))
    with pytest.raises(DomainError, match="potrzebna jest cena"):
        charging.charge(issue, on=DAY)
    issue.charged_quantity = 1
    issue.charged_on = DAY
    with pytest.raises(DomainError, match="potrzebna jest cena"):
        charging.check_changes(issue)
    issue.unit_price = D(-1)
    with pytest.raises(DomainError, match="ujemna"):
        charging.check_changes(issue)


def test_a_settlement_of_clients_finds_what_clients_hold(db):
    kind = ItemTypeFactory(name="Łóżko", unit_price=D("35.50"), vat_rate=VatRate.vat_8)
    bed = ItemFactory(item_type=kind, inventory_number="L-1")
    client, contract = ClientFactory(), ContractFactory()
    (held,) = give(Wanted(kind, 1, bed, is_charged=True), client=client)
    give(Wanted(kind, is_charged=False), client=client)
    give(Wanted(kind, is_charged=True), client=ClientFactory())
    give(Wanted(kind, is_charged=True), on=date(2026, 12, 1), client=client)
    give(Wanted(kind, is_charged=True), employee=contract.employee, client=client)
    (charge,) = charges_to_clients([client.id], FIRST, LAST)
    assert (charge.issue_id, charge.text) == (held.id, "Łóżko · L-1")
    assert (charge.quantity, charge.price, charge.vat_rate) == (1, D("35.50"), VatRate.vat_8)
    assert (charge.day, charge.client_id, charge.employee_id) == (DAY, client.id, None)


def test_a_settlement_of_employees_finds_contracts_and_what_is_for_none(db):
    contract = ContractFactory()
    employee, kind = contract.employee, ItemTypeFactory()
    (of_contract,) = give(Wanted(kind, is_charged=True), employee=employee, contract=contract)
    (of_person,) = give(Wanted(kind, is_charged=True), employee=employee)
    by_contract = charges_to_employees(FIRST, LAST, contract_ids=[contract.id])
    by_person = charges_to_employees(FIRST, LAST, employee_ids=[employee.id])
    assert [one.issue_id for one in by_contract] == [of_contract.id]
    assert [one.issue_id for one in by_person] == [of_person.id]
    both = charges_to_employees(FIRST, LAST, contract_ids=[contract.id], employee_ids=[employee.id])
    assert len(both) == 2
    assert charges_to_employees(FIRST, LAST) == []


def test_what_nobody_settled_in_time_is_still_found(db):
    client = ClientFactory()
    give(Wanted(ItemTypeFactory(), is_charged=True), on=date(2026, 8, 3), client=client)
    assert charges_to_clients([client.id], FIRST, LAST) == []
    assert len(charges_to_clients([client.id], None, LAST)) == 1


def test_a_module_that_is_off_charges_nothing(db):
    client = ClientFactory()
    give(Wanted(ItemTypeFactory(), is_charged=True), client=client)
    modules.switch(Module.items, is_on=False)
    assert charges_to_clients([client.id], FIRST, LAST) == []
    modules.switch(Module.items, is_on=True)
    assert len(charges_to_clients([client.id], FIRST, LAST)) == 1


def test_a_charge_is_settled_once_and_can_be_released(db):
    client = ClientFactory()
    (issue,) = give(Wanted(ItemTypeFactory(), is_charged=True), client=client)
    charging.mark_charged([issue.id], "client:1")
    charging.mark_charged([issue.id], "client:1")
    assert charges_to_clients([client.id], FIRST, LAST) == []
    with pytest.raises(DomainError, match="już rozliczone"):
        charging.mark_charged([issue.id], "client:2")
    assert issue.settled_key == "client:1"
    assert charging.release("client:2") == 0
    assert charging.release("client:1") == 1
    assert len(charges_to_clients([client.id], FIRST, LAST)) == 1
    charging.mark_charged([issue.id], "client:2")
    assert issue.settled_key == "client:2"


def test_what_is_settled_stays_as_it_is(db):
    (issue,) = give(Wanted(ItemTypeFactory(), 2, is_charged=True))
    charging.mark_charged([issue.id], "employee:1")
    with pytest.raises(DomainError, match="już rozliczone"):
        charging.uncharge(issue)
    with pytest.raises(DomainError, match="już rozliczone"):
        back(issue, 1, damaged=1, is_charged=True)
    db.session.rollback()


def test_the_price_of_what_is_settled_stays(db):
    (issue,) = give(Wanted(ItemTypeFactory(), is_charged=True))
    charging.mark_charged([issue.id], "employee:1")
    issue.note = "opis"
    charging.check_changes(issue)
    issue.unit_price = D(1)
    with pytest.raises(DomainError, match="już rozliczone"):
        charging.check_changes(issue)


def test_only_charges_are_settled(db):
    (issue,) = give(Wanted(ItemTypeFactory()))
    with pytest.raises(DomainError, match="nie ma obciążenia"):
        charging.mark_charged([issue.id], "client:1")
    with pytest.raises(DomainError, match="już nie ma"):
        charging.mark_charged([issue.id + 1], "client:1")
    with pytest.raises(ValueError, match=r"^$"):
        charging.mark_charged([issue.id], "")


@pytest.mark.parametrize(
    "values",
    [
        {"employee": None, "client": None},
        {"quantity": 0},
        {"returned_quantity": 2, "returned_on": DAY},
        {"returned_quantity": 1},
        {"returned_on": DAY},
        {"damaged_quantity": 1},
        {"charged_quantity": 1},
        {"charged_on": DAY},
        {"charged_quantity": 1, "charged_on": DAY, "unit_price": D(0)},
        {"settled_key": "client:1"},
        {"unit_price": D(-1)},
    ],
)
def test_database_refuses_what_makes_no_sense(db, values):
    with pytest.raises(IntegrityError):
        ItemIssueFactory(**values)
    db.session.rollback()
    ItemIssueFactory()


def test_pieces_held_are_counted_for_many_at_once(db, count_sql):
    first, second = EmployeeFactory(), EmployeeFactory()
    ItemIssueFactory(employee=first, quantity=3, returned_quantity=1, returned_on=DAY)
    ItemIssueFactory(employee=first, quantity=2)
    ItemIssueFactory(employee=first, quantity=7, is_returnable=False)
    ItemIssueFactory(employee=second, returned_quantity=1, returned_on=DAY)
    client = ClientIssueFactory(quantity=4).client
    ids = [first.id, second.id]
    with count_sql() as statements:
        found = held_pieces(ItemIssue.employee_id, ids)
    assert found == {ids[0]: 4}
    assert len(statements) == 1
    assert held_pieces(ItemIssue.client_id, [client.id]) == {client.id: 4}
