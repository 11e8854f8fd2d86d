"""How an amount came about, as plain data that is kept with its line for ever."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.positions.rules import PriceRecord, Resolution
from app.settlements.rules.employee import Line


def explanation_of(line: Line) -> dict[str, Any]:
    """Return what was considered for a line: candidates with their fate, price record, shares."""
    found: dict[str, Any] = {}
    for side, resolution in (("employee", line.employee), ("client", line.client)):
        if resolution is not None:
            found[side] = _resolution(resolution)
    if line.record is not None:
        found["record"] = _record(line.record)
    if line.share is not None:
        found["share"] = {"days": line.share[0], "of": line.share[1]}
    return found


@lru_cache(maxsize=1024)
def _resolution(resolution: Resolution) -> dict[str, Any]:
    return {
        "amount": _text(resolution.amount),
        "is_fallback": resolution.is_fallback,
        "considered": [
            {
                "level": one.candidate.level.value,
                "kind": one.candidate.kind_id,
                "amount": _text(one.candidate.amount),
                "since": one.candidate.valid_from.isoformat() if one.candidate.valid_from else None,
                "verdict": one.verdict.value,
            }
            for one in resolution.considered
        ],
    }


def _record(record: PriceRecord) -> dict[str, Any]:
    return {"name": record.name, "mode": record.mode.value, "value": _text(record.value)}


def _text(amount: Decimal | None) -> str | None:
    """Return a number as JSON can hold it exactly."""
    return None if amount is None else f"{amount:f}"
