"""An older version of a position comes back as an edit would bring it: with its rates."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ADMINISTRATOR
from app.core import history
from app.core.audit.models import AuditEntry
from app.core.clock import now
from app.core.db import transaction
from app.positions.enums import PriceSource
from app.positions.models import Position, PositionRate
from tests.factories.clients import AddressFactory
from tests.factories.positions import (
    PositionFactory,
    PositionRateFactory,
    PriceGroupFactory,
    RateKindFactory,
)
from tests.support.pages import fields_of

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
READER = "Księgowość"


@pytest.fixture
def office(login_as):
    return login_as(ADMINISTRATOR)


def newest(position):
    return history.moments(position, related=("rates", "prices"), limit=1)[0].number


def restore(browser, position, number, **query):
    query = {"version": number, **query}
    return browser.post(f"/positions/restore-version/{position.id}", query_string=query)


def change(row, **values):
    with transaction():
        for name, value in values.items():
            setattr(row, name, value)


def rates_of(db, position):
    db.session.rollback()
    query = sa.select(PositionRate).filter_by(position_id=position.id)
    return {
        (one.rate_kind.name, one.valid_from): (one.employee_rate, one.client_rate)
        for one in db.session.scalars(query)
    }


def again(db, position):
    db.session.rollback()
    return db.session.get_one(Position, position.id)


def test_columns_come_back_in_a_new_version(db, office):
    position = PositionFactory(name="Pokojówka", occupation_code="911201")
    number = newest(position)
    change(position, name="Recepcja", occupation_code=None, qualifications="Angielski")
    changed = newest(position)
    answer = restore(office, position, number)
    assert answer.location == f"/positions/show/{position.id}"
    found = again(db, position)
    assert (found.name, found.occupation_code, found.qualifications) == (
        "Pokojówka",
        "911201",
        None,
    )
    assert newest(position) > changed
    text = office.get(f"/positions/history/{position.id}").text
    assert "<del>Recepcja</del>" in text
    assert "Osoba Testowa" in text
    entry = db.session.scalars(sa.select(AuditEntry).filter_by(action="version restored")).one()
    assert (entry.entity, entry.record_id) == ("Position", str(position.id))


def test_rates_come_back_as_they_were(db, office):
    day, night = RateKindFactory(name="dzienna"), RateKindFactory(name="nocna")
    rate = PositionRateFactory(rate_kind=day)
    position = rate.position
    gone = PositionRateFactory(
        position=position, rate_kind=night, employee_rate=Decimal("39.41"), note="Od podwyżki"
    )
    number = newest(position)
    then = rates_of(db, position)
    change(rate, client_rate=Decimal(60))
    with transaction():
        db.session.delete(gone)
    PositionRateFactory(position=position, rate_kind=day, valid_from=date(2027, 1, 1))
    assert len(rates_of(db, position)) == 2
    assert restore(office, position, number).status_code == 302
    assert rates_of(db, position) == then
    assert then[("nocna", date(2026, 10, 1))] == (Decimal("39.4100"), Decimal("47.9000"))
    notes = db.session.scalars(sa.select(PositionRate.note).order_by(PositionRate.id)).all()
    assert notes == [None, "Od podwyżki"]


def test_unchanged_rates_are_left_alone(db, office):
    rate = PositionRateFactory()
    number = newest(rate.position)
    change(rate.position, name="Inna")
    assert restore(office, rate.position, number).status_code == 302
    db.session.rollback()
    assert db.session.get_one(PositionRate, rate.id).revision == 1


def test_version_is_checked_and_asked_about_as_an_edit_is(db, office):
    rate = PositionRateFactory(employee_rate=Decimal(50), client_rate=Decimal(40))
    position = rate.position
    number = newest(position)
    change(rate, client_rate=Decimal(80))
    answer = restore(office, position, number)
    assert answer.status_code == 422
    assert "Klient płaci mniej" in answer.text
    assert rates_of(db, position)[(rate.rate_kind.name, rate.valid_from)][1] == Decimal("80.0000")
    assert f'action="/positions/edit/{position.id}"' in answer.text
    form = MultiDict(fields_of(answer.text))
    assert office.post(f"/positions/edit/{position.id}", data=form).status_code == 302
    assert rates_of(db, position)[(rate.rate_kind.name, rate.valid_from)][1] == Decimal("40.0000")


def test_archived_group_is_named_and_the_rest_stays_typed(db, office):
    group = PriceGroupFactory(name="Dawna grupa")
    position = PositionFactory(name="Stara", price_source=PriceSource.group, price_group=group)
    number = newest(position)
    change(position, name="Nowa", price_source=PriceSource.client, price_group=None)
    change(group, archived_on=now())
    answer = restore(office, position, number)
    assert answer.status_code == 422
    assert "„Dawna grupa” nie można już wybrać" in answer.text
    assert fields_of(answer.text)["name"] == "Stara"
    assert again(db, position).name == "Nowa"


def test_address_that_is_gone_leaves_its_copy(db, office):
    position = PositionFactory()
    address = AddressFactory(client=position.client, street="Długa 1")
    other = AddressFactory(client=position.client, street="Krótka 2")
    change(position, address=address, workplace=str(address))
    text, number = str(address), newest(position)
    change(position, address=other, workplace=str(other))
    with transaction():
        db.session.delete(address)
    assert restore(office, position, number).status_code == 302
    found = again(db, position)
    assert (found.workplace, found.address_id) == (text, other.id)


def test_archived_position_is_not_restored(db, office):
    position = PositionFactory(name="Stara")
    number = newest(position)
    change(position, name="Nowa", archived_on=now())
    answer = restore(office, position, number)
    assert answer.status_code == 422
    assert again(db, position).name == "Nowa"
    assert "restore-version" not in office.get(f"/positions/history/{position.id}").text
    change(again(db, position), archived_on=None)
    assert restore(office, position, number).status_code == 302


def test_version_somebody_has_just_replaced_is_looked_at_again(db, office):
    position = PositionFactory(name="Pierwsza")
    number = newest(position)
    change(position, name="Druga")
    seen = newest(position)
    change(position, name="Trzecia")
    answer = restore(office, position, number, seen=seen)
    assert answer.location == f"/positions/history/{position.id}"
    assert again(db, position).name == "Trzecia"
    assert restore(office, position, number, seen=newest(position)).status_code == 302
    assert again(db, position).name == "Pierwsza"


def test_only_older_versions_can_be_restored_from_the_history(db, office, login_as):
    rate = PositionRateFactory()
    page = f"/positions/history/{rate.position_id}"
    assert "restore-version" in office.get(page).text  # the position before its rate
    change(rate, client_rate=Decimal(60))
    assert office.get(page).text.count("restore-version") == 2
    compared = f"/positions/compare/{rate.position_id}"
    assert "restore-version" in office.get(compared).text
    reader = login_as(READER)
    assert "restore-version" not in reader.get(page).text
    assert restore(reader, rate.position, newest(rate.position)).status_code == 403


def test_somebody_without_rates_restores_the_rest(db, login_as):
    rate = PositionRateFactory()
    position = rate.position
    group = PriceGroupFactory()
    number = history.moments(position, limit=1)[0].number
    change(position, name="Nowa", price_source=PriceSource.group, price_group=group)
    change(rate, client_rate=Decimal("61.17"))
    answer = restore(login_as(WITHOUT), position, number)
    assert answer.status_code == 302
    found = again(db, position)
    assert (found.name, found.price_source) == ("Pokojówka", PriceSource.group)
    assert rates_of(db, position)[(rate.rate_kind.name, rate.valid_from)][1] == Decimal("61.1700")


def test_versions_of_other_positions_are_not_restored(db, office):
    position, other = PositionFactory(), PositionFactory(name="Cudza")
    assert restore(office, position, newest(other)).status_code == 404
    assert restore(office, position, newest(position)).status_code == 302


def test_without_a_choice_the_last_change_is_undone(db, office):
    position = PositionFactory(name="Pierwsza")
    change(position, name="Druga")
    change(position, name="Trzecia")
    assert office.post(f"/positions/restore-version/{position.id}").status_code == 302
    assert again(db, position).name == "Druga"
