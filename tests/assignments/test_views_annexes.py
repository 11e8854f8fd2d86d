"""A contract is cancelled, and changed by annexes and rates."""

from datetime import date
from decimal import Decimal

from app.assignments.models import ContractAnnex, ContractOverride, ContractRate
from app.core.clock import today
from tests.assignments.office import (
    DAY,
    confirm,
    newest,
    save,
)
from tests.factories.assignments import (
    ContractAnnexFactory,
    ContractFactory,
    ContractRateFactory,
)
from tests.factories.clients import AddressFactory
from tests.factories.positions import RateKindFactory


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
