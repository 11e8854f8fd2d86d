"""Contracts as people work with them: adding, asking, following."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.models import Account
from app.assignments.enums import ContractKind
from app.assignments.models import Contract, ContractOverride
from app.core.audit.models import AuditEntry
from app.core.clock import now, today
from app.positions.enums import ContractType
from tests.assignments.office import DAY, OWN, WITHOUT, add, confirm, newest
from tests.factories.assignments import (
    ContractFactory,
    ContractOverrideFactory,
    ContractRateFactory,
)
from tests.factories.clients import AddressFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory, PositionRateFactory, RateKindFactory
from tests.support.pages import fields_of, filled, save

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
