"""The list of remembered layouts, and the page of columns that takes or leaves one."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.schedule.models import HoursImport, HoursLayout
from tests.factories.clients import ClientFactory
from tests.schedule.importing import person, sheet, uploaded
from tests.support.pages import fields_of, rows_of

ADMIN = "Administrator"
OWN = "Koordynator – swoi klienci, bez stawek"
STRANGE = ("Kto", "Kiedy", "Ile", "Rok")
CHOSEN = {"col_0": "person", "col_1": "day", "col_2": "hours"}
LINE = ("Kowalska Anna", date(2026, 10, 5), 8, 2026)


@pytest.fixture
def boss(login_as):
    return login_as(ADMIN)


@pytest.fixture
def file(tmp_path):
    return sheet(tmp_path / "zegar.xlsx", LINE, header=STRANGE)


@pytest.fixture
def page(db, boss, file):
    """Return the address of the columns of a newly uploaded file of the clock."""

    def upload():
        return f"/hours-imports/layout/{uploaded(file, owner_id=boss.account_id).id}"

    person()
    db.session.commit()
    return upload


def layouts(db):
    db.session.expire_all()
    return list(db.session.scalars(sa.select(HoursLayout).order_by(HoursLayout.id)))


def sent_by(html):
    """Return what the form of a page sends; the value of a ticked box is its last."""
    return {name: values[-1] for name, values in fields_of(html).lists()}


def check(browser, url, **values):
    """Send the page of columns as it stands, but for some values."""
    form = sent_by(browser.get(url).text) | values
    answer = browser.post(url, data=form)
    assert answer.status_code == 302, answer.text
    return answer


def layout_of(db, **values):
    known = HoursLayout(
        **{"name": "Zegar", "fingerprint": "1" * 64, "mapping": {"kto": "person"}} | values
    )
    db.session.add(known)
    db.session.commit()
    return known


def test_a_layout_counts_how_often_it_has_served(db, boss, page):
    check(boss, page(), **CHOSEN, name="Zegar na bramie")
    (known,) = layouts(db)
    changed_on = known.changed_on
    assert (known.uses, known.used_at) == (0, None)
    again = page()
    shown = boss.get(again).text
    assert "Odczytano według zapamiętanego układu" in shown
    assert "Zegar na bramie" in shown
    check(boss, again)
    (known,) = layouts(db)
    assert known.uses == 1
    assert known.used_at is not None
    assert known.changed_on == changed_on
    ((*_tick, name, columns, _client, who, uses, _when),) = rows_of(
        boss.get("/hours-layouts/list/").text
    )
    assert (name, columns, uses) == (
        "Zegar na bramie", "kto → Pracownik, kiedy → Dzień, ile → Godziny", "1",
    )  # fmt: skip
    assert who


def test_other_columns_than_remembered_are_no_use(db, boss, page):
    check(boss, page(), **CHOSEN)
    check(boss, page(), col_3="note", is_remembered="")
    assert [known.uses for known in layouts(db)] == [0]


def test_what_is_remembered_can_be_left_and_taken_again(db, boss, page):
    check(boss, page(), **CHOSEN, name="Zegar")
    url = page()
    form = sent_by(boss.get(url).text)
    assert form["col_0"] == "person"
    without = boss.post(url, data=form | {"remembered": "no"}).text
    bare = fields_of(without).to_dict()
    assert bare["col_0"] == ""
    assert bare["is_remembered"] == ""
    assert "nie według zapamiętanego układu" in without
    still = sent_by(boss.post(url, data=bare | {"again": "1"}).text)
    assert (still["known"], still["col_0"]) == ("no", "")
    back = sent_by(boss.post(url, data=still | {"remembered": "yes"}).text)
    assert (back["known"], back["col_0"]) == (form["known"], "person")


def test_another_reading_leaves_the_remembered_one_alone(db, boss, page):
    check(boss, page(), **CHOSEN, name="Zegar")
    url = page()
    form = sent_by(boss.get(url).text)
    bare = sent_by(boss.post(url, data=form | {"remembered": "no"}).text)
    other = {"col_0": "last_name", "col_1": "day", "col_2": "hours"}
    assert boss.post(url, data=bare | other).status_code == 302
    (known,) = layouts(db)
    assert known.mapping == {"kto": "person", "kiedy": "day", "ile": "hours"}
    assert known.uses == 0
    work = db.session.scalars(sa.select(HoursImport).order_by(HoursImport.id.desc())).first()
    assert work.layout["columns"][0][2] == "last_name"


def test_a_clients_layout_is_taken_when_the_client_is_chosen(db, boss, page):
    hotel = ClientFactory(name="Hotel Jantar")
    db.session.commit()
    check(boss, page(), **CHOSEN, client=str(hotel.id))
    url = page()
    form = sent_by(boss.get(url).text)
    assert form["col_0"] == ""
    chosen = form | {"client": str(hotel.id), "again": "1"}
    assert sent_by(boss.post(url, data=chosen).text)["col_0"] == "person"
    own = {"col_0": "last_name", "col_1": "day", "col_2": "hours", "is_remembered": ""}
    assert boss.post(url, data=form | {"client": str(hotel.id)} | own).status_code == 302
    work = db.session.scalars(sa.select(HoursImport).order_by(HoursImport.id.desc())).first()
    assert work.layout["columns"][0][2] == "last_name"


def test_a_forgotten_layout_is_gone_and_its_hours_are_not_touched(db, boss, page):
    check(boss, page(), **CHOSEN, name="Zegar")
    (known,) = layouts(db)
    show = f"/hours-layouts/show/{known.id}"
    assert f"/hours-layouts/action/forget/{known.id}" in boss.get(show).text
    answer = boss.post(
        f"/hours-layouts/action/forget/{known.id}", headers={"Referer": f"http://localhost{show}"}
    )
    assert answer.headers["Location"] == "/hours-layouts/list/"
    assert layouts(db) == []
    assert sent_by(boss.get(page()).text)["col_0"] == ""


def test_a_layout_is_renamed(db, boss):
    known = layout_of(db)
    url = f"/hours-layouts/edit/{known.id}"
    form = sent_by(boss.get(url).text)
    assert boss.post(url, data=form | {"name": "Zegar w kuchni"}).status_code == 302
    assert [one.name for one in layouts(db)] == ["Zegar w kuchni"]


def test_a_coordinator_sees_those_of_everybody_and_of_own_clients(db, login_as):
    mine, foreign = ClientFactory(name="Hotel Bałtyk"), ClientFactory(name="Hotel Jantar")
    coordinator = login_as(OWN)
    mine.guardians.append(db.session.get(Account, coordinator.account_id))
    layout_of(db, name="Wspólny")
    layout_of(db, name="Mój", client_id=mine.id)
    hidden = layout_of(db, name="Obcy", client_id=foreign.id).id
    shown = coordinator.get("/hours-layouts/list/").text
    assert ("Wspólny" in shown, "Mój" in shown, "Obcy" in shown) == (True, True, False)
    assert coordinator.get(f"/hours-layouts/show/{hidden}").status_code == 404
    assert coordinator.post(f"/hours-layouts/action/forget/{hidden}").status_code == 404
    assert len(layouts(db)) == 3


def test_the_list_asks_the_same_whatever_the_number_of_layouts(db, boss, count_sql):
    def asked(first, last):
        for one in range(first, last):
            client = ClientFactory(name=f"Hotel {one}")
            db.session.flush()
            layout_of(db, name=f"Z{one}", client_id=client.id, fingerprint=f"{one:064}")
        boss.get("/hours-layouts/list/")
        with count_sql() as statements:
            assert boss.get("/hours-layouts/list/").status_code == 200
        return len(statements)

    assert asked(0, 2) == asked(2, 30) <= 12


def test_the_list_of_imports_leads_there(boss):
    assert 'href="/hours-layouts/list/"' in boss.get("/hours-imports/list/").text
