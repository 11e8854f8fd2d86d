"""Settlements of people with given amounts, for sums that are counted by hand."""

from datetime import date
from decimal import Decimal

from app.extensions import db
from app.settings.models import Company
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement
from tests.factories.invoicing import make_company


def settled(contract, month: date, price: str, cost: str, **values) -> EmployeeSettlement:
    """Return the settlement of a contract, eight hours and approved unless said otherwise."""
    company = db.session.query(Company).first() or make_company()
    row = EmployeeSettlement(
        client_id=contract.client_id,
        contract_id=contract.id,
        employee_id=contract.employee_id,
        position_id=contract.position_id,
        company_id=company.id,
        month=month,
        price=Decimal(price),
        cost=Decimal(cost),
        **({"state": EmployeeState.closed, "minutes": 480} | values),
    )
    db.session.add(row)
    db.session.flush()
    return row
