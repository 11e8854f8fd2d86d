"""Whose hours a row means: by number, PESEL or names, and when that cannot be known."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from app.accounts.acting import acting_as
from app.accounts.models import Account
from app.clients.models import Client
from app.core.isolation import Scope
from app.schedule.models import HoursLayout
from app.schedule.services.imports import remembering, uploading
from app.schedule.services.imports.matching import _is_called
from tests.schedule.importing import checked, counts, person, refusals, sheet, uploaded

MONDAY = date(2026, 10, 5)
NAMED = ("Pracownik", "Klient", "Stanowisko", "PESEL", "Data", "Godziny")


@pytest.fixture(autouse=True)
def _in_english(db):
    with force_locale("en"):
        yield


@pytest.fixture
def file(tmp_path):
    return tmp_path / "godziny.xlsx"


def found(file, name="", client="", position="", pesel="", **values):
    """Return what the dry run says of one row: nothing when it is good, else why not."""
    work = checked(sheet(file, (name, client, position, pesel, MONDAY, 8), header=NAMED), **values)
    return [reason for _place, reason in refusals(work)]


@pytest.mark.parametrize("name", ["Kowalska Anna", "anna KOWALSKA", "Kowalska, Anna"])
def test_names_are_found_in_either_order(file, name):
    person()
    assert found(file, name) == []


def test_letters_without_their_marks_are_the_same(file):
    person("Żółć", "Łucja")
    assert found(file, "zolc lucja") == []


def test_two_people_of_one_name_are_a_refusal_that_names_them(file):
    person(number="U/1")
    person(number="U/2", client="Hotel Jantar")
    (reason,) = found(file, "Kowalska Anna")
    assert "U/1 (Kowalska Anna, Hotel Bałtyk, Pokojówka)" in reason
    assert "U/2 (Kowalska Anna, Hotel Jantar, Pokojówka)" in reason
    assert found(file, "Kowalska Anna", client="hotel jantar") == []


def test_what_the_user_said_of_all_rows_decides_between_two(file):
    first = person(number="U/1")
    person(number="U/2", client="Hotel Jantar")
    assert found(file, "Kowalska Anna", client_id=first.client_id) == []
    assert found(file, "Kowalska Anna", position_id=first.position_id) == []


def test_the_position_decides_between_two_contracts_of_one_person(file):
    maid = person(number="U/1")
    person(number="U/2", position="Recepcja", employee=maid.employee)
    assert "Several contracts fit" in found(file, "Kowalska Anna")[0]
    assert found(file, "Kowalska Anna", position="recepcja") == []


def test_of_contracts_that_follow_each_other_the_one_of_the_day_is_meant(file):
    first = person(number="U/1", ends_on=date(2026, 10, 4))
    second = person(number="U/2", starts_on=date(2026, 10, 5), employee=first.employee)
    work = checked(sheet(file, ("Kowalska Anna", "", "", "", MONDAY, 8), header=NAMED))
    assert counts(work) == (1, 0, 0, 0)
    assert second.number == "U/2"


def test_a_day_without_a_contract_names_those_there_are(file):
    person(number="U/1", starts_on=date(2026, 10, 6))
    assert "No contract covers 05.10.2026; there is: U/1" in found(file, "Kowalska Anna")[0]


def test_a_pesel_finds_only_for_those_who_may_see_it(file):
    contract = person()
    contract.employee.pesel = "44051401359"
    assert found(file, pesel="44051401359") == []
    (reason,) = found(file, pesel="44051401359", sees_pesel=False)
    assert "may not see PESEL" in reason
    assert found(file, "Kowalska Anna", pesel="44051401359", sees_pesel=False) == []


def test_a_refused_pesel_is_never_shown(file, db):
    work = checked(sheet(file, ("", "", "", "44051401359", MONDAY, 8), header=NAMED))
    ((_place, reason),) = refusals(work)
    assert "44051401359" not in reason


def test_people_of_other_clients_are_not_found_nor_named(db, file, login_as):
    mine, foreign = person(number="U/1"), person("Nowak", number="U/2", client="Hotel Jantar")
    person(number="U/3", client="Hotel Jantar")
    account = db.session.get(Account, login_as().account_id)
    scope = Scope(sa.select(Client.id).where(Client.id == mine.client_id))
    foreign_number = foreign.number
    with acting_as(account, scope=scope), force_locale("en"):
        assert found(file, "Nowak Anna") == ["Nobody called Nowak Anna works in 10.2026."]
        assert found(file, "Kowalska Anna") == []
        by_number = ("Umowa", "Data", "Godziny")
        work = checked(sheet(file, (foreign_number, MONDAY, 8), header=by_number))
        assert [why for _place, why in refusals(work)] == ["There is no contract U/2."]


def test_a_layout_of_one_client_is_not_used_for_another(db, file):
    mine, other = person(number="U/1").client, person("Nowak", client="Hotel Jantar").client
    work = uploaded(sheet(file, ("Kowalska Anna", MONDAY, 8), header=("Kto", "Kiedy", "Ile")))
    layout = uploading.layout_of(work)
    db.session.add(
        HoursLayout(
            name="Hotel", fingerprint=layout.signature, client_id=mine.id, mapping={"kto": "person"}
        )
    )
    db.session.flush()
    assert remembering.remembered(layout, mine.id).name == "Hotel"
    assert remembering.remembered(layout, other.id) is None
    assert remembering.remembered(layout, None) is None


@pytest.mark.parametrize(
    ("said", "is_she"),
    [
        ("Kowalska", True),
        ("Kowalska A.", True),
        ("Kowalska Anna Maria", True),
        ("Nowak Anna", False),
        ("Kowalska B.", False),
    ],
)
def test_a_name_beside_a_number_is_checked(said, is_she):
    assert _is_called(said, "Kowalska Anna") is is_she
