"""XLSX that must not be opened, or not at once."""

import re
import time as time_module
from datetime import date, time
from itertools import islice
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from app.schedule.reading import opening, package
from app.schedule.reading import xlsx as xlsx_reading
from app.schedule.reading.errors import UnusableFile
from app.schedule.reading.opening import open_table
from app.schedule.rules.importing.raw import Flawed
from tests.schedule.files import SHEET, raw_rows, tamper, xlsx

pytestmark = pytest.mark.usefixtures("both_readers")
HEADER = ("Nr umowy", "Pracownik", "Data", "Od", "Do", "Przerwa", "Godziny")
LINE = ("U/1", "Kowalska Anna", date(2026, 10, 1), time(6), time(14, 30), 30, 8)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "godziny.xlsx"


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
