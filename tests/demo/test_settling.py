"""The settled months of the demo: by the product's own verbs, and the worked month to the grosz."""

from collections import Counter
from decimal import Decimal

import sqlalchemy as sa

from app.clients.models import Client
from app.core.vat import VatRate
from app.demo.days import Days
from app.invoicing.models import Invoice
from app.messaging.enums import MailStatus
from app.messaging.models import OutboxMessage
from app.schedule.enums import EntryState
from app.schedule.models import ClosedMonth, ScheduleEntry
from app.settlements.enums import ClientState, EmployeeState, Progress
from app.settlements.models import ClientSettlement, EmployeeSettlement, FinanceEntry
from app.settlements.queries import sources
from tests.demo.conftest import TODAY

DAYS = Days(TODAY)
MONTH = DAYS.month(1)


def every(session, model):
    return list(session.scalars(sa.select(model).order_by(model.id)))


def test_worked_month_is_settled_and_invoiced_to_the_grosz(demo):
    client = demo.scalars(sa.select(Client).where(Client.name.startswith("Hotel Bałtyk"))).one()
    people = demo.scalars(
        sa.select(EmployeeSettlement)
        .filter_by(client_id=client.id, month=MONTH)
        .order_by(EmployeeSettlement.id)
    ).all()
    assert [one.gross for one in people] == [Decimal("7200.30"), Decimal("534.40")]
    settlement = demo.scalars(
        sa.select(ClientSettlement).filter_by(client_id=client.id, month=MONTH)
    ).one()
    assert [(line.text, line.minutes, line.net) for line in settlement.lines] == [
        ("Pokojówka – dzienna", 10110, Decimal("8071.15")),
        ("Pokojówka – nocna", 2235, Decimal("2141.13")),
        ("Pokojówka – nadgodziny 50 %", 765, Decimal("916.09")),
    ]
    invoice = settlement.invoice
    assert (invoice.net, invoice.vat, invoice.gross) == (
        Decimal("11128.37"), Decimal("2559.53"), Decimal("13687.90")
    )  # fmt: skip
    assert (invoice.sale_from, invoice.sale_to) == (MONTH, DAYS.month_end(1))


def test_most_invoices_were_sent_and_no_mail_waits_to_leave(demo):
    issued = demo.scalars(sa.select(Invoice).where(Invoice.number.is_not(None))).all()
    sent = [one for one in issued if one.sent_at is not None]
    assert 0.7 < len(sent) / len(issued) < 0.97
    assert all(one.sent_to for one in sent)
    mails = demo.scalars(sa.select(OutboxMessage).where(OutboxMessage.subject.contains("FV"))).all()
    assert {one.recipient for one in mails} == {one.sent_to for one in sent}
    states = demo.scalars(sa.select(OutboxMessage.status).distinct()).all()
    assert set(states) == {MailStatus.sent}


def test_what_is_exempt_as_care_is_called_care(demo):
    """Art. 43 ust. 1 pkt 23 exempts care; an invoice that calls it staffing would deny it."""
    exempt = demo.scalars(sa.select(Invoice).where(Invoice.exemption_basis.contains("pkt 23")))
    said = {
        line.text
        for one in exempt
        if one.annex is not None
        for line in one.after
        if line.vat_rate is VatRate.exempt and " für " in line.text
    }
    assert any(text.startswith("Betreuungsleistungen für ") for text in said)
    assert not any("Personal" in text for text in said)


def test_older_months_are_settled_invoiced_and_closed(demo):
    for before in (3, 2):
        month = DAYS.month(before)
        people = demo.scalars(sa.select(EmployeeSettlement).filter_by(month=month)).all()
        assert {one.state for one in people} == {EmployeeState.closed}
        clients = demo.scalars(sa.select(ClientSettlement).filter_by(month=month)).all()
        assert {one.state for one in clients} == {ClientState.invoiced}
        assert {one.client_settlement_id for one in people} == {one.id for one in clients}
        assert all(one.invoice.number for one in clients)
        left = sources([one.client_id for one in clients], month)
        assert left == {}
    assert {one.month for one in demo.scalars(sa.select(ClosedMonth))} == {
        DAYS.month(3),
        DAYS.month(2),
    }


def test_last_month_is_at_every_step_of_its_way(demo):
    people = demo.scalars(sa.select(EmployeeSettlement).filter_by(month=MONTH)).all()
    states = {one.state for one in people}
    assert states >= {EmployeeState.draft, EmployeeState.closed, EmployeeState.accepted}
    clients = demo.scalars(sa.select(ClientSettlement).filter_by(month=MONTH)).all()
    assert {one.progress for one in clients} == {
        Progress.draft, Progress.approved, Progress.invoice_drafted, Progress.invoiced
    }  # fmt: skip


def test_settled_minutes_are_the_minutes_of_their_entries(demo):
    worked = Counter()
    for entry in every(demo, ScheduleEntry):
        if entry.state is EntryState.settled:
            worked[entry.settlement_id] += entry.minutes or 0
    heads = {one.id: one.minutes for one in every(demo, EmployeeSettlement)}
    assert {pk: worked[pk] for pk in heads} == heads


def test_both_brands_invoice_in_their_currency(demo):
    invoices = {one.id: one for one in every(demo, Invoice)}
    found = Counter(
        (one.company.short_name, one.currency.value, invoices[one.invoice_id].currency.value)
        for one in every(demo, ClientSettlement)
        if one.invoice_id
    )
    assert set(found) == {("Jantar Praca", "PLN", "PLN"), ("Jantar Opieka", "EUR", "EUR")}


def test_finance_entries_are_taken_by_settlements(demo):
    entries = every(demo, FinanceEntry)
    assert len({one.kind for one in entries}) >= 3
    assert sum(one.settlement_id is not None for one in entries) > len(entries) / 2
