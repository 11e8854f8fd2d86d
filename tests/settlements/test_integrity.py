"""``check-integrity`` finds what somebody has corrupted past the application."""

from contextlib import closing

import pytest
import sqlalchemy as sa

from app.core.integrity import invariants
from app.extensions import db as database
from app.invoicing.models.frozen import protect_issued, unprotect_issued
from app.invoicing.services import issue
from app.settlements.services import clients, employees, invoicing
from tests.factories.clients import ClientFactory
from tests.factories.settlements import MONTH, make_worked_month

#: What is planted, the invariant it breaks, and the statement that plants it.
CORRUPTIONS = [
    ("an invoice that does not add up", "I1",
     "UPDATE invoice SET net = net + 1, gross = gross + 1.00"),
    ("a line with another price", "I1", "UPDATE invoice_line SET price = price + 1"),
    ("pay that is not hours times rate", "I2",
     "UPDATE employee_settlement_line SET pay = pay + 0.01 WHERE place = 1"),
    ("a total without a line", "I2", "UPDATE employee_settlement SET gross = gross + 5"),
    ("a client settlement with another sum", "I2", "UPDATE client_settlement SET net = net - 1"),
    ("entries of a cancelled settlement", "I3",
     "UPDATE employee_settlement SET state = 'cancelled'"),
    ("an entry settled in another month", "I3",
     "UPDATE schedule_entry SET day = '2026-11-03' WHERE day = '2026-10-01'"),
    ("people charged by a cancelled settlement", "I3",
     "UPDATE client_settlement SET state = 'cancelled'"),
    ("a settlement unlike its invoice", "I3", "UPDATE client_settlement SET net = net + 10"),
    ("an issued invoice of a settlement that is approved only", "I3",
     "UPDATE client_settlement SET state = 'approved'"),
    ("a settlement that is invoiced with a draft", "I3",
     "UPDATE invoice SET status = 'draft'"),
    ("an invoice of a settlement that is a draft again", "I3",
     "UPDATE client_settlement SET state = 'draft'"),
    ("a number that is left out", "I5", "UPDATE number_counter SET last = last + 1"),
    ("a file that was exchanged", "I6", "UPDATE invoice SET pdf_sha256 = 'x'"),
    ("minutes nobody worked", "I10",
     "UPDATE schedule_entry SET minutes = minutes + 1"),
    ("an entry without a part", "I10", "DELETE FROM schedule_entry_part WHERE minutes < 480"),
    ("an entry of somebody else's client", "I12",
     "UPDATE schedule_entry SET client_id = (SELECT max(id) FROM client)"),
]  # fmt: skip


@pytest.fixture
def settled(db):
    month = make_worked_month()
    ClientFactory(name="Ktoś inny")
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    settlement = clients.create(month.client, month.company, MONTH)
    clients.approve(settlement)
    issue(invoicing.make_invoice(settlement))
    db.session.commit()
    return month


def broken():
    """Return code → the first row it names."""
    found = {}
    for one in invariants():
        with closing(one.search()) as rows:
            first = next(rows, None)
        if first is not None:
            found[one.code] = str(first)
    return found


def test_a_settled_month_is_sound(settled):
    assert broken() == {}


@pytest.mark.parametrize(
    ("code", "statement"),
    [pytest.param(code, statement, id=name) for name, code, statement in CORRUPTIONS],
)
def test_a_corruption_is_found(settled, code, statement):
    with database.engine.execution_options(writes=True).begin() as connection:
        unprotect_issued(connection)
        connection.execute(sa.text(statement))
    try:
        assert code in broken()
    finally:
        restore_triggers()


def restore_triggers():
    database.session.rollback()
    with database.engine.execution_options(writes=True).begin() as connection:
        protect_issued(connection)


def test_the_command_names_the_first_broken_row_and_fails(app, settled):
    runner = app.test_cli_runner()
    found = runner.invoke(args=["crm", "check-integrity"])
    assert (found.exit_code, found.output.count(": ok")) == (0, len(invariants())), found.output
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("UPDATE employee_settlement SET gross = gross + 5"))
    found = runner.invoke(args=["crm", "check-integrity"])
    assert found.exit_code == 1
    assert ": employee_settlement " in found.output
