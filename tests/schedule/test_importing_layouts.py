"""Which row is the header, which column is what, and how that is remembered."""

import json
from datetime import date

import pytest

from app.core.errors import DomainError
from app.schedule.enums import HoursField, SheetForm
from app.schedule.rules.importing.headers import SYNONYMS, field_of, header_key
from app.schedule.rules.importing.layouts import find_month, recognise
from app.schedule.rules.importing.raw import RawRow, letter

DAYS = tuple(range(1, 32))


def rows(*lines):
    return [RawRow(number, tuple(cells)) for number, cells in enumerate(lines, 1)]


def fields(layout):
    """Return the letter of each field."""
    return {one.field.name: one.letter for one in layout.columns if one.field}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Pracownik", "person"),
        ("NAZWISKO I IMIĘ", "person"),
        ("Nazwisko", "last_name"),
        ("Nr umowy", "contract"),
        ("PESEL", "pesel"),
        ("Klient", "client"),
        ("Stanowisko", "position"),
        ("Data", "day"),
        ("Od", "begin"),
        ("godz. od", "begin"),
        ("Do:", "end"),
        ("Przerwa [min]", "pause"),
        ("Liczba godzin", "hours"),
        ("Godziny (h)", "hours"),
        ("Rodzaj stawki", "kind"),
        ("Ilość", "quantity"),
        ("Uwagi", "note"),
        ("Clock in", "begin"),
        ("Tätigkeit", "position"),
    ],
)
def test_header_is_recognised(header, field):
    assert field_of(header) is HoursField[field]


@pytest.mark.parametrize("header", ["", "Saldo", "Data urodzenia", "Kod", "Od dnia do dnia"])
def test_other_header_is_left_to_the_user(header):
    assert field_of(header) is None


def test_every_synonym_is_written_as_it_is_looked_up_and_only_once():
    words = [word for text in SYNONYMS.values() for word in text.split("|")]
    assert [word for word in words if header_key(word) != word] == []
    assert sorted(words) == sorted(set(words))
    assert set(SYNONYMS) == set(HoursField)


def test_header_of_a_hand_made_sheet_is_found_below_its_title():
    layout = recognise(
        rows(
            ["Hotel Bałtyk – ewidencja godzin"],
            [],
            ["Lp.", "Nazwisko i imię", "Stanowisko", "Data", "Od", "Do", "Przerwa", "Podpis"],
            [1, "Kowalska Anna", "Pokojówka", "1.10.2026", "6:00", "14:00", 30, None],
        )
    )
    assert (layout.form, layout.header_row) == (SheetForm.long, 3)
    assert fields(layout) == {
        "person": "B",
        "position": "C",
        "day": "D",
        "begin": "E",
        "end": "F",
        "pause": "G",
    }
    assert [one.header for one in layout.columns if not one.field] == ["Lp.", "Podpis"]
    assert layout.missing == ()


def test_header_of_two_rows_stands_in_neighbouring_rows():
    upper, lower = ("Pracownik", "Data", "Godziny", None), (None, None, "Od", "Do")
    layout = recognise([RawRow(1, upper), RawRow(2, lower)])
    assert (layout.header_row, layout.missing) == (2, ())
    assert fields(layout) == {"person": "A", "day": "B", "begin": "C", "end": "D"}
    apart = recognise([RawRow(1, upper), RawRow(3, lower)])
    assert (apart.header_row, fields(apart)) == (1, {"person": "A", "day": "B", "hours": "C"})


def test_of_two_columns_for_one_field_the_first_is_taken():
    layout = recognise(rows(["Pracownik", "Data", "Godziny", "Czas pracy"]))
    assert fields(layout) == {"person": "A", "day": "B", "hours": "C"}


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["Pracownik", "Data", "Godziny"], ()),
        (["Nr umowy", "Data", "Ilość"], ()),
        (["Nr umowy", "Od", "Do"], ()),  # the beginning may carry the day
        (["Data", "Godziny"], ("contract number or employee",)),
        (["Pracownik", "Godziny"], ("day",)),
        (["Pracownik", "Data", "Od"], ("from and to, hours or quantity",)),
    ],
)
def test_what_is_missing_is_named(header, missing):
    assert recognise(rows(header)).missing == missing


def test_header_without_a_known_word_is_left_to_the_user():
    layout = recognise(rows(["Wykaz"], ["Kto", "Kiedy był", "Ile"], ["Nowak Jan", "1.10.2026", 8]))
    assert (layout.form, layout.header_row, fields(layout)) == (SheetForm.long, 2, {})
    assert [one.header for one in layout.columns] == ["Kto", "Kiedy był", "Ile"]
    assert len(layout.missing) == 3
    assert layout.with_mapping({"kto": "person", "kiedy byl": "day", "ile": "hours"}).missing == ()


def test_user_may_point_at_the_header():
    sheet = rows(["Pracownik", "Data", "Godziny"], ["Kto", "Kiedy był", "Ile"])
    assert recognise(sheet).header_row == 1
    assert recognise(sheet, header_row=2).header_row == 2
    with pytest.raises(DomainError, match="No header"):
        recognise(sheet, header_row=3)


@pytest.mark.parametrize("lines", [[], [[1, 2, 3]], [["Nowak"], ["Kowalska"]]])
def test_sheet_without_a_header_is_refused(lines):
    with pytest.raises(DomainError, match="No header"):
        recognise(rows(*lines))


def test_mapping_is_remembered_as_plain_data_and_follows_the_headers():
    layout = recognise(rows(["Kto", "Data", "Ile h", "Uwagi"]))
    assert layout.missing == ("contract number or employee", "from and to, hours or quantity")
    chosen = {"kto": "person", "data": "day", "ile h": "hours"}
    mapped = layout.with_mapping(chosen)
    assert fields(mapped) == {"person": "A", "day": "B", "hours": "C"}  # „Uwagi” were taken away
    data = json.loads(json.dumps(mapped.to_data()))
    assert data == chosen
    moved = recognise(rows(["Uwagi", "Ile h", "Data", "Kto"]))
    assert moved.signature == layout.signature
    assert fields(moved.with_mapping(data)) == {"person": "D", "day": "C", "hours": "B"}


def test_mapping_with_unknown_or_doubled_fields_is_taken_as_far_as_it_goes():
    layout = recognise(rows(["Pracownik", "Data", "Godziny"]))
    mapped = layout.with_mapping(
        {"pracownik": "person", "data": "person", "godziny": "salary", "x": "day"}
    )
    assert fields(mapped) == {"person": "A"}


def test_other_headers_are_another_sheet():
    one, other = (recognise(rows(["Pracownik", "Data", name])) for name in ("Godziny", "Czas"))
    assert one.signature != other.signature


@pytest.mark.parametrize(
    "header",
    [
        DAYS,
        tuple(str(day) for day in DAYS),
        tuple(f"{day}." for day in DAYS),
        tuple(f"{day} pt" for day in DAYS),
        DAYS[:28],
    ],
)
def test_wide_sheet_is_recognised(header):
    layout = recognise(
        rows(["Grafik – październik 2026"], ["Pracownik", *header, "Suma"], ["Nowak Jan", 8])
    )
    assert (layout.form, layout.header_row) == (SheetForm.wide, 2)
    assert [one.day for one in layout.columns if one.day] == list(DAYS[: len(header)])
    assert layout.month == date(2026, 10, 1)
    assert layout.missing == ()


def test_wide_sheet_headed_by_dates_knows_its_month():
    header = [date(2026, 11, day) for day in range(1, 31)]
    layout = recognise(rows(["Nr umowy", *header]))
    assert layout.month == date(2026, 11, 1)
    assert layout.columns[30].letter == "AE"


def test_wide_sheet_without_a_month_asks_for_it():
    layout = recognise(rows(["Pracownik", *DAYS]))
    assert (layout.month, layout.missing) == (None, ("month",))
    named = recognise(rows(["Pracownik", *DAYS]), names=["Arkusz1", "godziny 2026-10.xlsx"])
    assert named.month == date(2026, 10, 1)


@pytest.mark.parametrize("numbers", [DAYS[:6], tuple(reversed(DAYS)), (8,) * 20])
def test_few_or_falling_numbers_are_no_days_of_a_month(numbers):
    assert recognise(rows(["Pracownik", "Data", *numbers])).form is SheetForm.long


@pytest.mark.parametrize(
    "text",
    [
        *("Październik 2026", "październik / 2026", "godziny 10.2026", "10/2026", "2026-10"),
        *("Ewidencja za paź 2026 r.", "hours_2026-10.xlsx", "October 2026"),
    ],
)
def test_month_is_found_in_a_title(text):
    assert find_month(["Hotel", text]) == date(2026, 10, 1)


@pytest.mark.parametrize("text", ["", "Hotel 2026", "13.2026", "2026-10-05", "05.10.2026", "10"])
def test_no_month_is_found_where_there_is_none(text):
    assert find_month([text]) is None


@pytest.mark.parametrize(("index", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_has_its_letter(index, expected):
    assert letter(index) == expected
