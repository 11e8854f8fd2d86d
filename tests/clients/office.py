"""What somebody in the office does with the pages of clients, and finds afterwards."""

import sqlalchemy as sa

from app.clients.models import Client
from tests.support.pages import save

ADD = "/clients/add"
OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, bez stawek"
NIP, OTHER_NIP = "5260001246", "7740001454"


def add(browser, **values):
    return save(browser, ADD, **values)


def only(db, model):
    db.session.rollback()
    return db.session.scalars(sa.select(model)).one()


def count(db, model=Client):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))
