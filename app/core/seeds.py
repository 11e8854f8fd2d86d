"""What a new installation begins with: sown once, from then on the administrator's own.

The record says what was ever sown here, so that what was renamed or deleted stays so.
"""

from collections.abc import Callable, Iterable

from app.core.settings import Settings

Seed = Callable[[], int]

_record = Settings("seeds", {"sown": {}})
_seeds: list[Seed] = []


def seed(plant: Seed) -> Seed:
    """Have ``flask crm sync-roles`` call a function that adds rows and returns how many."""
    _seeds.append(plant)
    return plant


def sow() -> int:
    """Add what this installation was never given, and return how many rows that were."""
    return sum(plant() for plant in _seeds)


def take_unsown(kind: str, names: Iterable[str], *, is_in_use: bool) -> list[str]:
    """Return the names never sown here, and note them as sown.

    Rows without a record are older than it: then all names count as sown.
    """
    record: dict[str, list[str]] = _record.get("sown")
    names = list(names)
    known = record.get(kind, names if is_in_use else [])
    unsown = [name for name in names if name not in known]
    if kind not in record or unsown:
        _record.set(sown=record | {kind: sorted({*known, *unsown})})
    return unsown
