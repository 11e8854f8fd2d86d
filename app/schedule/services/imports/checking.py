"""The dry run: a file is read and every row of it checked; nothing enters the schedule."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.background import files
from app.background.registry import Progress
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db
from app.schedule.enums import RowVerdict
from app.schedule.models import HoursImport
from app.schedule.rules.importing.comparing import Change
from app.schedule.rules.importing.stored import from_json
from app.schedule.services.imports.examining import Findings, chunks, examine, units
from app.schedule.services.imports.matching import Context
from app.schedule.services.imports.staging import ROWS, Staging

#: So many values may stand in one condition, on every database.
MOST_IDS = 5000


def check(work: HoursImport, progress: Progress, *, sees_pesel: bool) -> None:
    """Read the file of an import anew and say of every row what would become of it."""
    import_id = work.id
    path = files.find(work.file_key)
    if path is None:
        raise DomainError(_("The file is not kept any longer; upload it again."))
    layout, sheet = from_json(work.layout), work.sheet
    context = Context(work.client_id, work.position_id, sees_pesel)
    _forget_rows(import_id, progress)
    count = Staging(import_id, layout, context).stage(
        path,
        sheet,
        inside=lambda done: progress.checkpoint({"read": done}),
        between=lambda done: progress(done, message=_("Reading the rows.")),
    )
    _examine_all(import_id, count, progress)
    with transaction():
        counts = counts_of(import_id)
        found = db.session.get(HoursImport, import_id)
        assert found is not None  # noqa: S101 - imports are never deleted
        found.fresh, found.same = counts[RowVerdict.fresh], counts[RowVerdict.same]
        found.changes, found.refused = counts[RowVerdict.change], counts[RowVerdict.refused]
        found.checked_at = now()


def counts_of(import_id: int) -> Mapping[RowVerdict, int]:
    """Return how many rows of an import wait, by what becomes of them."""
    query = (
        sa.select(ROWS.c.verdict, sa.func.count())
        .where(ROWS.c.import_id == import_id)
        .group_by(ROWS.c.verdict)
    )
    found: dict[RowVerdict, int] = dict(db.session.connection().execute(query).all())
    return {verdict: found.get(verdict, 0) for verdict in RowVerdict}


def keep_findings(findings: Findings, *, with_same: bool = True) -> None:
    """Write down what was found of the rows of a chunk; those that are new say so already."""
    if with_same:
        _set_verdict(findings.same, RowVerdict.same)
    connection = db.session.connection()
    if findings.refused:
        connection.execute(
            sa.update(ROWS)
            .where(ROWS.c.id == sa.bindparam("row_id"))
            .values(verdict=RowVerdict.refused, reason=sa.bindparam("why")),
            [{"row_id": pk, "why": why[:500]} for pk, why in findings.refused.items()],
        )
    if findings.changes:
        connection.execute(
            sa.update(ROWS)
            .where(ROWS.c.id == sa.bindparam("row_id"))
            .values(
                verdict=RowVerdict.change, entry_id=sa.bindparam("entry"),
                value=sa.bindparam("old"), reason=sa.bindparam("new"),
            ),
            [_change_values(pk, change) for pk, change in findings.changes.items()],
        )  # fmt: skip


def _change_values(pk: int, change: Change) -> dict[str, Any]:
    was, is_now = change.known.said, change.row.said
    old, new = str(was), str(is_now)
    if old == new and is_now.note and is_now.note != was.note:
        old, new = f"{old} {was.note or ''}".strip(), f"{new} {is_now.note}"
    return {"row_id": pk, "entry": change.known.id, "old": old[:80], "new": new[:500]}


def _examine_all(import_id: int, count: int, progress: Progress) -> None:
    kinds, done = units(), 0
    for chunk in chunks(import_id):
        with transaction():
            keep_findings(examine(import_id, chunk, kinds))
            progress.checkpoint({"examined": chunk.last})
        done += chunk.rows
        progress(min(done, count), max(count, 1), _("Checking the hours."))


def _forget_rows(import_id: int, progress: Progress) -> None:
    """Begin anew: an attempt that was killed may have read a part of the file."""
    with transaction():
        db.session.connection().execute(sa.delete(ROWS).where(ROWS.c.import_id == import_id))
        progress.checkpoint({"read": 0})


def _set_verdict(ids: Sequence[int], verdict: RowVerdict) -> None:
    for start in range(0, len(ids), MOST_IDS):
        chosen = ROWS.c.id.in_(ids[start : start + MOST_IDS])
        db.session.connection().execute(sa.update(ROWS).where(chosen).values(verdict=verdict))
