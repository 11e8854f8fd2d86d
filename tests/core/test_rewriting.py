"""Adding and changing many rows past the session."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError

from app.clients.models import Client
from app.core import audit
from app.core.audit.models import AuditEntry
from app.core.rewriting import Added, Removed, Rewritten, add, remove, rewrite
from app.schedule.models import ScheduleEntry
from tests.factories.schedule import ScheduleEntryFactory


@pytest.fixture
def rows(db):
    return [ScheduleEntryFactory(day=date(2026, 10, day), note="Przed") for day in (5, 6, 7)]


def changed(entry, note="Po", **values):
    before = {"note": entry.note, "pause": entry.pause}
    said = {"revision": entry.revision, "label": str(entry), "client_id": entry.client_id}
    return Rewritten(id=entry.id, before=before, after=before | {"note": note}, **said | values)


def notes(db):
    db.session.expire_all()
    query = sa.select(ScheduleEntry.note, ScheduleEntry.revision).order_by(ScheduleEntry.id)
    return [tuple(row) for row in db.session.execute(query)]


def test_only_what_differs_is_written_and_told(db, rows):
    last = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    wanted = [changed(rows[0]), changed(rows[1], "Przed"), changed(rows[2], None)]
    assert rewrite(ScheduleEntry, wanted) == [wanted[0], wanted[2]]
    assert notes(db) == [("Po", 2), ("Przed", 1), (None, 2)]
    told = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.id > last))
    assert [(one.action, one.record_id, one.before, one.after) for one in told] == [
        ("update", str(rows[0].id), {"note": "Przed"}, {"note": "Po"}),
        ("update", str(rows[2].id), {"note": "Przed"}, {"note": None}),
    ]


def test_added_rows_have_their_ids_in_order(db, rows):
    own = ("client_id", "contract_id", "employee_id", "state", "source")
    like = {name: getattr(rows[0], name) for name in own} | {"pause": 0}
    wanted = [
        Added(
            f"Dzień {day}", rows[0].client_id, like | {"day": date(2026, 10, day), "minutes": day}
        )
        for day in (20, 9, 15)
    ]
    ids = add(ScheduleEntry, wanted)
    found = [db.session.get(ScheduleEntry, pk) for pk in ids]
    assert [(one.minutes, one.revision, one.note) for one in found] == [
        (20, 1, None), (9, 1, None), (15, 1, None),
    ]  # fmt: skip
    assert all(one.created_on == one.changed_on for one in found)
    told = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.record_id == str(ids[1]))
    ).one()
    assert (told.action, told.label, told.after["minutes"]) == ("create", "Dzień 9", 9)


def test_nothing_to_change_asks_nothing(db, rows, count_sql):
    same = changed(rows[0], "Przed")
    with count_sql() as statements:
        assert rewrite(ScheduleEntry, []) == []
        assert rewrite(ScheduleEntry, [same]) == []
    assert statements == []


def test_one_row_that_has_moved_on_stops_all(db, rows):
    db.session.commit()
    with pytest.raises(StaleDataError):
        rewrite(ScheduleEntry, [changed(rows[0]), changed(rows[1], revision=7)])
    db.session.rollback()
    assert notes(db) == [("Przed", 1)] * 3


def test_rows_are_deleted_unless_one_has_moved_on_or_is_gone(db, rows):
    db.session.commit()
    gone = [Removed(one.id, one.revision, "Dzień", one.client_id) for one in rows]
    for strange in ([*gone[:2], replace(gone[2], revision=2)], [*gone, replace(gone[2], id=10**6)]):
        with pytest.raises(StaleDataError):
            remove(ScheduleEntry, strange)
        db.session.rollback()
        assert len(notes(db)) == 3
    remove(ScheduleEntry, gone[:2])
    assert notes(db) == [("Przed", 1)]
    last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.action, last.label, last.before["note"], last.after) == (
        "delete", "Dzień", "Przed", None,
    )  # fmt: skip


def test_a_load_that_writes_one_summary_counts_them(db, rows):
    with audit.paused("load"):
        rewrite(ScheduleEntry, [changed(one) for one in rows])
    last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.action, last.after) == ("bulk", {"ScheduleEntry.update": 3})


def test_entities_with_versions_are_refused(db):
    for write in (add, remove, rewrite):
        with pytest.raises(TypeError):
            write(Client, [])
