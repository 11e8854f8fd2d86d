"""The page of a client's settlement as the tests of it read and press it."""

import re
from html import unescape

import sqlalchemy as sa

from app.settlements.models import (
    ClientSettlement,
)
from tests.support.pages import rows_of


def text_of(answer):
    return " ".join(unescape(answer.text).replace("\u00a0", " ").split())


def press(browser, url, verb):
    """Press a button of a page."""
    button = re.search(rf'data-post="([^"]+/{verb}/[^"]+)"', browser.get(url).text)
    return browser.post(unescape(button[1]), follow_redirects=True)


def lines_of(browser, url):
    found = [row for row in rows_of(browser.get(url).text) if len(row) > 6]
    return [[cell.replace("\u00a0", " ") for cell in row] for row in found]


def only(db, model=ClientSettlement):
    db.session.expire_all()
    return db.session.scalars(sa.select(model)).one()


def invoiced(browser, url):
    """Approve, invoice and issue; return the page of the invoice."""
    press(browser, url, "approve")
    place = browser.post(url.replace("show", "invoice")).location
    browser.post(place.replace("show", "action/issue"))
    return place
