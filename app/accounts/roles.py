"""The roles every agency starts with, as data: entity → verbs. Afterwards they are the admin's.

Names are stored in Polish: they are data an administrator may change, not texts of the program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.permissions import (
    ACCEPT,
    ALL_ROWS,
    APPROVE,
    ARCHIVE,
    DELETE,
    EXPORT,
    ISSUE,
    MANAGE,
    READ,
    WRITE,
)

ADMINISTRATOR = "Administrator"
ACCOUNTING = "Księgowość"
PORTAL = "Klient (portal)"

Verbs = tuple[str, ...]


@dataclass(frozen=True)
class SeedRole:
    """A role and what it may do; ``everything`` also covers entities yet to come."""

    name: str
    grants: Mapping[str, Verbs] = field(default_factory=dict)
    everything: bool = False


_EDIT = (READ, WRITE, DELETE)

#: What a coordinator works with all day.
_CRM: Mapping[str, Verbs] = {
    "Clients": (READ, WRITE, ARCHIVE, EXPORT),
    "Addresses": (*_EDIT, EXPORT),
    "Contacts": (*_EDIT, EXPORT),
    "ClientBankAccounts": (READ,),
    "Notes": _EDIT,
    "Positions": (READ, WRITE, ARCHIVE, EXPORT),
    "RateKinds": (READ,),
    "Jobs": (READ,),
    "Employees": (READ, WRITE, ARCHIVE, EXPORT),
    "EmployeeDocuments": (*_EDIT, EXPORT),
    "Contracts": (READ, WRITE, EXPORT),
    "ContractAnnexes": (READ, WRITE),
    "ContractOverrides": (READ,),
    "ScheduleEntries": (READ, WRITE, ACCEPT, EXPORT),
    "ItemTypes": (READ,),
    "Items": (READ, WRITE, EXPORT),
    "ItemIssues": (*_EDIT, EXPORT),
    "HoursImports": (READ, WRITE),
}
_ALL_CLIENTS: Mapping[str, Verbs] = {"Clients": (*_CRM["Clients"], ALL_ROWS)}
_RATES: Mapping[str, Verbs] = {
    "Rates": (READ,),
    "PositionRates": (*_EDIT, EXPORT),
    "PositionPrices": _EDIT,
    "ClientPricing": _EDIT,
    "PriceGroups": (READ,),
    "PriceGroupItems": (READ,),
    "ContractRates": (*_EDIT, EXPORT),
    "PersonalNumbers": (READ,),
    "EmployeeSettlements": (READ, EXPORT),
    "FinanceEntries": (READ, WRITE),
    "ClientSettlements": (READ, EXPORT),
    "Invoices": (READ, EXPORT),
    "Payments": (READ,),
    "Reports": (READ, EXPORT),
}

ROLES = (
    SeedRole(ADMINISTRATOR, everything=True),
    SeedRole(
        ACCOUNTING,
        {
            "Clients": (READ, EXPORT, ALL_ROWS),
            "Addresses": (READ,),
            "Contacts": (READ, EXPORT),
            "ClientBankAccounts": (*_EDIT, EXPORT),
            "Notes": (READ, WRITE),
            "CompanyBankAccounts": (READ, WRITE, ARCHIVE),
            "NumberSeries": (READ, WRITE),
            "Positions": (READ, EXPORT),
            "RateKinds": (READ,),
            "Rates": (READ,),
            "PositionRates": (READ, EXPORT),
            "PositionPrices": (READ,),
            "ClientPricing": (READ,),
            "PriceGroups": (READ,),
            "PriceGroupItems": (READ,),
            "Jobs": (READ,),
            "Employees": (READ, WRITE, EXPORT),
            "EmployeeDocuments": (READ, EXPORT),
            "PersonalNumbers": (READ,),
            "Contracts": (READ, EXPORT),
            "ContractRates": (READ, EXPORT),
            "ContractAnnexes": (READ,),
            "ContractOverrides": (READ,),
            "ScheduleEntries": (READ, EXPORT),
            "ClosedMonths": (MANAGE,),
            "ItemTypes": (READ, WRITE, ARCHIVE),
            "Items": (READ, EXPORT),
            "ItemIssues": (READ, EXPORT),
            "MinimumPay": (READ, WRITE),
            "PaySettings": (READ, WRITE),
            "EmployeeSettlements": (READ, WRITE, APPROVE, EXPORT),
            "FinanceEntries": (*_EDIT, EXPORT),
            "SettlementSettings": (READ, WRITE),
            "ClientSettlements": (READ, WRITE, APPROVE, EXPORT),
            "Invoices": (*_EDIT, ISSUE, EXPORT),
            "Payments": (*_EDIT, EXPORT),
            "InvoiceSettings": (READ, WRITE),
            "Reports": (READ, EXPORT),
        },
    ),
    SeedRole("Koordynator – wszyscy klienci, ze stawkami", {**_CRM, **_ALL_CLIENTS, **_RATES}),
    SeedRole("Koordynator – wszyscy klienci, bez stawek", {**_CRM, **_ALL_CLIENTS}),
    SeedRole("Koordynator – swoi klienci, ze stawkami", {**_CRM, **_RATES}),
    SeedRole("Koordynator – swoi klienci, bez stawek", _CRM),
    SeedRole(PORTAL),
)
