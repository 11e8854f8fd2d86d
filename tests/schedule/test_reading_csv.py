"""CSV in the encodings and with the separators that are met."""

from itertools import islice

import pytest

from app.schedule.reading.delimited import find_separator
from app.schedule.reading.errors import UnusableFile
from app.schedule.reading.opening import open_table
from app.schedule.rules.importing.layouts import recognise
from app.schedule.rules.importing.rows import read_hours
from tests.schedule.files import raw_rows

TEXT = "Pracownik;Data;Godziny\r\nŻółć Zażółcona;1.10.2026;7,5\r\n\r\nNowak;2.10.2026;8\r\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "godziny.csv"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_encoding_is_found_out(path, encoding):
    rows = raw_rows(write(path, TEXT, encoding))
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("Pracownik", "Data", "Godziny")),
        (2, ("Żółć Zażółcona", "1.10.2026", "7,5")),
        (4, ("Nowak", "2.10.2026", "8")),
    ]


def test_cell_without_text_is_empty(path):
    rows = raw_rows(write(path, "Pracownik;Data;Uwagi\nNowak;;x\n;;\n"))
    assert [row.cells for row in rows[1:]] == [("Nowak", None, "x")]


def test_bytes_that_are_no_text_are_refused(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(UnusableFile, match="neither XLSX nor a text"):
        raw_rows(path)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        (TEXT, ";"),
        (TEXT.replace(";", "\t"), "\t"),
        (TEXT.replace("7,5", "7.5").replace(";", ","), ","),
        (TEXT.replace(";", "|"), "|"),
        # decimal commas in every row do not make commas the separator
        ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ";"),
        ('a,b\n"x; y; z; v",2\n"x; y; z; v",3\n', ","),
    ],
)
def test_separator_is_found_out(text, separator):
    assert find_separator(text) == separator


def test_hint_of_excel_is_followed_and_is_no_row(path):
    rows = raw_rows(write(path, "sep=,\r\nPracownik,Data\r\n"))
    assert [(row.number, row.cells) for row in rows] == [(1, ("Pracownik", "Data"))]


def test_line_break_in_a_cell_does_not_begin_a_row(path):
    rows = raw_rows(write(path, 'Uwagi;Data\n"dwie\nlinie";1\nx;2\n'))
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[1].cells == ("dwie\nlinie", "1")


def test_forgotten_quotation_mark_is_named(path):
    text = "Pracownik;Data\nNowak;1\n" + 'Nowak;"' + "x" * 140_000
    with pytest.raises(UnusableFile, match="Row 3 cannot be read"):
        raw_rows(write(path, text))


def test_only_the_one_sheet_can_be_asked_for(path):
    with pytest.raises(UnusableFile, match="no sheet “x”"):
        raw_rows(write(path, TEXT), "x")


def test_export_of_a_time_clock_becomes_hours(path):
    text = (
        "Nr ewid.;Nazwisko;Imię;Data;Wejście;Wyjście;Czas pracy\n"
        "17;Nowak;Jan;2026-10-01;05:58:31;14:02:10;8:04\n"
        "17;Nowak;Jan;2026-10-02;05:58:31;;\n"
    )
    with open_table(write(path, text, "cp1250")) as table:
        layout = recognise(islice(table.rows(""), 50))
        good, bad = read_hours(table.rows(""), layout)
    assert (good.person, good.begin, good.end, good.pause) == ("Nowak Jan", 358, 842, 0)
    assert [(one.place, one.header) for one in bad.errors] == [("F3", "Wyjście")]
