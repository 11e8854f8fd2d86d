"""Companies and their accounts: the same checks for forms, imports and commands."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.services.passwords import COMPANY
from app.core.errors import DomainError
from app.core.identifiers import (
    bank_name,
    clean_eu_vat,
    clean_iban,
    clean_krs,
    clean_nip,
    clean_regon,
)
from app.extensions import db
from app.settings.models import Company, CompanyBankAccount

_CHECKS = {
    "nip": clean_nip,
    "regon": clean_regon,
    "krs": clean_krs,
    "eu_vat": clean_eu_vat,
}


def check_company(company: Company) -> None:
    """Refuse numbers that cannot be right, and write all of them alike."""
    for column, clean in _CHECKS.items():
        value = getattr(company, column)
        setattr(company, column, clean(value) if value else None)
    company.country = (company.country or "PL").upper()
    if len(company.country) != 2 or not company.country.isascii() or not company.country.isalpha():
        raise DomainError(_("The country code has two letters, for example PL."))


def remember_name(company: Company) -> None:
    """Keep the name where the rules of passwords look for it."""
    if COMPANY.get("name") != company.short_name:
        COMPANY.set(name=company.short_name)


def check_bank_account(account: CompanyBankAccount) -> None:
    """Write the number plain, name its bank, and keep one default per currency."""
    account.iban = clean_iban(account.iban or "")
    account.bank = account.bank or bank_name(account.iban) or None
    others = _others(account)
    if account.is_default:
        db.session.execute(sa.update(CompanyBankAccount).where(*others).values(is_default=False))
    elif not db.session.scalar(sa.select(sa.exists().where(*others))):
        account.is_default = True


def _others(account: CompanyBankAccount) -> list[sa.ColumnElement[bool]]:
    """Return what the other accounts of the same company and currency have in common."""
    company_id = account.company.id if account.company else account.company_id
    return [
        CompanyBankAccount.company_id == company_id,
        CompanyBankAccount.currency == account.currency,
        CompanyBankAccount.id != (account.id or 0),
        CompanyBankAccount.archived_on.is_(None),
    ]
