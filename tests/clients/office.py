"""What somebody in the office does with the pages of clients, and finds afterwards."""

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.clients.models import Client
from tests.support.pages import fields_of

ADD = "/clients/add"
OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, bez stawek"
NIP, OTHER_NIP = "5260001246", "7740001454"


def filled(browser, url, **values):
    answer = browser.get(url)
    assert answer.status_code == 200
    fields = MultiDict(fields_of(answer.text))
    for name, value in values.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    return fields


def save(browser, url, **values):
    return browser.post(url, data=filled(browser, url, **values))


def add(browser, **values):
    return save(browser, ADD, **values)


def only(db, model):
    db.session.rollback()
    return db.session.scalars(sa.select(model)).one()


def count(db, model=Client):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))
