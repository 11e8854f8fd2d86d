"""The worked month of DOMAIN.md §5, to the grosz: settled, invoiced and corrected."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.clients.enums import EmployeeNames, InvoiceDetail, Language
from app.core.currency import Currency
from app.core.errors import DomainError
from app.core.vat import VatRate
from app.invoicing.enums import LineSide
from app.invoicing.rules import pairs
from app.invoicing.services import issue
from app.invoicing.services.drafts import set_lines
from app.invoicing.services.files import pdf_of
from app.invoicing.services.gaps import Incomplete
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.settlements.enums import ClientState, EmployeeState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.services import clients, employees, invoicing
from tests.factories.settlements import MONTH, less_overtime, make_worked_month

D = Decimal


@pytest.fixture
def month(db):
    return make_worked_month()


def settle(month):
    found = employees.settle([one.id for one in month.contracts], MONTH, close=True)
    assert found.gaps == []
    return found


def settlements(db):
    return db.session.scalars(sa.select(EmployeeSettlement).order_by(EmployeeSettlement.id)).all()


def invoiced(month):
    settle(month)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    invoice = invoicing.make_invoice(settlement)
    issue(invoice)
    return settlement, invoice


def test_employees_get_exactly_this(db, month):
    settle(month)
    anna, beata = settlements(db)
    assert [(line.text, line.minutes, line.pay) for line in anna.lines] == [
        ("dzienna", 9150, D("5093.50")),
        ("nocna", 2235, D("1468.02")),  # 37.25 × 39.41 = 1 468.0225
        ("nadgodziny 50 %", 765, D("638.78")),  # 12.75 × 50.10 = 638.775
    ]
    assert (anna.gross, anna.payable, beata.gross) == (D("7200.30"), D("7200.30"), D("534.40"))
    assert anna.minutes == 9150 + 2235 + 765


def test_cost_is_gross_and_burden_rounded_once_per_line(db, month):
    settle(month)
    beata = settlements(db)[1]
    assert beata.burden == D("20.48")
    assert beata.cost == D("643.85")  # 16 × 33.40 × 1.2048 = 643.84512
    assert beata.margin == D("766.40") - D("643.85")


def test_the_client_is_charged_per_position_and_kind(month):
    settle(month)
    settlement = clients.create(month.client, month.company, MONTH)
    assert [(line.text, line.minutes, line.net) for line in settlement.lines] == [
        ("Pokojówka – dzienna", 10110, D("8071.15")),  # 168.5 × 47.90
        ("Pokojówka – nocna", 2235, D("2141.13")),
        ("Pokojówka – nadgodziny 50 %", 765, D("916.09")),  # 916.0875
    ]
    assert settlement.net == D("11128.37")


@pytest.mark.parametrize(
    ("detail", "texts", "nets"),
    [
        (InvoiceDetail.one_line, ["Usługi pracownicze za październik 2026"], ["11128.37"]),
        (InvoiceDetail.per_position, ["Pokojówka"], ["11128.37"]),
        (
            InvoiceDetail.per_employee,
            [
                "Pokojówka – dzienna – Anna Nowak", "Pokojówka – nocna – Anna Nowak",
                "Pokojówka – nadgodziny 50 % – Anna Nowak", "Pokojówka – dzienna – Beata Żak",
            ],
            ["7304.75", "2141.13", "916.09", "766.40"],
        ),
    ],
)  # fmt: skip
def test_lines_are_grouped_as_the_profile_says(db, detail, texts, nets):
    month = make_worked_month(invoice_detail=detail, employee_names=EmployeeNames.full)
    settle(month)
    settlement = clients.create(month.client, month.company, MONTH)
    assert [line.text for line in settlement.lines] == texts
    assert [line.net for line in settlement.lines] == [D(net) for net in nets]


def test_the_invoice_says_what_the_settlement_says(month):
    settlement, invoice = invoiced(month)
    assert [(line.text, line.quantity, line.price, line.net) for line in invoice.lines] == [
        ("Pokojówka – dzienna", D("168.5"), D("47.90"), D("8071.15")),
        ("Pokojówka – nocna", D("37.25"), D("57.48"), D("2141.13")),
        ("Pokojówka – nadgodziny 50 %", D("12.75"), D("71.85"), D("916.09")),
    ]
    assert (invoice.net, invoice.vat, invoice.gross) == (
        D("11128.37"), D("2559.53"), D("13687.90"),
    )  # fmt: skip
    assert settlement.state is ClientState.invoiced
    assert invoice.annex.rows[0][1] == "168:30"
    # 168:30 + 37:15 + 12:45
    assert invoice.annex.rows[-1] == ("Razem", "218:30", "godz.", "", "11\u00a0128,37")


def test_the_invoice_is_in_the_currency_of_its_settlement_whatever_the_client_has_now(month):
    settle(month)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    month.client.currency = Currency.EUR
    invoice = invoicing.make_invoice(settlement)
    issue(invoice)
    assert (invoice.currency, invoice.gross) == (Currency.PLN, D("13687.90"))


def test_an_exempt_client_is_invoiced_with_the_basis_of_its_profile(db):
    basis = "art. 43 ust. 1 pkt 23 ustawy o VAT"
    month = make_worked_month(vat_rate=VatRate.exempt, exemption_basis=basis)
    _settlement, invoice = invoiced(month)
    assert (invoice.net, invoice.vat, invoice.gross) == (D("11128.37"), 0, D("11128.37"))
    assert invoice.exemption_basis == basis
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf_of(invoice))).pages)
    assert basis in text


def test_an_exempt_client_without_a_basis_is_not_invoiced(db):
    month = make_worked_month(vat_rate=VatRate.exempt)
    with pytest.raises(Incomplete, match="podstawy prawnej zwolnienia"):
        invoiced(month)


def test_less_overtime_becomes_a_correction_of_exactly_the_difference(db, month):
    settlement, _invoice = invoiced(month)
    less_overtime(month)
    changes = [(one.text, one.minutes, one.net) for one in invoicing.correction_changes(settlement)]
    assert changes == [("Pokojówka – nadgodziny 50 %", -30, D("-35.93"))]  # 880.16 - 916.09
    correction = invoicing.correct(settlement, "Mniej nadgodzin")
    assert (correction.net, correction.vat, correction.gross) == (
        D("-35.93"), D("-8.27"), D("-44.20"),
    )  # fmt: skip
    issue(correction)
    live = db.session.scalars(
        sa.select(ClientSettlement).filter_by(state=ClientState.invoiced)
    ).all()
    assert [(one.net, one.invoice) for one in live] == [(D("11092.44"), correction)]
    assert settlement.state is ClientState.corrected


def changed(correction):
    """Return the words before and after of the lines that a correction lists."""
    found = [one for one in pairs(correction.before, correction.after) if one.is_changed]
    return [(one.before.text, one.after.text, one.net) for one in found]


def test_a_position_renamed_after_the_invoice_is_not_corrected(db, month):
    settlement, invoice = invoiced(month)
    month.position.name = "Housekeeping"
    less_overtime(month)
    correction = invoicing.correct(settlement, "Mniej nadgodzin")
    name = "Pokojówka – nadgodziny 50 %"
    assert changed(correction) == [(name, name, D("-35.93"))]
    assert [line.text for line in correction.after] == [line.text for line in invoice.after]


def test_a_correction_keeps_the_words_that_were_written_on_the_draft(db, month):
    settle(month)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    invoice = invoicing.make_invoice(settlement, on=date(2026, 11, 6))
    said = [replace(line, text=f"{line.text}, zam. 7") for line in invoice.after]
    set_lines(invoice, LineSide.after, said)
    issue(invoice)
    less_overtime(month)
    correction = invoicing.correct(settlement, "Mniej nadgodzin")
    name = "Pokojówka – nadgodziny 50 %, zam. 7"
    assert changed(correction) == [(name, name, D("-35.93"))]
    assert [line.text for line in correction.after] == [line.text for line in said]


def test_a_new_name_alone_makes_no_correction(db, month):
    settlement, _invoice = invoiced(month)
    month.position.name = "Housekeeping"
    employees.cancel([settlements(db)[0]], "Sprawdzenie")
    settle(month)
    assert invoicing.correction_changes(settlement) == []
    with pytest.raises(DomainError, match="nic się nie zmieniło"):
        invoicing.correct(settlement, "Nazwa")


NEW_PROFILE = {
    "vat_rate": VatRate.exempt, "invoice_detail": InvoiceDetail.one_line,
    "employee_names": EmployeeNames.full, "language": Language.en,
    "invoice_service": "Hotel services",
}  # fmt: skip


def test_a_correction_keeps_to_the_profile_of_its_invoice(db, month):
    """What the client agrees on later changes neither VAT nor lines of what was invoiced."""
    settlement, invoice = invoiced(month)
    for name, value in NEW_PROFILE.items():
        setattr(month.client, name, value)
    less_overtime(month)
    changes = [(one.text, one.minutes, one.net) for one in invoicing.correction_changes(settlement)]
    assert changes == [("Pokojówka – nadgodziny 50 %", -30, D("-35.93"))]
    correction = invoicing.correct(settlement, "Mniej nadgodzin")
    assert (correction.net, correction.vat, correction.gross) == (
        D("-35.93"), D("-8.27"), D("-44.20"),
    )  # fmt: skip
    assert {line.unit for line in correction.after} == {line.unit for line in invoice.after}


@pytest.mark.parametrize(
    ("language", "first"), [(Language.pl, "Pracownik 1"), (Language.de, "Mitarbeiter 1")]
)
def test_people_without_names_are_told_apart_from_settlement_to_invoice(db, language, first):
    month = make_worked_month(invoice_detail=InvoiceDetail.per_employee, language=language)
    _settlement, invoice = invoiced(month)
    said = [line.text.rpartition(" – ")[2] for line in invoice.after]
    assert said == [first, first, first, first.replace("1", "2")]
    assert first in str(invoice.annex.rows)


def test_a_draft_follows_the_profile_when_it_is_calculated_anew(month):
    settle(month)
    settlement = clients.create(month.client, month.company, MONTH)
    for name, value in NEW_PROFILE.items():
        setattr(month.client, name, value)
    assert len(settlement.lines) == 3
    clients.recalculate(settlement)
    assert [(line.text, line.vat_rate) for line in settlement.lines] == [
        ("Hotel services for October 2026", VatRate.exempt)
    ]


def test_settling_twice_changes_nothing(db, month):
    settle(month)
    again = settle(month)
    assert (again.settled, again.kept) == ([], 2)
    first = clients.create(month.client, month.company, MONTH)
    assert clients.create(month.client, month.company, MONTH) is first
    assert len(settlements(db)) == 2


def test_cancelling_lets_hours_go_and_they_can_be_settled_again(db, month):
    settle(month)
    assert {entry.state for entry in db.session.scalars(sa.select(ScheduleEntry))} == {
        EntryState.settled
    }
    anna, beata = settlements(db)
    employees.cancel([anna], "Pomyłka")
    free = sa.select(sa.func.count()).where(ScheduleEntry.state == EntryState.accepted)
    assert db.session.scalar(free.where(ScheduleEntry.contract_id == anna.contract_id)) > 0
    assert db.session.scalar(free.where(ScheduleEntry.contract_id == beata.contract_id)) == 0
    assert len(settle(month).settled) == 1
    assert settlements(db)[2].gross == D("7200.30")


def test_a_client_is_settled_after_its_people(month):
    with pytest.raises(clients.OpenEmployees) as refusal:
        clients.create(month.client, month.company, MONTH)
    assert set(refusal.value.contract_ids) == {one.id for one in month.contracts}


def test_a_client_can_be_settled_without_those_who_are_open(month):
    employees.settle([month.contracts[1].id], MONTH, close=True)
    settlement = clients.create(month.client, month.company, MONTH, despite_open=True)
    assert settlement.net == D("766.40")


def test_later_people_are_taken_over_by_a_new_calculation(month):
    employees.settle([month.contracts[1].id], MONTH, close=True)
    settlement = clients.create(month.client, month.company, MONTH, despite_open=True)
    settle(month)
    with pytest.raises(DomainError):
        clients.approve(settlement)
    clients.recalculate(settlement)
    clients.approve(settlement)
    assert settlement.net == D("11128.37")


def test_drafts_must_be_approved_before_the_client_is_charged(db, month):
    employees.settle([one.id for one in month.contracts], MONTH)
    with pytest.raises(clients.OpenEmployees):
        clients.create(month.client, month.company, MONTH)
    employees.approve(settlements(db))
    assert settlements(db)[0].state is EmployeeState.closed
    assert clients.create(month.client, month.company, MONTH).net == D("11128.37")


def test_the_draft_of_an_invoice_may_be_deleted_and_made_anew(db, month):
    settle(month)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    draft = invoicing.make_invoice(settlement)
    db.session.delete(draft)
    db.session.flush()
    assert (settlement.state, settlement.invoice_id) == (ClientState.approved, None)
    assert invoicing.make_invoice(settlement).net == D("11128.37")
