"""Deleting a draft while somebody else issues or deletes it: one of the two comes too late."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.core.db import transaction
from app.extensions import db as database
from app.invoicing.models import Invoice, InvoicePdf
from app.invoicing.services import issue
from app.invoicing.services.drafts import delete_draft
from tests.factories.invoicing import make_draft
from tests.support.together import post_together


@pytest.fixture
def draft(db):
    pk = make_draft().id
    db.session.commit()
    db.session.remove()
    return pk


def delete(invoice):
    delete_draft(invoice)
    database.session.delete(invoice)


def delete_elsewhere(app, pk):
    with app.app_context(), transaction():
        delete(database.session.get_one(Invoice, pk))


@pytest.mark.parametrize("act", [issue, delete])
def test_what_was_deleted_meanwhile_is_neither_issued_nor_deleted(app, db, draft, act):
    shown = db.session.get_one(Invoice, draft)
    db.session.commit()
    with ThreadPoolExecutor(1) as somebody:
        somebody.submit(delete_elsewhere, app, draft).result()
    with pytest.raises(StaleDataError), transaction():
        act(shown)
    assert db.session.scalar(sa.select(InvoicePdf.invoice_id)) is None


def test_two_who_press_delete_are_both_answered(app, db, login_as, draft):
    browsers = [login_as(ACCOUNTING), login_as(ADMINISTRATOR)]
    url = f"/invoices/delete/{draft}"
    answers = post_together(app, [(browser, url, {}) for browser in browsers])
    assert all(answer.status_code in (302, 404) for answer in answers)
    assert db.session.scalar(sa.select(Invoice.id)) is None
