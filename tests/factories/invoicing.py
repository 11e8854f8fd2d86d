"""Invoices, with everything around them that an issue asks for."""

from datetime import date
from decimal import Decimal

import factory

from app.core.db import transaction
from app.core.numbering import NumberSeries, Reset, SeriesKind
from app.extensions import db
from app.invoicing.models import Invoice, Payment
from app.invoicing.rules import Line
from app.invoicing.services import Dates, Details, create_draft, issue
from app.settings.models import Company, CompanyBankAccount
from tests.factories.clients import AddressFactory, ClientFactory, _Saved

#: The worked month of DOMAIN.md.
MONTH = (
    Line("Pokojówka – godziny dzienne", Decimal("168.5"), "h", Decimal("47.90")),
    Line("Pokojówka – godziny nocne", Decimal("37.25"), "h", Decimal("57.48")),
    Line("Pokojówka – nadgodziny 50 %", Decimal("12.75"), "h", Decimal("71.85")),
)
DATES = Dates(date(2026, 11, 6), date(2026, 10, 31), date(2026, 10, 1))


class CompanyFactory(_Saved):
    class Meta:
        model = Company

    name = "Agencja Jantar sp. z o.o."
    short_name = factory.Sequence(lambda number: f"Jantar {number}")
    nip = "5260001246"
    street = "ul. Długa 45"
    postal_code = "80-827"
    city = "Gdańsk"


class CompanyAccountFactory(_Saved):
    class Meta:
        model = CompanyBankAccount

    company = factory.SubFactory(CompanyFactory)
    iban = "PL61109010140000071219812874"
    bank = "Bank Testowy"
    is_default = True


class SeriesFactory(_Saved):
    class Meta:
        model = NumberSeries

    kind = SeriesKind.invoice
    name = "Faktury"
    pattern = "FV/{yyyy}/{mm}/{seq:4}"
    reset = Reset.monthly


class PaymentFactory(_Saved):
    class Meta:
        model = Payment


def make_company(**values) -> Company:
    """Return a company that can issue invoices and corrections."""
    company = CompanyFactory(**values)
    CompanyAccountFactory(company=company)
    SeriesFactory(company=company)
    SeriesFactory(
        company=company,
        kind=SeriesKind.correction,
        name="Korekty",
        pattern="KOR/{yyyy}/{mm}/{seq:4}",
    )
    return company


def make_buyer(**values):
    """Return a client with what has to stand on its invoices."""
    client = ClientFactory(**({"name": "Hotel Bałtyk sp. z o.o.", "nip": "5261040828"} | values))
    AddressFactory(client=client, street="ul. Morska 7", postal_code="81-764", city="Sopot")
    return client


def make_draft(lines=MONTH, *, client=None, company=None, dates=DATES, **details) -> Invoice:
    """Return a saved draft."""
    with transaction():
        return create_draft(
            client or make_buyer(),
            company or db.session.query(Company).first() or make_company(),
            lines,
            dates,
            Details(**details),
        )


def make_invoice(lines=MONTH, **values) -> Invoice:
    """Return an issued invoice."""
    invoice = make_draft(lines, **values)
    with transaction():
        issue(invoice)
    return invoice
