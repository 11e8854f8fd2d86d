"""Verbs of contracts, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.assignments import rules
from app.assignments.enums import ContractState
from app.assignments.models import Contract, ContractAnnex, ContractRate
from app.assignments.queries import agreement_of, contract_kinds, contracts_of, in_state, series_for
from app.assignments.services import contracts as verbs
from app.core.clock import today
from app.core.errors import DomainError
from app.core.numbering.models import NumberSeries
from app.positions.enums import RateLevel
from app.positions.rules import resolve_rate
from app.settings.models import Company
from tests.factories.assignments import ContractFactory, ContractRateFactory
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.positions import PositionFactory, PositionRateFactory, RateKindFactory

D = Decimal
DAY = timedelta(days=1)
START, END = date(2026, 10, 1), date(2026, 12, 31)


def open_contract(**values):
    """A contract nothing speaks against."""
    return ContractFactory(**values)


# -- numbers ----------------------------------------------------------------------------------


def test_contracts_are_numbered_in_the_shipped_series(db):
    first, second = ContractFactory.build(), ContractFactory.build(concluded_on=date(2026, 9, 28))
    for contract in (first, second):
        verbs.give_number(contract, company=None)
    assert (first.number, second.number) == ("U/2026/10/1", "U/2026/09/1")


def test_series_of_the_company_goes_before_the_shared_one(db):
    company, other = Company(name="A", short_name="A"), Company(name="B", short_name="B")
    shared = db.session.scalar(sa.select(NumberSeries))
    own = NumberSeries(company=company, kind=shared.kind, name="A", pattern="A/{yyyy}/{seq}")
    db.session.add_all([company, other, own])
    db.session.commit()
    assert series_for(company) is own
    assert series_for(other) is shared
    assert series_for(None) is shared
    own.is_active = False
    assert series_for(company) is shared


def test_without_a_series_there_is_no_contract(db):
    db.session.execute(sa.update(NumberSeries).values(is_active=False))
    with pytest.raises(DomainError):
        verbs.give_number(ContractFactory.build(), company=None)


# -- what cannot be ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"ends_on": START - DAY},
        {"starts_on": date(1999, 12, 31)},
        {"ends_on": date(2101, 1, 1)},
        {"trial_until": START - DAY},
        {"trial_until": END + DAY},
        {"payment_day": 0},
        {"payment_day": 32},
        {"cancelled_on": END + DAY},
    ],
)
def test_impossible_contract_is_refused(db, values):
    contract = open_contract(trial_until=START, payment_day=31)
    verbs.normalise_contract(contract)
    for name, value in values.items():
        setattr(contract, name, value)
    with db.session.no_autoflush, pytest.raises(DomainError):
        verbs.normalise_contract(contract)


def test_position_and_address_must_be_the_clients(db):
    contract = open_contract()
    own, foreign = AddressFactory(client=contract.client), AddressFactory()
    contract.address = own
    verbs.normalise_contract(contract)
    with db.session.no_autoflush:
        contract.address = foreign
        with pytest.raises(DomainError):
            verbs.normalise_contract(contract)
        contract.address, contract.position = own, PositionFactory()
        with pytest.raises(DomainError):
            verbs.normalise_contract(contract)


def test_place_of_work_is_a_copy_of_the_address_else_of_the_position(db):
    contract = open_contract()
    contract.position.workplace = "Recepcja"
    verbs.normalise_contract(contract)
    assert contract.workplace == "Recepcja"
    contract.address = AddressFactory(client=contract.client, name="Kuchnia")
    verbs.normalise_contract(contract)
    db.session.commit()
    contract.address.street = "ul. Inna 9"
    verbs.normalise_contract(contract)
    assert contract.workplace == "Kuchnia, ul. Długa 1, 00-950 Warszawa"


# -- cancelling ---------------------------------------------------------------------------------


def test_cancelled_contract_ends_on_that_day(db):
    contract = open_contract()
    verbs.cancel_contract(contract, on=date(2026, 11, 5), reason="Rezygnacja")
    db.session.commit()
    assert contract.effective_end == date(2026, 11, 5)
    assert contract.state_on(date(2026, 11, 5)) is ContractState.active
    assert contract.state_on(date(2026, 11, 6)) is ContractState.past
    with pytest.raises(DomainError):
        verbs.cancel_contract(contract, on=date(2026, 11, 4), reason="Znowu")
    verbs.withdraw_cancellation(contract)
    db.session.commit()
    assert (contract.effective_end, contract.cancel_reason) == (END, None)
    with pytest.raises(DomainError):
        verbs.withdraw_cancellation(contract)


def test_contract_cancelled_before_its_start_never_takes_effect(db):
    contract = open_contract()
    verbs.cancel_contract(contract, on=START - DAY, reason="Pomyłka")
    assert contract.state_on(START) is ContractState.void


@pytest.mark.parametrize(
    ("day", "reason"), [(END + DAY, "Powód"), (START, " … "), (date(1900, 1, 1), "Powód")]
)
def test_cancelling_needs_a_day_inside_and_a_reason(db, day, reason):
    contract = open_contract()
    with pytest.raises(DomainError):
        verbs.cancel_contract(contract, on=day, reason=reason)
    assert contract.cancelled_on is None


@pytest.mark.parametrize("end", [None, START - DAY, START, date(2026, 11, 24), END])
@pytest.mark.parametrize("cancelled", [False, True])
def test_states_in_the_database_are_those_of_the_rules(db, end, cancelled):
    contract = open_contract(ends_on=None if end is None or cancelled else max(end, START))
    if cancelled and end:
        verbs.cancel_contract(contract, on=end, reason="Powód")
    db.session.commit()
    for day in (START - DAY, START, START + DAY, date(2026, 11, 25), END, END + DAY):
        found = [
            state
            for state in ContractState
            if db.session.scalar(sa.select(Contract.id).where(in_state(state, day)))
        ]
        assert found == [contract.state_on(day)]


# -- the next contract -------------------------------------------------------------------------


def test_next_contract_takes_over_the_rates_of_its_first_day(db):
    before = open_contract()
    kind, other = RateKindFactory(), RateKindFactory()
    for day, rate in ((START, "33.00"), (date(2026, 11, 1), "34.00"), (date(2027, 2, 1), "36.00")):
        ContractRateFactory(contract=before, rate_kind=kind, valid_from=day, employee_rate=D(rate))
    ContractRateFactory(contract=before, rate_kind=other)
    start = verbs.next_start(before)
    assert start == date(2027, 1, 1)
    after = Contract(
        employee=before.employee, client=before.client, position=before.position,
        starts_on=start, number="U/2027/01/1",
    )  # fmt: skip
    verbs.follow(after, before)
    db.session.add(after)
    db.session.commit()
    taken = {(one.rate_kind.id, one.valid_from): one.employee_rate for one in after.rates}
    assert taken == {
        (kind.id, start): D("34.00"),
        (kind.id, date(2027, 2, 1)): D("36.00"),
        (other.id, start): D("35.00"),
    }
    assert after.previous is before
    assert len(before.rates) == 4


# -- rates -------------------------------------------------------------------------------------


def test_rate_of_the_contract_goes_before_that_of_the_position(db):
    contract = open_contract()
    kind = RateKindFactory(employee_rate=D("31.40"))
    PositionRateFactory(position=contract.position, rate_kind=kind, employee_rate=D("33.00"))
    ContractRateFactory(
        contract=contract, rate_kind=kind, employee_rate=D("35.00"), valid_from=date(2026, 11, 1)
    )
    agreement = agreement_of(contract, contract_kinds(contract))
    levels = [
        resolve_rate(agreement.employee, kind_id=kind.id, base_id=None, on=day).won.level
        for day in (date(2026, 9, 1), date(2026, 10, 31), date(2026, 11, 1))
    ]
    assert levels == [RateLevel.kind, RateLevel.position, RateLevel.contract]


@pytest.mark.parametrize(
    "values",
    [
        {"employee_rate": None, "client_rate": None},
        {"employee_rate": D("-1")},
        {"valid_from": START - DAY},
        {"valid_from": END + DAY},
    ],
)
def test_impossible_rate_is_refused(db, values):
    rate = ContractRateFactory()
    verbs.check_contract_rate(rate)
    for name, value in values.items():
        setattr(rate, name, value)
    with db.session.no_autoflush, pytest.raises(DomainError):
        verbs.check_contract_rate(rate)


def test_second_rate_of_a_kind_from_the_same_day_is_refused(db):
    rate = ContractRateFactory()
    with db.session.no_autoflush:
        twin = ContractRate(
            contract=rate.contract, rate_kind=rate.rate_kind, valid_from=rate.valid_from,
            employee_rate=D(40),
        )  # fmt: skip
        with pytest.raises(DomainError):
            verbs.check_contract_rate(twin)
        twin.valid_from = rate.valid_from + DAY
        verbs.check_contract_rate(twin)


# -- annexes -----------------------------------------------------------------------------------


def annex_of(contract, **values):
    values = {"concluded_on": date(2026, 11, 20), "effective_from": date(2026, 12, 1)} | values
    annex = ContractAnnex(contract=contract, **values)
    if annex not in contract.annexes:
        contract.annexes.append(annex)
    return annex


def test_annex_changes_end_place_and_rate_and_keeps_what_was(db):
    contract = open_contract(workplace="Stara 1")
    address = AddressFactory(client=contract.client, street="Nowa 2")
    kind = RateKindFactory()
    with db.session.no_autoflush:
        annex = annex_of(
        contract, ends_on=date(2027, 3, 31), address=address, rate_kind=kind,
        employee_rate=D("37.00"), client_rate=D("52.00"),
    )  # fmt: skip
    with db.session.no_autoflush:
        verbs.apply_annex(annex)
    db.session.commit()
    assert (annex.number, annex.old_ends_on) == (f"{contract.number}/A1", END)
    assert contract.ends_on == date(2027, 3, 31)
    assert (annex.old_workplace, contract.workplace) == ("Stara 1", "Nowa 2, 00-950 Warszawa")
    assert contract.workplace_on(date(2026, 11, 30)) == "Stara 1"
    assert contract.workplace_on(date(2026, 12, 1)) == "Nowa 2, 00-950 Warszawa"
    (rate,) = contract.rates
    assert (rate.employee_rate, rate.valid_from, rate.annex) == (
        D("37.00"),
        date(2026, 12, 1),
        annex,
    )


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"employee_rate": D(40)},
        {"with_kind": True},
        {"ends_on": START - DAY},
        {"description": "Zmiana", "effective_from": START - DAY},
        {"description": "Zmiana", "effective_from": END + DAY},
    ],
)
def test_annex_that_says_nothing_or_nonsense_is_refused(db, values):
    contract = open_contract()
    values = dict(values)
    kind = {"rate_kind": RateKindFactory()} if values.pop("with_kind", False) else {}
    with db.session.no_autoflush:
        annex = annex_of(contract, **values, **kind)
        with pytest.raises(DomainError):
            verbs.apply_annex(annex)


def test_annex_to_a_cancelled_contract_is_refused(db):
    contract = open_contract()
    verbs.cancel_contract(contract, on=date(2026, 12, 15), reason="Rezygnacja")
    with db.session.no_autoflush, pytest.raises(DomainError):
        verbs.apply_annex(annex_of(contract, description="Zmiana"))


@pytest.mark.parametrize(("days", "expected"), [(-5, True), (0, True), (5, False)])
def test_a_change_of_a_running_contract_asks_for_an_annex(db, days, expected):
    contract = open_contract(starts_on=today() + days * DAY, ends_on=today() + 30 * DAY)
    contract.note = "Uwaga"
    assert not verbs.changes_what_is_fixed(contract)
    contract.ends_on = today() + 60 * DAY
    assert verbs.changes_what_is_fixed(contract) is expected


def test_contracts_of_a_page_are_found_in_one_statement(db, count_sql):
    clients = [ClientFactory() for _number in range(3)]
    for client in clients[:2]:
        position = PositionFactory(client=client)
        for _number in range(5):
            open_contract(position=position, ends_on=None)
    ids = [client.id for client in clients]
    with count_sql() as statements:
        found = contracts_of(Contract.client_id, ids, ContractState.active, today(), shown=3)
    assert len(statements) == 1
    assert {pk: (total, len(named)) for pk, (total, named) in found.items()} == {
        clients[0].id: (5, 3),
        clients[1].id: (5, 3),
    }
    assert rules.Period(START).holds(today())
