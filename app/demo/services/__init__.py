"""Filling an empty database with the demo agency and the story of its last months."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.clients.models import Client, PortalUser
from app.core import audit, seeds
from app.core.clock import pretending, today
from app.core.currency import Currency
from app.core.db import transaction
from app.core.views.saved import SavedView
from app.demo.acting import acting_as
from app.demo.agency import PEOPLE, Agency, add_companies, add_people, add_vocabulary
from app.demo.days import MONTHS, Days, at_work
from app.demo.mass.loading import Tell, load
from app.demo.mass.world import Extent, World
from app.demo.services.clients import Clients, Customer
from app.demo.services.hours import Hours, office_of
from app.demo.services.invoices import Invoices
from app.demo.services.life import Life
from app.demo.services.positions import GROUP_NAMES, Positions
from app.demo.services.settling import Settling
from app.demo.services.staff import Staff
from app.demo.services.things import Things
from app.demo.services.trips import Trips
from app.demo.story import Story
from app.extensions import db
from app.positions.models import PriceGroup
from app.settings.models import Company


@dataclass(frozen=True)
class Size:
    """Workers of the story, people who wait for a first contract, and the mass beside them."""

    workers: int
    candidates: int
    extent: Extent | None = None


SMALL = Size(320, 14)
SIZES = {
    "small": SMALL,
    "medium": Size(320, 14, Extent(clients=2_000, employees=10_000, months=MONTHS)),
    "large": Size(320, 14, Extent(clients=100_000, employees=100_000, months=1)),
}
#: The rows of the mass have larger numbers than those of the story.
FIRST = 1_000_000
#: Of the hotel of the worked month: then, and at the positions it has ordered since.
BALTYK_WORKERS, BALTYK_NEWCOMERS = 2, 6


def is_empty() -> bool:
    """Tell whether nobody has worked here yet: no people, no companies, no clients."""
    return not any(
        db.session.scalar(sa.select(sa.exists().select_from(model)))
        for model in (Account, Company, Client)
    )


def logins() -> list[tuple[str, str]]:
    """Return user name and role of every demo account."""
    return [(username, role) for role, (username, *_rest) in PEOPLE.items()]


def make_demo(
    *,
    seed: int,
    password: str,
    on: date | None = None,
    size: Size = SMALL,
    tell: Tell = lambda _text: None,
) -> int:
    """Add the agency and return how many clients it has; equal seeds and days give equal data."""
    demo = Demo(seed, Days(on or today()), size)
    demo.found(password)
    demo.plan()
    demo.story.play()
    if size.extent is None:
        return len(demo.customers)
    add_mass(world_of(demo.agency, size.extent), demo.agency.director, tell=tell)
    return len(demo.customers) + size.extent.clients


def world_of(agency: Agency, extent: Extent) -> World:
    """Return what the rows beside the story are computed from."""
    groups = {group.name: group.id for group in db.session.scalars(sa.select(PriceGroup))}
    return World(
        seed=agency.seed,
        extent=extent,
        office=office_of(agency),
        companies=[company.id for company in agency.companies],
        client_status=agency.statuses["Aktywny"].id,
        employee_status=agency.employee_statuses["Aktywny"].id,
        price_groups={line: groups[name] for line, name in GROUP_NAMES.items()},
        first=FIRST,
    )


def add_mass(world: World, who: Account, *, tell: Tell = lambda _text: None) -> dict[str, int]:
    """Load the rows beside the story; note in the event log how many they are, and return it."""
    at = at_work(world.days.last, 32_000)
    counts = load(world, tell=tell)
    with acting_as(who, at=at):
        audit.record("bulk", label="flask crm demo", after=counts)
    return counts


class Demo:
    """The parts of the story, in the order in which they depend on each other."""

    def __init__(self, seed: int, days: Days, size: Size) -> None:
        self.rng, self.size = random.Random(seed), size
        self.days, self.story = days, Story(days)
        self.agency = Agency(self.story, seed)
        self.positions = Positions(self.rng, self.agency)
        self.staff = Staff(self.agency)
        self.life = Life(self.rng, self.agency)
        self.things = Things(self.rng, self.agency)
        self.customers: list[Customer] = []

    def found(self, password: str) -> None:
        """Add the office: its people, companies, words and price groups."""
        day = self.days.within(self.days.founded)
        with pretending(at_work(day, 0)), transaction():
            add_people(self.agency, password)
        with acting_as(self.agency.accounts[ADMINISTRATOR], at=at_work(day, 600)):
            seeds.sow()
            add_companies(self.rng, self.agency)
            add_vocabulary(self.agency)
            self.positions.add_price_groups()
            self.things.add_stock()
            _add_saved_views(self.agency)

    def plan(self) -> None:
        """Plan the clients and what they order, a few each day; all else follows from them."""
        makers = Clients(self.rng, self.agency, self.days.founded).plan()
        for number, make in enumerate(makers):
            who = self.agency.coordinators[number % 2]
            day = self.days.founded + timedelta(days=1 + number // 4)
            self.story.tell(day, who, partial(self._add_customer, make), place=number * 180)
        for day, what in (
            (self.days.founded + timedelta(days=18), self._plan_work),
            (self.days.month() - timedelta(days=9), self._extend_baltyk),
            (self.days.last - timedelta(days=15), self._plan_late_life),
        ):
            self.story.tell(day, self.agency.director, what)

    def _add_customer(self, make: Callable[[], Customer]) -> None:
        customer = make()
        self.positions.add_to(customer, is_first=not self.customers)
        self.customers.append(customer)

    def _plan_work(self) -> None:
        """Tie the last ends together, then have people hired, sent and billed."""
        clients = [one.client for one in self.customers]
        portal = self.agency.accounts[PORTAL]
        db.session.add(PortalUser(user_id=portal.id, client_id=clients[0].id))
        clients[1].payer = clients[0]
        clients[13].payer = clients[12]
        self._plan_workers()
        Hours(self.agency, self.staff.contracts).plan(self.positions.of(self.customers[0])[0].id)
        self.staff.add_candidates(self.size.candidates)
        trips = Trips(self.agency, self.staff)
        for customer in self.customers:
            if customer.is_care and customer.status in ("Aktywny", "Wstrzymany"):
                trips.plan(customer, self.positions.of(customer)[0])
        invoices = Invoices(self.rng, self.agency)
        invoices.plan(self.customers)
        Settling(self.rng, self.agency, invoices).plan(self.customers, self.staff.contracts)
        self.things.plan(self.customers, self.staff.contracts)
        self.life.plan_for_clients(self.customers)
        self.life.plan_for_positions(self.positions.made[1:])

    def _plan_workers(self) -> None:
        """Share the workers among the clients: a few have many, most have some."""
        baltyk, *others = self.customers
        self.staff.plan_worked_month(self.positions.of(baltyk)[0], BALTYK_WORKERS)
        busy = [one for one in others if not one.is_care and one.status == "Aktywny"]
        self.rng.shuffle(busy)
        weights = [Decimal(1) / (rank + 3) for rank in range(len(busy))]
        for customer, weight in zip(busy, weights, strict=True):
            count = max(2, int(self.size.workers * weight / sum(weights)))
            self.staff.plan(customer, self.positions.of(customer), count)

    def _extend_baltyk(self) -> None:
        """Let the hotel of the worked month order more, now that this month is nearly over."""
        baltyk = self.customers[0]
        positions = self.positions.add_newer(baltyk)
        self.staff.plan_newcomers(positions, BALTYK_NEWCOMERS)

    def _plan_late_life(self) -> None:
        self.life.plan_for_people(self.staff.employees, self.staff.contracts)


def _add_saved_views(agency: Agency) -> None:
    """Add two views everybody finds in the list of clients."""
    size = ("psize_ClientView", "50")
    queries = {
        "Aktywni": [("_flt_0_status", str(agency.statuses["Aktywny"].id)), size],
        "Opieka w Niemczech (EUR)": [("_flt_0_currency", Currency.EUR.value), size],
    }
    for name, query in queries.items():
        view = SavedView(
            view="ClientView",
            name=name,
            owner_id=agency.accounts[ADMINISTRATOR].id,
            query=urlencode(query),
            is_shared=True,
        )
        db.session.add(view)
