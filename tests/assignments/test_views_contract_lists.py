"""Lists and profiles that show contracts, and who sees what of them."""

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.accounts.services.granting import change_grants
from app.assignments.models import Contract, ContractAnnex, ContractRate
from app.core.clock import today
from app.employees.views import EmployeeView
from tests.assignments.office import DAY, OWN, SECRET, WITH, WITHOUT
from tests.factories.assignments import (
    ContractAnnexFactory,
    ContractFactory,
    ContractRateFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.employees import DocumentFactory, EmployeeFactory
from tests.factories.positions import PositionFactory
from tests.support.pages import column_of


@pytest.fixture
def three(db):
    """A past, an active and a future contract at one client."""
    position = PositionFactory()
    spans = {"past": (-90, -30), "active": (-10, 10), "future": (20, 60)}
    return {
        state: ContractFactory(
            position=position, starts_on=today() + start * DAY, ends_on=today() + end * DAY,
            employee=EmployeeFactory(last_name=state),
        )
        for state, (start, end) in spans.items()
    }  # fmt: skip


def test_people_of_a_client_are_shown_active_future_past_and_as_of_a_day(db, office, three):
    client_id = three["past"].client_id
    position = office.get(f"/positions/show/{three['past'].position_id}").text
    assert f"/contracts/list/?_rel_position={three['past'].position_id}" in position
    profile = office.get(f"/clients/show/{client_id}").text
    assert f"/contracts/list/?_rel_client={client_id}" in profile
    base = f"/contracts/list/?_rel_client={client_id}"

    def people(more=""):
        rows = column_of(office.get(base + more).text, 0)
        return {name.split()[-1] for name in rows}

    assert people() == set(three)
    assert str(EmployeeView.list_title) in office.get(base).text
    for state in three:
        assert people(f"&_flt_0_state={state}") == {state}
    assert people(f"&_flt_0_day={today() - 60 * DAY}") == {"past"}
    assert people(f"&_flt_0_day={today() + 15 * DAY}") == set()
    assert people("&_flt_0_day=kiedyś") == set()


def test_client_list_names_contracts_with_a_way_to_the_next(db, office, three, login_as):
    url = "/clients/list/?_cols_ClientView=name,active_contracts,future_contracts"
    page = office.get(url).text
    for state in ("active", "future"):
        assert f"/contracts/show/{three[state].id}" in page
        assert f"/contracts/add?_next={three[state].id}" in page
    assert f"/contracts/show/{three['past'].id}" not in page
    reader = login_as(ACCOUNTING).get(url).text
    assert f"/contracts/show/{three['active'].id}" in reader
    assert "_next=" not in reader


def test_client_list_counts_what_it_does_not_name(db, office):
    position = PositionFactory()
    for _number in range(5):
        ContractFactory(position=position, starts_on=today(), ends_on=None)
    page = office.get("/clients/list/?_cols_ClientView=name,active_contracts").text
    assert page.count("/contracts/show/") == 3
    assert f"_rel_client={position.client_id}" in page
    export = office.get("/clients/export/csv?_cols_ClientView=name,active_contracts").text
    assert "+2" in export


def test_columns_of_contracts_need_the_permission_to_see_them(app, db, three, login_as):
    browser = login_as(WITH)

    role = db.session.scalar(sa.select(Role).filter_by(name=WITH))
    grant = ("can_read", "Contracts")
    url = "/clients/list/?_cols_ClientView=name,active_contracts"
    assert "/contracts/show/" in browser.get(url).text
    change_grants(role, {grant}, set())
    db.session.commit()
    assert "/contracts/show/" not in browser.get(url).text
    assert "contract" not in browser.get("/employees/list/?_cols_EmployeeView=name,contract").text


def test_employee_list_shows_active_contracts_and_clients(db, office, three):
    page = office.get("/employees/list/").text
    active = three["active"]
    assert f"/contracts/show/{active.id}" in page
    assert f"/clients/show/{active.client_id}" in page
    assert f"/contracts/show/{three['past'].id}" not in page
    for value, found in (("active", {"active"}), ("future", {"future"}), ("free", {"past"})):
        rows = column_of(office.get(f"/employees/list/?_flt_0_placed={value}").text, 0)
        assert {name.split()[-1] for name in rows} == found


COLUMNS = "active_contracts,future_contracts"
LISTS = {
    f"/clients/list/?_cols_ClientView=name,status,tags,guardians,{COLUMNS}": 12,
    "/employees/list/": 13,
    "/contracts/list/": 10,
}


def test_lists_cost_the_same_at_any_length(db, login_as, count_sql):
    browser = login_as(ADMINISTRATOR)

    def cost(url):
        browser.get(url)
        with count_sql() as statements:
            assert browser.get(url).status_code == 200
        return statements

    def add_contracts(count):
        for _number in range(count):
            contract = ContractFactory(starts_on=today(), ends_on=None)
            ContractFactory(position=contract.position, starts_on=today() + DAY, ends_on=None)
            DocumentFactory(employee=contract.employee)

    add_contracts(3)
    small = {url: cost(url) for url in LISTS}
    add_contracts(27)
    for url, most in LISTS.items():
        large = cost(url)
        assert len(large) == len(small[url]) <= most, "\n".join(large)


# -- who sees what --------------------------------------------------------------------------------


def test_rates_of_a_contract_are_hidden_without_the_permission(db, office, login_as):
    contract = ContractFactory(starts_on=today() + DAY, ends_on=None)
    rate = ContractRateFactory(contract=contract, employee_rate=SECRET, client_rate=SECRET + 9,
                               valid_from=today() + DAY)  # fmt: skip
    annex = ContractAnnexFactory(contract=contract, employee_rate=SECRET,
                                 rate_kind=rate.rate_kind)  # fmt: skip
    urls = [
        f"/contracts/show/{contract.id}",
        f"/contracts/history/{contract.id}",
        f"/contract-annexes/list/?_rel_contract={contract.id}",
        f"/contract-annexes/show/{annex.id}",
        f"/contract-annexes/add?_rel_contract={contract.id}",
    ]
    blind = login_as(WITHOUT)
    for url in urls[:-1]:
        assert "73,19" in office.get(url).text, url
        assert "73,19" not in blind.get(url).text, url
    assert 'name="employee_rate"' in office.get(urls[-1]).text
    assert 'name="employee_rate"' not in blind.get(urls[-1]).text
    assert blind.get(f"/contract-rates/show/{rate.id}").status_code == 403
    assert office.get(f"/contract-rates/show/{rate.id}").status_code == 200


def test_contract_is_found_by_its_number_inside_the_scope(db, office, login_as):
    contract = ContractFactory(number="U/2026/77/123")
    found = office.get("/palette/search?q=2026/77/123").text
    assert f"/contracts/show/{contract.id}" in found
    assert "/contracts/show/" not in login_as(OWN).get("/palette/search?q=2026/77/123").text


def test_coordinator_of_own_clients_sees_only_their_contracts(db, login_as):
    browser = login_as(OWN)
    mine, foreign = ContractFactory(), ContractFactory()
    mine.client.guardians.append(db.session.get(Account, browser.account_id))
    db.session.commit()
    for contract, status in ((mine, 200), (foreign, 404)):
        assert browser.get(f"/contracts/show/{contract.id}").status_code == status
        assert browser.get(f"/employees/show/{contract.employee_id}").status_code == status
    free = EmployeeFactory()
    assert browser.get(f"/employees/show/{free.id}").status_code == 200


def test_contract_with_all_it_has_is_deleted_by_those_who_may(db, office, login_as):
    contract = ContractFactory()
    ContractRateFactory(contract=contract)
    ContractAnnexFactory(contract=contract)
    assert office.post(f"/contracts/delete/{contract.id}").status_code == 403
    assert login_as(ADMINISTRATOR).post(f"/contracts/delete/{contract.id}").status_code == 302
    db.session.rollback()
    for model in (Contract, ContractRate, ContractAnnex):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_client_without_contracts_has_empty_cells(office):
    ClientFactory()
    page = office.get("/clients/list/?_cols_ClientView=name,active_contracts,future_contracts")
    assert "/contracts/" not in page.text.split("<tbody")[1].split("</tbody")[0]
