"""What the rows of a sheet give, and how each fault is named."""

from datetime import date, time
from decimal import Decimal
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schedule.rules.importing import picking
from app.schedule.rules.importing.layouts import recognise
from app.schedule.rules.importing.raw import BadRow, Flawed, RawRow
from app.schedule.rules.importing.rows import HoursRow, read_hours

HEADER = ["Nr umowy", "Pracownik", "Data", "Od", "Do", "Przerwa", "Godziny", "Ilość", "Rodzaj"]
FIRST = date(2026, 10, 1)
VALID_PESEL = "44051401359"


def raw(*lines):
    return [RawRow(number, tuple(cells)) for number, cells in enumerate(lines, 1)]


def read(*lines, header=HEADER):
    """Return good rows and faults below a header, which is row 1."""
    rows = raw(header, *lines)
    found = list(read_hours(rows, recognise(rows[:1])))
    good = [one for one in found if isinstance(one, HoursRow)]
    faults = [error for one in found if isinstance(one, BadRow) for error in one.errors]
    return good, faults


def line(begin=None, end=None, pause=None, hours=None, quantity=None, *, day="1.10.2026"):
    return ["U/1/2026", "Kowalska Anna", day, begin, end, pause, hours, quantity, "dzienna"]


def times(row):
    return row.begin, row.end, row.pause, row.minutes, row.quantity


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (line("6:00", "14:00"), (360, 840, 0, None, None)),
        (line(time(22), time(6), 30), (1320, 360, 30, None, None)),
        (line("6:00", "14:30", "0:30", 8), (360, 870, 30, None, None)),  # 8.5 - 0.5
        # nobody wrote the break, the hours show it: 8.5 - 8
        (line("6:00", "14:30", None, 8), (360, 870, 30, None, None)),
        (line("6:00", "14:30", None, "8:30"), (360, 870, 0, None, None)),
        (line(None, None, None, "7,25"), (None, None, 0, 435, None)),
        # hours are worked hours: the break is not taken off again
        (line(None, None, 30, 8), (None, None, 0, 480, None)),
        (line(None, None, None, "6-14 (15)"), (360, 840, 15, None, None)),
        (line(None, None, 30, "6-14"), (360, 840, 30, None, None)),
        (line(None, None, None, None, 1), (None, None, 0, None, Decimal(1))),
        (line("22:00", "24:00"), (1320, 1440, 0, None, None)),
        # the night of nine hours: by the clock eight, in truth nine, both are right
        (line("22:00", "6:00", None, 8, day="24.10.2026"), (1320, 360, 0, None, None)),
        (line("22:00", "6:00", None, 9, day="24.10.2026"), (1320, 360, 0, None, None)),
        (line("1.10.2026 22:00", "2.10.2026 6:00"), (1320, 360, 0, None, None)),
    ],
)
def test_times_of_a_row(cells, expected):
    good, faults = read(cells)
    assert faults == []
    assert [times(one) for one in good] == [expected]


def test_row_tells_whose_work_it_is_in_the_words_of_the_sheet():
    header = ["Nazwisko", "Imię", "PESEL", "Klient", "Stanowisko", "Data", "Godziny", "Rodzaj",
              "Uwagi"]  # fmt: skip
    good, faults = read(
        [" Kowalska", "Anna ", VALID_PESEL, "Hotel", "Pokojówka", FIRST, 8, "nocna", "za Nowak"],
        header=header,
    )
    assert faults == []
    assert good[0] == HoursRow(
        number=2,
        column="",
        contract="",
        person="Kowalska Anna",
        pesel=VALID_PESEL,
        client="Hotel",
        position="Pokojówka",
        day=FIRST,
        begin=None,
        end=None,
        pause=0,
        minutes=480,
        quantity=None,
        kind="nocna",
        note="za Nowak",
    )


def test_day_may_stand_in_the_beginning():
    header = ["Employee", "Clock in", "Clock out"]
    good, faults = read(
        ["Nowak Jan", "2026-10-01 22:03:12", "2026-10-02 06:01:59"],
        ["Nowak Jan", "22:00", "06:00"],
        header=header,
    )
    assert [(one.day, one.begin, one.end) for one in good] == [(FIRST, 1323, 361)]
    assert [error.reason for error in faults] == ["The day is missing."]


def test_time_sheet_of_americans_is_read_month_first():
    header = ["Full Name", "Work Date", "Start", "End", "Break (min)", "Total Hours"]
    rows = raw(
        header,
        ["Nowak, Jan", "10/01/2026", "8:00 AM", "4:30 PM", 30, 8],
        ["Nowak, Jan", "10/13/2026", "8:00 AM", "4:30 PM", 30, 8],
    )
    found = list(read_hours(rows, recognise(rows)))
    assert [(one.day, one.begin, one.end) for one in found] == [
        (FIRST, 480, 990),
        (date(2026, 10, 13), 480, 990),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "value", "words"),
    [
        (line("6:00", "14:00", day="31.11.2026"), "C", "31.11.2026", "no date"),
        (line("6:00", "14:00", day=None), "C", "", "day is missing"),
        (line("25:00", "14:00"), "D", "25:00", "no time of the day"),
        (line("6:00"), "E", "", "time is missing"),
        (line(None, "14:00"), "D", "", "time is missing"),
        (line("6:00", "6:00"), "D", "6:00", "has no length"),
        (line("6:00", "14:00", 480), "D", "6:00", "as long as the shift"),
        (line("6:00", "14:00", 1), "F", "1", "minutes or hours"),
        (line("6:00", "14:00", None, None, 1), "H", "1", "both hours and a quantity"),
        (line("6:00", "14:00", 0, 7), "G", "7", "8:00 without the break, the row says 7:00"),
        (line("6:00", "14:00", None, 9), "G", "9", "the row says 9:00"),
        (line("6:00", "14:00", None, "5:59"), "G", "5:59", "the row says 5:59"),
        (line("6:00", "14:00", None, "6-14"), "G", "6-14", "stand in the row twice"),
        (line(None, None, None, "25"), "G", "25", "no working time"),
        (line(None, None, None, "osiem"), "G", "osiem", "no working time"),
        (line(None, None, None, 8, 1), "H", "1", "both hours and a quantity"),
        (line(None, None, None, None, "dużo"), "H", "dużo", "no number"),
        (line(None, None, None, None, -1), "H", "-1", "greater than zero"),
        (line("1.10.2026 22:00", "3.10.2026 6:00"), "E", "3.10.2026 6:00", "another day"),
        (line("2:30", "6:00", day="29.3.2026"), "D", "2:30", "does not exist"),
        (line(None, None, None, Flawed("merged with others")), "G", "", "merged with others"),
        (line(None, None, None, "#REF!"), "G", "#REF!", "ends in an error"),
    ],
)
def test_fault_is_named_with_its_cell(cells, column, value, words):
    good, faults = read(cells)
    assert good == []
    assert [(one.row, one.column, one.value) for one in faults] == [(2, column, value)]
    assert words in faults[0].reason
    assert faults[0].place == f"{column}2"
    assert faults[0].header == HEADER["ABCDEFGHI".index(column)]


def test_all_faults_of_a_row_are_named_together_and_good_rows_are_kept():
    good, faults = read(
        line("6:00", "14:00"),
        ["", None, "x", "y", "14:00", None, None, None, None],
        line("14:00", "22:00"),
    )
    assert [one.number for one in good] == [2, 4]
    assert [one.place for one in faults] == ["D3", "C3", "3"]
    assert "whose hours" in faults[-1].reason


def test_fault_of_the_least_cell_keeps_the_whole_row_out():
    header = ["Pracownik", "Data", "Godziny", "Uwagi"]
    good, faults = read(["Nowak", FIRST, 8, "x" * 501], ["Nowak", FIRST, 8, "x"], header=header)
    assert [one.number for one in good] == [3]
    assert [one.place for one in faults] == ["D2"]


def test_pesel_is_checked_repaired_and_never_repeated():
    header = ["PESEL", "Data", "Godziny"]
    good, faults = read([2270803624, FIRST, 8], ["44051401358", FIRST, 8], header=header)
    assert [one.pesel for one in good] == ["02270803624"]  # the number lost its zero
    assert [(one.place, one.value) for one in faults] == [("A3", "")]
    assert "PESEL" in faults[0].reason


def test_rows_that_say_nothing_are_left_out():
    good, faults = read(
        [],
        [None] * 9,
        [" ", *[None] * 8],
        HEADER,
        line(),  # a day off
        line(None, None, None, 0),
        line(None, None, None, None, "0"),
        ["Razem", None, None, None, None, None, 160, None, None],
        ["Suma godzin: 160", None, None, None, None, None, None, None, None],
        line(None, None, None, 8),
    )
    assert faults == []
    assert [one.number for one in good] == [11]


def test_person_with_the_name_of_a_total_is_a_person():
    good, _faults = read(["", "Suma Jan", FIRST, "6:00", "14:00", None, None, None, None])
    assert [one.person for one in good] == ["Suma Jan"]


def test_same_hours_twice_are_named_and_entered_once():
    good, faults = read(
        line("6:00", "14:00"),
        line("14:00", "22:00"),
        line(time(6), time(14), 30),  # a break does not make it other work
    )
    assert [one.number for one in good] == [2, 3]
    assert [(one.row, one.reason) for one in faults] == [(4, "The same hours already stand in 2.")]


WIDE = ["Pracownik", "Stanowisko", *range(1, 32), "Suma"]


def wide(*lines, header=WIDE, title="Listopad 2026"):
    rows = raw([title], header, *lines)
    found = list(read_hours(rows, recognise(rows)))
    good = [one for one in found if isinstance(one, HoursRow)]
    return good, [error for one in found if isinstance(one, BadRow) for error in one.errors]


def test_wide_sheet_gives_an_entry_for_each_cell_with_hours():
    days = [8, "7,5", "6-14 (30)", "", None, 0, *[None] * 25]
    good, faults = wide(["Nowak Jan", "Kucharz", *days, 23])
    assert faults == []
    assert [(one.day.day, one.column, *times(one)) for one in good] == [
        (1, "C", None, None, 0, 480, None),
        (2, "D", None, None, 0, 450, None),
        (3, "E", 360, 840, 30, None, None),
    ]
    assert {(one.person, one.position, one.number) for one in good} == {("Nowak Jan", "Kucharz", 3)}
    assert {one.day.replace(day=1) for one in good} == {date(2026, 11, 1)}


def test_absence_in_a_wide_sheet_is_no_work_but_an_unknown_mark_is_asked_about():
    good, faults = wide(["Nowak Jan", "", "U", "L4", "-", "wolne", "W", 8, "N", "x"])
    assert [one.day.day for one in good] == [6]
    assert [(one.place, one.value) for one in faults] == [("I3", "N"), ("J3", "x")]


def test_row_of_weekdays_below_the_days_is_no_row_of_a_person():
    good, faults = wide(
        [None, None, "pn", "wt", "śr", "czw", "pt", "so", "nd"], ["Nowak Jan", "", 8]
    )
    assert (len(good), faults) == (1, [])
    good, faults = wide([None, None, "pn", "wt", 8], ["Nowak Jan", None, "pn"])
    assert good == []
    assert [one.place for one in faults] == ["C3", "D3", "3", "C4"]


def test_day_a_month_does_not_have_is_named():
    good, faults = wide(["Nowak Jan", "", 8, *[None] * 29, 8])
    assert [one.day.day for one in good] == [1]
    assert [(one.place, one.reason) for one in faults] == [("AG3", "The month has no such day.")]


def test_wide_row_without_hours_or_without_a_person():
    good, faults = wide(
        ["Nowak Jan"], ["Kuchnia", None], [None, "Kucharz", 8], ["Razem", None, 8, 8]
    )
    assert good == []
    assert [one.place for one in faults] == ["5"]


def test_same_person_twice_in_a_wide_sheet_is_named_by_cell():
    good, faults = wide(["Nowak Jan", "Kucharz", 8, 8], ["NOWAK  JAN", "kucharz", 8, 6])
    assert [(one.column, one.number) for one in good] == [("C", 3), ("D", 3), ("D", 4)]
    assert [(one.place, one.reason) for one in faults] == [
        ("C4", "The same hours already stand in C3.")
    ]


def test_rows_are_read_one_by_one():
    def endless():
        yield from raw(HEADER)
        for number in count(2):
            yield RawRow(number, tuple(line("6:00", "14:00", day=date(2026, 10, 1))))

    layout = recognise(raw(HEADER))
    first, repeated = islice(read_hours(endless(), layout), 2)
    assert (first.number, repeated.number) == (2, 3)


def entry(**changes):
    values = {
        "number": 2, "column": "", "contract": "U/1/2026", "person": "", "pesel": "", "client": "",
        "position": "", "day": FIRST, "begin": 360, "end": 840, "pause": 0, "minutes": None,
        "quantity": None, "kind": "dzienna", "note": "",
    }  # fmt: skip
    return HoursRow(**{**values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 7},
        {"column": "D"},
        {"note": "za Nowak"},
        {"pause": 30},
        {"person": "Kowalska Anna"},
        {"kind": "DZIENNA "},
        {"contract": "u/1/2026"},
    ],
)
def test_same_work_has_the_same_key(changes):
    assert entry(**changes).key() == entry().key()
    assert entry(**changes).identity == entry().identity


@pytest.mark.parametrize(
    "changes",
    [
        {"contract": "U/2/2026"},
        {"day": date(2026, 10, 2)},
        {"begin": 361},
        {"end": 841},
        {"begin": None, "end": None, "minutes": 480},
        {"begin": None, "end": None, "quantity": Decimal(1)},
        {"kind": "nocna"},
        {"kind": ""},
    ],
)
def test_other_work_has_another_key(changes):
    assert entry(**changes).key() != entry().key()
    assert entry(**changes).identity != entry().identity


def test_key_is_the_same_wherever_and_whenever_it_is_made():
    key = entry().key("contract 17")
    assert key == entry(contract="other words").key("contract 17")
    assert key == "c39fd1db902a8edab70304c05de7d83fa7a960a3477e35b53340510a0e36da70"
    amounts = [entry(begin=None, end=None, quantity=Decimal(text)) for text in ("1", "1.00")]
    assert len({one.key() for one in amounts}) == 1


def test_without_a_contract_number_the_person_at_the_client_is_meant():
    anna = {"contract": "", "person": "Kowalska Anna", "client": "Hotel"}
    assert entry(**anna).key() == entry(**{**anna, "person": "KOWALSKA ANNA"}).key()
    assert entry(**anna).key() != entry(**{**anna, "client": "Magazyn"}).key()


cells = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from(["6:00", "14:00", "1.10.2026", "8", "7,5", "6-14", "Razem", "#REF!", "U"]),
    st.integers(-5, 50_000),
    st.decimals(-1, 50_000, places=3),
    st.times(),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.just(Flawed("flaw")),
)


@given(st.lists(st.lists(cells, max_size=11), max_size=6), st.booleans())
def test_any_cells_give_entries_or_named_faults(lines, is_wide):
    header = WIDE[:10] if is_wide else HEADER
    rows = raw(["10.2026"], header, *lines)
    for one in read_hours(rows, recognise(rows[:2])):
        assert one.number > 2
        assert isinstance(one, HoursRow) or all(error.reason for error in one.errors)


def test_what_repeats_is_remembered_by_cell_and_kind_of_cell_and_a_fault_is_named_each_time():
    good, faults = read(
        line("6:00", "14:00", 30),
        line("6:00", "14:00", True),
        line("6:00", "15:00", 30),
        line("6:00", "14:00", "half"),
        line("7:00", "15:00", "half"),
        line("6:00", "14:00", 30, day="2.10.2026"),
        line(None, None, None, 1, day="3.10.2026"),
        line(None, None, None, True, day="3.10.2026"),
    )
    assert [(one.number, one.day.day, *times(one)) for one in good] == [
        (2, 1, 360, 840, 30, None, None),
        (4, 1, 360, 900, 30, None, None),
        (7, 2, 360, 840, 30, None, None),
        (8, 3, None, None, 0, 60, None),
    ]
    # True equals 1, but is no duration: remembered apart.
    assert [(one.row, one.column) for one in faults] == [(3, "F"), (5, "F"), (6, "F"), (9, "G")]


def test_no_more_is_remembered_than_the_limit(monkeypatch):
    monkeypatch.setattr(picking, "MOST_KEPT", 2)
    days = [f"{day}.10.2026" for day in (1, 2, 3, 1, 2, 3)]
    begins = ["6:00", "6:00", "6:00", "7:00", "7:00", "7:00"]
    good, faults = read(
        *(line(one, "14:00", day=day) for one, day in zip(begins, days, strict=True))
    )
    assert faults == []
    assert [(one.day.day, one.begin) for one in good] == [
        (1, 360), (2, 360), (3, 360), (1, 420), (2, 420), (3, 420)
    ]  # fmt: skip
