"""Contracts, their rates and annexes."""

from datetime import date
from decimal import Decimal

import factory

from app.assignments.models import Contract, ContractAnnex, ContractOverride, ContractRate
from tests.factories.clients import _Saved
from tests.factories.employees import EmployeeFactory
from tests.factories.positions import PositionFactory, RateKindFactory


class ContractFactory(_Saved):
    class Meta:
        model = Contract

    number = factory.Sequence(lambda number: f"U/2026/10/{number + 1}")
    employee = factory.SubFactory(EmployeeFactory)
    position = factory.SubFactory(PositionFactory)
    client = factory.SelfAttribute("position.client")
    starts_on = date(2026, 10, 1)
    ends_on = date(2026, 12, 31)


class ContractRateFactory(_Saved):
    class Meta:
        model = ContractRate

    contract = factory.SubFactory(ContractFactory)
    client = factory.SelfAttribute("contract.client")
    rate_kind = factory.SubFactory(RateKindFactory)
    employee_rate = Decimal("35.00")
    client_rate = Decimal("50.00")
    valid_from = date(2026, 10, 1)


class ContractAnnexFactory(_Saved):
    class Meta:
        model = ContractAnnex

    contract = factory.SubFactory(ContractFactory)
    client = factory.SelfAttribute("contract.client")
    number = factory.Sequence(lambda number: f"U/2026/10/1/A{number + 1}")
    concluded_on = date(2026, 11, 20)
    effective_from = date(2026, 12, 1)


class ContractOverrideFactory(_Saved):
    class Meta:
        model = ContractOverride

    contract = factory.SubFactory(ContractFactory)
    client = factory.SelfAttribute("contract.client")
    warnings = "Nakłada się na inną umowę."
    reason = "Dzień przekazania podopiecznej."
