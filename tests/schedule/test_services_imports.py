"""A file of hours on its way into the schedule: dry run, import, again, and back."""

import signal
import subprocess
import sys
from datetime import UTC, date, datetime, time

import pytest
from flask_babel import force_locale

from app.core.db import transaction
from app.core.errors import DomainError
from app.schedule.enums import EntrySource, EntryState, ImportState
from app.schedule.models import HoursImport, HoursImportRow, ScheduleEntry
from app.schedule.rules.worked import read_worked
from app.schedule.services import deciding, months
from app.schedule.services import entries as schedule
from app.schedule.services.imports import remembering, reverting, steps, uploading
from tests.factories.positions import RateKindFactory
from tests.schedule.importing import (
    Quietly,
    checked,
    counts,
    entries,
    imported,
    person,
    refusals,
    reverted,
    sheet,
    uploaded,
)

MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)
DAY = (time(6), time(14))


@pytest.fixture(autouse=True)
def _in_english(db):
    with force_locale("en"):
        yield


@pytest.fixture
def anna(db):
    RateKindFactory()
    return person()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "godziny.xlsx"


def row(
    day=MONDAY, begin=time(6), end=time(14), *, number="U/Kowalska", name="", pause=None, note=""
):
    return number, name, day, begin, end, pause, note


def test_a_dry_run_counts_and_enters_nothing(anna, file):
    work = checked(sheet(file, row(), row(TUESDAY, pause=30)))
    assert counts(work) == (2, 0, 0, 0)
    assert work.state is ImportState.checked
    assert entries() == []


def test_hours_come_in_as_reported_and_say_where_they_are_from(anna, file):
    work = imported(sheet(file, row(TUESDAY, time(22), time(6), pause=30, note="nocka")))
    (entry,) = entries()
    assert (entry.started_at, entry.ended_at) == (
        datetime(2026, 10, 6, 20, tzinfo=UTC),
        datetime(2026, 10, 7, 4, tzinfo=UTC),
    )
    assert (entry.minutes, entry.pause, entry.note) == (450, 30, "nocka")
    assert (entry.state, entry.source) == (EntryState.reported, EntrySource.imported)
    assert (entry.import_id, entry.contract_id, entry.client_id) == (
        work.id, anna.id, anna.client_id,
    )  # fmt: skip
    assert entry.shift == read_worked(TUESDAY, "22-6 (30)").shift
    assert (work.created, work.state) == (1, ImportState.imported)


def test_what_waits_has_left_when_it_came_in(db, anna, file):
    imported(sheet(file, row(), row(TUESDAY, number="U/Nikt")))
    assert [one.place for one in db.session.query(HoursImportRow)] == ["A3"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(date(2026, 9, 30)), "does not cover"),
        (row(TUESDAY, begin=time(14)), "no length"),
        (row(date(2026, 3, 29), time(2, 30), time(8)), "does not exist"),
        (row(TUESDAY, number="U/Nikt"), "no contract"),
        (row(TUESDAY, name="Jan Nowak"), "somebody else"),
        (row(MONDAY, time(13), time(21)), "overlaps"),
        (row(), "already stand"),
        (("U/Kowalska", "", "31.02.2026", "6:00", "14:00", None, ""), "no date"),
        (("U/Kowalska", "", MONDAY, "26:00", "14:00", None, ""), "no time"),
    ],
)
def test_a_bad_row_is_named_and_the_good_one_kept(anna, file, bad, reason):
    work = imported(sheet(file, row(), bad))
    ((place, why),) = refusals(work)
    assert place.lstrip("ABCDEFG") == "3"
    assert reason in why
    assert [(entry.day, entry.minutes) for entry in entries()] == [(MONDAY, 480)]


def test_hours_to_come_and_those_of_a_closed_month_are_refused(anna, file, monkeypatch):
    monkeypatch.setattr("app.schedule.services.book.today", lambda: date(2026, 11, 2))
    with transaction():
        months.close_month(date(2026, 10, 1))
    work = checked(sheet(file, row(), row(date(2026, 11, 3)), row(date(2026, 11, 2))))
    assert [why.split(" ")[0] for _place, why in refusals(work)] == ["10.2026", "03.11.2026"]
    assert work.fresh == 1


def test_two_rows_about_the_same_night_are_seen_together(anna, file):
    work = checked(sheet(file, row(MONDAY, time(22), time(6)), row(TUESDAY, time(5), time(13))))
    assert counts(work) == (1, 0, 0, 1)


def test_the_same_file_again_is_already_there(anna, file):
    sheet(file, row(), row(TUESDAY))
    imported(file)
    again = imported(file)
    assert counts(again) == (0, 2, 0, 0)
    assert (again.created, len(entries())) == (0, 2)


def test_nothing_is_ordered_when_nothing_is_new(anna, file):
    imported(sheet(file, row()))
    again = checked(file)
    with pytest.raises(DomainError, match="nothing to import"):
        steps.order_import(again)


def test_a_corrected_file_changes_what_was_reported(db, anna, file):
    imported(sheet(file, row(), row(TUESDAY)))
    work = checked(sheet(file, row(), row(TUESDAY, time(6), time(15), pause=15)))
    assert counts(work) == (0, 1, 1, 0)
    (change,) = db.session.query(HoursImportRow).filter_by(verdict="change")
    assert (change.value, change.reason) == ("06:00–14:00", "06:00–15:00 (15)")
    with transaction():
        steps.begin(work, ImportState.importing)
    steps.run_import(work.id, Quietly())
    db.session.expire_all()
    assert [(one.minutes, one.revision) for one in entries()] == [(480, 1), (525, 2)]
    assert db.session.get(HoursImport, work.id).updated == 1


def test_a_plan_that_was_worked_is_reported(db, anna, file):
    with transaction():
        schedule.plan(anna, MONDAY, read_worked(MONDAY, "6-14"))
    work = imported(sheet(file, row(MONDAY, time(6), time(15))))
    db.session.expire_all()
    (entry,) = entries()
    assert (entry.state, entry.minutes, entry.planned_minutes) == (EntryState.reported, 540, 480)
    assert work.updated == 1


def test_accepted_hours_are_not_changed(anna, file):
    imported(sheet(file, row()))
    with transaction():
        deciding.accept(entries())
    assert counts(checked(file)) == (0, 1, 0, 0)
    work = checked(sheet(file, row(MONDAY, time(6), time(15))))
    assert "accepted already" in refusals(work)[0][1]


def test_rejected_hours_do_not_come_back_unchanged(anna, file):
    imported(sheet(file, row()))
    with transaction():
        deciding.reject(entries(), "Nie było jej")
    assert "Nie było jej" in refusals(checked(file))[0][1]
    assert counts(checked(sheet(file, row(MONDAY, time(6), time(13))))) == (0, 0, 1, 0)


def test_what_somebody_corrected_by_hand_is_not_undone_by_the_same_file(db, anna, file):
    imported(sheet(file, row()))
    with transaction():
        schedule.change(entries()[0], MONDAY, read_worked(MONDAY, "6-15"))
    work = imported(file)
    assert "changed to 06:00–15:00" in refusals(work)[0][1]
    assert entries()[0].minutes == 540


def test_hours_typed_in_by_people_are_never_replaced(anna, file):
    with transaction():
        schedule.report(anna, MONDAY, read_worked(MONDAY, "6-15"))
    work = checked(sheet(file, row()))
    assert "overlaps" in refusals(work)[0][1]


def test_an_import_that_was_killed_goes_on_and_brings_nothing_twice(db, file, monkeypatch):
    monkeypatch.setattr("app.schedule.services.imports.examining.CHUNK", 2)
    rows = []
    for name in ("Ada", "Bea", "Cyd"):
        person(name, number=f"U/{name}")
        rows += [row(number=f"U/{name}"), row(TUESDAY, number=f"U/{name}")]
    work = checked(sheet(file, *rows))
    with transaction():
        steps.begin(work, ImportState.importing)
    for die_at, there in ((1, 0), (2, 2), (2, 4)):
        with pytest.raises(KeyboardInterrupt):
            steps.run_import(work.id, Quietly(die_at))
        assert len(entries()) == there
    steps.run_import(work.id, Quietly())
    db.session.expire_all()
    assert (len(entries()), db.session.get(HoursImport, work.id).created) == (6, 6)


def test_a_check_that_was_killed_begins_anew(anna, file):
    work = uploaded(sheet(file, row(), row(TUESDAY)))
    with transaction():
        steps.begin(work, ImportState.checking)
    with pytest.raises(KeyboardInterrupt):
        steps.run_check(work.id, Quietly(3), sees_pesel=True)
    assert counts(steps.run_check(work.id, Quietly(), sees_pesel=True)) == (2, 0, 0, 0)


def test_a_rival_import_of_the_same_file_brings_nothing_twice(db, anna, file):
    first, second = checked(sheet(file, row())), checked(file)
    for work in (first, second):
        with transaction():
            steps.begin(work, ImportState.importing)
    for work in (first, second):
        steps.run_import(work.id, Quietly())
    assert len(entries()) == 1


def test_an_import_is_taken_back(db, anna, file):
    work = imported(sheet(file, row(), row(TUESDAY)))
    gone = reverted(work)
    assert entries() == []
    assert (gone.taken_back, gone.remained, gone.state) == (2, 0, ImportState.reverted)
    assert counts(checked(file)) == (2, 0, 0, 0)


def test_what_an_import_changed_is_as_it_was_before(db, anna, file):
    first = imported(sheet(file, row(note="pierwszy")))
    second = imported(sheet(file, row(MONDAY, time(6), time(15), note="drugi")))
    reverted(second)
    db.session.expire_all()
    (entry,) = entries()
    assert (entry.minutes, entry.note, entry.import_id) == (480, "pierwszy", first.id)
    reverted(first)
    assert entries() == []


def test_a_plan_is_a_plan_again(db, anna, file):
    with transaction():
        schedule.plan(anna, MONDAY, read_worked(MONDAY, "6-14"))
    reverted(imported(sheet(file, row(MONDAY, time(6), time(15)))))
    db.session.expire_all()
    (entry,) = entries()
    assert (entry.state, entry.minutes, entry.reported_at) == (EntryState.planned, 480, None)


def test_what_was_touched_since_stays_and_is_named(db, anna, file):
    work = imported(sheet(file, row(), row(TUESDAY), row(date(2026, 10, 7))))
    first, second, _third = entries()
    with transaction():
        deciding.accept([first])
        schedule.change(second, TUESDAY, read_worked(TUESDAY, "6-13"))
    with pytest.raises(DomainError, match=r"settled: 1\. Changed.*: 1\."):
        steps.order_revert(work)
    gone = reverted(work)
    db.session.expire_all()
    assert [entry.day for entry in entries()] == [MONDAY, TUESDAY]
    assert (gone.taken_back, gone.remained) == (1, 2)


def test_hours_of_a_closed_month_are_not_taken_back(anna, file):
    work = imported(sheet(file, row(), row(date(2026, 11, 2))))
    with transaction():
        months.close_month(date(2026, 10, 1))
    found = reverting.standing(work.id)
    assert (found.untouched, found.closed) == (1, 1)
    reverted(work)
    assert [entry.day for entry in entries()] == [MONDAY]


def test_a_file_that_is_gone_says_so(anna, file, app):
    work = uploaded(sheet(file, row()))
    steps.discard_file(work)
    with transaction():
        steps.begin(work, ImportState.checking)
    with pytest.raises(DomainError, match="upload it again"):
        steps.run_check(work.id, Quietly(), sees_pesel=True)
    assert work.state is ImportState.failed
    assert "upload it again" in work.error


def test_a_mapping_is_remembered_for_files_with_the_same_headers(db, anna, file):
    strange = ("Kto", "Kiedy", "Ile")
    work = uploaded(sheet(file, ("Kowalska Anna", MONDAY, 8), header=strange))
    layout = uploading.layout_of(work)
    assert layout.missing
    chosen = uploading.choose_fields(layout, {0: "person", 1: "day", 2: "hours"}, month_first=False)
    with transaction():
        remembering.remember(chosen, "Zeszyt", None)
    again = uploaded(file)
    assert uploading.layout_of(again).missing == ()
    assert remembering.remembered(chosen, None).name == "Zeszyt"


def test_a_field_stands_in_one_column(anna, file):
    layout = uploading.layout_of(uploaded(sheet(file, row())))
    with pytest.raises(DomainError, match="columns A and B"):
        uploading.choose_fields(layout, {0: "person", 1: "person"}, month_first=False)


def test_statements_do_not_depend_on_the_rows_of_a_chunk(anna, tmp_path, count_sql):
    def statements(days):
        path = sheet(
            tmp_path / f"{days}.xlsx", *(row(date(2026, 10, day + 1)) for day in range(days))
        )
        work = uploaded(path)
        with transaction():
            steps.begin(work, ImportState.checking)
        with count_sql() as found:
            steps.run_check(work.id, Quietly(), sees_pesel=True)
        with transaction():
            steps.begin(work, ImportState.importing)
        with count_sql() as more:
            steps.run_import(work.id, Quietly())
        reverted(work)
        return len(found), len(more)

    assert statements(2) == statements(28)


def test_an_entry_of_an_import_has_what_every_entry_has(db, anna, file):
    imported(sheet(file, row()))
    (entry,) = entries()
    with transaction():
        other = schedule.report(anna, TUESDAY, read_worked(TUESDAY, "6-14"))
    differing = {
        column.key
        for column in ScheduleEntry.__table__.columns
        if (getattr(entry, column.key) is None) != (getattr(other, column.key) is None)
    }
    assert differing == {"import_id", "import_key"}


#: Imports some people at a time, and is killed by the system inside an open transaction.
_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.support.app import make_app
from app.schedule.services.imports import examining, steps
from tests.schedule.importing import Quietly

url, folder, pk, die_at = sys.argv[1:]
examining.CHUNK = 2

class Killed(Quietly):
    def checkpoint(self, value):
        self.checkpoints += 1
        if self.checkpoints == int(die_at):
            os.kill(os.getpid(), signal.SIGKILL)

with make_app(url, Path(folder)).app_context():
    steps.run_import(int(pk), Killed())
"""


@pytest.mark.slow
def test_a_killed_process_leaves_whole_chunks_and_the_next_one_goes_on(
    app, db, file, monkeypatch, other_processes
):
    monkeypatch.setattr("app.schedule.services.imports.examining.CHUNK", 2)
    rows = []
    for name in ("Ada", "Bea", "Cyd"):
        person(name, number=f"U/{name}")
        rows += [row(number=f"U/{name}"), row(TUESDAY, number=f"U/{name}")]
    work = checked(sheet(file, *rows))
    with transaction():
        steps.begin(work, ImportState.importing)
    pk, url = work.id, app.config["SQLALCHEMY_DATABASE_URI"]
    for there in (2, 4):
        db.session.remove()
        command = [sys.executable, "-c", _KILLED, url, app.config["INSTANCE_DIR"], str(pk), "2"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert len(entries()) == there
    db.session.remove()
    steps.run_import(pk, Quietly())
    db.session.expire_all()
    assert (len(entries()), db.session.get(HoursImport, pk).created) == (6, 6)
