"""A draft charges nobody: a settlement is invoiced when its document is issued (DOMAIN.md §4)."""

from functools import partial

import flask_migrate
import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ACCOUNTING
from app.core.contention import Busy
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db as database
from app.invoicing.models import Invoice
from app.invoicing.services import issue, issuing
from app.invoicing.services.drafts import delete_draft
from app.settlements.enums import ClientState, RunResult
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.services import clients, employees, invoicing, many, runs
from tests.factories.settlements import MONTH, make_worked_month
from tests.settlements.documents import (
    ISSUED_ON,
    approved,
    broken,
    corrected,
    issued,
    small,
    steps,
    successor,
)
from tests.support.app import make_app, migrate
from tests.support.together import overtake

BEFORE = "20261127h"


@pytest.fixture
def month(db):
    return make_worked_month()


# -- from the draft to the issue -----------------------------------------------------------------


def test_a_settlement_goes_with_its_document_from_draft_to_issue_to_correction(db, month):
    settlement = approved(month)
    assert steps() == [("approved", "approved", False)]
    invoice = invoicing.make_invoice(settlement, on=ISSUED_ON)
    assert steps() == [("approved", "invoice_drafted", True)]
    issue(invoice)
    assert steps() == [("invoiced", "invoiced", True)]
    correction = corrected(month, settlement)
    assert steps() == [
        ("corrected", "corrected", True),
        ("approved", "correction_drafted", True),
    ]
    assert broken() == []
    issue(correction)
    assert steps() == [("corrected", "corrected", True), ("invoiced", "invoiced", True)]
    assert broken() == []


def test_an_issue_that_is_taken_back_takes_the_state_with_it(db, month):
    invoice = invoicing.make_invoice(approved(month), on=ISSUED_ON)
    db.session.commit()
    issue(invoice)
    assert steps() == [("invoiced", "invoiced", True)]
    db.session.rollback()
    assert steps() == [("approved", "invoice_drafted", True)]


def test_a_draft_of_a_correction_that_is_deleted_leaves_the_invoice_in_force(db, month):
    settlement = approved(month)
    issued(settlement)
    for _again in range(2):
        correction = corrected(month, settlement)
        db.session.delete(correction)
        db.session.flush()
        db.session.expire_all()
        assert steps()[0] == ("invoiced", "invoiced", True)
        assert set(steps()[1:]) == {("cancelled", "cancelled", False)}
        assert broken() == []


def test_a_deleted_draft_leaves_an_approved_settlement_that_can_be_taken_back(db, month):
    settlement = approved(month)
    db.session.delete(invoicing.make_invoice(settlement))
    db.session.flush()
    assert steps() == [("approved", "approved", False)]
    clients.reopen(settlement)
    clients.cancel(settlement)
    assert steps() == [("cancelled", "cancelled", False)]


def test_ticked_drafts_and_single_ones_are_issued_by_their_pages(db, month, login_as):
    accountant = login_as(ACCOUNTING)
    ids = [invoicing.make_invoice(one).id for one in (approved(month), small(month))]
    third = invoicing.make_invoice(approved(make_worked_month(nip="5252344078"))).id
    db.session.commit()
    form = MultiDict([("action", "issue"), *(("rowid", str(pk)) for pk in ids)])
    accountant.post("/invoices/action_post", data=form)
    invoiced, drafted = ("invoiced", "invoiced", True), ("approved", "invoice_drafted", True)
    assert steps() == [invoiced, invoiced, drafted]
    accountant.post(f"/invoices/action/issue/{third}")
    assert steps() == [invoiced] * 3


@pytest.mark.parametrize("run", [runs.run_client, None], ids=["alone", "together"])
def test_a_run_makes_drafts_and_another_one_issues_them(db, month, run):
    for contract in month.contracts:
        contract.company = month.company
    db.session.commit()
    pair = month.client.id, month.company.id
    for issuing_too, state in ((False, ClientState.approved), (True, ClientState.invoiced)):
        wanted = runs.Steps(people=True, invoice=True, issue=issuing_too)
        if run:
            outcome = run(*pair, MONTH, steps=wanted)
        else:
            (outcome,) = many.run_clients([pair], MONTH, steps=wanted)
        assert outcome.result is (RunResult.issued if issuing_too else RunResult.drafted)
        settlement = db.session.get_one(ClientSettlement, outcome.settlement_id)
        assert settlement.state is state
        assert broken() == []


# -- what is refused while there is a draft ------------------------------------------------------


@pytest.mark.parametrize("verb", [clients.reopen, clients.cancel])
def test_what_a_draft_charges_for_is_not_taken_back(db, month, verb):
    settlement = approved(month)
    invoice = invoicing.make_invoice(settlement, on=ISSUED_ON)
    with pytest.raises(DomainError, match="szkic faktury tego rozliczenia"):
        verb(settlement)
    issue(invoice)
    corrected(month, settlement)
    with pytest.raises(DomainError, match="szkic korekty tego rozliczenia"):
        verb(successor(settlement))


def test_people_a_draft_charges_for_are_not_cancelled(db, month):
    settlement = approved(month)
    invoice = invoicing.make_invoice(settlement, on=ISSUED_ON)
    people = list(db.session.scalars(sa.select(EmployeeSettlement)))
    with pytest.raises(DomainError, match="Najpierw go usuń"):
        employees.cancel(people, "pomyłka")
    issue(invoice)
    employees.cancel(people, "pomyłka")


def test_the_page_leads_to_the_draft_instead_of_offering_an_invoice_again(db, month, login_as):
    accountant = login_as(ACCOUNTING)
    settlement = approved(month)
    db.session.commit()
    url = f"/client-settlements/show/{settlement.id}"
    verbs = ("invoice", "reopen", "cancel")
    offered = [f"/client-settlements/{verb}/{settlement.id}" for verb in verbs]
    assert all(one in accountant.get(url).text for one in offered)
    stale = settlement.revision + 1
    draft = accountant.post(offered[0]).location
    page = accountant.get(url).text
    assert not any(one in page for one in offered)
    assert f'href="{draft}"' in page
    assert "Będzie zafakturowane po wystawieniu szkicu" in page
    for one in offered[1:]:
        answer = accountant.post(f"{one}?revision={stale}", follow_redirects=True)
        assert "Najpierw go usuń" in answer.text
    month_page = accountant.get(f"/settlements/client/{month.client.id}?month=2026-10").text
    assert f'href="{draft}"' in month_page
    assert offered[0] not in month_page
    assert accountant.post(offered[0]).location == draft


def attempt(app, act):
    with app.app_context():
        try:
            with transaction():
                act()
        except (DomainError, StaleDataError, Busy) as refusal:
            return type(refusal).__name__
        return "done"


def test_who_deletes_a_draft_while_it_is_issued_comes_too_late(app, db, month, monkeypatch):
    pk = invoicing.make_invoice(approved(month), on=ISSUED_ON).id
    db.session.commit()
    db.session.remove()

    def issue_it():
        issue(database.session.get_one(Invoice, pk))

    def delete_it():
        invoice = database.session.get_one(Invoice, pk)
        delete_draft(invoice)
        database.session.delete(invoice)

    acts = (partial(attempt, app, act) for act in (issue_it, delete_it))
    ends = overtake(monkeypatch, (issuing, "store_pdf"), *acts)
    assert ends == ("done", "DomainError")
    database.session.rollback()
    assert steps() == [("invoiced", "invoiced", True)]
    assert broken() == []


# -- what was there before -----------------------------------------------------------------------


def test_a_migration_tells_drafts_from_what_is_invoiced(empty_database, tmp_path):
    app = make_app(empty_database, tmp_path)
    migrate(app)
    with app.app_context():
        month = make_worked_month()
        invoicing.make_invoice(approved(month), on=ISSUED_ON)
        issued(small(month))
        database.session.commit()
        states = sa.text("SELECT state FROM client_settlement ORDER BY id")
        found = []
        for move in (partial(flask_migrate.downgrade, revision=BEFORE), flask_migrate.upgrade):
            database.session.remove()
            move()
            found.append(list(database.session.scalars(states)))
        assert found == [["invoiced", "invoiced"], ["approved", "invoiced"]]
        database.session.remove()
        database.engine.dispose()
