"""``flask crm run-month``: the worked month from hours to invoices, killed and run again."""

import os
import signal
from contextlib import closing
from itertools import count, islice

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.integrity import invariants
from app.extensions import db as database
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice
from app.positions.enums import RateRule
from app.settlements import cli
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement
from tests.factories.clients import ClientFactory
from tests.factories.settlements import make_worked_month, work

ARGUMENTS = ["crm", "run-month", "2026-10"]


@pytest.fixture
def month(db):
    month = make_worked_month()
    db.session.commit()
    return month


def run(app, *more):
    found = app.test_cli_runner().invoke(args=[*ARGUMENTS, *more])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def invoices(db):
    db.session.rollback()
    return db.session.scalars(sa.select(Invoice).order_by(Invoice.id)).all()


def broken():
    database.session.rollback()
    found = []
    for one in invariants():
        with closing(one.search()) as rows:
            found += [(one.code, str(row)) for row in islice(rows, 1)]
    return found


def test_the_worked_month_ends_in_an_issued_invoice_and_its_file(app, db, month, tmp_path):
    found = run(app, "--out", str(tmp_path))
    assert found.exit_code == 0, found.output
    assert "Rozliczono: 2, jeszcze niemożliwe: 0." in found.output
    (invoice,) = invoices(db)
    assert (invoice.status, str(invoice.net), str(invoice.gross)) == (
        InvoiceStatus.issued, "11128.37", "13687.90",
    )  # fmt: skip
    (path,) = tmp_path.glob("*.pdf")
    text = "".join(page.extract_text() for page in PdfReader(path).pages).replace("\xa0", " ")
    for said in ("Pokojówka – dzienna", "168,5", "8 071,15", "2 141,13", "916,09", "13 687,90"):
        assert said in text
    assert "168:30" in text  # the specification of hours


def test_running_it_again_changes_nothing(app, db, month, tmp_path):
    run(app, "--out", str(tmp_path))
    before = [(one.id, one.number, one.revision) for one in invoices(db)]
    again = run(app, "--out", str(tmp_path))
    assert again.exit_code == 0, again.output
    assert "Rozliczono: 0, jeszcze niemożliwe: 0." in again.output
    assert [(one.id, one.number, one.revision) for one in invoices(db)] == before


def test_what_stands_in_the_way_is_named_and_the_others_go_on(app, db, month):
    late = work(month.contracts[1], month.kinds[RateRule.night], 60, is_accepted=False)
    month.client.nip = None
    db.session.commit()
    found = run(app)
    assert found.exit_code == 1
    assert late[0].contract.number in found.output
    assert f"  Hotel Bałtyk sp. z o.o. ({month.client.id}): " in found.output
    for english in ("Employees", "Clients", "client", "settled"):
        assert english not in found.output
    assert [one.status for one in invoices(db)] == []


def test_no_month_is_refused_in_words(app):
    found = app.test_cli_runner().invoke(args=["crm", "run-month", "październik"])
    assert found.exit_code == 2
    assert "2026-10" in found.output


def die_at(app, point, *, is_before):
    """Run the month in a process that is killed at its n-th commit; tell whether it was."""
    child = os.fork()
    if child == 0:
        with app.app_context():
            database.engine.dispose(close=False)
        commits = count(1)

        def kill(_session):
            if next(commits) == point:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Session, "before_commit" if is_before else "after_commit", kill)
        try:
            app.test_cli_runner().invoke(args=ARGUMENTS)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("is_before", [True, False], ids=["before commits", "after commits"])
def test_a_run_that_was_killed_anywhere_is_finished_by_the_next(
    app, db, month, other_processes, is_before
):
    second = make_worked_month(name="Drugi hotel", nip="7740001454")
    db.session.commit()
    clients = {month.client.id, second.client.id}
    db.session.remove()
    database.engine.dispose()
    killed = [die_at(app, point, is_before=is_before) for point in (1, 1, 2, 2, 3, 1)]
    assert any(killed)
    found = run(app)
    assert found.exit_code == 0, found.output
    made = invoices(db)
    assert sorted(one.number for one in made) == [
        f"FV/{today():%Y/%m}/{n:04}" for n in range(1, len(made) + 1)
    ]
    assert {one.client_id for one in made} == clients
    states = db.session.scalars(sa.select(EmployeeSettlement.state)).all()
    assert states == [EmployeeState.closed] * 4
    assert broken() == []


@pytest.fixture
def months(db, other_processes, monkeypatch):
    """Four clients with the worked month, each a chunk of its own."""
    nips = ("5261040828", "7740001454", "5260001246", "5252344078")
    made = [make_worked_month(name=f"Hotel {nip}", nip=nip) for nip in nips]
    db.session.commit()
    for name in ("CHUNK", "TOGETHER"):
        monkeypatch.setattr(cli, name, 1)
    return {one.client.id for one in made}


def is_whole(db, client_ids):
    """Tell whether every client has the invoice of the worked month, numbered without a gap."""
    made = invoices(db)
    assert {one.client_id for one in made} == client_ids
    numbers = [f"FV/{today():%Y/%m}/{n:04}" for n in range(1, len(client_ids) + 1)]
    assert sorted(str(one.number) for one in made) == numbers
    assert {str(one.gross) for one in made} == {"13687.90"}
    assert broken() == []
    return True


@pytest.mark.parametrize("workers", [2, 3])
def test_several_processes_share_a_month(app, db, months, workers):
    found = run(app, f"--workers={workers}")
    assert found.exit_code == 0, found.output
    assert is_whole(db, months)


@pytest.mark.parametrize("point", [1, 2])
def test_a_worker_that_is_killed_is_named_and_the_next_run_finishes(app, db, months, point):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("One transaction at a time writes to SQLite: no other process settles.")
    ours, commits = os.getpid(), count(1)

    def kill(_session):
        if os.getpid() != ours and next(commits) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Session, "before_commit", kill)
    try:
        found = run(app, "--workers=2")
    finally:
        event.remove(Session, "before_commit", kill)
    assert found.exit_code == 1
    assert "Uruchom jeszcze raz" in found.output
    assert run(app, "--workers=2").exit_code == 0
    assert is_whole(db, months)


def test_a_client_without_hours_gets_no_invoice(app, db, month):
    ClientFactory(name="Bez godzin")
    db.session.commit()
    run(app)
    assert len(invoices(db)) == 1
