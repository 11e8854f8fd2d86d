"""Reminders to clients: on the set day, once, and only of what has no answer."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.background import worker
from app.background.services.jobs import enqueue
from app.clients.enums import Language
from app.core.clock import pretending
from app.messaging.models import OutboxMessage
from app.settlements.models import EmployeeSettlement
from app.settlements.queries import ACCEPTANCE
from app.settlements.rules.acceptance import due_day, reminded_months
from app.settlements.services import employees, reminding
from tests.factories.clients import ContactFactory
from tests.factories.settlements import MONTH, make_worked_month
from tests.support.pages import fields_of

DUE = date(2026, 11, 5)


@pytest.fixture
def month(db):
    """Both people of the month are with a client that answers by the fifth."""
    ACCEPTANCE.set(client_accepts=True)
    found = make_worked_month(email="biuro@baltyk.example")
    employees.settle([one.id for one in found.contracts], MONTH)
    employees.send_to_client(heads(db))
    db.session.commit()
    return found


def heads(db):
    return db.session.scalars(sa.select(EmployeeSettlement).order_by(EmployeeSettlement.id)).all()


def mails(db):
    return db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2026, 11, 4), []),
        (date(2026, 11, 5), [date(2026, 10, 1)]),
        (date(2026, 11, 12), [date(2026, 10, 1)]),  # a week later, in case no worker ran
        (date(2026, 11, 13), []),
        (date(2027, 1, 5), [date(2026, 12, 1)]),
    ],
)
def test_a_month_is_reminded_of_from_its_day_for_a_week(on, months):
    assert list(reminded_months(on, 5)) == months


def test_the_last_possible_day_reaches_into_the_month_after_it():
    assert due_day(date(2026, 1, 1), 28) == date(2026, 2, 28)
    assert list(reminded_months(date(2026, 3, 2), 28)) == [date(2026, 1, 1)]


def test_a_client_is_told_how_many_wait_and_until_when(db, month):
    assert reminding.remind(DUE) == 1
    (mail,) = mails(db)
    assert mail.recipient == "biuro@baltyk.example"
    assert mail.subject.startswith("Rozliczenia za październik 2026 czekają na akceptację")
    for said in ("bez odpowiedzi: 2", "do 05.11.2026", month.company.name):
        assert said in mail.text
        assert said in mail.html


def test_once_for_each_client_and_month(db, month):
    assert [reminding.remind(DUE), reminding.remind(DUE), reminding.remind(DUE.replace(day=6))] == [
        1, 0, 0,
    ]  # fmt: skip
    assert len(mails(db)) == 1


def test_who_has_answered_is_left_alone(db, month):
    anna, beata = heads(db)
    employees.decide([anna], accepted=True)
    employees.decide([beata], accepted=False, comment="Za dużo")
    assert reminding.remind(DUE) == 0


def test_a_foreign_client_is_written_to_in_english(db, month):
    month.client.language = Language.de
    reminding.remind(DUE)
    assert "October 2026" in mails(db)[0].subject


def test_without_an_address_the_main_contact_is_asked_and_nobody_else(db, month):
    month.client.email = None
    assert reminding.remind(DUE) == 0
    ContactFactory(client=month.client, email="ktos@baltyk.example")
    ContactFactory(client=month.client, email="kadry@baltyk.example", is_primary=True)
    assert reminding.remind(DUE) == 1
    assert mails(db)[0].recipient == "kadry@baltyk.example"


@pytest.mark.parametrize("off", ["client_accepts", "remind_clients"])
def test_it_can_be_switched_off(month, off):
    assert reminding.is_wanted()
    ACCEPTANCE.set(**{off: False})
    assert not reminding.is_wanted()


def test_the_job_without_an_owner_reminds_of_what_is_due_today(app, db, month):
    with pretending(datetime(2026, 11, 5, 7, tzinfo=UTC)):
        enqueue("settlements.remind", {}, owner_id=None)
        db.session.commit()
        db.session.remove()
        assert worker.work_once(app) == 1
    assert len(mails(db)) == 1


def test_the_setting_is_saved_by_its_page(db, month, login_as):
    boss = login_as("Administrator")
    page = "/settlement-settings/"
    form = fields_of(boss.get(page).text)
    assert form.getlist("remind_clients")[-1] == "y"
    form.setlist("remind_clients", form.getlist("remind_clients")[:-1])
    form["acceptance_day"] = "7"
    boss.post(page, data=form)
    db.session.rollback()
    assert ACCEPTANCE.all() == {
        "client_accepts": True, "acceptance_day": 7, "remind_clients": False,
    }  # fmt: skip
