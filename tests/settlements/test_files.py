"""The files of the registers: hours are hours there, and can be summed."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from app.accounts.roles import ADMINISTRATOR
from app.settlements.services import clients, employees
from tests.factories.settlements import MONTH, make_worked_month

D = Decimal


@pytest.fixture
def files(db, login_as):
    """Return a function: route and kind of file -> its column of hours, of the worked month."""
    month = make_worked_month()
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    clients.create(month.client, month.company, MONTH)
    db.session.commit()
    boss = login_as(ADMINISTRATOR)

    def column(route, kind):
        content = boss.get(f"/{route}/export/{kind}").data
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        else:
            rows = list(
                openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
            )
        place = rows[0].index("Godziny")
        return [D(str(row[place]).replace(",", ".")) for row in rows[1:]]

    return column


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_registers_hold_hours_and_not_minutes(files, kind):
    # Anna 152:30 + 37:15 + 12:45, Beata 16:00
    assert files("client-settlements", kind) == [D("218.5")]
    assert sorted(files("employee-settlements", kind)) == [D("16"), D("202.5")]
    assert sum(files("schedule-entries", kind)) == D("218.5")
