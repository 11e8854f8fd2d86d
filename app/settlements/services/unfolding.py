"""What stands behind a line a client is charged for: people, days, and why each rate was taken.

Everything is read from copies: rates agreed later tell nothing about what is settled.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.positions.enums import PriceMode, RateLevel, Verdict
from app.positions.models import RateKind
from app.positions.rules import ZERO, Agreement, Candidate, resolve_rate
from app.schedule.models import EntryPart, ScheduleEntry
from app.settlements.models import (
    ClientSettlementLine,
    EmployeeSettlement,
    EmployeeSettlementLine,
)
from app.settlements.rules.employee import pick_kind

#: More people than this are not listed behind one line.
MOST = 200


@dataclass(frozen=True)
class Judged:
    """A rate somebody had agreed on, and what became of it."""

    amount: Decimal
    level: RateLevel
    kind: str
    since: date | None
    verdict: Verdict


@dataclass(frozen=True)
class Reasons:
    """Why the rates of a line are what they are, and how its price came about."""

    employee: tuple[Judged, ...]
    client: tuple[Judged, ...]
    is_employee_fallback: bool = False
    is_client_fallback: bool = False
    record: str = ""
    mode: PriceMode | None = None
    value: Decimal | None = None
    share: tuple[int, int] | None = None


@dataclass(frozen=True)
class Day:
    """What of one entry went to a line."""

    entry: ScheduleEntry
    minutes: int
    quantity: Decimal
    #: The rest of the entry: kinds of rates with their minutes, which went to other lines.
    elsewhere: tuple[tuple[str, int], ...] = ()

    @property
    def times(self) -> tuple[datetime, datetime] | None:
        """Return from when to when, where that is known."""
        start, end = self.entry.started_at, self.entry.ended_at
        return (start, end) if start is not None and end is not None else None


def lines_behind(line: ClientSettlementLine) -> list[EmployeeSettlementLine]:
    """Return the lines of people that a client's line is made of."""
    query = (
        sa.select(EmployeeSettlementLine)
        .where(EmployeeSettlementLine.client_line_id == line.id)
        .options(
            joinedload(EmployeeSettlementLine.settlement).options(
                joinedload(EmployeeSettlement.employee),
                joinedload(EmployeeSettlement.contract),
                joinedload(EmployeeSettlement.closed_by),
            ),
            joinedload(EmployeeSettlementLine.rate_kind),
        )
        .order_by(EmployeeSettlementLine.settlement_id, EmployeeSettlementLine.place)
    )
    return list(db.session.scalars(query.limit(MOST + 1)))


def reasons_of(line: EmployeeSettlementLine, names: dict[int, str]) -> Reasons:
    """Return the copy of what was considered for a line, in words."""
    said: dict[str, Any] = line.explanation or {}
    record, share = said.get("record") or {}, said.get("share")
    employee, client = said.get("employee") or {}, said.get("client") or {}
    return Reasons(
        tuple(_judged(employee, names)),
        tuple(_judged(client, names)),
        bool(employee.get("is_fallback")),
        bool(client.get("is_fallback")),
        str(record.get("name", "")),
        PriceMode[record["mode"]] if record else None,
        Decimal(record["value"]) if record else None,
        (int(share["days"]), int(share["of"])) if share else None,
    )


def kind_names() -> dict[int, str]:
    """Return the names of all kinds of rates."""
    query = sa.select(RateKind.id, RateKind.name)
    return {row[0]: row[1] for row in db.session.execute(query)}


def days_of(line: EmployeeSettlementLine) -> list[Day]:
    """Return the entries whose hours went to a line, day by day.

    Which part of an entry went where is decided anew, by the rules and the copied candidates.
    """
    lines = line.settlement.lines
    agreement, bases = _agreement(lines), _bases()
    query = (
        sa.select(ScheduleEntry)
        .where(ScheduleEntry.settlement_id == line.settlement_id)
        .options(
            selectinload(ScheduleEntry.parts),
            joinedload(ScheduleEntry.reported_by),
            joinedload(ScheduleEntry.decided_by),
        )
        .order_by(ScheduleEntry.day, ScheduleEntry.started_at, ScheduleEntry.id)
    )
    found, names = [], kind_names()
    for entry in db.session.scalars(query):
        parts = [one for one in entry.parts if _is_for(one, line, agreement, bases)]
        if parts:
            minutes = sum(one.minutes for one in parts)
            quantity = sum((one.quantity or ZERO for one in parts), ZERO)
            rest = [one for one in entry.parts if one not in parts]
            found.append(Day(entry, minutes, quantity, _by_kind(rest, agreement, names)))
    return found


def _by_kind(
    parts: Iterable[EntryPart], agreement: Agreement, names: dict[int, str]
) -> tuple[tuple[str, int], ...]:
    minutes: Counter[str] = Counter()
    for part in parts:
        kind = pick_kind(_ladder(part), agreement, part.day)
        minutes[names.get(kind, "")] += part.minutes
    return tuple(sorted((name, count) for name, count in minutes.items() if count))


def _ladder(part: EntryPart) -> tuple[int, ...]:
    return tuple(map(int, part.kinds.split(",")))


def _is_for(
    part: EntryPart,
    line: EmployeeSettlementLine,
    agreement: Agreement,
    bases: dict[int, int | None],
) -> bool:
    kind = pick_kind(_ladder(part), agreement, part.day)
    if kind != line.rate_kind_id:
        return False
    sides = (agreement.employee, line.employee_rate), (agreement.client, line.client_rate)
    return all(
        resolve_rate(side, kind_id=kind, base_id=bases.get(kind), on=part.day).amount == rate
        for side, rate in sides
    )


def _agreement(lines: Sequence[EmployeeSettlementLine]) -> Agreement:
    employee, client = (
        tuple(dict.fromkeys(one for line in lines for one in _candidates(line, side)))
        for side in ("employee", "client")
    )
    return Agreement(employee, client, None, ZERO)


def _candidates(line: EmployeeSettlementLine, side: str) -> Iterable[Candidate]:
    for one in ((line.explanation or {}).get(side) or {}).get("considered", ()):
        since = date.fromisoformat(one["since"]) if one["since"] else None
        yield Candidate(RateLevel[one["level"]], int(one["kind"]), Decimal(one["amount"]), since)


def _judged(said: dict[str, Any], names: dict[int, str]) -> Iterable[Judged]:
    for one in said.get("considered", ()):
        yield Judged(
            Decimal(one["amount"]),
            RateLevel[one["level"]],
            names.get(int(one["kind"]), ""),
            date.fromisoformat(one["since"]) if one["since"] else None,
            Verdict[one["verdict"]],
        )


def _bases() -> dict[int, int | None]:
    query = sa.select(RateKind.id, RateKind.base_id)
    return {row[0]: row[1] for row in db.session.execute(query)}
