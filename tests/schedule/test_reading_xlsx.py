"""XLSX as people and programs save them, and those that must not be opened."""

import re
import time as time_module
import tracemalloc
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from openpyxl import Workbook

from app.schedule.reading import opening, package
from app.schedule.reading import xlsx as xlsx_reading
from app.schedule.reading.errors import UnusableFile
from app.schedule.reading.opening import open_table
from app.schedule.rules.importing.layouts import recognise
from app.schedule.rules.importing.raw import BadRow, Flawed
from app.schedule.rules.importing.rows import HoursRow, read_hours
from tests.schedule.files import SHEET, raw_rows, tamper, xlsx

HEADER = ("Nr umowy", "Pracownik", "Data", "Od", "Do", "Przerwa", "Godziny")
LINE = ("U/1", "Kowalska Anna", date(2026, 10, 1), time(6), time(14, 30), 30, 8)


@pytest.fixture(params=["at once", "row by row"], autouse=True)
def _reader(request, monkeypatch):
    """Both ways to read a sheet say the same."""
    if request.param == "row by row":
        monkeypatch.setattr(xlsx_reading, "MOST_AT_ONCE", -1)


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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "password"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
    ids=["empty", "old", "rubbish", "cut"],
)
def test_what_is_no_workbook_is_refused(path, content, words):
    path.write_bytes(content)
    with pytest.raises(UnusableFile, match=words):
        raw_rows(path)


def test_zip_of_something_else_is_refused(path):
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnusableFile, match="damaged"):
        raw_rows(path)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, lambda xml: xml[: len(xml) // 2]),
        (SHEET, lambda xml: xml.replace(b'r="A1"', b'r="A-1"')),
        (
            SHEET,
            lambda xml: xml.replace(b't="inlineStr"', b't="s"').replace(b"<is>", b"<v>9</v><is>"),
        ),
        ("xl/workbook.xml", lambda _xml: b"<x/>"),
        ("xl/styles.xml", lambda _xml: b"not xml"),
        ("[Content_Types].xml", lambda _xml: b"<x/>"),
    ],
    ids=["cut", "cell", "text", "workbook", "styles", "types"],
)
def test_damaged_part_is_refused(path, part, change):
    xlsx(path, HEADER, LINE)
    assert raw_rows(path)
    with pytest.raises(UnusableFile, match="damaged"):
        raw_rows(tamper(path, part, change))


def test_file_larger_than_twenty_megabytes_is_refused(path, monkeypatch):
    xlsx(path, HEADER, LINE)
    monkeypatch.setattr(opening, "MAX_BYTES", path.stat().st_size)
    assert len(raw_rows(path)) == 2
    monkeypatch.setattr(opening, "MAX_BYTES", path.stat().st_size - 1)
    with pytest.raises(UnusableFile, match="larger than"):
        raw_rows(path)
    monkeypatch.undo()
    assert opening.MAX_BYTES == 20 * 1024 * 1024


def test_bomb_is_refused_before_it_is_unpacked(path, monkeypatch):
    xlsx(path, HEADER, LINE)
    with (
        ZipFile(path, "a", ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(257):
            part.write(bytes(1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    opened = []
    monkeypatch.setattr(package, "_chunks", lambda _archive, part: opened.append(part) or ())
    with pytest.raises(UnusableFile, match="unpacks to more"):
        raw_rows(path)
    assert opened == []


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_PARTS", 3), ("MAX_UNPACKED", 1000), ("MAX_BESIDE", 100)]
)
def test_each_limit_of_a_package_holds(path, monkeypatch, limit, value):
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    assert raw_rows(path)
    monkeypatch.setattr(package, limit, value)
    with pytest.raises(UnusableFile, match="unpacks to more"):
        raw_rows(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/new.xml"])
def test_document_type_is_refused_anywhere(path, part, encoding):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    xlsx(path, HEADER, LINE)
    assert raw_rows(path)
    tamper(path, part, lambda xml: bytes(70_000) + bomb.encode(encoding) + xml)
    with pytest.raises(UnusableFile, match="no spreadsheet program"):
        raw_rows(path)


def test_document_type_on_the_seam_of_two_chunks_is_found(path, monkeypatch):
    monkeypatch.setattr(package, "_CHUNK", 5)
    xlsx(path, HEADER, LINE)
    tamper(path, "xl/new.xml", lambda _xml: b"abc<!DOCTYPE x>")
    with pytest.raises(UnusableFile, match="no spreadsheet program"):
        raw_rows(path)


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


def test_links_to_other_files_are_refused(path):
    xlsx(path, HEADER, LINE)
    tamper(path, "xl/externalLinks/externalLink1.xml", lambda _xml: b"<externalLink/>")
    with pytest.raises(UnusableFile, match="linked to other files"):
        raw_rows(path)


def test_more_rows_than_a_month_can_have_are_refused(path, monkeypatch):
    xlsx(path, HEADER, LINE, LINE)
    monkeypatch.setattr(xlsx_reading, "MAX_ROWS", 3)
    assert len(raw_rows(path)) == 3
    monkeypatch.setattr(xlsx_reading, "MAX_ROWS", 2)
    with pytest.raises(UnusableFile, match="more than 2 rows"):
        raw_rows(path)


def test_too_many_merged_cells_are_refused(path, monkeypatch):
    xlsx(path, HEADER, LINE, merged=["A3:B3", "A4:B4"])
    monkeypatch.setattr(package, "MAX_MERGED", 1)
    with pytest.raises(UnusableFile, match="merged cells"):
        raw_rows(path)


def test_facts_are_found_wherever_the_chunks_end(path, monkeypatch):
    xlsx(path, HEADER, *[(*LINE[:6], "=8")] * 5, merged=["A2:A3"])
    whole = raw_rows(path)
    assert sum(isinstance(row.cell(6), Flawed) for row in whole) == 5
    for size in (7, 64, 1000):
        monkeypatch.setattr(package, "_CHUNK", size)
        assert raw_rows(path) == whole


@pytest.mark.parametrize("part", [b"<c ", b"<c><f>", b"<c><f ", b"<mergeCell ", b"<aa", b"</row"])
def test_hostile_sheet_is_searched_in_linear_time(part):
    """In milliseconds; a search that looks on past the next "<" takes a minute."""
    before = time_module.process_time()
    package._note(package.SheetFacts(), part * (128 * 1024 // len(part)))
    assert time_module.process_time() - before < 2


def test_prefixed_xml_of_other_writers_is_understood():
    facts = package.SheetFacts()
    package._note(
        facts,
        b'<x:c r="A1"><x:f>1+1</x:f></x:c><x:c r="A2" s="1"><x:f>1</x:f><x:v>1</x:v></x:c>'
        b'<x:c r="A3"><x:f t="shared" si="0"/></x:c>'
        b'<x:c r="A4"><x:f t="shared" si="0"/><x:v>2</x:v></x:c></x:row><x:mergeCell ref="B1:B2"/>',
    )
    assert facts.uncounted == {"A1", "A3"}
    assert facts.merged == ["B1:B2"]


def _add_cell(place):
    cell = f'<row r="900"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    return lambda xml: xml.replace(b"</sheetData>", cell)


def _unplaced(xml):
    return xml.replace(b'<c r="B2"', b"<c", 1)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, _add_cell("XFD900")),
        (SHEET, _add_cell("A1048576")),
        (SHEET, _add_cell("KN199999")),
        (SHEET, _unplaced),
        ("xl/worksheets/other.bin", lambda _old: b"<worksheet><sheetData/></worksheet>"),
    ],
    ids=["last column", "last row", "far corner", "unplaced cell", "cells elsewhere"],
)
def test_a_sheet_that_may_be_large_is_never_held_at_once(path, monkeypatch, part, change):
    def refuse(*_args):
        pytest.fail("The sheet was read at once.")

    xlsx(path, HEADER, LINE)
    tamper(path, part, change)
    monkeypatch.setattr(xlsx_reading.whole, "rows", refuse)
    assert len(list(islice(_rows(path), 2))) == 2


def _rows(path):
    with open_table(path) as table:
        yield from table.rows(table.names[0])


def test_a_small_sheet_is_read_at_once(path, monkeypatch):
    seen = []
    whole = xlsx_reading.whole.rows
    monkeypatch.setattr(xlsx_reading.whole, "rows", lambda *args: seen.append(args) or whole(*args))
    xlsx(path, HEADER, LINE)
    found = raw_rows(path)
    assert len(found) == 2
    assert bool(seen) == (xlsx_reading.MOST_AT_ONCE > 0)


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


@pytest.mark.parametrize(
    "xml",
    [
        b'<row r="1"><c r="A1"/><c r="C1" t="s"><v>0</v></c></row>',
        b'<row r="1"><c r="A1" r="XFD1"/></row>',
        b'<row r="1"><c s="1" r="B1"/><c r="C1"/></row>',
        b'<row r="1"><c\nr="B1"/></row>',
        b'<row r="1"><c r="A1"/><c/></row>',
        b'<row r="1"><c r="A1"/><x:c r="ZZ1"/></row>',
        b'<row r="1"><c r="A1"/><c r=\'ZZ1\'/></row>',
        b'<row r="1048576"><c r="A1048576"/></row>',
        b'<row r="100000"><c r="A1"/><c r="B100000"/></row>',
        b'<cols><col min="1"/></cols><row r="1"><c r="A1"/></row>',
        b'<row r="1"><c r="AAAA1"/></row>',
        b"",
    ],
)
def test_cells_written_the_usual_way_are_placed_as_all_others(xml, monkeypatch):
    def places():
        facts = package.SheetFacts()
        package._note_places(facts, xml)
        return facts

    quick = places()
    monkeypatch.setattr(package, "_USUAL", re.compile(rb"never"))
    assert quick == places()
