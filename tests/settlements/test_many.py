"""Clients settled together: what comes of it is what comes of each alone, by fewer statements."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy_continuum.utils import version_table

from app.assignments.models import Contract
from app.clients.enums import EmployeeNames, InvoiceDetail, Language
from app.core.audit.models import AuditEntry
from app.core.currency import Currency
from app.core.db import transaction
from app.core.numbering import NumberCounter
from app.core.search import SearchEntry
from app.core.vat import VatRate
from app.core.versioning import Versioned
from app.extensions import db as database
from app.invoicing.models import Invoice, InvoiceLine, InvoicePdf
from app.items.models import ItemIssue
from app.items.services.issuing import Holder, Wanted, hand_out
from app.positions.enums import RateRule
from app.settlements.enums import ClientState, RunResult
from app.settlements.models import (
    ClientSettlement,
    ClientSettlementLine,
    EmployeeSettlement,
    EmployeeSettlementLine,
)
from app.settlements.queries import is_stale
from app.settlements.services import clients, employees, many, runs
from app.settlements.services.many import run_clients
from tests.factories.assignments import ContractFactory
from tests.factories.invoicing import make_buyer, make_company
from tests.factories.items import ItemTypeFactory
from tests.factories.positions import PositionFactory, PositionRateFactory
from tests.factories.settlements import MONTH, make_worked_month, work
from tests.support import databases
from tests.support.together import overtake

ALL = runs.Steps(people=True, invoice=True, issue=True)
WAYS = [runs.Steps(people=True), runs.Steps(people=True, invoice=True), ALL]
NIPS = (
    "7740001454", "5260001246", "5252344078", "1132191233", "9542742927", "6760108427",
    "8121835437", "7010012345", "5213017228", "5270103391", "7251801126",
)  # fmt: skip
#: Tables a run writes, with the columns that name a moment or a place in a sequence.
ENTITIES = (
    ClientSettlement, ClientSettlementLine, EmployeeSettlement, EmployeeSettlementLine, Invoice,
    InvoiceLine, InvoicePdf, ItemIssue, NumberCounter, SearchEntry,
)  # fmt: skip
PASSING = {
    "revision", "created_on", "changed_on", "created_at", "issued_at", "approved_at", "closed_at",
    "transaction_id", "end_transaction_id", "batch_row",
}  # fmt: skip


def client_with_hours(month, nip, *, names=("Ola Maj",), company=None, **profile):
    """A client with a waiter's day for each of some people."""
    client = make_buyer(name=f"Klient {nip}", nip=nip, **profile)
    position = PositionFactory(client=client, name="Kelner")
    PositionRateFactory(
        position=position, rate_kind=month.kinds[RateRule.base], employee_rate=Decimal("30.10"),
        client_rate=Decimal("41.33"), valid_from=MONTH,
    )  # fmt: skip
    for number, _name in enumerate(names, 1):
        contract = ContractFactory(position=position, starts_on=MONTH, ends_on=None)
        contract.company = company or month.company
        work(contract, month.kinds[RateRule.base], 475 + number)
    return client


@pytest.fixture
def month(db):
    """Seven clients of every kind: four whole ones, one exempt, one open, one begun by hand."""
    month = make_worked_month()
    for contract in month.contracts:
        contract.company = month.company
    client_with_hours(
        month, "7740001454", names="abc", invoice_detail=InvoiceDetail.per_employee,
        employee_names=EmployeeNames.initials, language=Language.en,
    )  # fmt: skip
    client_with_hours(month, "5260001246", vat_rate=VatRate.exempt)
    client_with_hours(
        month, "5252344078", vat_rate=VatRate.exempt, exemption_basis="art. 43",
        invoice_detail=InvoiceDetail.one_line, language=Language.de,
    )  # fmt: skip
    other = make_company(name="Druga firma", nip="7740001454")
    client_with_hours(month, "1132191233", company=other)
    foreign = client_with_hours(month, "9542742927", names="ab")
    employees.settle([one.id for one in contracts_of(foreign)], MONTH, close=True)
    foreign.currency = Currency.EUR
    begun = client_with_hours(month, "6760108427")
    employees.settle([one.id for one in contracts_of(begun)], MONTH, close=True)
    clients.create(begun, month.company, MONTH)
    waiting = client_with_hours(month, "8121835437")
    work(contracts_of(waiting)[0], month.kinds[RateRule.base], 60,
         first=date(2026, 10, 9), is_accepted=False)  # fmt: skip
    bed = ItemTypeFactory(name="Łóżko", unit_price=Decimal("35.50"), vat_rate=VatRate.vat_8)
    hand_out(Holder(client=month.client), [Wanted(bed, 2, is_charged=True)], on=MONTH)
    db.session.commit()
    return month


def contracts_of(client):
    return database.session.scalars(sa.select(Contract).filter_by(client_id=client.id)).all()


def one_by_one(steps):
    return [runs.run_client(*pair, MONTH, steps=steps) for pair in runs.pairs(MONTH)]


def together(steps):
    return run_clients(runs.pairs(MONTH), MONTH, steps=steps)


def rows_of(table):
    """Return the rows of a table, without moments and places in sequences."""
    passing = PASSING | {"id"} if table is SearchEntry.__table__ else PASSING
    names = [column.name for column in table.c if column.name not in passing]
    query = sa.select(*(table.c[name] for name in names))
    rows = [dict(zip(names, row, strict=True)) for row in database.session.execute(query)]
    return sorted(rows, key=repr)


def logged():
    """Return what the rows of the log add up to for each record; people have one row for all."""
    found = {}
    query = sa.select(AuditEntry).order_by(AuditEntry.id)
    for one in database.session.scalars(query):
        known = found.setdefault((one.entity, one.record_id), {})
        known |= {"label": one.label, "client_id": one.client_id} | (one.after or {})
    kept = {"approved_at", "closed_at", "issued_at", "created_on"}
    return {
        key: {name: value for name, value in values.items() if value and name not in kept}
        for key, values in found.items()
        if key[0] in {entity.__name__ for entity in ENTITIES} - {"EmployeeSettlement"}
    }


def everything():
    database.session.rollback()
    found = {entity.__tablename__: rows_of(entity.__table__) for entity in ENTITIES}
    for entity in ENTITIES:
        if issubclass(entity, Versioned):
            versions = version_table(entity.__table__)
            found[versions.name] = rows_of(versions)
    return found | {"log": logged()}


def rewind():
    """Let the next ids be the same in both runs."""
    if database.engine.dialect.name != "postgresql":
        return
    tables = [entity.__tablename__ for entity in ENTITIES if "id" in entity.__table__.c]
    with transaction():
        for name in tables:
            database.session.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608
                    f"(SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
                )
            )


def outcomes(found):
    return [(one.client_id, one.company_id, one.result, one.reason) for one in found]


@pytest.mark.parametrize("steps", WAYS, ids=["settled", "drafted", "issued"])
def test_clients_settled_together_are_settled_as_each_of_them_alone(db, month, steps, request):
    database.session.remove()
    before = databases.snapshot(database.engine.url)
    rewind()
    alone = outcomes(one_by_one(steps))
    expected = everything()
    database.session.remove()
    before.bring_back(request.getfixturevalue("_writes").tables)
    rewind()
    assert outcomes(together(steps)) == alone
    found = everything()
    for name in expected:
        assert found[name] == expected[name], name
    results = [result for _client, _company, result, _reason in alone]
    good = {0: RunResult.settled, 1: RunResult.drafted, 2: RunResult.issued}[WAYS.index(steps)]
    assert results.count(good) == (4 if steps.issue else 5)
    assert len(found["client_settlement"]) == 6
    states = [row["state"] for row in found["client_settlement"]]
    assert states.count(ClientState.invoiced) == (4 if steps.issue else 0)
    assert len(found["invoice_pdf"]) == (4 if steps.issue else 0)


def test_what_is_done_stays_and_is_said_to_be_unchanged(db, month):
    together(ALL)
    before = everything()
    again = [one.result for one in together(ALL)]
    assert (
        again
        == [RunResult.unchanged] * 2
        + [RunResult.refused]
        + [RunResult.unchanged] * 2
        + [RunResult.refused] * 3
    )
    assert {name: len(rows) for name, rows in everything().items()} == {
        name: len(rows) for name, rows in before.items()
    }


def test_a_run_that_stopped_earlier_is_taken_further(db, month):
    together(runs.Steps(people=True))
    together(runs.Steps(people=True, invoice=True))
    found = together(ALL)
    assert [one.result for one in found].count(RunResult.issued) == 4
    assert len(everything()["invoice"]) == 5


def test_numbers_are_taken_in_the_order_of_the_clients(db, month):
    issued = [one.invoice_id for one in together(ALL) if one.result is RunResult.issued]
    numbers = [db.session.get_one(Invoice, pk).number for pk in issued]
    of_first = [number[-4:] for number in numbers[:3]]
    assert of_first == ["0001", "0002", "0003"]
    # The other company counts for itself.
    assert numbers[3].endswith("0001")


def test_nine_clients_take_as_many_statements_as_two(db, count_sql):
    month = make_worked_month()
    made = [client_with_hours(month, nip) for nip in NIPS]
    bed = ItemTypeFactory(name="Łóżko", unit_price=Decimal("35.50"))
    for client in made:
        hand_out(Holder(client=client), [Wanted(bed, 1, is_charged=True)], on=MONTH)
    db.session.commit()
    pairs = [(client.id, month.company.id) for client in made]
    db.session.remove()
    counts = []
    for chosen in (pairs[:2], pairs[2:]):
        with count_sql() as statements:
            found = run_clients(chosen, MONTH, steps=ALL)
        assert {one.result for one in found} == {RunResult.issued}
        counts.append([one for one in statements if "item_issue" not in one])
    few, many = counts
    assert len(few) == len(many), "\n".join(many)


def attempt(app, act):
    with app.app_context():
        return act()


def test_two_runs_at_once_settle_everybody_once(app, db, month, monkeypatch):
    wanted = runs.pairs(MONTH)
    db.session.remove()
    acts = [
        partial(attempt, app, lambda: run_clients(wanted, MONTH, steps=ALL)),
        partial(attempt, app, lambda: run_clients(wanted[::-1], MONTH, steps=ALL)),
    ]
    first, second = overtake(monkeypatch, (many, "_write"), *acts)
    assert [one.result for one in first].count(RunResult.issued) == 4
    assert [one.result for one in second].count(RunResult.unchanged) == 4
    found = everything()
    assert len(found["invoice"]) == 5
    numbers = sorted(row["number"] for row in found["invoice"] if row["number"])
    assert [number[-4:] for number in numbers] == ["0001", "0001", "0002", "0003"]


def test_people_cancelled_meanwhile_are_charged_and_known_to_be_gone(app, db, month, monkeypatch):
    together(runs.Steps(people=True))  # settles the clients, too: take one of them back
    (whole,) = database.session.scalars(
        sa.select(ClientSettlement).filter_by(client_id=month.client.id)
    )
    with transaction():
        clients.cancel(whole)
    pair = month.client.id, month.company.id
    people = list(
        database.session.scalars(
            sa.select(EmployeeSettlement.id).filter_by(client_id=month.client.id)
        )
    )
    db.session.remove()

    def cancel():
        ones = [database.session.get_one(EmployeeSettlement, pk) for pk in people]
        with transaction():
            employees.cancel(ones, "pomyłka")

    def settle():
        return run_clients([pair], MONTH, steps=ALL)

    acts = [partial(attempt, app, settle), partial(attempt, app, cancel)]
    (outcome,), _none = overtake(monkeypatch, (many, "_write"), *acts)
    assert outcome.result is RunResult.issued
    settlement = database.session.get_one(ClientSettlement, outcome.settlement_id)
    assert is_stale(settlement)
    assert {change.is_changed for change in clients.difference(settlement)} == {True}
