"""„Rozlicz wszystkich gotowych”: everybody once, whoever lacks something by name."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.background import worker
from app.background.enums import JobState
from app.background.models import Job
from app.core.clock import today
from app.core.errors import DomainError
from app.core.modules import Module, switch
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice
from app.invoicing.services import issue
from app.positions.enums import RateRule
from app.settlements.enums import ClientState, RunResult
from app.settlements.models import ClientSettlement, EmployeeSettlement, RunOutcome
from app.settlements.services import clients, employees, invoicing, many, runs
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.positions import PositionFactory, PositionRateFactory
from tests.factories.settlements import MONTH, less_overtime, work
from tests.support.pages import rows_of

EVERYTHING = {"month": "2026-10", "people": "1", "invoice": "1", "issue": "1"}


@pytest.fixture
def boss(login_as):
    return login_as(ACCOUNTING)


def another(month, name, **values):
    """A client without NIP and address, with one person who has worked eight hours."""
    client = ClientFactory(name=name, **values)
    position = PositionFactory(client=client, name="Kelner")
    PositionRateFactory(
        position=position, rate_kind=month.kinds[RateRule.base],
        employee_rate=30, client_rate=40, valid_from=MONTH,
    )  # fmt: skip
    contract = ContractFactory(position=position, starts_on=MONTH, ends_on=None)
    work(contract, month.kinds[RateRule.base], 480)
    return client


def start(app, db, browser, **form):
    """Order a run and let it be done; return the page of its result."""
    db.session.commit()
    place = browser.post("/settlements/run/", data=form).location
    db.session.remove()
    worker.work_once(app)
    db.session.expire_all()
    return place


def outcomes(db):
    query = sa.select(RunOutcome).order_by(RunOutcome.client_id)
    return [(one.result, one.reason) for one in db.session.scalars(query)]


def counted(db, model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_everybody_is_settled_invoiced_and_told_of(app, db, boss, month):
    another(month, "Bez adresu", nip=None)
    place = start(app, db, boss, **EVERYTHING)
    (first, _none), (second, reason) = outcomes(db)
    assert (first, second) == (RunResult.issued, RunResult.refused)
    assert "nie ma ważnego adresu" in reason
    invoices = db.session.scalars(sa.select(Invoice).order_by(Invoice.id)).all()
    assert [(one.status, str(one.gross)) for one in invoices] == [
        (InvoiceStatus.issued, "13687.90"), (InvoiceStatus.draft, "393.60"),  # 8 × 40 × 1.23
    ]  # fmt: skip
    rows = rows_of(boss.get(place).text)
    assert [row[1] for row in rows] == ["wymaga uwagi", "wystawiono fakturę"]
    assert f"/invoices/show/{invoices[1].id}" in boss.get(place).text
    job = db.session.scalars(sa.select(Job).filter_by(kind=runs.RUN)).one()
    assert (job.state, job.message) == (JobState.done, "wystawiono fakturę: 1, wymaga uwagi: 1")


def test_a_second_run_finds_nothing_left_to_do(app, db, boss, month):
    start(app, db, boss, **EVERYTHING)
    start(app, db, boss, **EVERYTHING)
    assert [result for result, _reason in outcomes(db)] == [RunResult.issued, RunResult.unchanged]
    assert (counted(db, Invoice), counted(db, ClientSettlement)) == (1, 1)
    assert counted(db, EmployeeSettlement) == 2


def test_without_its_people_a_client_is_named_and_left_alone(app, db, boss, month):
    employees.settle([month.contracts[1].id], MONTH, close=True)
    start(app, db, boss, month="2026-10")
    ((result, reason),) = outcomes(db)
    assert result is RunResult.refused
    assert reason.startswith("Pracownicy nie są jeszcze rozliczeni (umowy z godzinami: 1)")
    assert counted(db, ClientSettlement) == 0


def test_what_was_done_for_people_stays_when_the_client_is_refused(app, db, boss, month):
    work(month.contracts[1], month.kinds[RateRule.base], 60, is_accepted=False,
         first=MONTH.replace(day=20))  # fmt: skip
    start(app, db, boss, **EVERYTHING)
    assert [result for result, _reason in outcomes(db)] == [RunResult.refused]
    assert counted(db, EmployeeSettlement) == 1
    assert counted(db, Invoice) == 0


def test_a_draft_somebody_has_begun_is_theirs_to_approve(app, db, boss, month):
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    clients.create(month.client, month.company, MONTH)
    start(app, db, boss, **EVERYTHING)
    assert outcomes(db) == [(RunResult.refused, "Szkic rozliczenia czeka na zatwierdzenie.")]
    assert db.session.scalars(sa.select(ClientSettlement.state)).all() == [ClientState.draft]


def test_another_attempt_goes_on_where_the_first_one_stopped(app, db, boss, month, monkeypatch):
    another(month, "Zakład")
    done = many.run_clients
    monkeypatch.setattr("app.settlements.jobs.TOGETHER", 1)

    def die_after_one(*args, **kwargs):
        if counted(db, RunOutcome):
            raise MemoryError
        return done(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("app.settlements.jobs.run_clients", die_after_one)
        start(app, db, boss, **EVERYTHING)
    assert len(outcomes(db)) == 1
    job = db.session.scalars(sa.select(Job).filter_by(kind=runs.RUN)).one()
    asked = []
    monkeypatch.setattr(
        "app.settlements.jobs.run_clients",
        lambda pairs, *args, **kwargs: (asked.extend(pairs), done(pairs, *args, **kwargs)),
    )
    boss.post(f"/jobs/action/retry/{job.id}")
    db.session.remove()
    worker.work_once(app)
    assert len(outcomes(db)) == 2
    assert len(asked) == 1


def test_rights_are_those_of_the_owner_when_it_runs(app, db, boss, month):
    db.session.commit()
    boss.post("/settlements/run/", data=EVERYTHING)
    switch(Module.client_settlements, is_on=False)
    db.session.commit()
    db.session.remove()
    worker.work_once(app)
    job = db.session.scalars(sa.select(Job).filter_by(kind=runs.RUN)).one()
    assert (job.state, job.error) == (JobState.failed, "Nie możesz już rozliczać klientów.")
    assert counted(db, EmployeeSettlement) == 0


def test_a_result_is_its_owners(app, db, login_as, boss, month):
    place = start(app, db, boss, month="2026-10")
    assert boss.get(place).status_code == 200
    assert login_as(ACCOUNTING).get(place).status_code == 404
    assert login_as(ADMINISTRATOR).get(place).status_code == 200


def test_the_step_refuses_a_company_nobody_has_named(db, month):
    with pytest.raises(DomainError):
        runs.settle_client(month.client.id, None, MONTH, steps=runs.Steps())


def test_the_page_says_how_many_are_ready(db, boss, month):
    def said():
        return " ".join(boss.get("/settlements/run/?month=2026-10").text.split())

    assert "wszyscy pracownicy są rozliczeni: 0." in said()
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    db.session.commit()
    assert "wszyscy pracownicy są rozliczeni: 1." in said()


def test_drafts_prepared_earlier_are_counted_and_issued_with_the_day_of_the_run(
    app, db, boss, month
):
    prepared = today() - timedelta(days=20)
    invoicing.make_invoice(_approved(month), on=prepared)
    db.session.commit()
    page = boss.get("/settlements/run/?month=2026-10").text
    assert "Ze szkicem do wystawienia: 1." in page
    assert "Rozliczeni bez dokumentu: 0." in page
    start(app, db, boss, **EVERYTHING)
    invoice = db.session.scalars(sa.select(Invoice)).one()
    assert (invoice.status, invoice.issue_date) == (InvoiceStatus.issued, today())
    assert invoice.number == f"FV/{today():%Y/%m}/0001"


@pytest.mark.parametrize("together", [False, True], ids=["alone", "together"])
def test_the_draft_of_a_correction_is_issued_by_whoever_has_made_it(db, month, together):
    settlement = _approved(month)
    issue(invoicing.make_invoice(settlement))
    less_overtime(month)
    correction = invoicing.correct(settlement, "Mniej nadgodzin")
    db.session.commit()
    pair, steps = (month.client.id, month.company.id), runs.Steps(True, True, True)
    if together:
        (outcome,) = many.run_clients([pair], MONTH, steps=steps)
    else:
        outcome = runs.run_client(*pair, MONTH, steps=steps)
    assert (outcome.result, outcome.invoice_id) == (RunResult.refused, correction.id)
    assert outcome.reason == "Szkic korekty czeka na wystawienie."
    db.session.refresh(correction)
    assert correction.is_draft


def _approved(month):
    """The worked month settled and approved."""
    for contract in month.contracts:
        contract.company = month.company
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    return settlement
