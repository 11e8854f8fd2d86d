"""A list too long for a request becomes a file in the background, with its owner's eyes."""

import csv
import io

import openpyxl
import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu

from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR
from app.background.enums import JobState
from app.background.models import Job
from app.background.worker import work_once
from app.clients.models import Client
from app.clients.views import ClientView
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from app.core.views import exporting
from tests.factories.clients import ClientFactory

OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, ze stawkami"
COLUMNS = "_cols_ClientView=name,payment_days"


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(exporting, "MOST_STREAMED", 2)


@pytest.fixture
def clients(db):
    for name, days in (("Łan", 7), ("Lis", 14), ("Ćma", 30), ("=1+1", 14)):
        ClientFactory(name=name, payment_days=days)
    db.session.commit()


@pytest.fixture
def fetch(app, db):
    """Return a function: order an export, run it, return its job and its bytes."""

    def order(browser, url):
        answer = browser.post(url)
        assert answer.status_code == 302, answer.text
        pk = int(answer.location.rsplit("/", 1)[1])
        db.session.rollback()
        work_once(app)
        job = db.session.get(Job, pk, populate_existing=True)
        return job, browser.get(f"/jobs/file/{pk}")

    return order


def rows(answer):
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def test_a_short_list_is_streamed_and_a_long_one_offered_as_work(login_as, clients, db):
    admin = login_as(ADMINISTRATOR)
    answer = admin.get("/clients/export/csv?_flt_0_payment_days=14")
    assert answer.mimetype == "text/csv"
    page = admin.get(f"/clients/export/csv?{COLUMNS}")
    assert page.mimetype == "text/html"
    assert 'method="post"' in page.text
    assert "/clients/export/csv?" in page.text
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 0


def test_the_file_is_the_one_that_would_have_been_streamed(login_as, clients, fetch, monkeypatch):
    admin = login_as(ADMINISTRATOR)
    url = f"/clients/export/csv?{COLUMNS}&_oc_ClientView=name&_od_ClientView=desc"
    job, answer = fetch(admin, url)
    assert (job.state, job.done, job.total) == (JobState.done, 4, 4)
    assert "Klienci (CSV)" in job.title
    assert answer.mimetype == "text/csv"
    monkeypatch.setattr(exporting, "MOST_STREAMED", 100)
    assert answer.data == admin.get(url).data
    assert [row[0] for row in rows(answer)] == ["Łan", "Lis", "Ćma", "'=1+1"]


def test_filters_of_the_screen_hold_in_the_background(login_as, clients, fetch):
    _job, answer = fetch(login_as(ADMINISTRATOR), f"/clients/export/csv?{COLUMNS}&q=l")
    assert sorted(row[0] for row in rows(answer)) == ["Lis", "Łan"]


def test_a_spreadsheet_is_written_too(login_as, clients, fetch):
    _job, answer = fetch(login_as(ADMINISTRATOR), f"/clients/export/xlsx?{COLUMNS}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet.max_row == 5
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}


def test_a_coordinators_file_holds_their_clients_only(login_as, clients, db, fetch):
    own, everyone = login_as(OWN), login_as(ALL)
    account = db.session.get(Account, own.account_id)
    for name in ("Lis", "Łan", "Ćma"):
        found = db.session.scalars(sa.select(Client).where(Client.name == name)).one()
        found.guardians.append(account)
    db.session.commit()
    _job, answer = fetch(own, f"/clients/export/csv?{COLUMNS}")
    assert sorted(row[0] for row in rows(answer)) == ["Lis", "Ćma", "Łan"]
    _job, answer = fetch(everyone, f"/clients/export/csv?{COLUMNS}")
    assert len(rows(answer)) == 4


def test_a_scope_that_became_smaller_holds(app, login_as, clients, db):
    own = login_as(OWN)
    account = db.session.get(Account, own.account_id)
    for found in db.session.scalars(sa.select(Client)):
        found.guardians.append(account)
    db.session.commit()
    pk = int(own.post(f"/clients/export/csv?{COLUMNS}").location.rsplit("/", 1)[1])
    with transaction():
        lost = db.session.scalars(sa.select(Client).where(Client.name == "Lis")).one()
        lost.guardians.clear()
    db.session.rollback()
    work_once(app)
    names = {row[0] for row in rows(own.get(f"/jobs/file/{pk}"))}
    assert names == {"Łan", "Ćma", "'=1+1"}


def _take_away(db, verb, entity):
    link = PermissionView.__table__
    pv = (
        sa.select(link.c.id)
        .join(Permission, Permission.id == link.c.permission_id)
        .join(ViewMenu, ViewMenu.id == link.c.view_menu_id)
        .where(Permission.name == f"can_{verb}", ViewMenu.name == entity)
    )
    table = db.metadata.tables["ab_permission_view_role"]
    db.session.execute(sa.delete(table).where(table.c.permission_view_id.in_(pv)))
    db.session.commit()


def test_a_permission_that_was_taken_away_meanwhile_refuses_the_file(app, login_as, clients, db):
    browser = login_as(ALL)
    pk = int(browser.post(f"/clients/export/csv?{COLUMNS}").location.rsplit("/", 1)[1])
    _take_away(db, "export", "Clients")
    work_once(app)
    job = db.session.get(Job, pk, populate_existing=True)
    assert (job.state, job.file_key) == (JobState.failed, "")
    assert job.error
    assert browser.post(f"/clients/export/csv?{COLUMNS}").status_code == 403


def test_a_filter_that_may_not_be_used_any_more_refuses_the_file(
    app, login_as, clients, db, monkeypatch
):
    browser = login_as("Koordynator – wszyscy klienci, bez stawek")
    answer = browser.post(f"/clients/export/csv?{COLUMNS}&_flt_1_payment_days=7")
    pk = int(answer.location.rsplit("/", 1)[1])
    monkeypatch.setattr(ClientView, "restricted", {"payment_days": "Rates"})
    db.session.rollback()
    work_once(app)
    assert db.session.get(Job, pk, populate_existing=True).state is JobState.failed


def test_a_restricted_column_is_left_out_in_the_background(login_as, clients, fetch, monkeypatch):
    monkeypatch.setattr(ClientView, "restricted", {"payment_days": "Rates"})
    _job, answer = fetch(
        login_as("Koordynator – wszyscy klienci, bez stawek"), f"/clients/export/csv?{COLUMNS}"
    )
    assert {len(row) for row in rows(answer)} == {1}
    _job, answer = fetch(login_as(ALL), f"/clients/export/csv?{COLUMNS}")
    assert {len(row) for row in rows(answer)} == {2}


def test_an_export_is_recorded_with_who_asked_and_what_for(login_as, clients, db, fetch):
    admin = login_as(ADMINISTRATOR)
    fetch(admin, f"/clients/export/csv?{COLUMNS}&q=l")
    db.session.rollback()
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert entry.actor_id == admin.account_id
    assert "'q', 'l'" in str(entry.after)


def test_a_double_click_orders_one_file(login_as, clients, db):
    admin = login_as(ADMINISTRATOR)
    places = {admin.post(f"/clients/export/csv?{COLUMNS}").location for _ in range(2)}
    assert len(places) == 1
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 1


def test_who_may_see_no_jobs_gets_the_stream(login_as, clients, db):
    browser = login_as(ALL)
    _take_away(db, "read", "Jobs")
    answer = browser.get(f"/clients/export/csv?{COLUMNS}")
    assert answer.mimetype == "text/csv"
    assert len(rows(answer)) == 4
    assert browser.post(f"/clients/export/csv?{COLUMNS}").status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "..", "csv%00"])
def test_unknown_kind_of_file_is_not_ordered(login_as, db, kind):
    assert login_as(ADMINISTRATOR).post(f"/clients/export/{kind}").status_code == 404


def test_counting_stops_at_the_bound(app, login_as, clients, db, count_sql):
    admin = login_as(ADMINISTRATOR)
    with count_sql() as statements:
        admin.get(f"/clients/export/csv?{COLUMNS}")
    assert [text for text in statements if "count(" in text.lower() and "LIMIT" in text]
