"""The rules speak English here, whatever ran before; and two people who work at a hotel."""

from datetime import date

import pytest
from flask_babel import force_locale

from app.accounts.roles import ADMINISTRATOR
from app.positions.services import seed_rate_kinds
from app.schedule.reading import xlsx as xlsx_reading
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory
from tests.schedule.calendars import ALL, FIRST, LAST


@pytest.fixture(autouse=True)
def _in_english(app):
    with app.app_context(), force_locale("en"):
        yield


@pytest.fixture
def hotel(db):
    seed_rate_kinds()
    return ClientFactory(name="Hotel Bałtyk")


@pytest.fixture
def people(hotel):
    """Two people with contracts for the same position."""
    place = PositionFactory(client=hotel, name="Pokojówka")
    return [
        ContractFactory(
            position=place, starts_on=FIRST, ends_on=LAST,
            employee=EmployeeFactory(first_name=first, last_name=last),
        )
        for first, last in (("Anna", "Ćwik"), ("Ewa", "Zając"))
    ]  # fmt: skip


@pytest.fixture
def office(login_as):
    return login_as(ALL)


@pytest.fixture(params=["at once", "row by row"])
def both_readers(request, monkeypatch):
    """Both ways to read a sheet say the same."""
    if request.param == "row by row":
        monkeypatch.setattr(xlsx_reading, "MOST_AT_ONCE", -1)


@pytest.fixture
def boss(login_as):
    return login_as(ADMINISTRATOR)


@pytest.fixture
def contract(db):
    """Łucja Żak, at work in October 2026 but for its first and last days."""
    seed_rate_kinds()
    return ContractFactory(
        employee=EmployeeFactory(first_name="Łucja", last_name="Żak"),
        starts_on=date(2026, 10, 2),
        ends_on=date(2026, 10, 30),
    )
