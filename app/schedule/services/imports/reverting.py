"""Taking an import back: what it added goes, what it changed is as it was before.

Only what nobody has touched since: hours that were accepted, settled or changed, and those of a
closed month, stay. An entry is untouched while it says of itself that the import was the last
to write it.
"""

import calendar
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.background.registry import Progress
from app.core.clock import now
from app.core.db import affected, transaction
from app.core.errors import DomainError
from app.extensions import db
from app.schedule.enums import COUNTED, EntryState
from app.schedule.models import ClosedMonth, HoursImport
from app.schedule.queries import lock_people
from app.schedule.services.imports.examining import CHUNK, ENTRY
from app.schedule.services.imports.staging import ROWS
from app.schedule.services.imports.writing import KEPT, unpack


@dataclass(frozen=True)
class Standing:
    """What has become of the hours of an import."""

    untouched: int
    accepted: int
    changed: int
    closed: int

    @property
    def touched(self) -> int:
        """Return how many cannot be taken back."""
        return self.accepted + self.changed + self.closed

    @property
    def reasons(self) -> list[str]:
        """Return in words why some stay."""
        texts = (
            (self.accepted, _("Accepted or settled: %(count)s.", count=self.accepted)),
            (self.changed, _("Changed or decided on since: %(count)s.", count=self.changed)),
            (self.closed, _("In a closed month: %(count)s.", count=self.closed)),
        )
        return [text for count, text in texts if count]


def standing(import_id: int) -> Standing:
    """Count what could be taken back of an import, and what could not."""
    touched = sa.case(
        (ENTRY.c.state.in_(COUNTED), "accepted"),
        (sa.not_(_as_written()), "changed"),
        (_in_closed_month(), "closed"),
        else_="untouched",
    )
    query = (
        sa.select(touched, sa.func.count())
        .select_from(ENTRY.outerjoin(ROWS, _is_change_of(import_id)))
        .where(_of(import_id))
        .group_by(touched)
    )
    found: dict[str, int] = dict(db.session.connection().execute(query).all())
    names = ("untouched", "accepted", "changed", "closed")
    return Standing(*(found.get(name, 0) for name in names))


def check_revertible(import_id: int) -> None:
    """Refuse to take back an import of which something was touched since, saying what."""
    found = standing(import_id)
    if found.touched:
        raise DomainError(
            _("Not all of these hours can be taken back: %(reasons)s",
              reasons=" ".join(found.reasons))
        )  # fmt: skip


def revert(import_id: int, progress: Progress) -> None:
    """Take back what nobody has touched."""
    total, done = standing(import_id).untouched, 0
    while True:
        with transaction():
            lock_people(_contracts_of(import_id))
            count = _restore(import_id) or _delete(import_id)
            columns = HoursImport.__table__.c
            db.session.connection().execute(
                sa.update(HoursImport.__table__)
                .where(columns.id == import_id)
                .values(taken_back=columns.taken_back + count)
            )
            progress.checkpoint({"taken back": done + count})
        if not count:
            return
        done += count
        progress(done, max(total, done, 1), _("Taking the hours back."))


def _of(import_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that an import has added or changed an entry."""
    return sa.or_(ENTRY.c.import_id == import_id, ROWS.c.id.is_not(None))


def _is_change_of(import_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        ROWS.c.entry_id == ENTRY.c.id,
        ROWS.c.import_id == import_id,
        ROWS.c.written_at.is_not(None),
    )


def _contracts_of(import_id: int) -> sa.CompoundSelect[Any]:
    """Return the SELECT of the contracts of which an import has added or changed entries."""
    return sa.union(
        sa.select(ENTRY.c.contract_id).where(ENTRY.c.import_id == import_id),
        sa.select(ROWS.c.contract_id).where(
            ROWS.c.import_id == import_id, ROWS.c.written_at.is_not(None)
        ),
    )


def _as_written() -> sa.ColumnElement[bool]:
    """Return the condition that an entry is as the import has left it."""
    at = sa.func.coalesce(ROWS.c.written_at, ENTRY.c.created_on)
    return sa.and_(ENTRY.c.state == EntryState.reported, ENTRY.c.changed_on == at)


def _in_closed_month() -> sa.ColumnElement[bool]:
    closed = [
        ENTRY.c.day.between(
            month, month.replace(day=calendar.monthrange(month.year, month.month)[1])
        )
        for month in db.session.scalars(sa.select(ClosedMonth.month))
    ]
    return sa.or_(sa.false(), *closed)


def _delete(import_id: int) -> int:
    """Remove some of the entries the import has added."""
    chosen = (
        sa.select(ENTRY.c.id)
        .where(
            ENTRY.c.import_id == import_id,
            ENTRY.c.state == EntryState.reported,
            ENTRY.c.changed_on == ENTRY.c.created_on,
            sa.not_(_in_closed_month()),
        )
        .order_by(ENTRY.c.id)
        .limit(CHUNK)
    )
    connection = db.session.connection()
    return affected(connection.execute(sa.delete(ENTRY).where(ENTRY.c.id.in_(chosen))))


def _restore(import_id: int) -> int:
    """Let some of the changed entries say again what they said before."""
    query = (
        sa.select(ROWS.c.id, ROWS.c.before, ENTRY.c.id)
        .select_from(ENTRY.join(ROWS, _is_change_of(import_id)))
        .where(_as_written(), sa.not_(_in_closed_month()))
        .order_by(ROWS.c.id)
        .limit(CHUNK)
    )
    connection = db.session.connection()
    found = connection.execute(query).all()
    if not found:
        return 0
    connection.execute(_put_back(), [_old_values(before, pk) for _row, before, pk in found])
    done = sa.update(ROWS).where(ROWS.c.id == sa.bindparam("row_id")).values(written_at=None)
    connection.execute(done, [{"row_id": row_id} for row_id, _before, _pk in found])
    return len(found)


def _put_back() -> Any:
    values = {name: sa.bindparam(f"old_{name}", type_=ENTRY.c[name].type) for name in KEPT}
    return (
        sa.update(ENTRY)
        .where(ENTRY.c.id == sa.bindparam("entry"))
        .values(**values, revision=ENTRY.c.revision + 1)
    )


def _old_values(before: dict[str, Any], pk: int) -> dict[str, Any]:
    return {f"old_{name}": value for name, value in unpack(before).items()} | {"entry": pk}


def finish(work: HoursImport) -> None:
    """Note what was taken back and what was left."""
    work.remained = standing(work.id).touched
    work.reverted_at = now()
