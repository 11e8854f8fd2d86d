"""The caregivers of the home-care brand: who travels where, who follows whom."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from app.assignments.enums import ContractKind
from app.assignments.models import Contract
from app.assignments.services.contracts import (
    cancel_contract,
    follow,
    give_number,
    normalise_contract,
)
from app.demo import texts
from app.demo.agency import Agency
from app.demo.services.clients import Customer
from app.demo.services.staff import Staff
from app.demo.values import Row
from app.employees.models import Employee
from app.extensions import db
from app.positions.models import Position

CAREGIVERS = 34
#: Weeks a trip lasts, and days at home before the next one.
_WEEKS, _REST = (4, 5, 6, 6, 7, 8, 10), timedelta(days=14)


@dataclass
class _Caregiver:
    """A caregiver, hired with the first trip, and since when free for the next one."""

    row: Row
    free_from: date
    employee: Employee | None = None


@dataclass
class _Home:
    """Where somebody is cared for, who was there last, and whether that trip was broken off."""

    position: Position
    row: Row
    last: Contract | None = None
    trips: int = 0
    is_broken: bool = False


@dataclass
class _Trip:
    """A trip: who goes, from when to when, when that is agreed, and the contract then made."""

    caregiver: _Caregiver
    start: date
    end: date
    agreed_on: date
    contract: Contract | None = None


class Trips:
    """Plans trips so that each home has one caregiver at a time, and each caregiver one home."""

    def __init__(self, agency: Agency, staff: Staff) -> None:
        self.agency, self.staff = agency, staff
        self.story, self.days = agency.story, agency.story.days
        begin = self.days.founded - timedelta(days=120)
        self._caregivers = [
            _Caregiver(Row(agency.seed, "caregiver", number + 1), begin)
            for number in range(CAREGIVERS)
        ]

    def plan(self, customer: Customer, position: Position) -> None:
        """Plan the trips to one home: back to back, up to some weeks from now."""
        home = _Home(position, Row(self.agency.seed, "home", position.id))
        start = self.days.first - timedelta(days=10 + home.row.whole("since", 45))
        until = self.days.today + timedelta(days=home.row.whole("until", 45) - 5)
        if customer.status != "Aktywny":
            until = self.days.month_end(1) - timedelta(days=home.row.whole("ended", 20))
        while start <= until:
            home.trips += 1
            weeks = home.row.one_of(f"weeks {home.trips}", _WEEKS)
            end = start + timedelta(days=7 * weeks - 1)
            if customer.status != "Aktywny":
                end = min(end, self.days.last)
            start = self._plan_trip(home, start, end) + timedelta(days=1)

    def _plan_trip(self, home: _Home, start: date, end: date) -> date:
        """Have somebody go; return the day on which the trip is over."""
        number = home.trips
        trip = _Trip(self._free_on(home.row, start, number), start, end, start)
        if not home.is_broken:
            trip.agreed_on = start - timedelta(days=8 + home.row.whole(f"agreed {number}", 9))
        broken = self._broken(home, trip)
        home.is_broken = broken is not None
        trip.caregiver.free_from = (broken or end) + _REST
        who = home.row.one_of("guardian", home.position.client.guardians)
        self.story.tell(trip.agreed_on, who, partial(self._go, home, trip), place=number * 60)
        if broken is not None:
            cancel = partial(self._break_off, home, trip, broken)
            self.story.tell(broken, who, cancel, place=20_000)
        return broken or end

    def _broken(self, home: _Home, trip: _Trip) -> date | None:
        """Return the day on which a trip is broken off; most are not."""
        is_over = trip.start < self.days.last - timedelta(days=25)
        if not is_over or not home.row.happens(f"broken {home.trips}", 9):
            return None
        day = trip.start + timedelta(days=12 + home.row.whole(f"after {home.trips}", 10))
        return min(day, trip.end, self.days.last)

    def _free_on(self, row: Row, start: date, number: int) -> _Caregiver:
        free = [one for one in self._caregivers if one.free_from <= start]
        if not free:  # somebody new, then
            newcomer = Row(self.agency.seed, "caregiver", len(self._caregivers) + 1)
            self._caregivers.append(_Caregiver(newcomer, start))
            free = self._caregivers[-1:]
        return row.one_of(f"who {number}", free)

    def _go(self, home: _Home, trip: _Trip) -> None:
        """Conclude the contract of one trip, after the one before it."""
        if trip.caregiver.employee is None:
            trip.caregiver.employee = self.staff.add_employee(
                trip.caregiver.row, hired=trip.start, status="Aktywny", is_caregiver=True
            )
        contract = trip.contract = Contract(
            kind=ContractKind.trip,
            employee=trip.caregiver.employee,
            client=home.position.client,
            position=home.position,
            contract_type=home.position.contract_type,
            concluded_on=min(self.days.last, trip.agreed_on),
            starts_on=trip.start,
            ends_on=trip.end,
            payment_day=15,
        )
        normalise_contract(contract)
        if home.last is not None:
            follow(contract, home.last)
        give_number(contract, company=self.agency.companies[1])
        db.session.add(contract)
        home.last = contract
        self.staff.contracts.append(contract)

    def _break_off(self, home: _Home, trip: _Trip, on: date) -> None:
        assert trip.contract is not None  # noqa: S101 - narrows the type
        reason = home.row.one_of(f"reason {on}", texts.TRIP_CANCELLED)
        cancel_contract(trip.contract, on=on, reason=reason)
