"""Settlements of employees and clients, their lines, finance entries, skipped contracts, runs."""

from app.settlements.models.client import ClientSettlement, ClientSettlementLine
from app.settlements.models.employee import (
    EmployeeSettlement,
    EmployeeSettlementLine,
    SettlementSkip,
)
from app.settlements.models.finance import FinanceEntry
from app.settlements.models.run import RunOutcome

__all__ = [
    "ClientSettlement",
    "ClientSettlementLine",
    "EmployeeSettlement",
    "EmployeeSettlementLine",
    "FinanceEntry",
    "RunOutcome",
    "SettlementSkip",
]
