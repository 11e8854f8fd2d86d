"""The story: two brands, what they pay and ask, who works where, and how it came to be."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.assignments.enums import ContractKind, ContractState, Warned
from app.assignments.models import Contract, ContractAnnex, ContractOverride
from app.assignments.services.doubts import rate_doubts
from app.clients.models import Client
from app.core import history
from app.core.audit import verifying
from app.core.audit.models import AuditEntry
from app.core.identifiers import clean_iban, clean_pesel, pesel_birth_date
from app.core.search import SearchEntry, entries_of
from app.core.versioning import manager
from app.demo.days import Days
from app.employees.enums import Gap, Validity
from app.employees.models import Employee
from app.invoicing.enums import InvoiceKind, InvoiceStatus, PayState
from app.invoicing.models import Invoice
from app.items.models import Item, ItemIssue
from app.positions.enums import PriceSource
from app.positions.models import ClientPricing, Position, PriceGroup
from tests.demo.conftest import TODAY

DAYS = Days(TODAY)


def every(session, model):
    return list(session.scalars(sa.select(model).order_by(model.id)))


def baltyk(session):
    return session.scalars(sa.select(Client).where(Client.name.startswith("Hotel Bałtyk"))).one()


def test_hotel_of_the_worked_month_has_exactly_its_rates_and_two_people(demo):
    position = demo.scalars(
        sa.select(Position).filter_by(client_id=baltyk(demo).id, name="Pokojówka")
    ).one()
    found = {str(one.rate_kind): (one.employee_rate, one.client_rate) for one in position.rates}
    assert found == {
        "dzienna": (Decimal("33.40"), Decimal("47.90")),
        "nocna": (Decimal("39.41"), Decimal("57.48")),
        "nadgodziny 50 %": (Decimal("50.10"), Decimal("71.85")),
    }
    contracts = demo.scalars(sa.select(Contract).filter_by(client_id=position.client_id)).all()
    month = [one for one in contracts if one.starts_on < DAYS.month()]
    assert len(month) == 2
    assert all(one.period.holds(DAYS.first) and one.period.holds(TODAY) for one in month)
    assert len({one.employee_id for one in month}) == 2


def test_nobody_is_paid_less_than_the_law_allows_and_no_hour_is_sold_at_a_loss(demo):
    kinds = Counter(
        doubt.kind for contract in every(demo, Contract) for doubt in rate_doubts(contract)
    )
    assert kinds[Warned.below_minimum] == 0
    assert kinds[Warned.negative_margin] == 0


def test_each_brand_has_contracts_of_its_own_kind_and_currency(demo):
    for contract in every(demo, Contract):
        is_trip = contract.kind is ContractKind.trip
        assert contract.company.short_name == ("Jantar Opieka" if is_trip else "Jantar Praca")
        assert (contract.client.currency.value == "EUR") is is_trip
        units = {rate.rate_kind.name for rate in contract.position.rates}
        assert ({"doba", "miesiąc ryczałt"} == units) is is_trip
    assert {one.kind for one in every(demo, Contract)} == set(ContractKind)


def test_contracts_are_in_every_state_and_those_that_ended_early_say_why(demo):
    contracts = every(demo, Contract)
    assert {one.state_on(TODAY) for one in contracts} == set(ContractState)
    cancelled = [one for one in contracts if one.cancelled_on]
    assert len(cancelled) >= 3
    assert all(one.cancel_reason for one in cancelled)


def test_nobody_works_in_two_places_at_once(demo):
    contracts = [one for one in every(demo, Contract) if not one.period.is_empty]
    contracts.sort(key=lambda one: (one.employee_id, one.starts_on))
    followed = 0
    for first, second in pairwise(contracts):
        if first.employee_id == second.employee_id:
            assert not first.period.overlaps(second.period), first
            followed += 1
    assert followed >= 5


def test_caregivers_follow_each_other_without_a_day_between(demo):
    trips = [one for one in every(demo, Contract) if one.kind is ContractKind.trip]
    successors = [one for one in trips if one.previous]
    assert len(successors) >= 10
    for trip in successors:
        assert trip.client_id == trip.previous.client_id
        assert trip.employee_id != trip.previous.employee_id
        assert trip.starts_on == trip.previous.effective_end + timedelta(days=1)
    assert any(trip.state_on(TODAY) is ContractState.future for trip in successors)


def test_annexes_change_rates_and_ends(demo):
    annexes = every(demo, ContractAnnex)
    assert any(annex.rate_kind for annex in annexes)
    assert any(annex.ends_on for annex in annexes)
    assert every(demo, ContractOverride)


def test_price_groups_are_used_in_every_way(demo):
    assert len(every(demo, PriceGroup)) == 3
    assert {pricing.price_group_id for pricing in every(demo, ClientPricing)} == {1, 2, 3}
    sources = Counter(position.price_source for position in every(demo, Position))
    assert set(sources) == set(PriceSource)
    assert all(one.prices for one in every(demo, Position) if one.price_source is PriceSource.own)


def test_personal_numbers_and_accounts_pass_their_checks(demo):
    employees = every(demo, Employee)
    assert {"PL", "UA"} == {one.nationality for one in employees}
    for employee in employees:
        assert employee.iban is None or clean_iban(employee.iban) == employee.iban
        if employee.pesel:
            assert clean_pesel(employee.pesel) == employee.pesel
            assert pesel_birth_date(employee.pesel) == employee.born_on
            is_woman = int(employee.pesel[9]) % 2 == 0
            assert is_woman or not employee.first_name.endswith("a")


def test_most_whose_last_contract_is_over_are_noted_as_gone(demo):
    ends = {}
    for contract in every(demo, Contract):
        if contract.kind is ContractKind.contract:
            ends.setdefault(contract.employee, []).append(contract.effective_end)
    over = [one for one, days in ends.items() if all(day and day < TODAY for day in days)]
    assert len(over) >= 5
    assert sum(str(one.status) == "Zakończony" for one in over) > len(over) / 2


def test_some_people_lack_what_a_settlement_needs(demo, monkeypatch):
    monkeypatch.setattr("app.employees.models.today", lambda: TODAY)
    employees = every(demo, Employee)
    gaps = Counter(gap for employee in employees for gap in employee.gaps)
    assert gaps[Gap.bank_account]
    assert gaps[Gap.expired_document]
    documents = [one.validity for employee in employees for one in employee.documents]
    assert {Validity.valid, Validity.expiring, Validity.expired} <= set(documents)
    assert sum(not employee.gaps for employee in employees) > len(employees) * 0.7


def test_search_finds_people_positions_contracts_and_invoices(demo):
    for model in (Employee, Position, Contract, Invoice):
        for row in every(demo, model)[::7]:
            found = demo.scalars(
                sa.select(SearchEntry).where(
                    SearchEntry.kind.in_(SearchEntry.kinds_of(row.search_kind)),
                    SearchEntry.record_id == row.id,
                )
            )
            assert {one.text for one in found} == {one["text"] for one in entries_of(row)}


def test_all_was_done_in_the_months_before_by_several_people_and_in_order(demo):
    transaction = manager.transaction_cls
    rows = demo.execute(
        sa.select(transaction.issued_at, transaction.user_id).order_by(transaction.id)
    ).all()
    times = [at for at, _user in rows]
    assert times == sorted(times)
    assert times[0].date() >= DAYS.founded
    assert times[-1].date() == TODAY - timedelta(days=1)
    assert {at.month for at in times} == {6, 7, 8, 9, 10, 11}
    assert len({user for _at, user in rows}) >= 5


def test_event_log_tells_the_same_time_and_passes_its_check(demo):
    times = demo.scalars(
        sa.select(AuditEntry.at).where(AuditEntry.entity == "Contract").order_by(AuditEntry.id)
    ).all()
    assert list(times) == sorted(times)
    assert times[-1].date() < TODAY
    assert verifying.verify().finding is None


def test_positions_have_histories_with_names_and_dates(demo):
    people = {str(one) for one in every(demo, Account)}
    positions = every(demo, Position)
    changes = [change for one in positions for change in history.changes_of(one)]
    assert {change.kind for change in changes} >= {"create", "update"}
    assert {change.actor for change in changes} <= people
    assert any(len({change.actor for change in history.changes_of(one)}) > 1 for one in positions)
    assert {change.at.date() < TODAY for change in changes} == {True}
    raised = [one for one in positions if len({rate.valid_from for rate in one.rates}) > 1]
    assert raised


def test_invoices_are_paid_in_every_way_and_some_are_corrected(demo):
    invoices = [one for one in every(demo, Invoice) if one.status is InvoiceStatus.issued]
    whole = [one for one in invoices if one.kind is InvoiceKind.invoice]
    assert {one.pay_state for one in whole} >= {PayState.paid, PayState.partial, PayState.unpaid}
    overdue = [one for one in whole if one.owed > one.paid and one.due_date < TODAY]
    assert overdue
    corrections = [one for one in invoices if one.kind is InvoiceKind.correction]
    assert len(corrections) == 3
    assert all(one.gross < 0 and one.reason for one in corrections)
    assert all(one.issued_at.date() == one.issue_date for one in invoices)
    assert {one.status for one in every(demo, Invoice)} == set(InvoiceStatus)


def test_things_are_lent_returned_and_sold(demo):
    issues = every(demo, ItemIssue)
    assert any(one.returned_on for one in issues)
    assert all(one.number for one in issues)
    sold = [one for one in issues if one.employee_id is None]
    assert len(sold) == 3
    assert all(one.charged_quantity for one in sold)
    for item in every(demo, Item):
        out = [one for one in issues if one.item_id == item.id]
        assert item.issued == sum(one.quantity - one.returned_quantity for one in out)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 31), date(2027, 2, 28)])
def test_the_days_of_the_story_hang_together(day):
    days = Days(day)
    assert days.month(-1) > day >= days.month() > days.month_end(1) >= days.month(1)
    assert days.founded < days.first < days.last < days.today
    assert all(days.within(day + timedelta(n)).weekday() < 5 for n in range(-200, 20))
    assert all(
        days.founded <= days.within(day + timedelta(n)) <= days.last for n in range(-200, 20)
    )
