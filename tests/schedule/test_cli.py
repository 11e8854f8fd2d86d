"""``flask crm import-hours``."""

from datetime import date, time

import pytest

from tests.schedule.importing import entries, person, sheet

MONDAY = date(2026, 10, 5)


@pytest.fixture
def run(app, db, tmp_path):
    def invoke(*rows, options=(), **values):
        path = sheet(tmp_path / "godziny.xlsx", *rows, **values)
        db.session.remove()
        return app.test_cli_runner().invoke(args=["crm", "import-hours", str(path), *options])

    return invoke


def row(day=MONDAY, number="U/Kowalska"):
    return number, "", day, time(6), time(14)


def test_good_rows_come_in(run):
    person()
    done = run(row(), row(date(2026, 10, 6)))
    assert done.exit_code == 0, done.output
    assert len(entries()) == 2


def test_a_dry_run_brings_nothing_in(run):
    person()
    done = run(row(), options=["--dry-run"])
    assert done.exit_code == 0
    assert entries() == []


def test_refused_rows_are_printed_and_the_command_fails(run):
    person()
    done = run(row(), row(number="U/Nikt"))
    assert done.exit_code == 1
    assert "A3 Nr umowy [U/Nikt]: " in done.output
    assert len(entries()) == 1


def test_the_month_and_the_client_of_a_wide_sheet_can_be_said(run):
    person("Nowak", client="Hotel Jantar")
    client_id = person(number="U/1", client="Hotel Bałtyk", last="Nowak").client_id
    wide = {"header": ("Pracownik", *range(1, 11)), "title": "Lista"}
    line = ("Nowak Anna", *([None] * 4), 8)
    assert run(line, **wide).exit_code == 1
    done = run(line, options=["--month", "2026-10", "--client", str(client_id)], **wide)
    assert done.exit_code == 0, done.output
    assert [entry.day for entry in entries()] == [MONDAY]


@pytest.mark.parametrize("options", [["--client", "999999"], ["--month", "październik"]])
def test_what_makes_no_sense_is_refused(run, options):
    assert run(row(), options=options).exit_code != 0
    assert entries() == []
