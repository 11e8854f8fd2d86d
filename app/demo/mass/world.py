"""What the rows of a large agency are computed from, and how its parts hang together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.demo import occupations
from app.demo.days import Days, at_work
from app.demo.entries import Office
from app.demo.shifts import Posting
from app.demo.values import Row

#: Numbers of entries kept free for one contract: two for each day of the months.
SLOTS = 400
POSITIONS_PER_CLIENT = 2
#: Every so many clients one is a home whose people come by trips and are paid in EUR.
_CARE_EVERY = 12


@dataclass(frozen=True)
class Extent:
    """How many clients and employees there are, and full months of hours before this one."""

    clients: int
    employees: int
    months: int


@dataclass(frozen=True)
class World:
    """Where the numbers of the rows begin, and the rows of the agency they refer to.

    ``first`` is added to a number to get the id; each table counts from 1.
    """

    seed: int
    extent: Extent
    office: Office
    companies: Sequence[int]
    client_status: int
    employee_status: int
    price_groups: Mapping[str, int]
    first: int

    @property
    def days(self) -> Days:
        """Return the days of the story."""
        return self.office.days

    @property
    def hours_from(self) -> date:
        """Return the first day with hours."""
        return self.days.month(self.extent.months)

    @property
    def created_at(self) -> datetime:
        """Return when all of it was taken over from elsewhere."""
        return at_work(self.days.within(self.days.founded + timedelta(days=19)), 20_000)

    def row(self, table: str, number: int) -> Row:
        """Return what the values of a row follow from."""
        return Row(self.seed, f"mass.{table}", number)

    def is_care(self, client: int) -> bool:
        """Tell whether people live with a client."""
        return client % _CARE_EVERY == 0

    def client_of(self, contract: int) -> int:
        """Return the number of the client of a contract: a few clients have most of them."""
        return self.row("contract", contract).zipf("client", self.extent.clients)

    def position_of(self, contract: int) -> int:
        """Return the number of the position of a contract."""
        second = self.row("contract", contract).happens("second position", 40)
        return POSITIONS_PER_CLIENT * self.client_of(contract) - second

    def line_of(self, client: int) -> str:
        """Return the line of business of a client."""
        if self.is_care(client):
            return occupations.CARE
        lines = (occupations.HOTELS, occupations.WAREHOUSES, occupations.FACTORIES)
        return self.row("client", client).one_of("line", lines)

    def posting(self, contract: int) -> Posting:
        """Return a contract as the schedule knows it."""
        row, client = self.row("contract", contract), self.client_of(contract)
        span = (self.days.today - self.hours_from).days
        first = self.hours_from - timedelta(days=5 + row.whole("before", 300))
        if row.happens("joined", 18):
            first = self.hours_from + timedelta(days=1 + row.whole("after", span))
        last = None if row.happens("open", 30) else self.days.month_end(-1 - row.whole("until", 4))
        if row.happens("left", 8):
            last = first + timedelta(days=20 + row.whole("stayed", span))
        return Posting(
            self.first + contract,
            self.first + client,
            self.first + contract,
            first,
            last,
            is_care=self.is_care(client),
            works_on_holidays=self.line_of(client) == occupations.HOTELS,
        )
