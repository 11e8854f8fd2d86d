"""What somebody in the office does with things, and finds afterwards."""

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.items.models import ItemIssue
from tests.support.pages import fields_of

ALL = "Koordynator – wszyscy klienci, bez stawek"
OWN = "Koordynator – swoi klienci, bez stawek"
HAND_OUT = "/item-issues/hand-out"


def hand_out(browser, *rows, url=HAND_OUT, **values):
    """Send the form as the page shows it, with rows of (thing, pieces, charge, price)."""
    form = MultiDict(fields_of(browser.get(url).text))
    for part in ("thing", "quantity", "charge", "price"):
        form.poplist(f"row_{part}")
    for row in rows:
        filled = (*row, *("1", "", "")[len(row) - 1 :])
        for part, value in zip(("thing", "quantity", "charge", "price"), filled, strict=True):
            form.add(f"row_{part}", str(value))
    for name, value in values.items():
        form.setlist(name, [str(value)])
    return browser.post(url, data=form)


def take_back(browser, url, ticked, **values):
    form = MultiDict(fields_of(browser.get(url).text))
    form.setlist("back", [str(pk) for pk in ticked])
    for name, value in values.items():
        form.setlist(name, [str(value)])
    return browser.post(url, data=form)


def issues(db):
    db.session.rollback()
    return list(db.session.scalars(sa.select(ItemIssue).order_by(ItemIssue.id)))
