"""The jobs page: one's own work, its progress, its file, and word of its end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.background import files
from app.background.enums import JobState
from app.background.models import BackgroundProcess, Job
from app.background.services import running
from app.core.audit.models import AuditEntry
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from tests.support.pages import rows_of

OWN = "Koordynator – swoi klienci, bez stawek"
POLISH = "Umowa „Żółć” 100%.csv"


@pytest.fixture
def owner(login_as):
    return login_as(OWN)


@pytest.fixture
def done(owner, order, work):
    """A finished job of the owner, with a file."""
    pk = order("test.file", {"text": "a;b", "name": POLISH}, owner_id=owner.account_id)
    assert work(pk).state is JobState.done
    return pk


# -- whose work -------------------------------------------------------------------------------


def test_everyone_sees_their_own_work_and_an_administrator_everybodys(login_as, owner, order):
    admin = login_as(ADMINISTRATOR)
    mine = order("test.file", owner_id=owner.account_id)
    order("test.once", {"number": 1}, owner_id=admin.account_id)
    order("test.steps", {"number": 2})
    seen = owner.get("/jobs/list/").text
    assert ">File<" in seen
    assert ">Once<" not in seen
    assert ">Steps<" not in seen
    everything = admin.get("/jobs/list/").text
    assert all(f">{name}<" in everything for name in ("File", "Once", "Steps"))
    assert owner.get(f"/jobs/show/{mine}").status_code == 200


@pytest.mark.parametrize("page", ["show", "progress", "file"])
def test_work_of_somebody_else_does_not_exist(login_as, done, page):
    stranger, admin = login_as(ACCOUNTING), login_as(ADMINISTRATOR)
    assert stranger.get(f"/jobs/{page}/{done}").status_code == 404
    assert admin.get(f"/jobs/{page}/{done}").status_code == 200


@pytest.mark.parametrize("name", ["cancel", "retry"])
def test_nobody_acts_on_the_work_of_somebody_else(login_as, owner, db, order, name):
    pk = order("test.file", owner_id=owner.account_id)
    stranger = login_as(ACCOUNTING)
    assert stranger.post(f"/jobs/action/{name}/{pk}").status_code == 404
    answer = stranger.post("/jobs/action_post", data={"action": name, "rowid": [str(pk)]})
    assert answer.status_code == 404
    assert db.session.get(Job, pk).state is JobState.waiting


def test_a_portal_account_has_no_such_page(login_as):
    assert login_as(PORTAL).get("/jobs/list/").status_code == 403


# -- the file ---------------------------------------------------------------------------------


def test_a_file_is_saved_under_its_name_and_never_opened_as_a_page(owner, done, db):
    answer = owner.get(f"/jobs/file/{done}")
    assert answer.data.decode() == "a;b"
    head = answer.headers
    assert head["Content-Disposition"].startswith('attachment; filename="Umowa Zoc 100%.csv";')
    assert (
        "filename*=UTF-8''Umowa%20%E2%80%9E%C5%BB%C3%B3%C5%82%C4%87" in head["Content-Disposition"]
    )
    assert head["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in head["Content-Security-Policy"]
    assert head["Cache-Control"] == "no-store"
    db.session.rollback()
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "downloaded")).one()
    assert (entry.actor_id, entry.record_id) == (owner.account_id, str(done))


@pytest.mark.parametrize("key", ["../secret_key", "/etc/hostname", "..", ".", "", "a/../b", "x"])
def test_only_files_of_the_folder_are_sent(owner, done, db, key):
    assert owner.get(f"/jobs/file/{done}").status_code == 200
    with transaction():
        db.session.execute(sa.update(Job).values(file_key=key))
    assert owner.get(f"/jobs/file/{done}").status_code == 404


def test_a_link_in_the_folder_is_not_followed(folder, owner, done, db):
    key = db.session.get(Job, done).file_key
    (folder / "real").write_text("secret")
    (folder / key).unlink()
    (folder / key).symlink_to(folder / "real")
    assert owner.get(f"/jobs/file/{done}").status_code == 404
    assert files.find("real")


def test_a_file_that_was_tidied_away_is_not_found(folder, owner, done):
    for path in folder.iterdir():
        path.unlink()
    assert owner.get(f"/jobs/file/{done}").status_code == 404
    assert owner.get(f"/jobs/show/{done}").status_code == 200


# -- watching ---------------------------------------------------------------------------------


def test_the_profile_asks_again_until_the_work_is_finished(owner, order, work, db):
    pk = order("test.file", owner_id=owner.account_id)
    claim = running.take(pk, "a")
    running.note(claim, done=1, total=4, message="trwa")
    page = owner.get(f"/jobs/progress/{pk}")
    assert "every 2s" in page.text
    assert "25%" in page.text
    assert "trwa" in page.text
    assert "HX-Refresh" not in page.headers
    running.fail(claim, "Nie udało się.")
    page = owner.get(f"/jobs/progress/{pk}")
    assert "hx-trigger" not in page.text
    assert page.headers["HX-Refresh"] == "true"
    assert "Nie udało się." in owner.get(f"/jobs/show/{pk}").text


def test_work_is_cancelled_and_ordered_again(owner, order, db, waiting):
    pk = order("test.file", owner_id=owner.account_id)
    show = owner.get(f"/jobs/show/{pk}").text
    assert f"/jobs/action/cancel/{pk}" in show
    assert f"/jobs/action/retry/{pk}" not in show
    assert owner.post(f"/jobs/action/cancel/{pk}").status_code == 302
    show = owner.get(f"/jobs/show/{pk}").text
    assert f"/jobs/action/cancel/{pk}" not in show
    assert f"/jobs/action/retry/{pk}" in show
    before = waiting()
    assert owner.post(f"/jobs/action/retry/{pk}").status_code == 302
    assert waiting() == before + 1
    assert db.session.get(Job, pk, populate_existing=True).state is JobState.waiting


def test_what_is_finished_is_not_cancelled(owner, done, db):
    owner.post(f"/jobs/action/cancel/{done}")
    assert db.session.get(Job, done, populate_existing=True).state is JobState.done


def test_the_list_shows_kind_owner_state_progress_and_duration(owner, order, db):
    pk = order("test.file", owner_id=owner.account_id, subject="Klienci (CSV)")
    running.note(running.take(pk, "a"), done=1, total=2, message="")
    row = db.session.get(Job, pk)
    cells = rows_of(owner.get("/jobs/list/").text)[0]
    assert "File: Klienci (CSV)" in cells
    assert row.owner.name in cells
    assert "50%" in cells


def test_a_finished_job_says_that_it_took_so_long(owner, done):
    page = owner.get(f"/jobs/show/{done}").text
    assert "trwało poniżej 1 s" in " ".join(page.split())
    assert "0:00" not in page


# -- news -------------------------------------------------------------------------------------


def flagged(page):
    return 'hx-get="/jobs/news"' in page.text


def test_pages_ask_for_news_only_while_work_is_under_way(owner, order, work):
    assert not flagged(owner.get("/profile/"))
    pk = order("test.call", owner_id=owner.account_id)

    def refuse(*_):
        raise DomainError("Nie.")

    work(pk, refuse)
    owner.post(f"/jobs/action/retry/{pk}")
    assert flagged(owner.get("/profile/"))
    assert "/jobs/show/" not in owner.get("/jobs/news").text
    work(pk, refuse)
    news = owner.get("/jobs/news").text
    assert f"/jobs/show/{pk}" in news
    assert 'role="alert"' in news
    assert f"/jobs/show/{pk}" not in owner.get("/jobs/news").text
    assert not flagged(owner.get("/profile/"))


def test_news_are_of_ones_own_work(login_as, owner, done):
    assert f"/jobs/file/{done}" not in login_as(ADMINISTRATOR).get("/jobs/news").text
    assert f"/jobs/file/{done}" in owner.get("/jobs/news").text


# -- processes --------------------------------------------------------------------------------


def test_an_administrator_sees_which_processes_live(login_as, owner, db):
    with transaction():
        for name, seconds in (("a:1", 3), ("b:2", 300)):
            seen = now() - timedelta(seconds=seconds)
            db.session.add(BackgroundProcess(kind="worker", name=name, seen_at=seen))
    rows = rows_of(login_as(ADMINISTRATOR).get("/processes/list/").text)
    alive = {cells[0]: cells[2] for cells in rows}
    assert alive == {"a:1": "Tak", "b:2": "Nie"}
    assert owner.get("/processes/list/").status_code == 403
