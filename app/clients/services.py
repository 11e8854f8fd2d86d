"""What one does with clients. Never commits: the caller's transaction does."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.annotations.services.statuses import require_status
from app.clients.models import Address, Client, ClientBankAccount, Contact
from app.clients.queries import pays_for_others
from app.clients.rules import clean_postal_code
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

_CLEANERS = {"nip": clean_nip, "regon": clean_regon, "krs": clean_krs, "eu_vat": clean_eu_vat}


#: What annotations know clients as.
KIND = "client"


def check_status(client: Client, *, role_ids: Iterable[int]) -> None:
    """Refuse a status the workflow does not offer to these roles, or that asks for more."""
    changed: Any = sa.inspect(client).attrs.status.history
    if client.status is None or not changed.has_changes():
        return
    current = next(iter(changed.deleted or ()), None)
    require_status(client, client.status, current=current, role_ids=role_ids)


def normalise_client(client: Client) -> None:
    """Check and clean what a client is identified by, on every path it is saved by."""
    for name, clean in _CLEANERS.items():
        value = getattr(client, name)
        setattr(client, name, clean(value) if value else None)
    if not 0 <= client.payment_days <= 365:
        raise DomainError(_("Payment days must lie between 0 and 365."))
    if client.payer is not None and client.payer is client:
        client.payer = None
    if client.payer is not None and client.payer.payer_id is not None:
        raise DomainError(_("The payer has a payer of its own; choose that one."))
    if client.payer is not None and pays_for_others(client.id):
        raise DomainError(_("This client pays for others, so it has to pay for itself."))


def keep_one_main_contact(contact: Contact) -> None:
    """Take the mark from the main contact there was, when this one gets it."""
    if not contact.is_primary:
        return
    # Two who do this at once wait for each other: the client's row is their turn.
    client_id = contact.client.id
    db.session.execute(sa.select(Client.id).where(Client.id == client_id).with_for_update())
    others = sa.select(Contact).where(
        Contact.client_id == client_id, Contact.is_primary, Contact.id != (contact.id or 0)
    )
    for other in db.session.scalars(others):
        other.is_primary = False


def normalise_address(address: Address) -> None:
    """Check the postal code, the country and the order of the validity dates."""
    address.country = address.country.upper()
    if len(address.country) != 2 or not address.country.isalpha():
        raise DomainError(_("A country code has two letters, for example PL or DE."))
    code = clean_postal_code(address.postal_code, address.country)
    if code is None:
        raise DomainError(_("A Polish postal code looks like 00-950."))
    address.postal_code = code
    if address.valid_from and address.valid_to and address.valid_to < address.valid_from:
        raise DomainError(_("An address cannot end before it begins."))


def normalise_bank_account(account: ClientBankAccount) -> None:
    """Check the IBAN and name its bank."""
    account.iban = clean_iban(account.iban)
    account.bank = bank_name(account.iban)


def change_creator(client: Client, *, creator: Any) -> None:
    """Record somebody else as the creator; the audit log keeps who said so."""
    client.created_by = creator
