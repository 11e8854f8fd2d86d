"""A job runs as its owner, keeps nobody waiting, and ends in exactly one way."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.roles import ADMINISTRATOR
from app.background.enums import JobState
from app.background.models import Job
from app.background.worker import work_once
from app.clients.models import Client
from app.core.access import can
from app.core.audit.models import AuditEntry
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.models import Setting
from app.extensions import db as database
from tests.background import kinds
from tests.background.clock import later
from tests.factories.clients import ClientFactory
from tests.support.people import make_account

OWN = "Koordynator – swoi klienci, bez stawek"


def test_a_job_leaves_a_sentence_and_a_file(order, work, folder):
    job = work(order("test.file", {"text": "Żółć"}))
    assert (job.state, job.message, job.attempts) == (JobState.done, "Gotowe", 1)
    assert job.finished_at >= job.started_at
    assert (folder / job.file_key).read_text() == "Żółć"
    assert (folder / job.file_key).stat().st_mode & 0o777 == 0o600


def test_a_refusal_fails_the_job_with_its_words(order, work):
    def refuse(*_):
        raise DomainError("Nie tym razem.")

    job = work(order(), refuse)
    assert (job.state, job.error, job.attempts) == (JobState.failed, "Nie tym razem.", 1)


def test_a_bug_fails_the_job_and_is_logged_under_its_number(order, work, caplog):
    def stumble(*_):
        raise KeyError("kanarek")

    job = work(order(), stumble)
    assert job.state is JobState.failed
    assert "kanarek" not in job.error
    (line,) = [record for record in caplog.records if record.message == "job failed"]
    assert line.trace_id == job.trace_id
    assert "kanarek" in str(line.exc_info[1])


def test_a_passing_fault_is_tried_again_and_then_given_up(order, work):
    def fail(*_):
        raise OperationalError("SELECT", {}, OSError("away"))

    pk = order()
    states = []
    for _ in range(3):
        with time_machine.travel(now() + timedelta(hours=len(states))):
            job = work(pk, fail)
            states.append(job.state)
            assert work(pk, fail).attempts == job.attempts  # not due yet, or over
    assert states == [JobState.waiting, JobState.waiting, JobState.failed]


def test_a_passing_fault_that_has_passed_leaves_no_trace(order, work):
    def fail(*_):
        raise OSError("disk is away")

    pk = order()
    assert work(pk, fail).error
    with later(minutes=1):
        job = work(pk, lambda *_: None)
    assert (job.state, job.error) == (JobState.done, "")


def test_a_failed_job_leaves_no_file(order, work, folder):
    def fail(_work, progress):
        progress.new_file().write_text("half")
        raise DomainError("no")

    work(order(), fail)
    assert list(folder.iterdir()) == []


def test_a_job_of_another_version_fails_with_words(db, order, work):
    pk = order()
    db.session.execute(sa.update(Job).values(kind="test.gone"))
    db.session.commit()
    job = work(pk)
    assert job.state is JobState.failed
    assert job.error


def test_a_job_has_its_owners_rows_rights_name_and_language(db, order, work):
    owner = make_account(OWN, locale="en")
    owner_id, owner_name = owner.id, str(owner)
    ClientFactory(name="Swój", guardians=[owner])
    ClientFactory(name="Cudzy")
    db.session.commit()
    seen = {}

    def look(*_):
        seen["clients"] = [row.name for row in database.session.scalars(sa.select(Client))]
        seen["rights"] = (can("export", "Clients"), can("read", "Rates"))
        seen["name"], seen["word"] = str(current_user), gettext("Yes")
        with transaction():
            database.session.scalars(sa.select(Client)).one().short_name = "z tła"

    assert work(order(owner_id=owner_id), look).state is JobState.done
    assert seen == {
        "clients": ["Swój"],
        "rights": (True, False),
        "name": owner_name,
        "word": "Yes",
    }
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "update", AuditEntry.entity == "Client")
    ).one()
    assert entry.actor_id == owner_id


def test_a_job_cannot_write_what_its_owner_may_not_see(db, order, work):
    owner_id = make_account(OWN).id
    foreign_id = ClientFactory(name="Cudzy").id
    db.session.commit()

    def trespass(*_):
        with transaction():
            database.session.execute(
                sa.update(Client).where(Client.id == foreign_id).values(name="Mój")
            )

    work(order(owner_id=owner_id), trespass)
    assert db.session.get(Client, foreign_id, populate_existing=True).name == "Cudzy"
    owner_id = make_account(ADMINISTRATOR).id
    work(order(owner_id=owner_id), trespass)
    assert db.session.get(Client, foreign_id, populate_existing=True).name == "Mój"


def test_a_job_of_the_system_sees_everything(db, order, work):
    ClientFactory(name="A")
    db.session.commit()
    seen = []
    work(order(), lambda *_: seen.extend(database.session.scalars(sa.select(Client.name))))
    assert seen == ["A"]


@pytest.mark.parametrize("values", [{"active": False}, {"confirmed_at": None}])
def test_a_job_of_an_account_that_may_not_log_in_is_refused(db, order, work, values):
    ran = []
    owner_id = make_account(ADMINISTRATOR, **values).id
    job = work(order(owner_id=owner_id), lambda *_: ran.append(1))
    assert (job.state, ran) == (JobState.failed, [])
    owner_id = make_account(ADMINISTRATOR).id
    work(order(owner_id=owner_id), lambda *_: ran.append(1))
    assert ran == [1]


def _write_apart(app):
    """Write with another connection; the longest wait is SQLite's fifteen seconds."""
    start = time.monotonic()
    with Session(database.engine.execution_options(writes=True)) as apart, apart.begin():
        apart.merge(Setting(group="test", name="x", value=1))
    return time.monotonic() - start


def test_a_job_that_reads_keeps_nobody_waiting(app, db, order, work):
    owner_id = make_account(ADMINISTRATOR).id
    waits = []

    def read(*_):
        database.session.scalars(sa.select(Client)).all()
        waits.append(_write_apart(app))
        with transaction():  # what was only read before can be written now
            database.session.add(Client(name="Nowy", sort_key="nowy"))

    assert work(order(owner_id=owner_id), read).state is JobState.done
    assert waits[0] < 5
    assert db.session.scalar(sa.select(Client.name)) == "Nowy"


def test_a_report_inside_a_transaction_does_not_wait_for_its_own_lock(order, work):
    start = time.monotonic()

    def write(_work, progress):
        with transaction():
            database.session.merge(Setting(group="test", name="x", value=1))
            progress(1, 2, "inside")
        progress(2, 2, "outside")

    job = work(order(), write)
    assert (job.state, job.done, job.message) == (JobState.done, 2, "outside")
    assert time.monotonic() - start < 5


def test_reports_are_seen_while_the_job_runs(app, order, work):
    seen = []

    def report(job, progress):
        progress(30, 120, "w połowie")
        with app.app_context():
            row = database.session.get(Job, job.id)
            seen.append((row.done, row.total, row.message, row.percent))

    work(order(), report)
    assert seen == [(30, 120, "w połowie", 25)]


def test_work_once_runs_everything_that_is_due(app, db, order):
    kinds.calls["function"] = lambda *_: None
    for number in range(3):
        order(arguments={"n": number})
    db.session.rollback()
    assert work_once(app) == 3
    assert work_once(app) == 0
