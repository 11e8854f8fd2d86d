"""The people of a page of the month grid, and what is read to find them."""

from datetime import date

import pytest

from app.schedule.services.grid import Wanted, contract_ids, load_grid
from tests.factories.assignments import ContractFactory
from tests.factories.employees import EmployeeFactory
from tests.schedule.calendars import planned

MONTH = date(2026, 10, 1)


@pytest.fixture
def staff(hotel):
    """Seven people whose names go against the order of their contracts."""
    made = [
        ContractFactory(
            starts_on=date(2026, 9, 1), position__client=hotel,
            employee=EmployeeFactory(first_name="Anna", last_name=name),
        )
        for name in "ŻŚŁĆCBA"
    ]  # fmt: skip
    planned(made[0], "6-14")
    return made


def test_pages_follow_by_name(db, staff):
    pages = [load_grid(Wanted(MONTH, size=3, page=page)) for page in (1, 2, 3)]
    assert [[row.name[0] for row in page.rows] for page in pages] == [
        ["A", "B", "C"], ["Ć", "Ł", "Ś"], ["Ż"],
    ]  # fmt: skip
    assert [(page.total, page.pages) for page in pages] == [(7, 3)] * 3
    assert load_grid(Wanted(MONTH, size=3, page=9)).wanted.page == 3
    assert contract_ids(Wanted(MONTH, size=3, page=3)) == [staff[0].id]


def test_counting_and_ordering_read_no_more_than_they_need(db, staff, count_sql):
    db.session.commit()
    with count_sql() as statements:
        load_grid(Wanted(MONTH, size=3))
    counted, ordered, people, _entries = statements
    assert "JOIN" not in counted
    assert ordered.startswith("SELECT contract.id ")
    assert "position" not in ordered.partition("FROM")[2].partition("WHERE")[0]
    assert "LIMIT" not in people
