"""Which rate applies, what a client is charged for it, and what is left. Pure.

Order of rates (DOMAIN: „contract > position > default of the RateKind”): the most specific level
that has a rate valid on the day; on it, the newest one. A kind without any rate falls back to its
base kind. Order of price schemes: the position's own > its chosen group > the client's > none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.money import round_money
from app.positions.enums import FeeMode, PriceMode, PriceSection, PriceSource, RateLevel, Verdict

HUNDRED = Decimal(100)
ZERO = Decimal(0)
#: Nobody is paid more than this for one unit of anything.
LARGEST_RATE = Decimal(100_000)
#: More than this for an hour is possible, but rather a slip of the pen.
USUAL_HOURLY = Decimal(500)

_LEVELS = tuple(RateLevel)


@dataclass(frozen=True)
class Candidate:
    """A rate somebody has agreed on; one without ``valid_from`` holds always."""

    level: RateLevel
    kind_id: int
    amount: Decimal
    valid_from: date | None = None


@dataclass(frozen=True)
class Considered:
    """A candidate and what became of it."""

    candidate: Candidate
    verdict: Verdict


@dataclass(frozen=True)
class Resolution:
    """The rate that applies, ``None`` when there is none, and why."""

    won: Candidate | None
    considered: tuple[Considered, ...]
    is_fallback: bool = False

    @property
    def amount(self) -> Decimal | None:
        """Return the rate."""
        return self.won.amount if self.won else None


def resolve_rate(
    candidates: Iterable[Candidate], *, kind_id: int, base_id: int | None, on: date
) -> Resolution:
    """Return the rate of a kind on a day, with the fate of every candidate."""
    known = sorted(
        (one for one in candidates if one.kind_id in (kind_id, base_id)),
        key=lambda one: _rank(one, kind_id),
        reverse=True,
    )
    won = next((one for one in known if _is_valid(one, on)), None)
    considered = tuple(Considered(one, _verdict(one, won, kind_id, on)) for one in known)
    return Resolution(won, considered, is_fallback=won is not None and won.kind_id != kind_id)


def _rank(one: Candidate, kind_id: int) -> tuple[bool, int, date, Decimal]:
    level = -_LEVELS.index(one.level)
    return one.kind_id == kind_id, level, one.valid_from or date.min, one.amount


def _is_valid(one: Candidate, on: date) -> bool:
    return one.valid_from is None or one.valid_from <= on


def _verdict(one: Candidate, won: Candidate | None, kind_id: int, on: date) -> Verdict:
    if one is won:
        return Verdict.won
    if not _is_valid(one, on):
        return Verdict.later
    if won is not None and (won.kind_id, won.level) == (one.kind_id, one.level):
        return Verdict.replaced
    return Verdict.fallback if one.kind_id != kind_id else Verdict.less_specific


@dataclass(frozen=True)
class PriceRecord:
    """How one component is priced; without ``kind_id`` it stands for every kind of rate."""

    section: PriceSection
    name: str
    mode: PriceMode
    value: Decimal = ZERO
    kind_id: int | None = None
    fee: FeeMode | None = None


@dataclass(frozen=True)
class Scheme:
    """The records that apply, and whose they are."""

    source: PriceSource
    name: str
    records: tuple[PriceRecord, ...]


def choose_scheme(
    source: PriceSource, *, own: Scheme | None, chosen: Scheme | None, client: Scheme | None
) -> Scheme | None:
    """Return the scheme of a position: what its source names, else the client's, else none."""
    named = {PriceSource.own: own, PriceSource.group: chosen}.get(source)
    return named if named is not None else client


def record_for(scheme: Scheme | None, *, kind_id: int) -> PriceRecord | None:
    """Return the record of a kind of rate: its own, else the one for every kind."""
    records = [
        record
        for record in (scheme.records if scheme else ())
        if record.section is PriceSection.base_pay and record.kind_id in (kind_id, None)
    ]
    return max(records, key=lambda record: (record.kind_id is not None, record.name), default=None)


def employee_pay(quantity: Decimal, employee_rate: Decimal) -> Decimal:
    """Return what the employee gets for a line, rounded once."""
    return round_money(quantity * employee_rate)


def agency_cost(quantity: Decimal, employee_rate: Decimal, *, burden: Decimal) -> Decimal:
    """Return gross pay plus the employer's burden in percent, not rounded yet."""
    return quantity * employee_rate * (1 + burden / HUNDRED)


def line_price(
    quantity: Decimal,
    *,
    client_rate: Decimal | None,
    cost: Decimal | None,
    record: PriceRecord | None,
) -> Decimal | None:
    """Return what a client is charged for a line, rounded once; ``None`` when it cannot be told.

    „Kwota” is charged when the component occurs, however long it lasted; what is not included
    costs nothing; a scheme without a record for the component leaves it to the client rate.
    """
    if record is None:
        return None if client_rate is None else round_money(quantity * client_rate)
    if record.mode is PriceMode.margin:
        return None if cost is None else round_money(cost * (1 + record.value / HUNDRED))
    is_charged = record.mode is PriceMode.amount and quantity > 0
    return round_money(record.value if is_charged else ZERO)


def fee_price(record: PriceRecord, *, cost: Decimal, is_first_contract: bool) -> Decimal:
    """Return what a fee adds: once, with the first contract; what is inside the rate, nothing.

    „Koszt + marża %” adds the margin alone: the price of the work holds the cost already.
    """
    if record.fee is FeeMode.inside or not is_first_contract or record.mode is PriceMode.ignore:
        return round_money(ZERO)
    if record.mode is PriceMode.amount:
        return round_money(record.value)
    return round_money(cost * record.value / HUNDRED)


@dataclass(frozen=True)
class Margin:
    """What is left of a price; ``percent`` is of the price, ``None`` when that is zero."""

    amount: Decimal
    percent: Decimal | None


def margin(price: Decimal, cost: Decimal) -> Margin:
    """Return price minus cost, and its share of the price."""
    left = price - cost
    return Margin(left, round_money(left / price * HUNDRED) if price else None)


def minimum_on(known: Iterable[tuple[date, Decimal]], on: date) -> Decimal | None:
    """Return the lowest pay on a day, ``None`` where none is known for its year.

    Minimum pay changes every year: last year's would let too little pass unseen.
    """
    found = [(since, amount) for since, amount in known if since <= on and since.year == on.year]
    return max(found)[1] if found else None


@dataclass(frozen=True)
class SettledLine:
    """A line of work as it would be paid and charged, with the reasons."""

    quantity: Decimal
    employee: Resolution
    client: Resolution
    record: PriceRecord | None
    pay: Decimal | None
    cost: Decimal | None
    price: Decimal | None

    @property
    def margin(self) -> Margin | None:
        """Return what is left, when price and cost are known."""
        if self.price is None or self.cost is None:
            return None
        return margin(self.price, self.cost)


@dataclass(frozen=True, eq=False)
class Agreement:
    """Everything agreed for a position: rates of both sides, the scheme, the burden in percent.

    Two are equal when they are the same one: people of a position share it, and what was
    resolved for one of them is remembered for all.
    """

    employee: tuple[Candidate, ...]
    client: tuple[Candidate, ...]
    scheme: Scheme | None = None
    burden: Decimal = ZERO


def settle_line(
    agreement: Agreement, quantity: Decimal, *, kind_id: int, base_id: int | None, on: date
) -> SettledLine:
    """Return what a quantity of a kind of rate costs and brings on a day."""
    employee = resolve_rate(agreement.employee, kind_id=kind_id, base_id=base_id, on=on)
    client = resolve_rate(agreement.client, kind_id=kind_id, base_id=base_id, on=on)
    record = record_for(agreement.scheme, kind_id=kind_id)
    rate = employee.amount
    cost = None if rate is None else agency_cost(quantity, rate, burden=agreement.burden)
    return SettledLine(
        quantity=quantity,
        employee=employee,
        client=client,
        record=record,
        pay=None if rate is None else employee_pay(quantity, rate),
        cost=None if cost is None else round_money(cost),
        price=line_price(quantity, client_rate=client.amount, cost=cost, record=record),
    )


@dataclass(frozen=True)
class Span:
    """While which transactions a value held: from ``since`` until before ``until``."""

    value: Any
    since: int
    until: int | None = None


def spans(versions: Iterable[tuple[int, Any]]) -> list[Span]:
    """Turn (transaction, value) in their order into spans; equal neighbours become one."""
    found: list[Span] = []
    for number, value in versions:
        if found and found[-1].value == value:
            continue
        if found:
            found[-1] = replace(found[-1], until=number)
        found.append(Span(value, number))
    return found


def meet(one: Span, other: Span) -> Span | None:
    """Return the transactions two spans share, ``None`` when there are none."""
    since = max(one.since, other.since)
    ends = [span.until for span in (one, other) if span.until is not None]
    until = min(ends, default=None)
    return Span(other.value, since, until) if until is None or since < until else None
