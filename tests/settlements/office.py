"""The dashboard of the worked month as the tests of its pages read and drive it."""

import re
from html import unescape

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role

from app.accounts.services.granting import change_grants, grants_of
from tests.support.pages import rows_of

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
OWN = "Koordynator – swoi klienci, bez stawek"
URL = "/settlements/?month=2026-10"


def text_of(answer):
    return unescape(answer.text).replace("\u00a0", " ")


def row_of(browser, url=URL):
    (row,) = rows_of(browser.get(url).text)
    return [cell.replace("\u00a0", " ") for cell in row]


def allow(db, role, *grants):
    found = db.session.scalars(sa.select(Role).filter_by(name=role)).one()
    wanted = grants_of(found.id) | set(grants)
    change_grants(found, wanted, wanted)
    db.session.commit()


def month_url(month, page="client"):
    return f"/settlements/{page}/{month.client.id}?month=2026-10"


def approve(browser, url):
    """Press the button of the page."""
    button = re.search(r'data-post="([^"]+/approve/[^"]+)"', browser.get(url).text)
    return browser.post(unescape(button[1]))


def settle_people(browser, month):
    return browser.post(month_url(month, "people"))
