"""Verbs of contracts: number, check, cancel, add the next one. Never commits."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.assignments import rules
from app.assignments.models import Contract, ContractAnnex, ContractRate
from app.assignments.queries import has_same_rate, series_for
from app.clients.models import Address
from app.core.clock import today
from app.core.errors import DomainError
from app.core.numbering import next_number
from app.positions.services import check_rate_values, same_rate_text
from app.settings.models import Company

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
#: What only an annex should change once the contract has begun.
_FIXED = ("starts_on", "ends_on", "address")


def normalise_contract(contract: Contract) -> None:
    """Check the days, see that all belongs to the client, and copy the place of work."""
    state: Any = sa.inspect(contract).attrs
    is_moved = state.address.history.has_changes()  # before anything is read, and so flushed
    days = (contract.starts_on, contract.ends_on, contract.concluded_on, contract.trial_until)
    if any(day and not _FIRST_YEAR <= day.year <= _LAST_YEAR for day in days):
        raise DomainError(_("Check the years of the contract."))
    if contract.ends_on and contract.ends_on < contract.starts_on:
        raise DomainError(_("A contract cannot end before it starts."))
    if contract.cancelled_on and contract.ends_on and contract.cancelled_on > contract.ends_on:
        raise DomainError(_("The contract is cancelled after that day."))
    if contract.trial_until and not contract.period.holds(contract.trial_until):
        raise DomainError(_("The trial period ends within the contract."))
    if contract.payment_day is not None and not 1 <= contract.payment_day <= 31:
        raise DomainError(_("The payment day is a day of the month: 1 to 31."))
    if contract.position.client_id != contract.client.id:
        raise DomainError(_("This position belongs to another client."))
    _copy_workplace(contract, is_moved=is_moved)


def _copy_workplace(contract: Contract, *, is_moved: bool) -> None:
    if contract.address is not None and is_moved:
        contract.workplace = workplace_of(contract, contract.address)
    elif contract.address is None and not contract.workplace:
        contract.workplace = contract.position.workplace


def workplace_of(contract: Contract, address: Address) -> str:
    """Return the copy of an address, which must be the client's."""
    if address.client_id != contract.client.id:
        raise DomainError(_("This address belongs to another client."))
    name = f"{address.name}, " if address.name else ""
    return f"{name}{address}"[:400]


def give_number(contract: Contract, *, company: Company | None) -> None:
    """Number a new contract in its company's series."""
    contract.company = contract.company or company
    series = series_for(contract.company)
    if series is None:
        raise DomainError(_("Add a number series for contracts with employees in the settings."))
    contract.number = next_number(series, on=contract.concluded_on or contract.starts_on)


def changes_what_is_fixed(contract: Contract) -> bool:
    """Tell whether an edit changes, without an annex, what was agreed and has begun."""
    attributes: Any = sa.inspect(contract).attrs
    changed = [name for name in _FIXED if attributes[name].history.has_changes()]
    began = min([contract.starts_on, *(attributes.starts_on.history.deleted or ())])
    return bool(changed) and began <= today()


def follow(contract: Contract, previous: Contract) -> None:
    """Make a new contract the next one: rates valid on its first day are taken over.

    Of older rates of a kind only the newest counts; later ones begin when they were agreed to.
    """
    contract.previous = previous
    newest: dict[tuple[int, date], ContractRate] = {}
    for rate in sorted(previous.rates, key=lambda one: one.valid_from):
        newest[rate.rate_kind_id, max(rate.valid_from, contract.starts_on)] = rate
    for (_kind, valid_from), rate in newest.items():
        contract.rates.append(
            ContractRate(
                client=contract.client,
                rate_kind=rate.rate_kind,
                employee_rate=rate.employee_rate,
                client_rate=rate.client_rate,
                valid_from=valid_from,
            )
        )


def next_start(previous: Contract) -> date | None:
    """Return the day on which a contract after this one starts."""
    return rules.following_start(previous.period)


def cancel_contract(contract: Contract, *, on: date, reason: str) -> None:
    """End a contract before its end, or keep it from taking effect at all."""
    if contract.cancelled_on is not None:
        raise DomainError(_("The contract is cancelled already."))
    if contract.ends_on is not None and on > contract.ends_on:
        raise DomainError(_("The contract ends before that day anyway."))
    if not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        raise DomainError(_("Check the years of the contract."))
    if not any(map(str.isalnum, reason)):
        raise DomainError(_("Say why, in a few words."))
    contract.cancelled_on, contract.cancel_reason = on, reason[:300]


def withdraw_cancellation(contract: Contract) -> None:
    """Let a cancelled contract run to its agreed end again."""
    if contract.cancelled_on is None:
        raise DomainError(_("The contract is not cancelled."))
    contract.cancelled_on = contract.cancel_reason = None


def check_contract_rate(rate: ContractRate) -> None:
    """Refuse a rate that cannot be right, and a second one of its kind from the same day."""
    rate.client = rate.contract.client
    check_rate_values(rate)
    if not rate.contract.period.holds(rate.valid_from):
        raise DomainError(_("The rate begins outside the days of the contract."))
    if has_same_rate(rate):
        raise DomainError(same_rate_text(rate))


def apply_annex(annex: ContractAnnex) -> None:
    """Change the contract as the annex says, and keep what was before."""
    contract = annex.contract
    annex.client = contract.client
    annex.number = f"{contract.number}/A{len(contract.annexes)}"
    has_rate = annex.employee_rate is not None or annex.client_rate is not None
    if contract.cancelled_on is not None:
        raise DomainError(_("The contract is cancelled; an annex cannot change it."))
    if not (annex.ends_on or annex.address or has_rate or annex.description):
        raise DomainError(_("Say what the annex changes."))
    if has_rate != (annex.rate_kind is not None):
        raise DomainError(_("Choose the kind of rate, and enter at least one new rate."))
    if annex.ends_on is not None:
        annex.old_ends_on, contract.ends_on = contract.ends_on, annex.ends_on
    if annex.address is not None:
        annex.workplace = workplace_of(contract, annex.address)
        annex.old_workplace, contract.workplace = contract.workplace, annex.workplace
        contract.address = annex.address
    normalise_contract(contract)
    if not contract.period.holds(annex.effective_from):
        raise DomainError(_("The annex takes effect outside the days of the contract."))
    if has_rate:
        _add_rate(annex)


def _add_rate(annex: ContractAnnex) -> None:
    rate = ContractRate(
        client=annex.client,
        rate_kind=annex.rate_kind,
        employee_rate=annex.employee_rate,
        client_rate=annex.client_rate,
        valid_from=annex.effective_from,
        annex=annex,
    )
    annex.contract.rates.append(rate)
    check_contract_rate(rate)
