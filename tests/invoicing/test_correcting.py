"""Corrections: the worked example, chains, zero, and two who correct at once."""

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db as database
from app.invoicing.enums import InvoiceKind, PayState
from app.invoicing.models import Invoice
from app.invoicing.rules import Line
from app.invoicing.services import Incomplete, create_correction, issue
from app.invoicing.services.files import document_of
from app.invoicing.services.parties import parties_of
from tests.factories.invoicing import make_draft, make_invoice
from tests.invoicing.test_issuing import in_threads

D = Decimal


def corrected(invoice, lines, reason="Pomyłka"):
    correction = create_correction(invoice, lines, reason)
    issue(correction)
    database.session.commit()
    return correction


def with_quantity(lines, position, quantity):
    changed = replace(lines[position], quantity=D(quantity))
    return [*lines[:position], changed, *lines[position + 1 :]]


def test_worked_month_is_corrected_to_the_grosz(db):
    invoice = make_invoice()
    correction = corrected(invoice, with_quantity(invoice.after, 2, "12.25"))
    assert (correction.number, correction.kind) == ("KOR/2026/11/0001", InvoiceKind.correction)
    assert (correction.net, correction.vat, correction.gross) == (
        D("-35.93"), D("-8.27"), D("-44.20"),
    )  # fmt: skip
    assert invoice.owed == D("13643.70")
    assert correction.buyer == invoice.buyer
    assert (correction.root, correction.previous) == (invoice, invoice)


def test_second_correction_starts_from_the_state_after_the_first(db):
    invoice = make_invoice()
    first = corrected(invoice, with_quantity(invoice.after, 2, "12.25"))
    second = corrected(first, with_quantity(first.after, 0, "160.5"))
    assert second.before == first.after
    assert (second.root, second.previous) == (invoice, first)
    assert invoice.owed == invoice.gross + first.gross + second.gross
    sums = sum(line.net for line in second.after)
    assert invoice.net + first.net + second.net == sums


def test_correction_may_begin_at_any_document_of_the_chain(db):
    invoice = make_invoice()
    first = corrected(invoice, with_quantity(invoice.after, 2, "12.25"))
    assert create_correction(invoice, first.after, "x").previous == first


def test_the_file_of_a_later_correction_names_the_one_before(db):
    invoice = make_invoice()
    first = corrected(invoice, with_quantity(invoice.after, 2, "12.25"))
    second = corrected(first, with_quantity(first.after, 2, "12"))
    printed = [document_of(one, parties_of(one)) for one in (invoice, first, second)]
    assert [one.follows for one in printed] == [None, None, (first.number, first.issue_date)]
    assert {one.corrects for one in printed[1:]} == {(invoice.number, invoice.issue_date)}


def test_correction_to_zero_owes_nothing(db):
    invoice = make_invoice()
    correction = corrected(invoice, [], "Usługa nie została wykonana")
    assert (correction.net, correction.gross) == (-invoice.net, -invoice.gross)
    assert [line.quantity for line in correction.after] == [0, 0, 0]
    assert (invoice.owed, invoice.pay_state) == (0, PayState.paid)


def test_line_can_be_added_and_keeps_its_key_afterwards(db):
    invoice = make_invoice()
    first = corrected(invoice, [*invoice.after, Line("Dojazd", D(1), "szt.", D("100.00"))])
    assert first.net == D("100.00")
    second = corrected(first, first.after[:3])
    assert (second.net, second.vat) == (D("-100.00"), D("-23.00"))
    assert [line.key for line in second.after] == [line.key for line in first.after]


def test_text_alone_can_be_corrected(db):
    invoice = make_invoice()
    lines = [replace(invoice.after[0], text="Pokojówka – dzień"), *invoice.after[1:]]
    correction = corrected(invoice, lines)
    assert (correction.net, correction.vat) == (0, 0)
    assert invoice.owed == invoice.gross


def test_correction_that_changes_nothing_is_not_issued(db):
    invoice = make_invoice()
    same = create_correction(invoice, invoice.after, "Pomyłka")
    with pytest.raises(Incomplete):
        issue(same)


def test_correction_needs_a_reason(db):
    invoice = make_invoice()
    correction = create_correction(invoice, [], "  ")
    with pytest.raises(Incomplete):
        issue(correction)
    correction.reason = "Pomyłka"
    issue(correction)


def test_draft_is_not_corrected(db):
    draft = make_draft()
    with pytest.raises(DomainError):
        create_correction(draft, [], "x")
    issue(draft)
    assert create_correction(draft, [], "x").is_draft


def test_only_one_correction_is_prepared_at_a_time(db):
    invoice = make_invoice()
    first = create_correction(invoice, [], "x")
    with pytest.raises(DomainError):
        create_correction(invoice, [], "y")
    database.session.delete(first)
    database.session.flush()
    assert create_correction(invoice, [], "y").reason == "y"


def test_state_somebody_has_changed_meanwhile_is_not_overwritten(db):
    invoice = make_invoice()
    seen = invoice.id
    first = corrected(invoice, with_quantity(invoice.after, 2, "12.25"))
    with pytest.raises(DomainError, match=r"KOR/2026/11/0001"):
        create_correction(invoice, invoice.after, "y", based_on=seen)
    assert create_correction(invoice, first.after, "y", based_on=first.id)


def test_of_two_who_correct_at_once_one_wins_and_the_other_is_told(app, db):
    pk = make_invoice().id
    database.session.remove()

    def correct():
        try:
            with transaction():
                invoice = database.session.get_one(Invoice, pk)
                create_correction(invoice, [], "x", based_on=pk)
        except (DomainError, IntegrityError) as refusal:
            return type(refusal).__name__
        return "saved"

    assert sorted(in_threads(app, [correct, correct])) == ["DomainError", "saved"]
    count = sa.select(sa.func.count()).select_from(Invoice).where(Invoice.root_id == pk)
    assert database.session.scalar(count) == 1


def test_database_keeps_the_chain_without_branches(db):
    invoice = make_invoice()
    create_correction(invoice, [], "x")
    rival = make_draft(client=invoice.client)
    rival.previous_id = invoice.id
    with pytest.raises(IntegrityError):
        database.session.flush()
