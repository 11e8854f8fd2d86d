"""The list of entries: by which index it is read, above all for those who see few clients."""

from datetime import date, timedelta

import pytest

from app.accounts.models import Account
from app.core import bulk
from app.core.clock import now
from app.core.views import query
from app.schedule.models import ScheduleEntry
from tests.conftest import IS_POSTGRES
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.positions import PositionFactory
from tests.support.pages import rows_of, step
from tests.support.sql import plans_of

OWN = "Koordynator – swoi klienci, bez stawek"
LIST = "/schedule-entries/list/"
FIRST = date(2026, 7, 1)
BY_CLIENT = (
    "ix_schedule_entry_client_id_day_id_source",
    "ix_schedule_entry_client_id_state_day_id",
)


def hours_of(contract, days, step=1, state="reported"):
    """Load hours of many days at once."""
    at = now()
    bulk.load(
        ScheduleEntry.__table__,
        [
            {"client_id": contract.client_id, "contract_id": contract.id,
             "employee_id": contract.employee_id, "day": FIRST + timedelta(days=one * step),
             "state": state, "source": "office", "minutes": 60 + one, "pause": 0,
             "created_on": at, "changed_on": at, "revision": 1}
            for one in range(days)
        ],
    )  # fmt: skip


@pytest.fixture
def contracts(db):
    """Of four clients; the last one is nobody's."""
    made = [
        ContractFactory(position=PositionFactory(client=ClientFactory(name=f"Hotel {name}")))
        for name in "ABCD"
    ]
    db.session.flush()
    for number, contract in enumerate(made):
        hours_of(contract, 40, step=number + 1)
        hours_of(contract, 5, step=7, state="planned")
    db.session.commit()
    return made


@pytest.fixture
def guard(db, contracts, login_as):
    browser = login_as(OWN)
    account = db.session.get(Account, browser.account_id)
    for contract in contracts[:3]:
        contract.client.guardians.append(account)
    db.session.commit()
    return browser


def walk(browser, url, symbol):
    """Return the rows of all pages of a list, following an arrow of its pager."""
    found = []
    while url:
        page = browser.get(url).text
        found.append([tuple(row[1:]) for row in rows_of(page)])
        url = step(page, symbol)
        assert len(found) < 20
    return found


@pytest.mark.parametrize(
    "filters",
    [
        "",
        "_flt_0_state=planned",
        "_flt_1_day=2026-07-05&_flt_2_day=2026-10-01",
        "_flt_0_state=reported&_flt_1_day=2026-07-20",
        "_oc_ScheduleEntryView=day&_od_ScheduleEntryView=asc",
        "_flt_0_source=office",
    ],
)
def test_the_pages_are_those_of_whoever_sees_all(guard, login_as, monkeypatch, filters):
    monkeypatch.setattr(query, "COUNT_BOUND", 20)  # beyond it, pages follow by key
    url = f"{LIST}?psize_ScheduleEntryView=25&{filters}"
    every = [row for page in walk(login_as("Administrator"), url, "chevron-right") for row in page]
    expected = [row for row in every if not any("Hotel D" in cell for cell in row)]
    forwards = walk(guard, url, "chevron-right")
    assert [row for page in forwards for row in page] == expected
    assert len(expected) < len(every)
    last = step(guard.get(url).text, "chevrons-right")
    backwards = walk(guard, last, "chevron-left") if last else forwards
    assert [row for page in reversed(backwards) for row in page] == expected


def plans(browser, url):
    """Return how each statement about entries is answered."""
    with plans_of("schedule_entry") as found:
        assert browser.get(url).status_code == 200
    return found


@pytest.mark.parametrize("filters", ["", "?_flt_0_state=planned", "?_flt_1_day=2026-07-20"])
def test_of_each_client_no_more_than_a_page_is_read(contracts, guard, filters):
    keys, rows = [one for one in plans(guard, LIST + filters) if "ORDER BY" in one[0]]
    statement, plan = keys
    assert statement.count("LIMIT") == 2
    assert "LIMIT" not in rows[0]  # joined with it, PostgreSQL would read the whole table
    if IS_POSTGRES:
        assert "LATERAL" in statement
    else:
        assert any(name in plan for name in BY_CLIENT), plan
        assert "CORRELATED LIST SUBQUERY" in plan


@pytest.mark.skipif(IS_POSTGRES, reason="PostgreSQL plans by its statistics.")
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ("_flt_0_client={client}&_flt_0_state=accepted", "client_id_state_day_id"),
        ("_flt_0_client={client}&_flt_0_source=imported", "client_id_day_id_source"),
        ("_flt_0_client={client}&_flt_0_rate_kind={kind}", "client_id_day_id_source"),
        ("_flt_0_employee={employee}&_flt_0_state=accepted", "employee_id_day"),
        ("_rel_contract={contract}&_flt_0_state=accepted", "contract_id_day"),
        ("_flt_0_state=accepted", "state_day_id"),
        ("_flt_1_client={client}&_flt_0_state=accepted", "state_day_id"),
    ],
)
def test_the_narrowest_filter_leads(contracts, login_as, filters, index):
    one = contracts[0]
    ids = {"client": one.client_id, "employee": one.employee_id, "contract": one.id, "kind": 1}
    found = plans(login_as("Administrator"), f"{LIST}?{filters.format(**ids)}")
    assert len(found) >= 2
    assert all(f"ix_schedule_entry_{index}" in plan for _statement, plan in found), found


def test_who_sees_all_reads_the_list_as_it_is(contracts, login_as, monkeypatch):
    def refused(*_args):
        raise AssertionError

    monkeypatch.setattr(query, "_keys_by_client", refused)
    assert login_as("Administrator").get(LIST).status_code == 200
