"""Who sells and who buys: read live for a draft, from the document once it is issued."""

from dataclasses import dataclass, replace

from app.clients.enums import ClientKind
from app.clients.models import Address, Client
from app.core.identifiers import bank_bic
from app.invoicing.models import Invoice
from app.invoicing.queries import account_of, address_of
from app.invoicing.rules import Party
from app.settings.models import Company, CompanyBankAccount


@dataclass(frozen=True)
class Account:
    """Where the money goes."""

    iban: str = ""
    bank: str = ""
    bic: str = ""


@dataclass(frozen=True)
class Parties:
    """What an invoice copies when it is issued."""

    seller: Party
    buyer: Party
    account: Account
    details: str = ""
    logo: str = ""


def parties_of(invoice: Invoice) -> Parties:
    """Return the parties of a document; a correction keeps those of its invoice."""
    if invoice.is_draft and not invoice.is_correction:
        buying = buying_client(invoice.client)
        address = address_of(buying.id, invoice.issue_date) if buying else None
        return live_parties(invoice, account_of(invoice.company_id, invoice.currency), address)
    account = Account(invoice.bank_iban or "", invoice.bank_name or "", invoice.bank_bic or "")
    return Parties(
        invoice.seller,
        invoice.buyer,
        account,
        invoice.seller_details or "",
        invoice.seller_logo or "",
    )


def live_parties(
    invoice: Invoice, account: CompanyBankAccount | None, address: Address | None
) -> Parties:
    """Return the parties of a draft; account and address are what was found for it."""
    company = invoice.company
    return Parties(
        _seller(company),
        _buyer(invoice, address),
        Account(account.iban, account.bank or "", bank_bic(account.iban)) if account else Account(),
        _details(company),
        company.logo_file or "",
    )


def copy_parties(invoice: Invoice, parties: Parties) -> None:
    """Keep the parties on the document."""
    invoice.copy_party("seller", parties.seller)
    invoice.copy_party("buyer", parties.buyer)
    invoice.bank_iban = parties.account.iban or None
    invoice.bank_name = parties.account.bank or None
    invoice.bank_bic = parties.account.bic or None
    invoice.seller_details = parties.details or None
    invoice.seller_logo = parties.logo or None


def buying_client(client: Client) -> Client | None:
    """Return who pays for a client; ``None`` when that client may not be seen."""
    return client if client.payer_id is None and client.payer is None else client.payer


def is_private(client: Client) -> bool:
    """Tell whether the buyer needs no tax number."""
    return client.kind is ClientKind.person


def _seller(company: Company) -> Party:
    return Party(
        company.name,
        company.nip or "",
        company.eu_vat or "",
        company.street or "",
        company.postal_code or "",
        company.city or "",
        company.country,
    )


def _details(company: Company) -> str:
    numbers = (("REGON", company.regon), ("KRS", company.krs), ("KRAZ", company.kraz_number))
    named = [f"{name} {value}" for name, value in numbers if value]
    reach = [value for value in (company.phone, company.email, company.website) if value]
    return " · ".join([*named, *reach])[:500]


def _buyer(invoice: Invoice, address: Address | None) -> Party:
    client = buying_client(invoice.client)
    if client is None:
        return Party()
    party = Party(client.name, client.nip or "", client.eu_vat or "")
    if address is None:
        return party
    return replace(
        party,
        street=address.street,
        postal_code=address.postal_code,
        city=address.city,
        country=address.country,
    )
