"""Whether the split in the database adds up to what was counted without the product."""

from collections import Counter, defaultdict

import sqlalchemy as sa

from app.demo.mass import expected
from app.demo.mass.world import World
from app.extensions import db
from app.schedule.models import EntryPart

_CHUNK = 500


def kept(world: World, contracts: range) -> dict[int, Counter[str]]:
    """Return the minutes and days of each contract by kind, as the database has them.

    All positions have a rate of every kind, so the strongest kind gets the minutes.
    """
    names = {kind_id: name for name, kind_id in world.office.kinds.items()}
    part = EntryPart.__table__.c
    query = (
        sa.select(
            part.contract_id, part.kinds, sa.func.sum(part.minutes), sa.func.sum(part.quantity)
        )
        .where(
            part.contract_id.between(
                world.first + contracts.start, world.first + contracts.stop - 1
            )
        )
        .group_by(part.contract_id, part.kinds)
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for contract_id, kinds, minutes, days in db.session.connection().execute(query):
        kind = names[int(kinds.partition(",")[0])]
        found[contract_id][kind] += int(minutes) + int(days or 0)
    return found


def differences(world: World, *, every: int = 1) -> list[str]:
    """Name the contracts whose totals are not the expected ones; look at each, or at some."""
    wrong = []
    for start in range(1, world.extent.employees + 1, _CHUNK):
        part = range(start, min(start + _CHUNK, world.extent.employees + 1))
        have = kept(world, part)
        for contract_id, want in expected.totals(world, part[::every]).items():
            if have[contract_id] != want:
                wrong.append(f"{contract_id}: {dict(want)} ≠ {dict(have[contract_id])}")
    return wrong
