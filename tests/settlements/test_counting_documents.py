"""What tiles, dashboard, register and start page count as invoiced, and what as a draft."""

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role

from app.accounts.roles import ACCOUNTING
from app.accounts.services.granting import change_grants, grants_of
from app.invoicing.services import issue
from app.schedule.rules.months import whole_month
from app.settlements.enums import Progress, Stage
from app.settlements.services import finding, invoicing
from app.settlements.services.overview import standings
from app.settlements.services.totals import totals
from tests.factories.settlements import MONTH, less_overtime, make_worked_month
from tests.settlements.documents import ISSUED_ON, approved, corrected, issued, small
from tests.support.pages import rows_of

NO_INVOICES = "Koordynator – wszyscy klienci, bez stawek"
REGISTER = "/client-settlements/list/"


@pytest.fixture
def month(db):
    return make_worked_month()


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
