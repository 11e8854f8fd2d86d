"""What clients order: positions with their rates on both sides, and the price groups."""

import random
from datetime import date, timedelta
from decimal import Decimal

from app.clients.enums import AddressKind
from app.demo import occupations, texts
from app.demo.agency import Agency
from app.demo.occupations import Job, Rates
from app.demo.services.clients import Customer
from app.extensions import db
from app.positions.enums import ContractType, FeeMode, PriceMode, PriceSection, PriceSource
from app.positions.models import (
    ClientPricing,
    Position,
    PositionPrice,
    PositionRate,
    PriceGroup,
    PriceGroupItem,
)
from app.positions.services import (
    check_custom_price,
    check_price,
    check_rate,
    normalise_position,
)

_AMOUNT, _MARGIN = PriceMode.amount, PriceMode.margin
#: Line of business → name, description, and (section, name, mode, value, fee) of its records.
_GROUPS = {
    occupations.HOTELS: (
        "Hotele – koszt + 17 %",
        "Cena liczona od kosztu pracownika; badania doliczane raz.",
        (
            (PriceSection.base_pay, "Wynagrodzenie za godziny", _MARGIN, "17", None),
            (PriceSection.other_pay, "Premia uznaniowa", _MARGIN, "12", None),
            (PriceSection.fee, "Badania lekarskie", _AMOUNT, "120", FeeMode.added),
            (PriceSection.fee, "Odzież robocza", _AMOUNT, "85", FeeMode.inside),
        ),
    ),
    occupations.WAREHOUSES: (
        "Magazyny – stawki z opłatami",
        "Godziny według stawek stanowiska, opłaty osobno.",
        (
            (PriceSection.other_pay, "Premia frekwencyjna", _MARGIN, "20", None),
            (PriceSection.service, "Dowóz pracowników", _AMOUNT, "180", None),
            (PriceSection.fee, "Rekrutacja", _AMOUNT, "250", FeeMode.added),
        ),
    ),
    occupations.CARE: (
        "Opieka – ryczałt miesięczny (EUR)",
        "Ryczałt według stawki stanowiska; dojazd opiekunki raz na wyjazd.",
        (
            (PriceSection.other_pay, "Dodatek świąteczny", _MARGIN, "15", None),
            (PriceSection.service, "Zastępstwo w 48 godzin", _AMOUNT, "190", None),
            (PriceSection.fee, "Dojazd opiekunki", _AMOUNT, "140", FeeMode.added),
        ),
    ),
}
GROUP_NAMES = {line: name for line, (name, _description, _records) in _GROUPS.items()}
_SHARE_WITH_GROUP = 0.45
#: So long ago rates were agreed that are older than the story.
_MONTHS_AGREED = 20
_SHARE_RAISED, _SHARE_OTHER_SOURCE = 0.35, 0.12


class Positions:
    """Makes the positions of each client."""

    def __init__(self, rng: random.Random, agency: Agency) -> None:
        self.rng, self.agency = rng, agency
        self.days = agency.story.days
        self.made: list[Position] = []
        self._groups: dict[str, PriceGroup] = {}

    @property
    def _agreed_on(self) -> date:
        """Return since when the rates hold that are older than the story."""
        return self.days.month(_MONTHS_AGREED)

    def add_price_groups(self) -> None:
        """Add a price group for each line of business that uses them."""
        for line, (name, description, records) in _GROUPS.items():
            group = PriceGroup(name=name, description=description)
            self._groups[line] = group
            for section, text, mode, value, fee in records:
                item = PriceGroupItem(section=section, name=text, mode=mode, fee=fee)
                item.margin = Decimal(value) if mode is _MARGIN else None
                item.amount = Decimal(value) if mode is _AMOUNT else None
                item.price_group = group
                check_price(item)
                db.session.add(item)

    def add_to(self, customer: Customer, *, is_first: bool) -> None:
        """Add the positions of one client; the first one is the hotel of the worked month."""
        offered = occupations.JOBS[customer.line]
        if is_first:
            self._add_baltyk(customer, offered[0])
            return
        group = self._groups.get(customer.line)
        if group is not None and self.rng.random() < _SHARE_WITH_GROUP:
            db.session.add(ClientPricing(client=customer.client, price_group=group))
        count = 1 if customer.is_care else self.rng.choice((1, 2, 2, 3))
        for job in self.rng.sample(offered, count):
            position = self._add(customer, job)
            if not customer.is_care and self.rng.random() < _SHARE_OTHER_SOURCE:
                self._price_otherwise(position)
            if self.rng.random() < _SHARE_RAISED:
                self._tell_raise(position)

    def of(self, customer: Customer) -> list[Position]:
        """Return the positions of a client."""
        return [one for one in self.made if one.client is customer.client]

    def _add_baltyk(self, customer: Customer, job: Job) -> None:
        position = self._position(customer, job)
        self._set_rates(position, occupations.BALTYK_RATES, since=self._agreed_on)

    def add_newer(self, customer: Customer) -> list[Position]:
        """Add two positions, whose rates hold from this month on."""
        since = self.days.month()
        return [
            self._add(customer, job, since=since) for job in occupations.JOBS[customer.line][1:3]
        ]

    def _add(self, customer: Customer, job: Job, *, since: date | None = None) -> Position:
        position = self._position(customer, job)
        if customer.is_care:
            factor = Decimal(self.rng.randrange(142, 156)) / 100
            rates = occupations.care_rates(job.pay, factor=factor)
        else:
            factor = Decimal(self.rng.randrange(138, 153)) / 100
            rates = occupations.hourly_rates(job.pay, factor=factor)
        self._set_rates(position, rates, since=since or self._agreed_on)
        return position

    def _position(self, customer: Customer, job: Job) -> Position:
        client = customer.client
        workplaces = [one for one in client.addresses if one.kind is AddressKind.workplace]
        position = Position(
            client=client,
            name=job.name,
            description=job.description,
            contract_type=ContractType.mandate if customer.is_care else ContractType.temporary,
            occupation_code=job.code,
            qualifications=job.qualifications,
            address=workplaces[0] if workplaces else client.addresses[0],
        )
        db.session.add(position)
        normalise_position(position)
        db.session.flush()
        self.made.append(position)
        return position

    def _set_rates(
        self, position: Position, rates: Rates, *, since: date, note: str | None = None
    ) -> None:
        with db.session.no_autoflush:
            for kind, (employee, client) in rates.items():
                rate = PositionRate(
                    position=position,
                    rate_kind=self.agency.kinds[kind],
                    employee_rate=employee,
                    client_rate=client,
                    valid_from=since,
                    note=note,
                )
                check_rate(rate)
                db.session.add(rate)

    def _price_otherwise(self, position: Position) -> None:
        """Give a position prices that are not its client's."""
        if self.rng.random() < 0.5:
            position.price_source = PriceSource.group
            position.price_group = self._groups[occupations.HOTELS]
            normalise_position(position)
            return
        position.price_source = PriceSource.own
        price = PositionPrice(
            position=position, name="Wynagrodzenie z narzutem", mode=_MARGIN, margin=Decimal(21)
        )
        check_custom_price(price)
        db.session.add(price)

    def _tell_raise(self, position: Position) -> None:
        """Agree new rates: for some from the middle of a month on."""
        since = self.days.month(1) if self.rng.random() < 0.6 else self.days.month(2)
        if since == self.days.month(2):
            since += timedelta(days=15)
        day = since - timedelta(days=self.rng.randrange(4, 12))
        by = Decimal(self.rng.choice((2, 3, 4)))

        def agree() -> None:
            rates = {
                rate.rate_kind.name: (
                    rate.employee_rate or Decimal(0),
                    rate.client_rate or Decimal(0),
                )
                for rate in position.rates
            }
            note = self.rng.choice(texts.RAISES)
            self._set_rates(position, occupations.raised(rates, by), since=since, note=note)

        self.agency.story.tell(day, self.agency.director, agree)
