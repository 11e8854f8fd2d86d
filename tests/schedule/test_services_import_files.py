"""Files of hours as people and programs make them, as attackers make them, and as we send back."""

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
import xlsxwriter
from flask_babel import force_locale
from openpyxl import load_workbook

from app.background import files
from app.core.db import transaction
from app.core.errors import DomainError
from app.positions.enums import RateRule, Unit
from app.schedule.models import EntryPart, HoursImport
from app.schedule.services import deciding
from app.schedule.services.imports import remembering, steps, uploading
from app.schedule.services.imports.examining import chunks
from tests.factories.positions import RateKindFactory
from tests.schedule.files import SHEET, tamper, xlsx
from tests.schedule.importing import (
    HEADER,
    Quietly,
    checked,
    counts,
    entries,
    imported,
    person,
    refusals,
    sheet,
    uploaded,
)

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _in_english(db):
    with force_locale("en"):
        yield


@pytest.fixture
def file(tmp_path):
    return tmp_path / "godziny.xlsx"


class Filed(Quietly):
    """A progress with a place for files."""

    def new_file(self):
        return files.new_upload()


def refused_file(work, *, sees_pesel=True):
    """Return the rows of the file that is sent back."""
    kept = steps.keep_faults(work.id, Filed(), sees_pesel=sees_pesel)
    with kept.path.open("rb") as stream:
        return load_workbook(stream).active


# -- the worked month ---------------------------------------------------------------------------


def month_of_a():
    """Employee A of DOMAIN.md: 152 h 30 min day, 37 h 15 min night, 12 h 45 min overtime."""
    day = [(date(2026, 10, one), 480) for one in range(1, 20)]  # 19 × 8:00 = 152:00
    return [*day, (date(2026, 10, 20), 30)]


def test_the_worked_month_comes_in_to_the_minute(db, file):
    kinds = {
        "dzienna": RateKindFactory(name="Dzienna", rule=RateRule.base),
        "nocna": RateKindFactory(name="Nocna", rule=RateRule.chosen),
        "nadgodziny": RateKindFactory(name="Nadgodziny 50 %", rule=RateRule.chosen),
    }
    first, second = person("A", number="U/A"), person("B", number="U/B")
    rows = [("U/A", day, Decimal(minutes) / 60, "dzienna") for day, minutes in month_of_a()]
    rows += [("U/A", date(2026, 10, 20 + one), 5, "nocna") for one in range(1, 8)]  # 35:00
    rows += [("U/A", date(2026, 10, 28), "2:15", "nocna")]  # 37:15
    rows += [("U/A", date(2026, 10, 29), "8 h 45 min", "Nadgodziny 50 %")]
    rows += [("U/A", date(2026, 10, 30), "4,00", "nadgodziny 50 %")]  # 12:45
    rows += [("U/B", date(2026, 10, one), 8, "") for one in (1, 2)]  # 16:00
    work = imported(sheet(file, *rows, header=("Nr umowy", "Data", "Godziny", "Stawka")))
    assert counts(work) == (len(rows), 0, 0, 0)
    with transaction():
        deciding.accept(entries())
    found = {}
    for part in db.session.query(EntryPart):
        key = part.contract_id, int(part.kinds.split(",")[0])
        found[key] = found.get(key, 0) + part.minutes
    ids = {name: kind.id for name, kind in kinds.items()}
    assert found == {
        (first.id, ids["dzienna"]): 152 * 60 + 30,
        (first.id, ids["nocna"]): 37 * 60 + 15,
        (first.id, ids["nadgodziny"]): 12 * 60 + 45,
        (second.id, ids["dzienna"]): 16 * 60,
    }


# -- what people and programs make ---------------------------------------------------------------


def test_a_hand_made_month_of_days_comes_in(file):
    person()
    lines = [
        ("Lista godzin – październik 2026",),
        ("Lp.", "Nazwisko i imię", *range(1, 32), "Razem"),
        (1, "Kowalska Anna", *([None] * 4), "6-14", "7,5", "8:15", "U", *([None] * 23), 24),
        ("Razem",),
    ]
    work = imported(xlsx(file, *lines))
    assert counts(work) == (3, 0, 0, 0)
    assert [(one.day.day, one.minutes) for one in entries()] == [(5, 480), (6, 450), (7, 495)]


def test_another_programs_csv_comes_in(tmp_path):
    person("Żółć", "Łucja", number="U/7")
    path = tmp_path / "export.csv"
    text = "Employee;Work date;Clock in;Clock out;Break\r\nŁucja Żółć;05.10.2026;6:00;14:30;0,5\r\n"
    path.write_bytes(text.encode("cp1250"))
    work = imported(path)
    assert counts(work) == (1, 0, 0, 0)
    assert [(one.minutes, one.pause) for one in entries()] == [(480, 30)]


def test_formulas_count_with_their_results_and_merged_cells_are_named(file):
    person()
    lines = [("U/Kowalska", MONDAY, 8), ("U/Kowalska", date(2026, 10, 6), 8)]
    sheet(file, *lines, header=("Nr umowy", "Data", "Godziny"), merged=["C2:C3"])
    assert all("merged" in why for _place, why in refusals(checked(file)))
    sheet(file, *lines, header=("Nr umowy", "Data", "Godziny"))
    tamper(file, SHEET, lambda xml: xml.replace(b"<v>8</v>", b"<f>4+4</f><v>8</v>", 1))
    assert counts(checked(file)) == (2, 0, 0, 0)


def test_a_quantity_needs_its_kind(file):
    person()
    RateKindFactory(name="Doba", unit=Unit.day, rule=RateRule.chosen)
    RateKindFactory(name="Sztuka", unit=Unit.piece, rule=RateRule.chosen)
    header = ("Nr umowy", "Data", "Ilość", "Stawka")
    lines = [
        ("U/Kowalska", MONDAY, 1, "doba"),
        ("U/Kowalska", date(2026, 10, 6), 3, "doba"),
        ("U/Kowalska", date(2026, 10, 7), 3, ""),
        ("U/Kowalska", date(2026, 10, 8), 12.5, "sztuka"),
        ("U/Kowalska", date(2026, 10, 9), 1, "nieznana"),
    ]
    work = imported(sheet(file, *lines, header=header))
    assert [place for place, _why in refusals(work)] == ["C3", "C4", "D6"]
    assert [(one.day.day, one.quantity) for one in entries()] == [(5, 1), (8, Decimal("12.50"))]


def test_a_person_missing_in_a_wide_row_is_said_once(file):
    work = checked(xlsx(file, ("Pracownik", *range(1, 31)), ("Nikt Nigdy", *([8] * 30)),
                        title="Wrzesień 2026"))  # fmt: skip
    ((place, why),) = refusals(work)
    assert place == "A2"
    assert "Nobody called Nikt Nigdy" in why


# -- what attackers make --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("godziny.xlsm", b"PK\x03\x04"),
        ("godziny.xlsx", b"<html><script>alert(1)</script>"),
        ("godziny.csv", b"PK\x03\x04whatever"),
        ("godziny.csv", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("godziny.html", b"Nr umowy;Data;Od;Do\n"),
        ("godziny.xlsx", b""),
        ("", b"Nr umowy;Data;Od;Do\n"),
        ("godziny.php.csv\x00.xlsx", b"PK\x03\x04"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_not_kept(tmp_path, name, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    before = set(files.folder().iterdir())
    with pytest.raises(DomainError):
        uploaded(path, name)
    assert set(files.folder().iterdir()) == before


def test_a_bomb_is_refused_before_it_is_unpacked(file):
    sheet(file)
    tamper(file, "xl/media/zeros.bin", lambda _old: bytes(300 * 1024 * 1024))
    with pytest.raises(DomainError, match="unpacks"):
        uploaded(file)


def test_a_name_is_no_path(file):
    work = uploaded(sheet(file, ("U/1", "", MONDAY, 6, 14)), "../../etc/cron.d/godziny.xlsx")
    assert work.file_name == "godziny.xlsx"
    assert work.file_key.startswith("upload-")


# -- the file of refused rows ---------------------------------------------------------------------


def test_the_refused_rows_come_back_as_they_were_with_their_reasons(file):
    person()
    lines = [
        ("U/Kowalska", "", MONDAY, time(6), time(14), 30, "dobry"),
        ("U/Nikt", "", MONDAY, time(6), time(14), 30, "zły"),
    ]
    found = list(refused_file(checked(sheet(file, *lines))).iter_rows(values_only=True))
    assert [cell for cell in found[0] if cell][-1] == "Reason"
    assert found[1][0] == "U/Nikt"
    assert found[1][3:7] == (time(6), time(14), 30, "zły")
    assert "There is no contract U/Nikt." in found[1][7]
    assert len(found) == 2


def test_a_corrected_file_of_refused_rows_is_read_as_the_original(file, tmp_path):
    strange = ("Kto to", "Kiedy", "Ile")
    work = uploaded(sheet(file, ("Kowalska Anna", MONDAY, 8), header=strange))
    layout = uploading.choose_fields(
        uploading.layout_of(work), {0: "person", 1: "day", 2: "hours"}, month_first=False
    )
    with transaction():
        remembering.remember(layout, "Zeszyt", None)
    kept = steps.keep_faults(checked(file).id, Filed(), sees_pesel=True)
    person()
    again = tmp_path / "refused.xlsx"
    again.write_bytes(kept.path.read_bytes())
    assert counts(checked(again)) == (1, 0, 0, 0)


@pytest.mark.parametrize("text", ["=1+1", "+48", "-2", "@SUM(A1)", "|calc", "＝1", "\t=1"])
def test_text_never_becomes_a_formula(file, text):
    lines = [("U/Nikt", "", MONDAY, time(6), time(14), 30, text)]
    cell = refused_file(checked(sheet_as_text(file, lines)))["G2"]
    assert cell.data_type == "s"


def sheet_as_text(path, lines):
    """Write rows whose texts stay texts; openpyxl would make formulas of them."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(0, 0, HEADER)
        for number, line in enumerate(lines, start=1):
            for place, value in enumerate(line):
                if isinstance(value, date | time):
                    page.write_datetime(number, place, value, day)
                elif isinstance(value, str):
                    page.write_string(number, place, value)
                else:
                    page.write(number, place, value)
    return path


def test_a_pesel_is_left_out_for_those_who_may_not_see_it(file):
    header = ("PESEL", "Data", "Godziny")
    work = checked(sheet(file, ("44051401359", MONDAY, 8), header=header))
    assert refused_file(work)["A2"].value == "44051401359"
    assert refused_file(work, sees_pesel=False)["A2"].value is None


def test_chunks_hold_whole_people(db, file, monkeypatch):
    monkeypatch.setattr("app.schedule.services.imports.examining.CHUNK", 3)
    lines = []
    for name in ("Ada", "Bea", "Cyd", "Dag"):
        person(name, number=f"U/{name}")
        lines += [(f"U/{name}", "", MONDAY + timedelta(days=one), time(6), time(14), None, "")
                  for one in range(2)]  # fmt: skip
    found = chunks(checked(sheet(file, *lines)).id)
    assert [chunk.rows for chunk in found] == [2, 2, 2, 2]
    assert all(one.last < other.first for one, other in pairwise(found))
    assert db.session.query(HoursImport).count() == 1
