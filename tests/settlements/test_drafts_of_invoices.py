"""A draft charges nobody: a settlement is invoiced when its document is issued (DOMAIN.md §4)."""

from contextlib import closing
from datetime import date
from decimal import Decimal
from functools import partial

import flask_migrate
import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ACCOUNTING
from app.accounts.services.granting import change_grants, grants_of
from app.core.contention import Busy
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.integrity import invariants
from app.extensions import db as database
from app.invoicing.models import Invoice
from app.invoicing.services import issue, issuing
from app.invoicing.services.drafts import delete_draft
from app.positions.enums import RateRule
from app.schedule.rules.months import whole_month
from app.settlements.enums import ClientState, Progress, RunResult, Stage
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.services import clients, employees, finding, invoicing, many, runs
from app.settlements.services.overview import standings
from app.settlements.services.totals import totals
from tests.factories.assignments import ContractFactory
from tests.factories.invoicing import make_buyer
from tests.factories.positions import PositionFactory, PositionRateFactory
from tests.factories.settlements import MONTH, less_overtime, make_worked_month, work
from tests.support.app import make_app, migrate
from tests.support.pages import rows_of
from tests.support.together import overtake

D = Decimal
ISSUED_ON = date(2026, 11, 6)
BEFORE = "20261127h"
NO_INVOICES = "Koordynator – wszyscy klienci, bez stawek"
REGISTER = "/client-settlements/list/"


@pytest.fixture
def month(db):
    return make_worked_month()


def approved(month):
    """The worked month settled and approved: 11 128.37 net."""
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    return settlement


def small(month):
    """Another client, charged for one day: 8 × 41.33 = 330.64."""
    client = make_buyer(name="Pensjonat Jantar", nip="7740001454")
    position = PositionFactory(client=client, name="Kelner")
    kind = month.kinds[RateRule.base]
    PositionRateFactory(
        position=position, rate_kind=kind, employee_rate=D("30.10"), client_rate=D("41.33"),
        valid_from=MONTH,
    )  # fmt: skip
    contract = ContractFactory(position=position, starts_on=MONTH, ends_on=None)
    contract.company = month.company
    work(contract, kind, 480)
    employees.settle([contract.id], MONTH, close=True)
    settlement = clients.create(client, month.company, MONTH)
    clients.approve(settlement)
    return settlement


def issued(settlement):
    invoice = invoicing.make_invoice(settlement, on=ISSUED_ON)
    issue(invoice)
    return invoice


def corrected(month, settlement):
    """Half an hour less after the invoice; return the draft of the correction."""
    less_overtime(month)
    return invoicing.correct(settlement, "Mniej nadgodzin")


def successor(settlement):
    query = sa.select(ClientSettlement).filter_by(replaces_id=settlement.id)
    return database.session.scalars(query.order_by(ClientSettlement.id.desc())).first()


def steps():
    """Return state, progress and whether there is a document, settlement by settlement."""
    query = sa.select(ClientSettlement).order_by(ClientSettlement.id)
    found = database.session.scalars(query)
    return [(str(one.state.value), one.progress.value, bool(one.invoice_id)) for one in found]


def broken():
    """Name what does not hold; the log and the database itself are asked elsewhere."""
    found = []
    for one in [one for one in invariants() if one.code not in ("I7", "I9", "I11")]:
        with closing(one.search()) as rows:
            found += [f"{one.code} {row}" for row in rows]
    return found


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


# -- what is counted -----------------------------------------------------------------------------


def counted():
    found = totals(whole_month(MONTH))
    sums = [{str(k.value): str(v) for k, v in one.items()} for one in (found.net, found.issued)]
    return found.clients, found.invoiced, found.drafted, *sums


def test_the_month_counts_as_invoiced_what_is_issued(db, month):
    settlement, other = approved(month), small(month)
    # 11 128.37 + 330.64
    assert counted() == (2, 0, 0, {"PLN": "11459.01"}, {})
    invoice = invoicing.make_invoice(settlement, on=ISSUED_ON)
    issued(other)
    assert counted() == (2, 1, 1, {"PLN": "11459.01"}, {"PLN": "330.64"})
    issue(invoice)
    assert counted() == (2, 2, 0, {"PLN": "11459.01"}, {"PLN": "11459.01"})
    correction = corrected(month, settlement)
    # The invoice is in force until the correction is issued: 11 459.01 - 35.93 = 11 423.08.
    assert counted() == (2, 2, 1, {"PLN": "11423.08"}, {"PLN": "11459.01"})
    issue(correction)
    assert counted() == (2, 2, 0, {"PLN": "11423.08"}, {"PLN": "11423.08"})


def test_the_tiles_say_it(db, month, login_as):
    accountant = login_as(ACCOUNTING)
    invoicing.make_invoice(approved(month), on=ISSUED_ON)
    issued(small(month))
    db.session.commit()
    page = accountant.get("/settlements/totals?month=2026-10").text.replace("\u00a0", " ")
    assert "zafakturowano: 1, szkice dokumentów: 1" in page
    assert "zafakturowano: <span>330,64 zł</span>" in " ".join(page.split())


def test_the_dashboard_is_narrowed_to_drafts_and_to_what_is_issued(db, month):
    settlement, other = approved(month), small(month)

    def names(stage):
        found = finding.find(finding.Wanted(whole_month(MONTH), stage=stage)).clients
        return [one.id for one in found]

    one, two = settlement.client_id, other.client_id
    assert names(Stage.settled) == [one, two]
    invoice = invoicing.make_invoice(settlement, on=ISSUED_ON)
    assert [names(stage) for stage in (Stage.settled, Stage.drafted, Stage.invoiced)] == [
        [two], [one], [],
    ]  # fmt: skip
    issue(invoice)
    assert [names(stage) for stage in (Stage.settled, Stage.drafted, Stage.invoiced)] == [
        [two], [], [one],
    ]  # fmt: skip
    corrected(month, settlement)
    assert [names(stage) for stage in (Stage.settled, Stage.drafted, Stage.invoiced)] == [
        [two], [one], [one],
    ]  # fmt: skip


def test_a_row_of_the_dashboard_names_the_draft_once(db, month, login_as):
    settlement = approved(month)
    invoicing.make_invoice(settlement, on=ISSUED_ON)
    role = db.session.scalars(sa.select(Role).filter_by(name=NO_INVOICES)).one()
    wanted = grants_of(role.id) | {("can_read", "ClientSettlements")}
    change_grants(role, wanted, wanted)
    db.session.commit()

    def row(browser):
        (found,) = rows_of(browser.get("/settlements/?month=2026-10").text)
        return [cell.replace("\u00a0", " ") for cell in found[4:6]]

    assert row(login_as(ACCOUNTING)) == ["zatwierdzone 11 128,37 zł", "szkic faktury"]
    assert row(login_as(NO_INVOICES))[0] == "zatwierdzone szkic faktury"


def test_a_corrected_month_is_not_said_to_be_recalculated_once_more(db, month):
    settlement = approved(month)
    issued(settlement)

    def is_stale():
        (row,) = standings([month.client], whole_month(MONTH))
        return row.is_stale

    less_overtime(month)
    assert is_stale()
    correction = invoicing.correct(settlement, "Mniej nadgodzin")
    assert not is_stale()
    db.session.delete(correction)
    db.session.flush()
    db.session.expire_all()
    assert is_stale()
    issue(invoicing.correct(settlement, "Mniej nadgodzin"))
    assert not is_stale()


def test_the_register_shows_and_filters_how_far_each_document_is(db, month, login_as):
    accountant = login_as(ACCOUNTING)
    settlement, other = approved(month), small(month)
    issued(settlement)
    corrected(month, settlement)
    invoicing.make_invoice(other, on=ISSUED_ON)
    approved(make_worked_month(nip="5252344078"))
    db.session.commit()

    def states(filters=""):
        columns = "_cols_ClientSettlementView=state"
        rows = rows_of(accountant.get(f"{REGISTER}?{columns}&{filters}").text)
        return sorted(cell for row in rows for cell in row if cell)

    labels = {
        Progress.approved: "zatwierdzone",
        Progress.correction_drafted: "zatwierdzone · szkic korekty",
        Progress.invoice_drafted: "zatwierdzone · szkic faktury",
        Progress.corrected: "skorygowane",
    }
    assert states() == sorted(labels.values())
    for one in Progress:
        own = [labels[one]] if one in labels else []
        rest = sorted(set(labels.values()) - set(own))
        assert states(f"_flt_0_state={one.value}") == own
        assert states(f"_flt_1_state={one.value}") == rest
    chips = accountant.get(f"{REGISTER}?_flt_0_state=invoice_drafted").text
    assert '<option selected value="invoice_drafted">zatwierdzone · szkic faktury</option>' in chips
    assert "nie można odczytać" not in chips


def test_what_has_a_draft_is_no_more_to_be_invoiced_but_to_be_issued(db, month, login_as):
    accountant = login_as(ACCOUNTING)
    settlement = approved(month)
    db.session.commit()
    to_invoice, drafts = "Rozliczenia Klientów do zafakturowania", "Szkice faktur"
    page = accountant.get("/").text
    assert (to_invoice in page, drafts in page) == (True, False)
    invoicing.make_invoice(settlement, on=ISSUED_ON)
    db.session.commit()
    page = accountant.get("/").text
    assert (to_invoice in page, drafts in page) == (False, True)


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
