"""What an employee gets for a month and what that costs and brings, with the reasons.

Hours are summed per line (kind of rate × rates), multiplied once and rounded once; a line
ends where a rate changes. A lump sum of a month is shared by the calendar days of the contract.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.core.money import round_money
from app.positions.enums import FeeMode, PriceMode, PriceSection, Unit
from app.positions.rules import (
    ZERO,
    Agreement,
    PriceRecord,
    Resolution,
    agency_cost,
    employee_pay,
    fee_price,
    line_price,
    record_for,
    resolve_rate,
)
from app.schedule.rules.durations import hours_of
from app.schedule.rules.months import MonthPart, lump_share
from app.settlements.enums import LineKind, Missing
from app.settlements.rules.limits import impossible


@dataclass(frozen=True)
class Kind:
    """What the calculation knows of a kind of rate."""

    id: int
    name: str
    unit: Unit
    base_id: int | None = None


@dataclass(frozen=True)
class Group:
    """Accepted work between two changes of a rate; ``kinds`` the strongest first, base last.

    ``minutes`` for hours, else ``quantity``; ``on`` is a day by which rates are looked up.
    """

    kinds: tuple[int, ...]
    on: date
    minutes: int = 0
    quantity: Decimal = ZERO


@dataclass(frozen=True)
class Finance:
    """A finance entry; ``amount`` as it was entered, ``sign`` is 1 or -1."""

    id: int
    text: str
    amount: Decimal
    sign: int
    is_bonus: bool = False


@dataclass(frozen=True)
class Task:
    """Everything the settlement of one contract in one month is made from."""

    agreement: Agreement
    kinds: dict[int, Kind]
    part: MonthPart
    groups: tuple[Group, ...]
    finance: tuple[Finance, ...] = ()
    is_first_contract: bool = False


@dataclass(frozen=True)
class Line:
    """A line: how much of what, at which rates, and what comes of it; money is rounded."""

    kind: LineKind
    text: str
    kind_id: int | None
    unit: Unit
    minutes: int
    quantity: Decimal
    employee: Resolution | None
    client: Resolution | None
    record: PriceRecord | None
    pay: Decimal
    cost: Decimal
    price: Decimal
    #: Of a month's lump sum: the days it was shared by, and the days of the month.
    share: tuple[int, int] | None = None

    @property
    def is_by_rate(self) -> bool:
        """Tell whether the price is quantity times client rate, so that hours can be summed."""
        return self.kind is LineKind.work and self.record is None and self.share is None

    @property
    def employee_rate(self) -> Decimal | None:
        """Return what the employee gets for one unit."""
        return self.employee.amount if self.employee else None

    @property
    def client_rate(self) -> Decimal | None:
        """Return what the client pays for one unit, when no price record says otherwise."""
        return self.client.amount if self.client else None


@dataclass(frozen=True)
class Calculation:
    """The settlement of a contract in a month, or what it lacks."""

    lines: tuple[Line, ...] = ()
    missing: tuple[tuple[Missing, str], ...] = ()
    finance: tuple[Finance, ...] = ()
    burden: Decimal = ZERO
    scheme: str = field(default="")

    @property
    def minutes(self) -> int:
        """Return all settled minutes."""
        return sum(line.minutes for line in self.lines)

    @property
    def gross(self) -> Decimal:
        """Return the pay of all lines."""
        return sum((line.pay for line in self.lines), ZERO)

    @property
    def adjustments(self) -> Decimal:
        """Return what finance entries add, less what they take."""
        return sum((one.amount * one.sign for one in self.finance), ZERO)

    @property
    def payable(self) -> Decimal:
        """Return what the employee gets."""
        return self.gross + self.adjustments

    @property
    def cost(self) -> Decimal:
        """Return what it costs the agency."""
        return sum((line.cost for line in self.lines), ZERO)

    @property
    def price(self) -> Decimal:
        """Return what the client is charged line by line."""
        return sum((line.price for line in self.lines), ZERO)


def calculate(task: Task) -> Calculation:
    """Return the settlement of a contract in a month."""
    agreement = task.agreement
    lines: list[Line] = []
    missing: list[tuple[Missing, str]] = []
    for group in _merged(task):
        line, lacks = _work_line(task, *group)
        missing += [(one, task.kinds[group[0]].name) for one in lacks]
        if line is not None:
            lines.append(line)
    lines += _other_lines(task)
    lines += _fee_lines(task, sum((line.cost for line in lines), ZERO))
    if not any(line.kind is LineKind.work for line in lines) and not missing:
        missing.append((Missing.no_hours, ""))
    found = Calculation(
        tuple(lines),
        tuple(dict.fromkeys(missing)),
        task.finance,
        agreement.burden,
        agreement.scheme.name if agreement.scheme else "",
    )
    if not found.missing and (lack := impossible(found)):
        return Calculation(found.lines, ((lack, ""),), found.finance)
    return found


@lru_cache(maxsize=4096)
def pick_kind(kinds: tuple[int, ...], agreement: Agreement, on: date) -> int:
    """Return the first kind that has a rate of its own on a day, else the last: the base."""
    for kind_id in kinds[:-1]:
        sides = (agreement.employee, agreement.client)
        if any(resolve_rate(side, kind_id=kind_id, base_id=None, on=on).won for side in sides):
            return kind_id
    return kinds[-1]


def _merged(task: Task) -> Iterable[tuple[int, date, int, Decimal]]:
    """Yield (kind, day, minutes, quantity), one for every kind and pair of rates."""
    sums: dict[tuple[int, Decimal | None, Decimal | None], tuple[date, int, Decimal]] = {}
    for group in sorted(task.groups, key=lambda one: (one.on, one.kinds)):
        kind_id = pick_kind(group.kinds, task.agreement, group.on)
        rates = _rates(task, kind_id, group.on)
        key = (kind_id, rates[0].amount, rates[1].amount)
        on, minutes, quantity = sums.get(key, (group.on, 0, ZERO))
        sums[key] = (on, minutes + group.minutes, quantity + group.quantity)
    for (kind_id, *_), (on, minutes, quantity) in sums.items():
        yield kind_id, on, minutes, quantity


def _rates(task: Task, kind_id: int, on: date) -> tuple[Resolution, Resolution]:
    return _resolved(task.agreement, kind_id, task.kinds[kind_id].base_id, on)


@lru_cache(maxsize=4096)
def _resolved(
    agreement: Agreement, kind_id: int, base_id: int | None, on: date
) -> tuple[Resolution, Resolution]:
    return (
        resolve_rate(agreement.employee, kind_id=kind_id, base_id=base_id, on=on),
        resolve_rate(agreement.client, kind_id=kind_id, base_id=base_id, on=on),
    )


def _work_line(
    task: Task, kind_id: int, on: date, minutes: int, quantity: Decimal
) -> tuple[Line | None, list[Missing]]:
    kind = task.kinds[kind_id]
    employee, client = _rates(task, kind_id, on)
    record = record_for(task.agreement.scheme, kind_id=kind_id)
    lacks = []
    if employee.amount is None:
        lacks.append(Missing.employee_rate)
    if client.amount is None and record is None:
        lacks.append(Missing.client_rate)
    if lacks or employee.amount is None:
        return None, lacks
    amount = hours_of(minutes) if kind.unit is Unit.hour else quantity
    share = None
    if kind.unit is Unit.month:
        share = (task.part.days, task.part.days_of_month)
        pay = lump_share(employee.amount, task.part)
        cost = pay * (1 + task.agreement.burden / 100)
        price = _lump_price(task, client.amount, cost, record)
    else:
        pay = employee_pay(amount, employee.amount)
        cost = agency_cost(amount, employee.amount, burden=task.agreement.burden)
        price = line_price(amount, client_rate=client.amount, cost=cost, record=record)
    line = Line(
        LineKind.work, kind.name, kind_id, kind.unit, minutes, quantity, employee, client,
        record, pay, round_money(cost), price if price is not None else ZERO, share,
    )  # fmt: skip
    return line, []


def _lump_price(
    task: Task, client_rate: Decimal | None, cost: Decimal, record: PriceRecord | None
) -> Decimal | None:
    """Return the client's part of a month's lump sum."""
    if record is None or record.mode is PriceMode.amount:
        whole = client_rate if record is None else record.value
        return None if whole is None else lump_share(whole, task.part)
    return line_price(Decimal(1), client_rate=client_rate, cost=cost, record=record)


def _other_lines(task: Task) -> list[Line]:
    """Return what bonuses cost, and bring where a price record names other pay components."""
    scheme = task.agreement.scheme
    records = [
        one for one in (scheme.records if scheme else ()) if one.section is PriceSection.other_pay
    ]
    record = records[0] if records else None
    lines = []
    for one in task.finance:
        if not one.is_bonus:
            continue
        cost = one.amount * (1 + task.agreement.burden / 100)
        price = line_price(Decimal(1), client_rate=ZERO, cost=cost, record=record)
        lines.append(
            Line(
                LineKind.other, one.text, None, Unit.lump, 0, Decimal(1), None, None, record,
                ZERO, round_money(cost), price if price is not None else ZERO,
            )
        )  # fmt: skip
    return lines


def _fee_lines(task: Task, cost: Decimal) -> list[Line]:
    """Return the fees and services that the price group adds once, with the first contract."""
    scheme = task.agreement.scheme
    lines = []
    for record in scheme.records if scheme else ():
        if record.section not in (PriceSection.fee, PriceSection.service):
            continue
        if record.fee is not FeeMode.added:
            continue
        price = fee_price(record, cost=cost, is_first_contract=task.is_first_contract)
        if price:
            lines.append(
                Line(
                    LineKind.fee, record.name, None, Unit.lump, 0, Decimal(1), None, None, record,
                    ZERO, ZERO, price,
                )
            )  # fmt: skip
    return lines
