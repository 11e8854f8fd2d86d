"""Settlements of the worked month that go as far with their documents as a test wants them."""

from contextlib import closing
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.core.integrity import invariants
from app.extensions import db as database
from app.invoicing.services import issue
from app.positions.enums import RateRule
from app.settlements.models import ClientSettlement
from app.settlements.services import clients, employees, invoicing
from tests.factories.assignments import ContractFactory
from tests.factories.invoicing import make_buyer
from tests.factories.positions import PositionFactory, PositionRateFactory
from tests.factories.settlements import MONTH, less_overtime, work

D = Decimal
ISSUED_ON = date(2026, 11, 6)


def approved(month):
    """The worked month settled and approved: 11 128.37 net."""
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    return settlement


def small(month):
    """Another client, charged for one day: 8 × 41.33 = 330.64."""
    client = make_buyer(name="Pensjonat Jantar", nip="7740001454")
    position = PositionFactory(client=client, name="Kelner")
    kind = month.kinds[RateRule.base]
    PositionRateFactory(
        position=position, rate_kind=kind, employee_rate=D("30.10"), client_rate=D("41.33"),
        valid_from=MONTH,
    )  # fmt: skip
    contract = ContractFactory(position=position, starts_on=MONTH, ends_on=None)
    contract.company = month.company
    work(contract, kind, 480)
    employees.settle([contract.id], MONTH, close=True)
    settlement = clients.create(client, month.company, MONTH)
    clients.approve(settlement)
    return settlement


def issued(settlement):
    invoice = invoicing.make_invoice(settlement, on=ISSUED_ON)
    issue(invoice)
    return invoice


def corrected(month, settlement):
    """Half an hour less after the invoice; return the draft of the correction."""
    less_overtime(month)
    return invoicing.correct(settlement, "Mniej nadgodzin")


def successor(settlement):
    query = sa.select(ClientSettlement).filter_by(replaces_id=settlement.id)
    return database.session.scalars(query.order_by(ClientSettlement.id.desc())).first()


def steps():
    """Return state, progress and whether there is a document, settlement by settlement."""
    query = sa.select(ClientSettlement).order_by(ClientSettlement.id)
    found = database.session.scalars(query)
    return [(str(one.state.value), one.progress.value, bool(one.invoice_id)) for one in found]


def broken():
    """Name what does not hold; the log and the database itself are asked elsewhere."""
    found = []
    for one in [one for one in invariants() if one.code not in ("I7", "I9", "I11")]:
        with closing(one.search()) as rows:
            found += [f"{one.code} {row}" for row in rows]
    return found
