"""``check-integrity`` finds what somebody has done to the stock past the application."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.items import integrity
from app.items.services.issuing import Back, Holder, Wanted, hand_out, take_back
from tests.factories.assignments import ContractFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.items import ItemFactory

ALL = (
    integrity.stock_agrees_with_issues,
    integrity.states_follow_from_numbers,
    integrity.contracts_are_the_holders,
)


@pytest.fixture
def stock(db):
    """A shelf of which two are out and one is lost, and a telephone in somebody's hands."""
    shelf, phone = ItemFactory(quantity=5), ItemFactory(inventory_number="INW-7")
    contract = ContractFactory()
    issue, _phone = hand_out(
        Holder(contract.employee, None, contract),
        [Wanted(shelf.item_type, 3, shelf), Wanted(phone.item_type, 1, phone)],
        on=date(2026, 11, 2),
    )
    take_back([(issue, Back(1, damaged=1))], on=date(2026, 11, 3))
    ItemFactory(quantity=0, written_off=1, state="written_off")
    EmployeeFactory()
    ContractFactory()
    db.session.commit()


def broken():
    return [(one.table, one.text) for search in ALL for one in search()]


def test_a_stock_kept_by_the_application_is_sound(stock):
    assert broken() == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE item SET issued = issued - 1 WHERE quantity = 4", ("item", "issued")),
        ("UPDATE item SET state = 'in_store' WHERE quantity = 0", ("item", "state")),
        ("UPDATE item SET state = 'in_store' WHERE inventory_number = 'INW-7'", ("item", "state")),
        (
            "UPDATE item_issue SET employee_id = (SELECT max(id) FROM employee)",
            ("item_issue", "contract"),
        ),
        ("UPDATE item_issue SET client_id = (SELECT max(id) FROM client)",
         ("item_issue", "contract")),
    ],
)  # fmt: skip
def test_what_was_changed_past_it_is_found(db, stock, statement, found):
    db.session.execute(sa.text(statement))
    assert broken() == [found]
