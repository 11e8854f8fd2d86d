"""Drafts and their issue: numbers, copies, what is refused, and what the database refuses."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from app.clients.enums import ClientKind
from app.clients.models import Address, Client
from app.core.currency import Currency
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.numbering import NumberSeries
from app.core.vat import VatRate
from app.extensions import db as database
from app.invoicing.enums import InvoiceStatus, Mending, PayState, PrintLanguage
from app.invoicing.models import Invoice, InvoiceLine
from app.invoicing.rules import Line
from app.invoicing.services import (
    Dates,
    Details,
    Incomplete,
    create_correction,
    create_draft,
    draft_gaps,
    issue,
)
from app.invoicing.services.drafts import delete_draft
from app.invoicing.services.periods import close_to
from app.settings.models import CompanyBankAccount
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.invoicing import (
    DATES,
    MONTH,
    make_buyer,
    make_company,
    make_draft,
    make_invoice,
)

D = Decimal


def test_worked_month_is_issued_with_number_and_totals(db):
    invoice = make_invoice()
    assert (invoice.number, invoice.status) == ("FV/2026/11/0001", InvoiceStatus.issued)
    assert (invoice.net, invoice.vat, invoice.gross) == (
        D("11128.37"), D("2559.53"), D("13687.90"),
    )  # fmt: skip
    assert (invoice.owed, invoice.paid, invoice.pay_state) == (invoice.gross, 0, PayState.unpaid)
    assert invoice.due_date == date(2026, 11, 20)
    assert [line.net for line in invoice.lines] == [D("8071.15"), D("2141.13"), D("916.09")]


def test_draft_takes_its_terms_from_the_client_unless_told_otherwise(db):
    client = make_buyer(payment_days=21, currency=Currency.EUR, order_number="PO-7")
    draft = make_draft(client=client)
    assert (draft.payment_days, draft.currency, draft.order_number) == (21, Currency.EUR, "PO-7")
    draft = make_draft(client=client, payment_days=7, language=PrintLanguage.en)
    assert (draft.payment_days, draft.language) == (7, PrintLanguage.en)
    assert draft.number is None


def test_issue_copies_the_parties_and_later_changes_do_not_matter(db):
    invoice = make_invoice()
    assert invoice.seller.name == "Agencja Jantar sp. z o.o."
    assert (invoice.buyer.nip, invoice.buyer.city) == ("5261040828", "Sopot")
    assert invoice.bank_iban == "PL61109010140000071219812874"
    invoice.client.name = "Inna nazwa"
    invoice.company.city = "Gdynia"
    db.session.commit()
    assert (invoice.buyer.name, invoice.seller.city) == ("Hotel Bałtyk sp. z o.o.", "Gdańsk")


def test_another_client_may_pay(db):
    payer = make_buyer(name="Holding", nip="7740001454")
    client = ClientFactory(payer=payer)
    invoice = make_invoice(client=client)
    assert (invoice.buyer.name, invoice.client) == ("Holding", client)


def test_numbers_go_on_by_month_and_company(db):
    first, second = make_company(), make_company(nip="7740001454")
    client = make_buyer()
    october = Dates(date(2026, 10, 31), date(2026, 10, 31))
    issued = [
        make_invoice(client=client, company=first),
        make_invoice(client=client, company=first, dates=october),
        make_invoice(client=client, company=first),
        make_invoice(client=client, company=second),
    ]
    assert [invoice.number for invoice in issued] == [
        "FV/2026/11/0001", "FV/2026/10/0001", "FV/2026/11/0002", "FV/2026/11/0001",
    ]  # fmt: skip


def test_issue_can_set_the_date(db):
    draft = make_draft()
    issue(draft, on=date(2026, 11, 2))
    assert (draft.issue_date, draft.due_date) == (date(2026, 11, 2), date(2026, 11, 16))


def test_issued_invoice_is_not_issued_again(db):
    invoice = make_invoice()
    with pytest.raises(DomainError, match="FV/2026/11/0001"):
        issue(invoice)


# -- what is missing ------------------------------------------------------------------------------


def _of(**changes):
    """Return a function that changes a draft or what hangs on it."""

    def spoil(draft):
        for name, value in changes.items():
            setattr(draft, name, value)

    return spoil


def _without(model):
    def spoil(_draft):
        database.session.execute(sa.delete(model))

    return spoil


def _lines(draft, **changes):
    for row in draft.lines:
        for name, value in changes.items():
            setattr(row, name, value)


SPOILED = {
    "company without NIP": (lambda d: _of(nip=None)(d.company), Mending.company),
    "company without street": (lambda d: _of(street=None)(d.company), Mending.company),
    "no account": (_without(CompanyBankAccount), Mending.account),
    "other currency": (_of(currency=Currency.EUR, exchange_rate=D(4)), Mending.account),
    "buyer without NIP": (lambda d: _of(nip=None)(d.client), Mending.client),
    "buyer without address": (_without(Address), Mending.address),
    "no lines": (lambda d: d.lines.clear(), Mending.lines),
    "zero": (lambda d: _lines(d, price=D(0)), Mending.lines),
    "future": (_of(issue_date=date(2099, 1, 1)), Mending.invoice),
    "exempt without basis": (lambda d: _lines(d, vat_rate=VatRate.exempt), Mending.invoice),
    "np II without EU number": (lambda d: _lines(d, vat_rate=VatRate.reverse_eu), Mending.client),
    "order number": (lambda d: _of(requires_order_number=True)(d.client), Mending.invoice),
    "no series": (_without(NumberSeries), Mending.series),
    "closed": (lambda _d: close_to(date(2026, 11, 30)), Mending.settings),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_issue_names_what_is_missing_and_where_to_mend_it(db, name):
    spoil, place = SPOILED[name]
    draft = make_draft()
    assert draft_gaps(draft) == []
    spoil(draft)
    db.session.commit()
    with pytest.raises(Incomplete) as refusal, transaction():
        issue(draft)
    assert place in [gap.place for gap in refusal.value.gaps]
    assert all(gap.text for gap in refusal.value.gaps)
    assert (draft.status, draft.number) == (InvoiceStatus.draft, None)


def test_several_gaps_are_named_at_once(db):
    draft = make_draft([], client=ClientFactory(), company=make_company(street=None))
    assert {gap.place for gap in draft_gaps(draft)} == {
        Mending.lines, Mending.company, Mending.client, Mending.address,
    }  # fmt: skip


def test_foreign_vat_needs_the_exchange_rate(db):
    draft = make_draft(currency=Currency.EUR)
    db.session.add(
        CompanyBankAccount(
            company=draft.company, iban="PL27114020040000300201355387", currency=Currency.EUR
        )
    )
    db.session.flush()
    assert [gap.place for gap in draft_gaps(draft)] == [Mending.invoice]
    draft.exchange_rate = D("4.2537")
    assert draft_gaps(draft) == []


@pytest.mark.parametrize(
    ("values", "country"), [({"kind": ClientKind.person}, "PL"), ({"eu_vat": "DE136695976"}, "DE")]
)
def test_private_person_and_foreign_firm_need_no_nip(db, values, country):
    client = ClientFactory(name="Maria Kowalska", **values)
    AddressFactory(client=client, country=country)
    assert draft_gaps(make_draft(client=client)) == []


def test_address_of_the_day_stands_on_the_invoice(db):
    client = make_buyer()
    client.addresses[0].valid_to = date(2026, 11, 5)
    AddressFactory(client=client, city="Gdynia", valid_from=date(2026, 11, 6))
    assert make_invoice(client=client).buyer.city == "Gdynia"


@pytest.mark.parametrize(
    "line",
    [
        Line(" ", D(1), "h", D(1)),
        Line("x", D(1), "", D(1)),
        Line("x", D(-1), "h", D(1)),
        Line("x", D(1), "h", D(-1)),
        Line("x", D("0.00001"), "h", D(1)),
        Line("x" * 501, D(1), "h", D(1)),
    ],
)
def test_impossible_line_is_refused(db, line):
    make_draft([replace(line, text="praca", unit="h", quantity=D(1), price=D(1))])
    with pytest.raises(DomainError):
        make_draft([line])


def test_impossible_terms_are_refused(db):
    client, company = make_buyer(), make_company()
    create_draft(client, company, MONTH, DATES, Details(payment_days=0))
    with pytest.raises(DomainError):
        create_draft(client, company, MONTH, DATES, Details(payment_days=366))
    with pytest.raises(DomainError):
        create_draft(client, company, MONTH, Dates(DATES.issue, date(2026, 9, 30), DATES.sale_to))


# -- immutable ------------------------------------------------------------------------------------

INSERT_LINE = """INSERT INTO invoice_line
    (client_id, invoice_id, side, position, key, text, quantity, unit, price, vat_rate, net)
    SELECT client_id, {id}, 'after', 9, 'k', 'x', 1, 'h', 1, 'vat_23', 1
    FROM invoice WHERE id = {id}"""
RAW = [
    "UPDATE invoice SET gross = 1, net = 1, vat = 0 WHERE id = {id}",
    "UPDATE invoice SET number = 'FV/1' WHERE id = {id}",
    "UPDATE invoice SET buyer_name = 'X' WHERE id = {id}",
    "UPDATE invoice SET notes = 'X' WHERE id = {id}",
    "UPDATE invoice SET status = 'draft' WHERE id = {id}",
    "UPDATE invoice SET client_id = client_id + 1 WHERE id = {id}",
    "UPDATE invoice SET pdf_sha256 = 'x' WHERE id = {id}",
    "DELETE FROM invoice WHERE id = {id}",
    "UPDATE invoice_line SET price = 1 WHERE invoice_id = {id}",
    "DELETE FROM invoice_line WHERE invoice_id = {id}",
    INSERT_LINE,
    "UPDATE invoice_line SET invoice_id = {id} WHERE invoice_id <> {id}",
    "UPDATE invoice_pdf SET content = '' WHERE invoice_id = {id}",
    "DELETE FROM invoice_pdf WHERE invoice_id = {id}",
]


@pytest.mark.parametrize("statement", RAW)
def test_database_refuses_to_change_an_issued_document(db, statement):
    make_draft()
    invoice = make_invoice()
    with pytest.raises(DatabaseError, match=r"issued document|append-only"):
        db.session.execute(sa.text(statement.format(id=invoice.id)))
    db.session.rollback()
    assert db.session.get_one(Invoice, invoice.id).gross == D("13687.90")


@pytest.mark.parametrize(
    "statement", [one for one in RAW if "pdf" not in one and "client" not in one]
)
def test_database_lets_a_draft_be_changed(db, statement):
    make_draft()
    draft = make_draft(client=db.session.scalar(sa.select(Client).limit(1)))
    if statement.startswith("DELETE FROM invoice WHERE"):
        db.session.execute(sa.delete(InvoiceLine).where(InvoiceLine.invoice_id == draft.id))
    changed = db.session.execute(sa.text(statement.format(id=draft.id)))
    assert changed.rowcount > 0
    db.session.rollback()


@pytest.mark.parametrize("column", ["sent_to = 'a@b.pl'", "paid = 1", "revision = 9"])
def test_what_happens_to_an_issued_document_may_be_noted(db, column):
    invoice = make_invoice()
    statement = "UPDATE invoice SET {} WHERE id = :id".format
    db.session.execute(sa.text(statement(column)), {"id": invoice.id})
    db.session.commit()


def test_orm_cannot_change_an_issued_document_either(db):
    invoice = make_invoice()
    with pytest.raises(DatabaseError), transaction():
        invoice.notes = "zmiana"
    with pytest.raises(DomainError):
        delete_draft(invoice)
    delete_draft(make_draft(client=db.session.scalar(sa.select(Client).limit(1))))


def test_deleted_draft_takes_its_lines_along(db):
    draft = make_draft()
    with transaction():
        db.session.delete(draft)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(InvoiceLine)) == 0


# -- at the same time -----------------------------------------------------------------------------


def in_threads(app, jobs):
    """Run every job at once, each with a session of its own."""
    barrier = Barrier(len(jobs))

    def run(job):
        with app.app_context():
            barrier.wait()
            return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [task.result() for task in [pool.submit(run, job) for job in jobs]]


class _GivenUpError(Exception):
    """Somebody's transaction fails after the number was taken."""


def test_forty_invoices_of_two_who_issue_at_once_have_the_numbers_one_to_forty(app, db):
    client, company = make_buyer(), make_company()
    piles = [[make_draft(client=client, company=company).id for _ in range(20)] for _ in range(2)]
    db.session.remove()

    def give_up(pk):
        with transaction():
            issue(db.session.get_one(Invoice, pk))
            raise _GivenUpError

    def issue_all(pile):
        for turn, pk in enumerate(pile):
            if turn % 7 == 3:
                with pytest.raises(_GivenUpError):
                    give_up(pk)
            with transaction():
                issue(db.session.get_one(Invoice, pk))

    in_threads(app, [lambda pile=pile: issue_all(pile) for pile in piles])
    numbers = db.session.scalars(sa.select(Invoice.number).order_by(Invoice.number)).all()
    assert numbers == [f"FV/2026/11/{number:04}" for number in range(1, 41)]


def test_one_draft_issued_by_two_gets_one_number(app, db):
    pk = make_draft().id
    db.session.remove()

    def press():
        try:
            with transaction():
                issue(db.session.get_one(Invoice, pk))
        except DomainError as refusal:
            return str(refusal)
        return "issued"

    answers = in_threads(app, [press, press])
    assert max(answers) == "issued"
    assert "FV/2026/11/0001" in min(answers)
    assert db.session.scalar(sa.text("SELECT last FROM number_counter")) == 1


def test_issue_costs_the_same_whatever_the_number_of_lines(db, count_sql):
    costs = []
    company, client = make_company(), make_buyer()
    for size in (5, 50):
        lines = [Line(f"Pozycja {n}", D(n + 1), "h", D("40.00")) for n in range(size)]
        with count_sql() as statements, transaction():
            issue(create_draft(client, company, lines, DATES))
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_a_document_is_drafted_by_twelve_statements_however_many_lines_it_has(db, count_sql):
    company, client = make_company(), make_buyer()
    for size in (10, 100):
        lines = [Line(f"Pozycja {n}", D(n + 1), "h", D("40.00")) for n in range(size)]
        with count_sql() as drafting, transaction():
            draft = create_draft(client, company, lines, DATES)
        with transaction():
            issue(draft)
        with count_sql() as correcting, transaction():
            correction = create_correction(draft, draft.after[:-1], "O jedną za dużo")
        assert (len(drafting), len(correcting)) == (9, 11), "\n".join(correcting)
        assert correction.net == -draft.after[-1].net


def test_two_thousand_lines_are_exact(db):
    lines = [Line(f"Pozycja {n}", D(1), "szt.", D("0.01")) for n in range(2000)]
    draft = make_draft(lines)
    assert (draft.net, draft.vat, draft.gross) == (D("20.00"), D("4.60"), D("24.60"))
    with pytest.raises(DomainError):
        make_draft([*lines, lines[0]], client=draft.client)
