"""Contracts as people work with them: adding, asking, following, annexes, lists, history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Role
from werkzeug.datastructures import MultiDict

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.accounts.services.granting import change_grants
from app.assignments.enums import ContractKind
from app.assignments.models import Contract, ContractAnnex, ContractOverride, ContractRate
from app.core.audit.models import AuditEntry
from app.core.clock import now, today
from app.employees.views import EmployeeView
from app.positions.enums import ContractType
from tests.factories.assignments import (
    ContractAnnexFactory,
    ContractFactory,
    ContractOverrideFactory,
    ContractRateFactory,
)
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.employees import DocumentFactory, EmployeeFactory
from tests.factories.positions import PositionFactory, PositionRateFactory, RateKindFactory
from tests.support.pages import column_of, fields_of

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
OWN = "Koordynator – swoi klienci, ze stawkami"
DAY = timedelta(days=1)
SECRET = Decimal("73.19")


@pytest.fixture
def office(login_as):
    return login_as(WITH)


def filled(browser, url, **values):
    answer = browser.get(url)
    assert answer.status_code == 200
    fields = MultiDict(fields_of(answer.text))
    for name, value in values.items():
        fields[name] = str(value)
    return fields


def save(browser, url, **values):
    return browser.post(url, data=filled(browser, url, **values))


def confirm(browser, url, answer, **values):
    """Send the form again as the answer shows it, with its mark of confirmation."""
    fields = MultiDict(fields_of(answer.text))
    for name, value in values.items():
        fields[name] = str(value)
    return browser.post(url, data=fields)


def newest(db, model):
    db.session.rollback()
    return db.session.scalars(sa.select(model).order_by(model.id.desc())).first()


def add(browser, employee, position, **values):
    form = {
        "employee": employee.id,
        "client": position.client_id,
        "position": position.id,
        "kind": "contract",
        "contract_type": "mandate",
        "starts_on": "2026-12-01",
        "ends_on": "31.12.2026",
    }
    return save(browser, "/contracts/add", **(form | values))


# -- adding -----------------------------------------------------------------------------------


def test_contract_is_added_and_numbered(db, office):
    employee, position = EmployeeFactory(), PositionFactory()
    address = AddressFactory(client=position.client, kind="workplace")
    answer = add(office, employee, position, address=address.id, payment_day=10)
    assert answer.status_code == 302
    contract = newest(db, Contract)
    assert contract.number == "U/2026/12/1"
    assert (contract.employee, contract.client, contract.position) == (
        employee,
        position.client,
        position,
    )
    assert contract.workplace == "ul. Długa 1, 00-950 Warszawa"
    assert (contract.ends_on, contract.payment_day) == (date(2026, 12, 31), 10)
    assert contract.contract_type is ContractType.mandate
    assert answer.location.endswith(f"/contracts/show/{contract.id}")
    page = office.get(answer.location).text
    assert "U/2026/12/1" in page
    assert f"/employees/show/{employee.id}" in page


def test_refused_contract_takes_no_number(db, office):
    employee, position = EmployeeFactory(), PositionFactory()
    assert add(office, employee, position, ends_on="2026-11-30").status_code == 422
    assert add(office, employee, position).status_code == 302
    assert newest(db, Contract).number == "U/2026/12/1"


def test_only_positions_of_the_client_in_use_are_offered_and_taken(db, office):
    position, other = PositionFactory(name="Nasze"), PositionFactory(name="Obce")
    old = PositionFactory(client=position.client, name="Dawne", archived_on=now())
    url = f"/contracts/options/position?client={position.client_id}"
    assert [one["text"] for one in office.get(url).json] == ["Nasze"]
    for wrong in (old, other):
        employee = EmployeeFactory()
        form = filled(office, "/contracts/add", starts_on="2026-12-01", employee=employee.id,
                      client=position.client_id, position=wrong.id)  # fmt: skip
        answer = office.post("/contracts/add", data=form)
        assert answer.status_code == 422
    assert add(office, EmployeeFactory(), position).status_code == 302


def test_a_choice_of_one_company_is_none(office):
    assert 'name="company"' not in office.get("/contracts/add").text


# -- doubts -------------------------------------------------------------------------------------


def test_overlap_is_asked_about_and_a_reason_is_kept(db, office):
    other = ContractFactory(starts_on=date(2026, 12, 10), ends_on=None)
    position = PositionFactory()
    answer = add(office, other.employee, position)
    assert answer.status_code == 422
    assert other.number in answer.text
    assert f"/contracts/show/{other.id}" in answer.text
    assert 'name="_reason"' in answer.text
    refused = confirm(office, "/contracts/add", answer, _reason=" — ")
    assert refused.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(Contract.id))) == 1
    saved = confirm(office, "/contracts/add", refused, _reason="Dzień przekazania")
    assert saved.status_code == 302
    kept = newest(db, ContractOverride)
    assert (kept.reason, kept.contract.position_id) == ("Dzień przekazania", position.id)
    assert other.number in kept.warnings
    entry = db.session.scalars(
        sa.select(AuditEntry).filter_by(entity="ContractOverride", action="create")
    ).one()
    assert entry.after["reason"] == "Dzień przekazania"
    assert entry.actor_id == office.account_id


def test_a_reason_holds_for_these_doubts_only(db, office):
    other = ContractFactory(starts_on=date(2026, 12, 10), ends_on=None)
    answer = add(office, other.employee, PositionFactory())
    ContractFactory(employee=other.employee, starts_on=date(2026, 12, 20), ends_on=None)
    again = confirm(office, "/contracts/add", answer, _reason="Dzień przekazania")
    assert again.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(ContractOverride.id))) == 0
    assert confirm(office, "/contracts/add", again, _reason="Oba").status_code == 302


def test_too_long_a_reason_is_refused(office):
    other = ContractFactory(starts_on=date(2026, 12, 10), ends_on=None)
    answer = add(office, other.employee, PositionFactory())
    assert confirm(office, "/contracts/add", answer, _reason="x" * 301).status_code == 422
    assert confirm(office, "/contracts/add", answer, _reason="x" * 300).status_code == 302


def test_rates_speak_only_to_those_who_see_them(db, office, login_as):
    position = PositionFactory()
    kind = RateKindFactory()
    PositionRateFactory(position=position, rate_kind=kind, employee_rate=Decimal(20),
                        valid_from=date(2026, 1, 1))  # fmt: skip
    answer = add(office, EmployeeFactory(), position)
    assert answer.status_code == 422
    assert "31,40" in answer.text
    assert add(login_as(WITHOUT), EmployeeFactory(), position).status_code == 302


def test_profile_shows_open_and_overridden_warnings(db, office):
    contract = ContractFactory()
    other = ContractFactory(employee=contract.employee)
    page = office.get(f"/contracts/show/{contract.id}").text
    assert other.number in page
    url = f"/contracts/edit/{contract.id}"
    answer = save(office, url, note="Uwaga")
    assert answer.status_code == 422
    assert confirm(office, url, answer, _reason="Wiemy").status_code == 302
    assert save(office, url, note="Inna uwaga").status_code == 302
    tab = office.get(f"/contract-overrides/list/?_rel_contract={contract.id}").text
    assert "Wiemy" in tab


def test_overridden_warnings_about_rates_are_for_those_who_see_rates(office, login_as):
    contract = ContractFactory()
    secret = ContractOverrideFactory(contract=contract, reason="Marża", is_about_rates=True)
    plain = ContractOverrideFactory(contract=contract, reason="Zmiana")
    blind = login_as(WITHOUT)
    for browser, seen in ((office, 2), (blind, 1)):
        rows = browser.get(f"/contract-overrides/list/?_rel_contract={contract.id}").text
        assert ("Marża" in rows, "Zmiana" in rows) == (seen == 2, True)
    assert blind.get(f"/contract-overrides/show/{secret.id}").status_code == 404
    assert blind.get(f"/contract-overrides/show/{plain.id}").status_code == 200
    assert office.get(f"/contract-overrides/show/{secret.id}").status_code == 200


def test_running_contract_is_changed_without_an_annex_only_with_a_reason(db, office):
    contract = ContractFactory(starts_on=today() - 5 * DAY, ends_on=today() + 50 * DAY)
    url = f"/contracts/edit/{contract.id}"
    answer = save(office, url, ends_on=today() + 60 * DAY)
    assert answer.status_code == 422
    assert confirm(office, url, answer, _reason="Literówka w umowie").status_code == 302
    assert newest(db, ContractOverride).reason == "Literówka w umowie"
    future = ContractFactory(starts_on=today() + 5 * DAY, ends_on=today() + 50 * DAY)
    url = f"/contracts/edit/{future.id}"
    assert save(office, url, ends_on=today() + 60 * DAY).status_code == 302


# -- next, cancel, annex --------------------------------------------------------------------------


def test_next_trip_is_prefilled_and_takes_the_rates_over(db, office):
    address = AddressFactory()
    position = PositionFactory(client=address.client)
    trip = ContractFactory(
        position=position, kind=ContractKind.trip, contract_type=ContractType.mandate,
        address=address, payment_day=10,
    )  # fmt: skip
    ContractRateFactory(contract=trip)
    answer = office.post(f"/contracts/action/next/{trip.id}")
    assert answer.location.endswith(f"/contracts/add?_next={trip.id}")
    fields = fields_of(office.get(answer.location).text)
    assert fields["client"] == str(trip.client_id)
    assert fields["position"] == str(position.id)
    assert (fields["kind"], fields["contract_type"]) == ("trip", "mandate")
    assert (fields["starts_on"], fields["employee"]) == ("2027-01-01", "")
    employee = EmployeeFactory()
    assert save(office, answer.location, employee=employee.id).status_code == 302
    following = newest(db, Contract)
    assert (following.previous_id, following.employee_id) == (trip.id, employee.id)
    (rate,) = following.rates
    assert (rate.employee_rate, rate.valid_from) == (Decimal(35), date(2027, 1, 1))


def test_form_of_the_next_says_whom_it_follows(office):
    before = ContractFactory(ends_on=date(2026, 12, 31))
    page = office.get(f"/contracts/add?_next={before.id}").text
    assert f"Do 31.12.2026: {before.employee}." in page
    assert f'href="/contracts/show/{before.id}"' in page
    still = ContractFactory(ends_on=None)
    assert f"Dotychczas: {still.employee}." in office.get(f"/contracts/add?_next={still.id}").text
    assert "Dotychczas" not in office.get("/contracts/add").text


def test_a_position_says_what_its_contracts_are(office, login_as):
    position = PositionFactory(contract_type=ContractType.mandate)
    url = f"/contracts/terms?position={position.id}"
    assert office.get(url).json == {"contract_type": "mandate"}
    assert login_as(OWN).get(url).status_code == 404
    assert office.get("/contracts/terms?position=x").status_code == 404


def test_next_after_an_archived_position_asks_for_another(office):
    trip = ContractFactory(position=PositionFactory(archived_on=now()))
    fields = fields_of(office.get(f"/contracts/add?_next={trip.id}").text)
    assert (fields["client"], fields["position"]) == (str(trip.client_id), "")


def test_next_after_a_contract_out_of_sight_is_a_plain_form(db, login_as):
    browser = login_as(OWN)
    foreign, mine = ContractFactory(), ContractFactory()
    mine.client.guardians.append(db.session.get(Account, browser.account_id))
    db.session.commit()
    assert fields_of(browser.get(f"/contracts/add?_next={foreign.id}").text)["client"] == ""
    fields = fields_of(browser.get(f"/contracts/add?_next={mine.id}").text)
    assert fields["client"] == str(mine.client_id)


def test_contract_is_cancelled_with_a_day_and_a_reason(db, office):
    contract = ContractFactory()
    url = f"/contracts/cancel/{contract.id}"
    assert f'value="{today()}"' in office.get(url).text
    assert office.post(url, data={"day": "2026-12-05", "reason": ""}).status_code == 422
    assert office.post(url, data={"day": "2027-12-05", "reason": "Powód"}).status_code == 422
    assert office.post(url, data={"day": "05.12.2026", "reason": "Powód"}).status_code == 302
    db.session.expire_all()
    assert (contract.cancelled_on, contract.cancel_reason) == (date(2026, 12, 5), "Powód")
    assert "/action/cancelling/" not in office.get(f"/contracts/show/{contract.id}").text
    assert office.post(f"/contracts/action/withdraw/{contract.id}").status_code == 302
    db.session.expire_all()
    assert contract.cancelled_on is None
    assert "/action/cancelling/" in office.get(f"/contracts/show/{contract.id}").text
    answer = office.post(f"/contracts/action/cancelling/{contract.id}")
    assert answer.location.endswith(url)


def test_annex_changes_the_contract_and_history_tells_from_what_to_what(db, office):
    contract = ContractFactory(workplace="Stara 1")
    kind = RateKindFactory(name="dzienna")
    ContractRateFactory(contract=contract, rate_kind=kind)
    answer = save(
        office, f"/contract-annexes/add?_rel_contract={contract.id}",
        effective_from="2026-12-01", ends_on="2027-03-31", rate_kind=kind.id,
        employee_rate="37,25", client_rate="58", description="Przedłużenie",
    )  # fmt: skip
    assert answer.status_code == 302
    db.session.expire_all()
    assert contract.ends_on == date(2027, 3, 31)
    assert newest(db, ContractAnnex).old_ends_on == date(2026, 12, 31)
    assert newest(db, ContractRate).employee_rate == Decimal("37.25")
    history = " ".join(office.get(f"/contracts/history/{contract.id}").text.split())
    for said in ("31.12.2026", "31.03.2027", "37,25", "Przedłużenie"):
        assert said in history


def test_annex_that_lets_contracts_overlap_asks(db, office):
    contract = ContractFactory()
    ContractFactory(employee=contract.employee, starts_on=date(2027, 2, 1), ends_on=None)
    url = f"/contract-annexes/add?_rel_contract={contract.id}"
    answer = save(office, url, effective_from="2026-12-01", ends_on="2027-03-31")
    assert answer.status_code == 422
    assert confirm(office, url, answer, _reason="Zastępstwo").status_code == 302
    assert newest(db, ContractOverride).contract_id == contract.id


def test_annex_is_never_changed_nor_deleted(office):
    annex = ContractAnnexFactory()
    assert office.get(f"/contract-annexes/edit/{annex.id}").status_code == 404
    assert office.post(f"/contract-annexes/delete/{annex.id}").status_code == 404
    assert office.get(f"/contract-annexes/show/{annex.id}").status_code == 200


def test_addresses_of_an_annex_are_those_of_its_client(office):
    contract = ContractFactory()
    AddressFactory(client=contract.client, street="Nasza 1")
    AddressFactory(street="Obca 1")
    url = f"/contract-annexes/options/address?contract={contract.id}"
    assert [one["text"] for one in office.get(url).json] == ["Nasza 1, 00-950 Warszawa"]


def test_rate_of_a_running_contract_needs_an_annex_or_a_reason(db, office):
    contract = ContractFactory(starts_on=today(), ends_on=None)
    kind = RateKindFactory()
    url = f"/contract-rates/add?_rel_contract={contract.id}"
    answer = save(office, url, rate_kind=kind.id, employee_rate="40", client_rate="60")
    assert answer.status_code == 422
    assert confirm(office, url, answer, _reason="Brakowało stawki").status_code == 302
    assert newest(db, ContractRate).contract_id == contract.id
    assert newest(db, ContractOverride).reason == "Brakowało stawki"


def test_rate_of_a_contract_to_come_is_added_without_a_question(db, office):
    contract = ContractFactory(starts_on=today() + DAY, ends_on=None)
    url = f"/contract-rates/add?_rel_contract={contract.id}"
    answer = save(office, url, rate_kind=RateKindFactory().id, employee_rate="40",
                  client_rate="60")  # fmt: skip
    assert answer.status_code == 302
    assert newest(db, ContractRate).valid_from == today() + DAY


# -- lists and profiles ---------------------------------------------------------------------------


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
