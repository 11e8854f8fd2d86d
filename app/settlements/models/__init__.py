"""Settlements of employees and clients, their lines, finance entries and skipped contracts."""

from app.settlements.models.client import ClientSettlement, ClientSettlementLine
from app.settlements.models.employee import (
    EmployeeSettlement,
    EmployeeSettlementLine,
    SettlementSkip,
)
from app.settlements.models.finance import FinanceEntry

__all__ = [
    "ClientSettlement",
    "ClientSettlementLine",
    "EmployeeSettlement",
    "EmployeeSettlementLine",
    "FinanceEntry",
    "SettlementSkip",
]
