"""XLSX as people and programs save them."""

import re
import tracemalloc
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice

import pytest
import xlsxwriter
from openpyxl import Workbook

from app.schedule.reading.errors import UnusableFile
from app.schedule.reading.opening import open_table
from app.schedule.rules.importing.layouts import recognise
from app.schedule.rules.importing.raw import BadRow
from app.schedule.rules.importing.rows import HoursRow, read_hours
from tests.schedule.files import SHEET, raw_rows, tamper, xlsx

pytestmark = pytest.mark.usefixtures("both_readers")
HEADER = ("Nr umowy", "Pracownik", "Data", "Od", "Do", "Przerwa", "Godziny")
LINE = ("U/1", "Kowalska Anna", date(2026, 10, 1), time(6), time(14, 30), 30, 8)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "godziny.xlsx"


def hours(path):
    """Return good rows and faults of a file, found as the import finds them."""
    with open_table(path) as table:
        name = table.names[0]
        layout = recognise(islice(table.rows(name), 50), names=[name, path.name])
        found = list(read_hours(table.rows(name), layout))
    good = [one for one in found if isinstance(one, HoursRow)]
    return good, [error for one in found if isinstance(one, BadRow) for error in one.errors]


def test_cells_come_as_they_were_written(path):
    moment = datetime(2026, 10, 1, 22, 30)  # noqa: DTZ001 - as spreadsheets have it
    cells = ("żółć", 8, 7.25, moment, time(6, 30), timedelta(hours=25), True, None, "x")
    (row,) = raw_rows(xlsx(path, cells))
    assert row.number == 1
    assert row.cells[:5] == ("żółć", 8, Decimal("7.25"), moment, time(6, 30))
    assert row.cells[5:] == (timedelta(hours=25), True, None, "x")


def test_hand_made_sheet_is_read_from_title_to_total(path):
    good, faults = hours(
        xlsx(
            path,
            ("Hotel Bałtyk – październik",),
            (),
            HEADER,
            LINE,
            ("U/2", "Nowak Jan", "2 paź 2026", "22:00", "6:00", None, "8"),
            (),
            ("Razem", None, None, None, None, None, 16),
            merged=["A1:G1"],
        )
    )
    assert faults == []
    assert [(one.number, one.day.day, one.begin, one.end, one.pause) for one in good] == [
        (4, 1, 360, 870, 30),
        (5, 2, 1320, 360, 0),
    ]


def test_wide_sheet_is_read_with_the_month_of_its_name(path):
    good, faults = hours(
        xlsx(
            path,
            ("Pracownik", *range(1, 32), "Suma"),
            ("Nowak Jan", 8, "U", 7.5, *[None] * 28, 15.5),
            title="2026-10",
        )
    )
    assert faults == []
    assert [(one.day, one.minutes, one.column) for one in good] == [
        (date(2026, 10, 1), 480, "B"),
        (date(2026, 10, 3), 450, "D"),
    ]


def test_file_of_another_program_is_read(path):
    """XlsxWriter leaves out empty cells and rows, and stores results of formulas."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Export")
        sheet.write_row(0, 0, ["Employee", "Clock in", "Clock out", "Hours"])
        stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_string(4, 0, "Nowak Jan")
        sheet.write_datetime(4, 1, datetime(2026, 10, 1, 22), stamp)  # noqa: DTZ001
        sheet.write_datetime(4, 2, datetime(2026, 10, 2, 6), stamp)  # noqa: DTZ001
        sheet.write_formula(4, 3, "=(C5-B5)*24", None, 8)
    good, faults = hours(path)
    assert faults == []
    assert [(one.number, one.day, one.begin, one.end) for one in good] == [
        (5, date(2026, 10, 1), 1320, 360)
    ]


def test_formula_without_a_result_is_named_and_one_with_a_result_is_read(path):
    xlsx(path, HEADER, LINE, (*LINE[:6], "=8"), ("U/3", *LINE[1:6], '=IF(1,"",2)'))
    tamper(path, SHEET, lambda xml: xml.replace(
        b'<c r="G4"><f>IF(1,"",2)</f><v /></c>', b'<c r="G4" t="str"><f>IF(1,"",2)</f><v></v></c>'
    ).replace(b'<c r="G4"><f>IF(1,"",2)</f><v/></c>',
              b'<c r="G4" t="str"><f>IF(1,"",2)</f><v></v></c>'))  # fmt: skip
    good, faults = hours(path)
    assert [one.number for one in good] == [2, 4]
    assert [(one.place, one.header) for one in faults] == [("G3", "Godziny")]
    assert "no stored result" in faults[0].reason


def test_merged_cells_are_named_and_the_rows_beside_them_are_read(path):
    good, faults = hours(
        xlsx(path, HEADER, LINE, ("U/2", *LINE[1:]), ("U/3", *LINE[1:]), LINE, merged=["B3:B4"])
    )
    assert [one.number for one in good] == [2]
    assert [(one.place, one.header) for one in faults[:2]] == [
        ("B3", "Pracownik"),
        ("B4", "Pracownik"),
    ]
    assert "B3:B4 are merged" in faults[0].reason


def test_header_of_two_rows_with_merged_cells_is_understood(path):
    upper = ("Pracownik", "Data", "Godziny pracy", None, "Uwagi")
    good, faults = hours(
        xlsx(
            path,
            ("Hotel Bałtyk",),
            upper,
            (None, None, "Od", "Do", None),
            ("Nowak Jan", "1.10.2026", "6:00", "14:00", "x"),
            merged=["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"],
        )
    )
    assert faults == []
    assert [(one.number, one.person, one.begin, one.end, one.note) for one in good] == [
        (4, "Nowak Jan", 360, 840, "x")
    ]


def test_merged_cells_of_a_column_nobody_needs_do_no_harm(path):
    good, faults = hours(
        xlsx(path, (*HEADER, "Podpis"), (*LINE, ""), ("U/2", *LINE[1:], ""), merged=["H2:H3"])
    )
    assert (len(good), faults) == (2, [])


def test_sheets_are_named_hidden_ones_are_not(path):
    book = Workbook()
    book.active.title = "Godziny"
    book.create_sheet("Słowniki").sheet_state = "hidden"
    book.create_sheet("Listopad").append(["x"])
    book.save(path)
    with open_table(path) as table:
        assert table.names == ("Godziny", "Listopad")
        assert [row.cells for row in table.rows("Listopad")] == [("x",)]
        with pytest.raises(UnusableFile, match="no sheet “Słowniki”"):
            list(table.rows("Słowniki"))


def test_rows_can_be_read_again(path):
    with open_table(xlsx(path, HEADER, LINE)) as table:
        assert list(table.rows("Godziny")) == list(table.rows("Godziny"))


def test_size_that_a_sheet_claims_is_not_believed(path):
    xlsx(path, HEADER, LINE)
    tamper(path, SHEET, lambda xml: xml.replace(b'ref="A1:G2"', b'ref="A1:XFD1048576"'))
    assert [len(row.cells) for row in raw_rows(path)] == [7, 7]


def test_forgotten_cell_at_the_end_of_the_sheet_does_no_harm(path):
    book = Workbook()
    book.active.append(HEADER)
    book.active.cell(row=1_048_576, column=1).number_format = "0.00"
    book.save(path)
    assert [row.number for row in raw_rows(path)] == [1]


def test_validation_and_formats_of_excel_are_no_obstacle(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        other = book.add_worksheet("Lista")
        other.write_column(0, 0, ["a", "b"])
        sheet.write_row(0, 0, HEADER)
        sheet.data_validation("B2:B9", {"validate": "list", "source": "=Lista!$A$1:$A$2"})
        sheet.conditional_format("G2:G9", {"type": "data_bar", "data_bar_2010": True})
        sheet.add_sparkline("H2", {"range": "Lista!A1:A2"})
    assert len(raw_rows(path)) == 1


def peak_of_reading(path, rows):
    """Return the bytes that are held at most while a sheet of so many rows is read."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number in range(rows):
            sheet.write_row(number, 0, (f"U/{number}", "Kowalska", "1.10.2026", 6, 14, 30, 8))
    tracemalloc.start()
    with open_table(path) as table:
        assert sum(1 for _row in table.rows("Sheet1")) == rows
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.slow
def test_a_row_that_was_read_leaves_less_than_a_kilobyte(path):
    """Of each row openpyxl keeps an empty element; its cells are gone."""
    few, many = (peak_of_reading(path, rows) for rows in (1000, 4000))
    assert (many - few) / 3000 < 1024


def test_a_formula_that_ends_in_an_error_is_named(path):
    xlsx(path, HEADER, LINE)
    error = b'<c r="G2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    tamper(path, SHEET, lambda xml: re.sub(rb'<c r="G2".*?</c>', error, xml))
    _good, faults = hours(path)
    assert [fault.place for fault in faults] == ["G2"]


def test_a_sheet_that_begins_further_down_keeps_its_places(path):
    book = Workbook()
    book.active["C3"], book.active["D5"] = "z", 1
    book.save(path)
    found = raw_rows(path)
    assert [(row.number, row.cell(2), row.cell(3)) for row in found] == [
        (3, "z", None),
        (5, None, 1),
    ]
