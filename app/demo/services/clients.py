"""Sixty made-up clients with everything that hangs on them, through the services."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from app.clients.enums import AddressKind, ClientKind, EmployeeNames, InvoiceDetail, Language
from app.clients.models import Address, Client, ClientBankAccount, Contact
from app.clients.services import normalise_address, normalise_bank_account, normalise_client
from app.core.currency import Currency
from app.core.text import search_key
from app.core.vat import VatRate
from app.demo import numbers, people, texts
from app.demo.agency import Agency
from app.demo.occupations import CARE, FACTORIES, HOTELS, WAREHOUSES
from app.demo.places import GERMAN_STREETS, STREETS, TOWNS, Place
from app.extensions import db

#: Status → how many of sixty.
_STATUSES = {
    "Aktywny": 34,
    "Potencjalny": 9,
    "W negocjacji": 7,
    "Wstrzymany": 5,
    "Zakończony": 5,
}
_FAMILIES = 9


#: The team of a line of business.
_TEAMS = {HOTELS: 0, WAREHOUSES: 1, FACTORIES: 1, CARE: 2}


@dataclass(frozen=True)
class Customer:
    """A client, and the line of business it is in."""

    client: Client
    line: str

    @property
    def is_care(self) -> bool:
        """Tell whether caregivers live there."""
        return self.line == CARE

    @property
    def status(self) -> str:
        """Return the name of the status."""
        return str(self.client.status)


class Clients:
    """Makes the clients of one seed, as of one day."""

    def __init__(self, rng: random.Random, agency: Agency, on: date) -> None:
        self.rng, self.agency, self.on = rng, agency, on
        names = [name for name, count in _STATUSES.items() for _ in range(count)]
        rng.shuffle(names)
        names.append(names.pop(names.index("Aktywny")))  # of the first one, which the help shows
        self._statuses = names
        self._families: set[str] = set()
        self._made = 0

    def plan(self) -> list[Callable[[], Customer]]:
        """Return what makes each of them; to be called in this order."""
        return [
            *(partial(self._polish, name, town, HOTELS) for name, town in texts.HOTELS),
            *(partial(self._polish, name, town, WAREHOUSES) for name, town in texts.WAREHOUSES),
            *(partial(self._polish, name, town, FACTORIES) for name, town in texts.FACTORIES),
            *(partial(self._german_home, name) for name in texts.GERMAN_HOMES),
            *(self._family for _ in range(_FAMILIES)),
        ]

    def _polish(self, name: str, town: str, line: str) -> Customer:
        rng, has_krs = self.rng, self.rng.random() < 0.8
        full = f"{name} {rng.choice(texts.FORMS)}" if has_krs else name
        domain = f"{search_key(name).replace(' ', '-').replace('.', '')}.example.pl"
        client = Client(
            name=full,
            short_name=name if has_krs else None,
            kind=ClientKind.lodging
            if line == HOTELS and rng.random() < 0.2
            else ClientKind.company,
            nip=numbers.nip(self._number()),
            regon=numbers.regon(self._number()),
            krs=numbers.krs(self._number()) if has_krs else None,
            email=f"biuro@{domain}",
            website=f"https://www.{domain}",
            invoice_email=f"faktury@{domain}" if rng.random() < 0.7 else None,
            payment_days=rng.choice((7, 14, 14, 14, 21, 30, 45)),
            invoice_detail=(
                rng.choice(tuple(InvoiceDetail)) if self._made else InvoiceDetail.per_rate_kind
            ),
        )
        if rng.random() < 0.15:
            client.requires_order_number = True
            client.order_number = f"45000{rng.randrange(10_000, 99_999)}"
        return self._finish(client, line, place=self._place(town), domain=domain)

    def _german_home(self, name: str) -> Customer:
        domain = f"{search_key(name.split()[1])}-{self.rng.randrange(10, 99)}.example.com"
        client = Client(
            name=name,
            kind=ClientKind.institution,
            eu_vat=numbers.german_vat(self._number()),
            email=f"info@{domain}",
            invoice_email=f"rechnung@{domain}",
            payment_days=30,
            vat_rate=VatRate.reverse_eu,
            employee_names=EmployeeNames.initials,
            **_GERMAN,
        )
        return self._finish(client, CARE, place=self._german_place(), domain=domain)

    def _family(self) -> Customer:
        person = people.german(self.rng)
        while person.last_name in self._families:
            person = people.german(self.rng)
        self._families.add(person.last_name)
        client = Client(
            name=f"Familie {person.last_name}, {person.first_name}",
            kind=ClientKind.person,
            email=person.email("example.com"),
            payment_days=7,
            # Care of a consumer is taxed where the agency is, and exempt there.
            vat_rate=VatRate.exempt,
            exemption_basis="art. 43 ust. 1 pkt 23 ustawy o VAT",
            employee_names=EmployeeNames.full,
            **_GERMAN,
        )
        return self._finish(client, CARE, place=self._german_place(), domain="example.com")

    def _finish(self, client: Client, line: str, *, place: Place, domain: str) -> Customer:
        """Add what every client has, whatever its kind."""
        rng, agency = self.rng, self.agency
        is_german = place.country == "DE"
        call = numbers.german_mobile if is_german else numbers.mobile
        client.phone = call(self._number())
        client.client_since = self.on - timedelta(days=rng.randrange(30, 2600))
        client.status = agency.statuses[self._statuses.pop()]
        client.tags = rng.sample(agency.tags, rng.choice((0, 1, 1, 2, 3)))
        client.guardians = rng.sample(agency.coordinators, rng.choice((1, 1, 2)))
        client.guardian_groups = [agency.groups[_TEAMS[line]]] if rng.random() < 0.4 else []
        normalise_client(client)
        db.session.add(client)
        self._add_addresses(client, place)
        self._add_contacts(client, domain=domain, is_german=is_german)
        self._add_bank_accounts(client, is_german=is_german)
        db.session.flush()
        self._made += 1
        return Customer(client, line)

    def _add_addresses(self, client: Client, place: Place) -> None:
        self._add_address(client, AddressKind.registered, place)
        if client.kind is not ClientKind.person and self.rng.random() < 0.6:
            town = place.city if place.city in TOWNS else "Toruń"
            other = self._german_place() if place.country == "DE" else self._place(town)
            workplace = self._add_address(client, AddressKind.workplace, other)
            workplace.name = self.rng.choice(("Hala A", "Oddział główny", "Budynek B", None))
            workplace.valid_from = client.client_since
        if self.rng.random() < 0.25:
            self._add_address(client, AddressKind.correspondence, place)

    def _add_address(self, client: Client, kind: AddressKind, place: Place) -> Address:
        address = Address(
            client=client,
            kind=kind,
            street=place.street,
            postal_code=place.postal_code,
            city=place.city,
            country=place.country,
        )
        normalise_address(address)
        db.session.add(address)
        return address

    def _add_contacts(self, client: Client, *, domain: str, is_german: bool) -> None:
        for number in range(self.rng.choice((1, 1, 2, 3))):
            person = people.german(self.rng) if is_german else people.polish(self.rng)
            call = numbers.german_mobile if is_german else numbers.mobile
            contact = Contact(
                client=client,
                first_name=person.first_name,
                last_name=person.last_name,
                job_title=self.rng.choice(texts.JOBS),
                email=person.email(domain),
                phone=call(self._number()),
                is_primary=number == 0,
            )
            db.session.add(contact)

    def _add_bank_accounts(self, client: Client, *, is_german: bool) -> None:
        make = numbers.german_iban if is_german else numbers.polish_iban
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            account = ClientBankAccount(
                client=client, iban=make(self._number()), currency=client.currency
            )
            normalise_bank_account(account)
            db.session.add(account)

    def _place(self, town: str) -> Place:
        street = f"{self.rng.choice(STREETS)} {self.rng.randrange(1, 120)}"
        return Place(street, TOWNS[town], town)

    def _german_place(self) -> Place:
        city, code, street = self.rng.choice(GERMAN_STREETS)
        return Place(f"{street} {self.rng.randrange(1, 90)}", code, city, "DE")

    def _number(self) -> int:
        return self.rng.randrange(10**15)


_GERMAN = {
    "currency": Currency.EUR,
    "language": Language.de,
    "invoice_service": texts.GERMAN_CARE,
}
