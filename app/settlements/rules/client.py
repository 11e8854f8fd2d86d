"""From the lines of employees to the lines a client is charged for, grouped as its profile says.

Each position, kind of rate and rate (each employee's, if the client is billed per employee) is
multiplied once and rounded once; coarser lines are sums of these.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from app.clients.enums import EmployeeNames, InvoiceDetail
from app.core.currency import Currency
from app.core.money import round_money
from app.core.vat import VatRate
from app.positions.enums import Unit
from app.positions.rules import ZERO
from app.schedule.rules.durations import hours_of
from app.settlements.enums import LineKind

Key = tuple[object, ...]


@dataclass(frozen=True)
class Source:
    """A line of an employee settlement, as the client's side needs it.

    ``is_by_rate`` tells whether the price is quantity times ``client_rate``; else ``price`` holds.
    """

    line_id: int
    kind: LineKind
    text: str
    kind_id: int | None
    unit: Unit
    minutes: int
    quantity: Decimal
    client_rate: Decimal | None
    is_by_rate: bool
    price: Decimal
    cost: Decimal
    employee_id: int
    employee: str
    position_id: int
    position: str
    workplace: str = ""
    currency: Currency = Currency.PLN


@dataclass(frozen=True)
class Profile:
    """What the billing profile of a client says about lines."""

    detail: InvoiceDetail
    names: EmployeeNames
    vat_rate: VatRate
    #: The text of a line that stands for all work of the month.
    whole: str
    #: How people are told apart where the client wants no names: „Pracownik {}”, or not at all.
    person: str = ""


@dataclass(frozen=True)
class Charge:
    """A line of a client settlement; ``rate`` is none where several rates are summed in it."""

    key: str
    kind: LineKind
    text: str
    unit: Unit
    minutes: int
    quantity: Decimal
    rate: Decimal | None
    net: Decimal
    vat_rate: VatRate
    cost: Decimal
    sources: tuple[int, ...] = ()

    @property
    def amount(self) -> Decimal:
        """Return the quantity in the line's unit; exact hours for hours."""
        return hours_of(self.minutes) if self.unit is Unit.hour else self.quantity


def charges(sources: Iterable[Source], profile: Profile) -> list[Charge]:
    """Return the lines for the work and the fees of a client's month, in a stable order."""
    known = sorted(sources, key=_order)
    work = [one for one in known if one.kind is LineKind.work]
    rest = [one for one in known if one.kind is not LineKind.work]
    called = _called(work, profile)
    atoms = _grouped(work, _atom_key(profile), lambda ones: _atom(ones, profile, called))
    key = _COARSE.get(profile.detail)
    lines = atoms if key is None else _summed(atoms, work, key, profile)
    by_text = _grouped(rest, lambda one: (one.kind, one.text), lambda ones: _other(ones, profile))
    return [*lines, *by_text]


def total(lines: Iterable[Charge]) -> Decimal:
    """Return the net value of lines."""
    return sum((line.net for line in lines), ZERO)


def person(name: str, names: EmployeeNames) -> str:
    """Return how an employee is named to a client."""
    if names is EmployeeNames.full:
        return name
    if names is EmployeeNames.initials:
        return " ".join(f"{part[:1]}." for part in name.replace("-", " ").split())
    return ""


def _called(work: Iterable[Source], profile: Profile) -> dict[int, str]:
    """Return what each employee is called: by name, or by a number that tells nothing about them.

    They are counted in the order in which they came to the agency: a rate, a position or a name
    that changes until the correction of an invoice does not change the numbers.
    """
    if profile.names is EmployeeNames.none:
        ids = sorted({one.employee_id for one in work})
        return {pk: profile.person.format(number) for number, pk in enumerate(ids, 1)}
    return {one.employee_id: person(one.employee, profile.names) for one in work}


def line_key(*parts: object) -> str:
    """Return 32 characters that are the same for the same line in every calculation."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()


def _order(one: Source) -> tuple[object, ...]:
    return (
        one.kind is not LineKind.work,
        one.position,
        one.position_id,
        one.employee,
        one.employee_id,
        one.kind_id or 0,
        one.client_rate or ZERO,
        one.text,
        one.line_id,
    )


def _atom_key(profile: Profile) -> Callable[[Source], Key]:
    def key(one: Source) -> Key:
        common = (one.position_id, one.kind_id, one.unit, one.client_rate, one.is_by_rate)
        if profile.detail is InvoiceDetail.per_employee:
            return (*common, one.employee_id)
        if profile.detail is InvoiceDetail.per_workplace:
            return (*common, one.workplace)
        return common

    return key


#: What coarser lines are summed by.
_COARSE: dict[InvoiceDetail, Callable[[Source], Key]] = {
    InvoiceDetail.one_line: lambda _one: (),
    InvoiceDetail.per_position: lambda one: (one.position_id,),
    InvoiceDetail.per_workplace: lambda one: (one.workplace,),
}


def _grouped(
    ones: Iterable[Source], key: Callable[[Source], Key], make: Callable[[list[Source]], Charge]
) -> list[Charge]:
    groups: dict[Key, list[Source]] = {}
    for one in ones:
        groups.setdefault(key(one), []).append(one)
    return [make(group) for group in groups.values()]


def _atom(ones: list[Source], profile: Profile, called: dict[int, str]) -> Charge:
    first = ones[0]
    minutes = sum(one.minutes for one in ones)
    quantity = sum((one.quantity for one in ones), ZERO)
    amount = hours_of(minutes) if first.unit is Unit.hour else quantity
    rate = first.client_rate if first.is_by_rate else None
    net = sum((one.price for one in ones), ZERO) if rate is None else round_money(amount * rate)
    text = f"{first.position} – {first.text}"
    who: object = ""
    if profile.detail is InvoiceDetail.per_employee:
        who = first.employee_id
        named = called[first.employee_id]
        text = f"{text} – {named}" if named else text
    return Charge(
        key=line_key(
            "work", first.position_id, first.kind_id, first.client_rate, first.is_by_rate, who
        ),
        kind=LineKind.work,
        text=text,
        unit=first.unit,
        minutes=minutes,
        quantity=quantity,
        rate=rate,
        net=net,
        vat_rate=profile.vat_rate,
        cost=sum((one.cost for one in ones), ZERO),
        sources=tuple(one.line_id for one in ones),
    )


def _summed(
    atoms: list[Charge], work: list[Source], key: Callable[[Source], Key], profile: Profile
) -> list[Charge]:
    """Return lines that each stand for several atoms."""
    by_line = {one.line_id: one for one in work}
    groups: dict[Key, list[Charge]] = {}
    for atom in atoms:
        groups.setdefault(key(by_line[atom.sources[0]]), []).append(atom)
    return [_sum(group, by_line[group[0].sources[0]], profile) for group in groups.values()]


def _sum(atoms: list[Charge], first: Source, profile: Profile) -> Charge:
    units = {atom.unit for atom in atoms}
    rates = {atom.rate for atom in atoms}
    unit = units.pop() if len(units) == 1 else Unit.lump
    text, key = {
        InvoiceDetail.per_position: (first.position, line_key("position", first.position_id)),
        InvoiceDetail.per_workplace: (
            f"{profile.whole} – {first.workplace}" if first.workplace else profile.whole,
            line_key("workplace", first.workplace),
        ),
    }.get(profile.detail, (profile.whole, line_key("whole")))
    is_single = len(atoms) == 1
    return replace(
        atoms[0],
        key=key,
        text=text,
        unit=unit,
        minutes=sum(atom.minutes for atom in atoms),
        quantity=sum((atom.quantity for atom in atoms), ZERO)
        if unit is not Unit.lump
        else Decimal(1),
        rate=rates.pop() if is_single else None,
        net=total(atoms),
        cost=sum((atom.cost for atom in atoms), ZERO),
        sources=tuple(line_id for atom in atoms for line_id in atom.sources),
    )


def _other(ones: list[Source], profile: Profile) -> Charge:
    first = ones[0]
    prices = {one.price for one in ones}
    return Charge(
        key=line_key(first.kind.value, first.text),
        kind=first.kind,
        text=first.text,
        unit=Unit.lump,
        minutes=0,
        quantity=Decimal(len(ones)),
        rate=prices.pop() if len(prices) == 1 else None,
        net=sum((one.price for one in ones), ZERO),
        vat_rate=profile.vat_rate,
        cost=sum((one.cost for one in ones), ZERO),
        sources=tuple(one.line_id for one in ones),
    )
