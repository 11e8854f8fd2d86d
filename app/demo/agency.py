"""The made-up agency: two companies, their accounts and series, the people of the office."""

import random
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, Role

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.accounts.services.people import create_account
from app.annotations.models import EntityStatus, Tag
from app.clients.services import KIND
from app.core.currency import Currency
from app.core.numbering.models import NumberSeries
from app.demo import numbers
from app.demo.story import Story
from app.employees.services import KIND as EMPLOYEE
from app.extensions import db
from app.positions.models import RateKind
from app.positions.queries import rate_kinds
from app.settings.models import Company, CompanyBankAccount
from app.settings.services.companies import check_bank_account, check_company, remember_name

DOMAIN = "jantar.example"

#: Role → (user name, first name, last name, job).
PEOPLE = {
    ADMINISTRATOR: ("szefowa", "Grażyna", "Źródłowska", "Prezeska zarządu"),
    ACCOUNTING: ("faktury", "Bożena", "Łapińska", "Główna księgowa"),
    "Koordynator – wszyscy klienci, ze stawkami": (
        "ewa",
        "Ewa",
        "Świątkowska",
        "Dyrektorka operacyjna",
    ),
    "Koordynator – wszyscy klienci, bez stawek": (
        "jacek",
        "Jacek",
        "Wójcik",
        "Starszy koordynator",
    ),
    "Koordynator – swoi klienci, ze stawkami": ("zosia", "Zofia", "Gołąb", "Koordynatorka"),
    "Koordynator – swoi klienci, bez stawek": ("rafal", "Rafał", "Ćwik", "Młodszy koordynator"),
    PORTAL: ("hotel", "Małgorzata", "Żebrowska", "Kierowniczka hotelu"),
}
_GROUPS = ("Hotele i gastronomia", "Magazyny i produkcja", "Opieka w Niemczech")
_TAGS = (
    ("VIP", "yellow"),
    ("sezonowy", "azure"),
    ("całoroczny", "green"),
    ("24/7", "indigo"),
    ("zakwaterowanie", "teal"),
    ("dojazd własny", "lime"),
    ("faktura zbiorcza", "purple"),
    ("wymaga badań", "orange"),
    ("polecenie", "pink"),
    ("windykacja", "red"),
)
_EMPLOYEE_TAGS = (
    ("prawo jazdy B", "azure"),
    ("UDT", "orange"),
    ("niemiecki B1", "indigo"),
    ("zakwaterowany", "teal"),
    ("do polecenia", "green"),
    ("tylko dniówki", "yellow"),
)


@dataclass
class Agency:
    """What everything else is tied to."""

    story: Story
    seed: int
    accounts: dict[str, Account] = field(default_factory=dict)
    #: temporary work, home care
    companies: list[Company] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    employee_tags: list[Tag] = field(default_factory=list)
    statuses: dict[str, EntityStatus] = field(default_factory=dict)
    employee_statuses: dict[str, EntityStatus] = field(default_factory=dict)
    kinds: dict[str, RateKind] = field(default_factory=dict)

    @property
    def coordinators(self) -> list[Account]:
        """Return those who look after clients; the last two see only their own."""
        return [account for role, account in self.accounts.items() if role.startswith("Koord")]

    @property
    def director(self) -> Account:
        """Return who agrees rates and prices."""
        return self.coordinators[0]

    @property
    def accountant(self) -> Account:
        """Return who writes invoices."""
        return self.accounts[ACCOUNTING]


def add_people(agency: Agency, password: str) -> None:
    """Add an account for each seeded role, and the teams."""
    for role, (username, first, last, job) in PEOPLE.items():
        account = create_account(
            username=username,
            email=f"{username}@{DOMAIN}",
            name=(first, last),
            password=password,
            roles=list(db.session.scalars(sa.select(Role).where(Role.name == role))),
        )
        account.job_title = job
        agency.accounts[role] = account
    agency.groups = [Group(name=name) for name in _GROUPS]
    db.session.add_all(agency.groups)
    for group, members in zip(agency.groups, _members(agency), strict=True):
        for account in members:
            account.groups = [*account.groups, group]


def _members(agency: Agency) -> list[list[Account]]:
    everybody = agency.coordinators
    return [everybody[1:3], everybody[1:2] + everybody[3:], everybody[:1] + everybody[2:3]]


def add_companies(rng: random.Random, agency: Agency) -> None:
    """Add the two companies with their accounts and number series."""
    first = _add_company(rng, "Jantar Praca Tymczasowa", "Jantar Praca", Currency.PLN)
    second = _add_company(rng, "Jantar Opieka Domowa", "Jantar Opieka", Currency.EUR)
    _add_series(second)
    remember_name(first)
    agency.companies = [first, second]


def _add_company(
    rng: random.Random, name: str, short_name: str, second_currency: Currency
) -> Company:
    nip = numbers.nip(rng.randrange(10**9))
    company = Company(
        name=f"{name} sp. z o.o.",
        short_name=short_name,
        nip=nip,
        regon=numbers.regon(rng.randrange(10**9)),
        krs=numbers.krs(rng.randrange(10**9)),
        eu_vat=f"PL{nip}",
        kraz_number=f"{rng.randrange(10_000, 30_000)}",
        street="ul. Długa 45",
        postal_code="80-827",
        city="Gdańsk",
        email=f"biuro@{DOMAIN}",
        phone=numbers.mobile(rng.randrange(10**9)),
        website=f"https://{DOMAIN}",
    )
    check_company(company)
    db.session.add(company)
    for currency in dict.fromkeys((Currency.PLN, second_currency)):
        _add_account(rng, company, currency)
    db.session.flush()
    return company


def _add_series(company: Company) -> None:
    """Give the second company numbers of its own; the first one uses the shared series."""
    shared = sa.select(NumberSeries).where(NumberSeries.company_id.is_(None))
    for series in db.session.scalars(shared.order_by(NumberSeries.id)).all():
        own = NumberSeries(kind=series.kind, name=series.name, reset=series.reset)
        own.pattern, own.company = f"OP/{series.pattern}", company
        db.session.add(own)


def _add_account(rng: random.Random, company: Company, currency: Currency) -> None:
    account = CompanyBankAccount(
        company=company,
        iban=numbers.polish_iban(rng.randrange(10**16)),
        currency=currency,
        is_default=True,
    )
    db.session.add(account)
    with db.session.no_autoflush:
        check_bank_account(account)


def add_vocabulary(agency: Agency) -> None:
    """Add the tags, and see to the statuses and kinds of rates."""
    agency.tags = [Tag(name=name, color=color, entities=[KIND]) for name, color in _TAGS]
    agency.employee_tags = [
        Tag(name=name, color=color, entities=[EMPLOYEE]) for name, color in _EMPLOYEE_TAGS
    ]
    db.session.add_all([*agency.tags, *agency.employee_tags])
    agency.statuses = _statuses(KIND)
    agency.employee_statuses = _statuses(EMPLOYEE)
    agency.kinds = {kind.name: kind for kind in rate_kinds()}
    db.session.flush()


def _statuses(entity: str) -> dict[str, EntityStatus]:
    found = db.session.scalars(sa.select(EntityStatus).where(EntityStatus.entity == entity))
    return {status.name: status for status in found}
