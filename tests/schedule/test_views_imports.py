"""The pages of the import of hours."""

from datetime import date, time
from io import BytesIO

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.background import worker
from app.core.db import transaction
from app.schedule.enums import ImportState
from app.schedule.models import HoursImport, HoursImportRow
from app.schedule.services import deciding
from tests.factories.clients import ClientFactory
from tests.factories.positions import RateKindFactory
from tests.schedule.importing import checked, entries, imported, person, sheet
from tests.support.pages import fields_of

ADMIN = "Administrator"
OWN = "Koordynator – swoi klienci, bez stawek"
MONDAY = date(2026, 10, 5)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "godziny.xlsx"


@pytest.fixture
def boss(login_as):
    return login_as(ADMIN)


def row(day=MONDAY, *, number="U/Kowalska", end=time(14)):
    return number, "", day, time(6), end, None, ""


def upload(browser, path):
    sent = {"file": (BytesIO(path.read_bytes()), path.name)}
    answer = browser.post("/hours-imports/add", data=sent)
    return answer, answer.headers.get("Location", "")


def work_of(db):
    db.session.expire_all()
    return db.session.scalars(sa.select(HoursImport).order_by(HoursImport.id.desc())).first()


def run_jobs(app, db):
    db.session.remove()
    worker.work_once(app)


def columns(browser, url):
    """Return the form of the columns as the page shows it."""
    return fields_of(browser.get(url).text).to_dict()


def test_the_whole_way(app, db, boss, file):
    person()
    RateKindFactory()
    answer, layout = upload(boss, sheet(file, row(), row(number="U/Nikt")))
    assert answer.status_code == 302
    assert "U/Kowalska" in boss.get(layout).text
    checking = boss.post(layout, data=columns(boss, layout))
    show = checking.headers["Location"]
    assert "import-progress" in boss.get(show).text
    run_jobs(app, db)
    page = boss.get(show).text
    assert "U/Nikt" in page
    assert entries() == []
    pk = work_of(db).id
    boss.post(f"/hours-imports/action/load/{pk}")
    run_jobs(app, db)
    assert [entry.day for entry in entries()] == [MONDAY]
    assert work_of(db).owner_id == entries()[0].reported_by_id == boss.account_id
    refused = boss.get(f"/hours-imports/refused/{pk}")
    assert refused.headers["Content-Disposition"].startswith("attachment")
    assert refused.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert refused.data[:2] == b"PK"
    boss.post(f"/hours-imports/action/revert/{pk}")
    run_jobs(app, db)
    assert entries() == []
    assert work_of(db).state is ImportState.reverted


def test_another_kind_of_file_is_refused_in_words(db, boss, tmp_path):
    path = tmp_path / "godziny.pdf"
    path.write_bytes(b"%PDF-1.4")
    answer, _location = upload(boss, path)
    assert answer.status_code == 422
    assert "XLSX" in answer.text
    assert work_of(db) is None


def test_what_columns_hold_can_be_said_and_seen_before_it_is_kept(db, boss, file):
    person()
    lines = ("Kowalska Anna", MONDAY, 8)
    _answer, layout = upload(boss, sheet(file, lines, header=("Kto", "Kiedy", "Ile")))
    form = columns(boss, layout) | {"col_0": "person", "col_1": "day", "col_2": "hours"}
    seen = boss.post(layout, data=form | {"again": "1"})
    assert seen.status_code == 200
    assert "Kowalska Anna" in seen.text
    assert "8:00" in seen.text
    assert work_of(db).state is ImportState.uploaded
    missing = boss.post(layout, data=form | {"col_2": ""})
    assert missing.status_code == 422
    assert work_of(db).state is ImportState.uploaded


def test_a_coordinator_sees_own_imports_only(db, boss, login_as, file):
    person()
    work = checked(sheet(file, row()), owner_id=boss.account_id)
    coordinator = login_as(OWN)
    assert boss.get(f"/hours-imports/show/{work.id}").status_code == 200
    for page in ("show", "layout", "progress", "refused"):
        assert coordinator.get(f"/hours-imports/{page}/{work.id}").status_code == 404
    assert "godziny.xlsx" not in coordinator.get("/hours-imports/list/").text
    assert "godziny.xlsx" in boss.get("/hours-imports/list/").text


def test_a_colleagues_file_is_read_only_by_those_who_may_see_personal_numbers(
    db, boss, login_as, file
):
    url = upload(boss, sheet(file, row()))[1]
    colleague = login_as("Koordynator – wszyscy klienci, bez stawek")
    shown = colleague.get(url.replace("layout", "show"))
    assert (shown.status_code, url in shown.text) == (200, False)
    assert colleague.get(url).status_code == 404
    assert colleague.post(url, data={}).status_code == 404
    assert login_as("Koordynator – wszyscy klienci, ze stawkami").get(url).status_code == 200


def test_a_coordinator_imports_for_own_clients_only(app, db, login_as, file):
    coordinator = login_as(OWN)
    mine = person()
    person("Nowak", client="Hotel Jantar")
    mine.client.guardians.append(db.session.get(Account, coordinator.account_id))
    db.session.commit()
    _answer, layout = upload(coordinator, sheet(file, row(), row(number="U/Nowak")))
    show = coordinator.post(layout, data=columns(coordinator, layout)).headers["Location"]
    run_jobs(app, db)
    page = coordinator.get(show).text
    assert "U/Nowak" in page
    assert "Jantar" not in page
    assert (work_of(db).fresh, work_of(db).refused) == (1, 1)


def test_a_colleague_s_check_finds_no_more_than_the_owner_may_read(app, db, boss, login_as, file):
    coordinator = login_as(OWN)
    mine = person()
    for number, client in (("U/A", "Hotel Jantar"), ("U/B", "Hotel Perła")):
        person("Nowak", number=number, client=client)
    mine.client.guardians.append(db.session.get(Account, coordinator.account_id))
    db.session.commit()
    named = ("", "Nowak Anna", MONDAY, time(6), time(14), None, "")
    lines = (row(), row(number="U/A"), named)
    _answer, layout = upload(coordinator, sheet(file, *lines))
    show = coordinator.post(layout, data=columns(coordinator, layout)).headers["Location"]
    run_jobs(app, db)
    assert (work_of(db).fresh, work_of(db).refused) == (1, 2)
    orders = (
        lambda: boss.post(f"/hours-imports/action/check/{work_of(db).id}"),
        lambda: boss.post(layout, data=columns(boss, layout)),
    )
    for order in orders:
        order()
        assert work_of(db).state is ImportState.checking
        run_jobs(app, db)
        assert (work_of(db).fresh, work_of(db).refused) == (1, 2)
        assert "Jantar" not in coordinator.get(show).text


def test_work_that_nobody_does_any_more_can_be_gone_on_with(db, boss, file):
    person()
    work = checked(sheet(file, row()), owner_id=boss.account_id)
    work.state = ImportState.importing
    db.session.commit()
    page = boss.get(f"/hours-imports/show/{work.id}").text
    assert f"/hours-imports/action/load/{work.id}" in page
    assert "import-progress" not in page


def test_a_touched_import_is_taken_back_in_part_only(app, db, boss, file):
    person()
    RateKindFactory()
    work = imported(sheet(file, row(), row(date(2026, 10, 6))), owner_id=boss.account_id)
    with transaction():
        deciding.accept(entries()[:1])
    show = f"/hours-imports/show/{work.id}"
    assert f"/action/revert/{work.id}" not in boss.get(show).text
    boss.post(f"/hours-imports/action/revert/{work.id}")
    assert work_of(db).state is ImportState.imported
    boss.post(f"/hours-imports/action/revert_untouched/{work.id}")
    run_jobs(app, db)
    assert [entry.day for entry in entries()] == [MONDAY]


def test_refused_rows_are_shown_a_page_at_a_time(db, boss, file):
    lines = [row(date(2026, 1 + one // 28, 1 + one % 28), number=f"U/{one}") for one in range(130)]
    work = checked(sheet(file, *lines), owner_id=boss.account_id)
    assert work.refused == 130
    first = boss.get(f"/hours-imports/show/{work.id}").text
    assert "U/99." in first
    assert "U/100." not in first
    last = db.session.scalars(
        sa.select(HoursImportRow.id).where(HoursImportRow.reason.like("%U/99.%"))
    ).one()
    assert "U/100." in boss.get(f"/hours-imports/show/{work.id}?after={last}").text


def test_pages_ask_the_same_whatever_the_number_of_rows(db, boss, tmp_path, count_sql):
    ClientFactory()
    for one in range(1, 25):
        person(f"P{one}", number=f"U/{one}")

    def asked(count):
        lines = [row(number=f"U/{one}") for one in range(1, count + 1)]
        path = sheet(tmp_path / f"{count}.xlsx", *lines, *lines)
        imported(path, owner_id=boss.account_id)
        longer = [row(number=f"U/{one}", end=time(15)) for one in range(1, count + 1)]
        changed = checked(sheet(path, *longer, *longer), owner_id=boss.account_id)
        boss.get(f"/hours-imports/show/{changed.id}")
        with count_sql() as statements:
            assert boss.get(f"/hours-imports/show/{changed.id}").status_code == 200
            assert boss.get("/hours-imports/list/").status_code == 200
        return len(statements)

    assert asked(2) == asked(24)
