"""A position and all its rates, entered on one page and saved once."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ADMINISTRATOR
from app.core.clock import now, today
from app.core.db import transaction
from app.core.permissions import DELETE
from app.positions.models import Position, PositionRate, RateKind
from app.positions.services import seed_rate_kinds
from app.positions.views import position as position_views
from tests.factories.clients import ClientFactory
from tests.factories.positions import PositionFactory, PositionRateFactory, RateKindFactory
from tests.support.pages import fields_of

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
PARTS = ("rate_kind", "rate_was", "employee_rate", "client_rate", "valid_from")


@pytest.fixture
def office(login_as):
    return login_as(ADMINISTRATOR)


class Form:
    """The form of a page as it stands, with its rows of rates."""

    def __init__(self, browser, url):
        self.browser, self.url = browser, url
        self.open(browser.get(url))

    def open(self, answer):
        assert answer.status_code in (200, 409, 422)
        self.text = answer.text
        self.fields = MultiDict(fields_of(answer.text))
        columns = [self.fields.poplist(part) for part in PARTS]
        self.rows = [dict(zip(PARTS, row, strict=True)) for row in zip(*columns, strict=True)]

    def row(self, kind, number=0):
        return [row for row in self.rows if row["rate_kind"] == str(kind.id)][number]

    def type(self, kind, employee, client, day="2026-10-01", number=0):
        row = self.row(kind, number)
        row.update(employee_rate=employee, client_rate=client, valid_from=day)
        return row

    def send(self, **values):
        data = MultiDict(self.fields)
        for name, value in values.items():
            data[name] = value
        for row in self.rows:
            for name, value in row.items():
                data.add(name, value)
        return self.browser.post(self.url, data=data)


def rates_in(db):
    db.session.rollback()
    query = sa.select(PositionRate).order_by(PositionRate.rate_kind_id, PositionRate.valid_from)
    return [
        (one.rate_kind.name, one.valid_from, one.employee_rate, one.client_rate)
        for one in db.session.scalars(query)
    ]


@pytest.fixture
def kinds(db):
    seed_rate_kinds()
    db.session.commit()
    found = db.session.scalars(sa.select(RateKind).order_by(RateKind.place)).all()
    return {kind.name: kind for kind in found}


def test_new_position_is_saved_with_all_its_rates_at_once(db, office, kinds):
    client = ClientFactory(name="Hotel Bałtyk")
    form = Form(office, f"/positions/add?_rel_client={client.id}")
    assert [row["rate_kind"] for row in form.rows] == [str(kind.id) for kind in kinds.values()]
    assert form.rows[0]["valid_from"] == today().replace(day=1).isoformat()
    form.type(kinds["dzienna"], "33,40", "47,90")
    form.type(kinds["nocna"], "39,41", "57,48", "01.11.2026")
    form.type(kinds["nadgodziny 50 %"], "", "71,85")
    answer = form.send(name="Pokojówka")
    position = db.session.scalars(sa.select(Position)).one()
    assert answer.location == f"/positions/show/{position.id}"
    assert rates_in(db) == [
        ("dzienna", date(2026, 10, 1), Decimal("33.4000"), Decimal("47.9000")),
        ("nocna", date(2026, 11, 1), Decimal("39.4100"), Decimal("57.4800")),
        ("nadgodziny 50 %", date(2026, 10, 1), None, Decimal("71.8500")),
    ]
    assert {one.client_id for one in db.session.scalars(sa.select(PositionRate))} == {client.id}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("dużo", "47,90", "2026-10-01"), "Podaj liczbę"),
        (("-1", "47,90", "2026-10-01"), "Stawka nie może być ujemna"),
        (("33,40001", "47,90", "2026-10-01"), "miejsc po przecinku"),
        (("33,40", "100000,01", "2026-10-01"), "nie może przekraczać"),
        (("33,40", "47,90", "0026-10-01"), "Sprawdź rok"),
        (("33,40", "47,90", ""), "wymagane"),
        (("33,40", "47,90", "2026-13-01"), "Podaj dzień"),
        (("33,40", "47,90\x00", "2026-10-01"), "Podaj liczbę"),
    ],
)
def test_refused_rates_keep_what_was_typed(db, office, kinds, typed, message):
    form = Form(office, f"/positions/add?_rel_client={ClientFactory().id}")
    form.type(kinds["dzienna"], *typed)
    form.type(kinds["nocna"], "39,41", "57,48")
    answer = form.send(name="Pokojówka", qualifications="Sanepid")
    assert answer.status_code == 422
    assert message in answer.text
    assert rates_in(db) == []
    form.open(answer)
    assert form.fields["qualifications"] == "Sanepid"
    row = form.row(kinds["dzienna"])
    assert (row["employee_rate"], row["client_rate"]) == typed[:2]
    form.type(kinds["dzienna"], "33,40", "47,90")
    assert form.send().status_code == 302
    assert len(rates_in(db)) == 2


def test_unusual_rates_are_asked_about_once(db, office, kinds):
    form = Form(office, f"/positions/add?_rel_client={ClientFactory().id}")
    form.type(kinds["dzienna"], "50", "40")
    form.type(kinds["nocna"], "39,41", "1000")
    answer = form.send(name="Pokojówka")
    assert answer.status_code == 422
    assert "dzienna: Klient płaci mniej" in answer.text
    assert "nocna: Ponad 500,00" in answer.text.replace("Więcej niż", "Ponad")
    form.open(answer)
    assert form.send().status_code == 302
    assert len(rates_in(db)) == 2


def test_untouched_rows_change_nothing(db, office, kinds):
    rate = PositionRateFactory(rate_kind=kinds["dzienna"], employee_rate=Decimal("33.4001"))
    form = Form(office, f"/positions/edit/{rate.position_id}")
    assert form.row(kinds["dzienna"])["employee_rate"] == "33,4001"
    with transaction():
        rate.client_rate = Decimal(60)
    assert form.send(name="Inna").status_code == 302
    assert rates_in(db)[0][3] == Decimal("60.0000")
    assert db.session.scalars(sa.select(Position)).one().name == "Inna"


def test_value_is_corrected_and_another_day_is_a_new_rate(db, office, kinds):
    rate = PositionRateFactory(rate_kind=kinds["dzienna"])
    url = f"/positions/edit/{rate.position_id}"
    form = Form(office, url)
    form.type(kinds["dzienna"], "34", "47,90")
    assert form.send().status_code == 302
    form = Form(office, url)
    form.type(kinds["dzienna"], "35", "52", "2026-11-01")
    assert form.send().status_code == 302
    assert rates_in(db) == [
        ("dzienna", date(2026, 10, 1), Decimal("34.0000"), Decimal("47.9000")),
        ("dzienna", date(2026, 11, 1), Decimal("35.0000"), Decimal("52.0000")),
    ]


def test_rates_that_no_longer_hold_are_not_in_the_form(db, office, kinds):
    rate = PositionRateFactory(rate_kind=kinds["dzienna"], valid_from=date(2020, 1, 1))
    own = {"position": rate.position, "rate_kind": rate.rate_kind}
    PositionRateFactory(**own, valid_from=date(2021, 1, 1))
    PositionRateFactory(**own, valid_from=date(2090, 1, 1))
    form = Form(office, f"/positions/edit/{rate.position_id}")
    days = [row["valid_from"] for row in form.rows if row["rate_was"]]
    assert days == ["2021-01-01", "2090-01-01"]
    form.type(kinds["dzienna"], "35", "52", "2020-01-01")
    answer = form.send()
    assert answer.status_code == 422
    assert len(rates_in(db)) == 3


def test_two_new_rates_of_a_kind_from_one_day_are_refused(db, office, kinds):
    form = Form(office, f"/positions/edit/{PositionFactory().id}")
    row = form.type(kinds["dzienna"], "35", "52")
    form.rows.append(dict(row))
    assert form.send().status_code == 422
    form.rows[-1]["valid_from"] = "2026-11-01"
    assert form.send().status_code == 302
    assert len(rates_in(db)) == 2


def test_rate_changed_by_somebody_else_meanwhile_is_not_overwritten(db, office, kinds):
    rate = PositionRateFactory(rate_kind=kinds["dzienna"])
    form = Form(office, f"/positions/edit/{rate.position_id}")
    with transaction():
        rate.client_rate = Decimal(60)
    form.type(kinds["dzienna"], "34", "47,90")
    answer = form.send()
    assert answer.status_code == 422
    assert "33,40 / 60,00" in answer.text
    assert rates_in(db)[0][2:] == (Decimal("33.4000"), Decimal("60.0000"))
    with transaction():
        db.session.delete(db.session.get_one(PositionRate, rate.id))
    assert form.send().status_code == 422
    assert rates_in(db) == []


def test_emptied_row_removes_its_rate_for_those_who_may(db, office, kinds, monkeypatch):
    rate = PositionRateFactory(rate_kind=kinds["dzienna"])
    url = f"/positions/edit/{rate.position_id}"
    real = position_views.can
    for may_delete, status, left in ((False, 422, 1), (True, 302, 0)):
        monkeypatch.setattr(
            position_views,
            "can",
            lambda verb, name, may=may_delete: real(verb, name) and (may or verb != DELETE),
        )
        form = Form(office, url)
        form.type(kinds["dzienna"], "", "")
        assert form.send().status_code == status
        assert len(rates_in(db)) == left


def test_rates_are_in_no_form_of_those_without_them(db, login_as, kinds):
    rate = PositionRateFactory(rate_kind=kinds["dzienna"])
    url = f"/positions/edit/{rate.position_id}"
    without = login_as(WITHOUT)
    assert "rate_was" not in without.get(url).text
    form = Form(login_as(WITH), url)
    form.type(kinds["dzienna"], "1", "2")
    form.browser = without
    assert form.send(name="Zmieniona").status_code == 302
    assert rates_in(db)[0][2:] == (Decimal("33.4000"), Decimal("47.9000"))
    assert db.session.scalars(sa.select(Position)).one().name == "Zmieniona"


@pytest.mark.parametrize("kind", ["0", "999999", "x", "-1", "²", ""])
def test_unknown_kind_of_rate_is_refused(db, office, kinds, kind):
    form = Form(office, f"/positions/edit/{PositionFactory().id}")
    form.type(kinds["dzienna"], "35", "52")["rate_kind"] = kind
    assert form.send().status_code == 422
    assert rates_in(db) == []


def test_archived_kind_stays_in_the_form_of_positions_that_have_it(db, office, kinds):
    rate = PositionRateFactory(rate_kind=RateKindFactory(name="dawna", archived_on=now()))
    assert "dawna" in Form(office, f"/positions/edit/{rate.position_id}").text
    assert "dawna" not in Form(office, "/positions/add").text


def test_margin_of_a_row_is_counted_by_the_server(office):
    url = "/position-rates/margin?row=1"
    text = " ".join(office.get(f"{url}&employee_rate=33,40&client_rate=47,90").text.split())
    assert "14,50" in text
    assert "30,27 %" in text
    assert "is-loss" in office.get(f"{url}&employee_rate=50&client_rate=40").text
    assert "output" not in office.get(f"{url}&employee_rate=x&client_rate=40").text


def test_rates_are_saved_when_somebody_else_has_saved_the_position_meanwhile(db, office, kinds):
    position = PositionFactory()
    form = Form(office, f"/positions/edit/{position.id}")
    form.fields["_revision"] = "0"
    form.type(kinds["dzienna"], "33,40", "47,90")
    assert form.send().status_code == 302
    assert len(rates_in(db)) == 1


def test_rates_go_through_the_choice_between_two_versions(db, office, kinds):
    position = PositionFactory(qualifications="Sanepid")
    url = f"/positions/edit/{position.id}"
    form = Form(office, url)
    with transaction():
        position.qualifications = "Angielski"
    form.type(kinds["dzienna"], "33,40", "47,90")
    answer = form.send(qualifications="Niemiecki")
    assert answer.status_code == 409
    assert rates_in(db) == []
    chosen = MultiDict(fields_of(answer.text))
    assert office.post(url, data=chosen).status_code == 302
    assert len(rates_in(db)) == 1
    assert db.session.scalars(sa.select(Position)).one().qualifications == "Niemiecki"
