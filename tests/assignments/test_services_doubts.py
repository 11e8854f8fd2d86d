"""What speaks against a contract, and what is set aside with a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.assignments.enums import Warned
from app.assignments.models import Contract
from app.assignments.services import contracts as verbs
from app.assignments.services.doubts import (
    ABOUT_RATES,
    doubts_about,
    override,
    rate_doubts,
    unanswered,
)
from app.core.clock import today
from app.core.currency import Currency
from app.core.isolation import Scope, set_scope
from app.positions.enums import ContractType, RateRule, Unit
from app.positions.models import MinimumPay
from tests.factories.assignments import ContractFactory, ContractRateFactory
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.employees import DocumentFactory
from tests.factories.positions import PositionFactory, RateKindFactory

D = Decimal
DAY = timedelta(days=1)
START, END = date(2026, 10, 1), date(2026, 12, 31)


def kinds_of(doubts):
    return [doubt.kind for doubt in doubts]


def about(contract, *, with_rates=True):
    return kinds_of(doubts_about(contract, with_rates=with_rates))


def open_contract(**values):
    """A contract nothing speaks against."""
    return ContractFactory(**values)


def test_nothing_speaks_against_a_plain_contract(db):
    assert about(open_contract()) == []


def test_overlap_names_the_other_contract(db):
    contract = open_contract()
    other = open_contract(employee=contract.employee, starts_on=END, ends_on=None)
    (doubt,) = doubts_about(contract, with_rates=True)
    assert (doubt.kind, doubt.contract_id) == (Warned.overlap, other.id)
    assert other.number in doubt.text
    other.starts_on = END + DAY
    db.session.flush()
    assert about(contract) == []


def test_void_contracts_overlap_nothing(db):
    contract = open_contract()
    other = open_contract(employee=contract.employee)
    assert about(contract) == [Warned.overlap]
    verbs.cancel_contract(other, on=START - DAY, reason="Pomyłka")
    db.session.flush()
    assert about(contract) == []
    assert about(other) == []


def test_overlap_at_a_client_one_does_not_see_is_told_without_a_name(app, db):
    mine = open_contract()
    foreign = open_contract(employee=mine.employee, client__name="Tajny")
    pk, client_id = mine.id, mine.client_id
    number = foreign.number
    db.session.remove()
    with app.test_request_context():
        set_scope(Scope(sa.select(sa.literal(client_id).label("id"))))
        (doubt,) = doubts_about(db.session.get(Contract, pk), with_rates=False)
        db.session.remove()
    assert doubt.kind is Warned.overlap
    assert doubt.contract_id is None
    assert number not in doubt.text


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 3, 31), []),
        (date(2026, 4, 30), [Warned.months_near]),
        (date(2026, 7, 31), [Warned.months_over]),
    ],
)
def test_months_at_one_client_are_added_up(db, last, expected):
    first = open_contract(starts_on=date(2024, 12, 1), ends_on=date(2025, 8, 31))
    second = open_contract(
        employee=first.employee, position=first.position, starts_on=date(2025, 11, 1), ends_on=last
    )
    assert about(second) == expected
    elsewhere = open_contract(
        employee=first.employee, starts_on=date(2027, 11, 1), ends_on=date(2028, 1, 1)
    )
    assert about(elsewhere) == []


def test_expired_and_expiring_documents_are_told(db):
    contract = open_contract(starts_on=today(), ends_on=today() + 90 * DAY)
    held = DocumentFactory(employee=contract.employee, valid_to=today() + 31 * DAY)
    assert about(contract) == []
    for end in (today() + 30 * DAY, today() - DAY):
        held.valid_to = end
        assert about(contract) == [Warned.document]
    DocumentFactory(employee=contract.employee, valid_to=today() + 400 * DAY)
    db.session.expire(contract.employee)
    assert about(contract) == []


def test_archived_position_is_told(db):
    contract = open_contract()
    contract.position.archived_on = contract.created_on
    assert about(contract) == [Warned.archived_position]


def with_rate(employee_rate, client_rate="60.00", *, unit=Unit.hour, **values):
    contract = open_contract(**values)
    rule = RateRule.base if unit is Unit.hour else RateRule.chosen
    ContractRateFactory(
        contract=contract, rate_kind=RateKindFactory(unit=unit, rule=rule),
        employee_rate=D(employee_rate), client_rate=D(client_rate),
    )  # fmt: skip
    return contract


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"employee_rate": "31.40"}, []),
        ({"employee_rate": "31.39"}, [Warned.below_minimum]),
        ({"employee_rate": "31.39", "unit": Unit.piece}, []),
        ({"employee_rate": "4806", "client_rate": "9000", "unit": Unit.month}, []),
        ({"employee_rate": "4805.99", "client_rate": "9000", "unit": Unit.month},
         [Warned.below_minimum]),
        ({"employee_rate": "4805.99", "client_rate": "9000", "unit": Unit.month,
          "contract_type": ContractType.mandate}, []),
        # 50.00 costs 60.24 with the employer's 20.48 percent
        ({"employee_rate": "50.00", "client_rate": "60.24"}, []),
        ({"employee_rate": "50.00", "client_rate": "60.23"}, [Warned.negative_margin]),
    ],
)  # fmt: skip
def test_rates_are_compared_with_law_and_cost(db, values, expected):
    assert kinds_of(rate_doubts(with_rate(**values))) == expected


@pytest.mark.parametrize(
    ("currency", "country", "rate", "expected"),
    [
        (Currency.EUR, None, "13.90", []),
        (Currency.EUR, None, "13.89", [Warned.below_minimum]),
        (Currency.EUR, "DE", "13.89", [Warned.below_minimum]),
        (Currency.PLN, "DE", "13.89", []),  # rates in another currency cannot be compared
        (Currency.EUR, "PL", "13.89", []),
        (Currency.CHF, None, "1.00", []),
    ],
)
def test_minimum_is_that_of_the_country_of_work(db, currency, country, rate, expected):
    contract = with_rate(rate, position=PositionFactory(client=ClientFactory(currency=currency)))
    if country:
        contract.position.address = AddressFactory(client=contract.client, country=country)
    assert kinds_of(rate_doubts(contract)) == expected


def test_rate_is_compared_again_when_the_year_brings_a_new_minimum_with_a_new_rate(db):
    contract = with_rate(
        "14.00", position=PositionFactory(client=ClientFactory(currency=Currency.EUR)),
        ends_on=date(2027, 6, 30),
    )  # fmt: skip
    assert rate_doubts(contract) == []
    ContractRateFactory(
        contract=contract, rate_kind=contract.rates[0].rate_kind, valid_from=date(2027, 1, 1),
        employee_rate=D("14.50"),
    )  # fmt: skip
    db.session.expire(contract)
    assert kinds_of(rate_doubts(contract)) == [Warned.below_minimum]


def test_year_without_a_minimum_is_shown_but_not_asked_about(db):
    contract = with_rate("20.00", starts_on=date(2026, 10, 1), ends_on=None)
    contract.rates[0].valid_from = contract.starts_on = date(2027, 1, 1)
    doubts = rate_doubts(contract)
    assert kinds_of(doubts) == [Warned.minimum_unknown]
    assert unanswered(contract, doubts) == []
    db.session.add(MinimumPay(amount=D("32.00"), valid_from=date(2027, 1, 1)))
    db.session.flush()
    doubts = rate_doubts(contract)
    assert kinds_of(doubts) == [Warned.below_minimum]
    assert unanswered(contract, doubts) == doubts


def test_those_without_rates_are_not_told_of_rates(db):
    contract = with_rate("10.00", "5.00")
    assert set(about(contract)) == {Warned.below_minimum, Warned.negative_margin} <= ABOUT_RATES
    assert about(contract, with_rates=False) == []


def test_overridden_doubt_is_not_asked_about_again_but_a_new_one_is(db):
    contract = with_rate("10.00", "5.00")
    other = open_contract(employee=contract.employee)
    doubts = doubts_about(contract, with_rates=True)
    override(contract, doubts, reason="Uzgodnione z zarządem")
    db.session.commit()
    assert [one.is_about_rates for one in contract.overrides] == [False, True]
    assert all(one.reason == "Uzgodnione z zarządem" for one in contract.overrides)
    assert unanswered(contract, doubts) == []
    other.ends_on = None
    db.session.flush()
    asked = unanswered(contract, doubts_about(contract, with_rates=True))
    assert kinds_of(asked) == [Warned.overlap]
