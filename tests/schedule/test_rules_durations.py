"""Hours and times as people type them, read and written; no application, no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schedule.rules.durations import (
    DAY,
    ClockSpan,
    Unreadable,
    as_clock,
    as_decimal,
    as_span,
    as_time,
    as_words,
    parse_duration,
    parse_span,
    parse_time,
    parse_worked,
)

minutes = st.integers(0, DAY)
times = st.integers(0, DAY - 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8", 480),  # 8 × 60
        ("7,25", 435),  # 7 × 60 + 0.25 × 60 = 420 + 15
        ("7.25", 435),
        ("7:15", 435),
        ("7:15:00", 435),  # as a spreadsheet writes a time
        ("07:15", 435),
        ("7h15", 435),
        ("7 h 15 min", 435),
        ("7 godz. 15 min", 435),
        ("7h", 420),
        ("7,5 h", 450),
        ("15 min", 15),
        ("450 min", 450),
        (",5", 30),
        ("7.33", 440),  # 439.8: other programs write 7:20 so
        ("7.34", 440),  # 440.4
        ("0", 0),
        ("24", 1440),
        ("  7,5  ", 450),
        ("7\u00a0h\u00a015\u00a0min", 435),  # spaces that do not break
        ("７：１５", 435),  # full-width
    ],
)
def test_duration_is_read(text, expected):
    assert parse_duration(text) == expected
    assert parse_worked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "x", "-3", "−3", "8,", ".", "7:5", "7:75", "7;15", "1e1", "٣", "8 8", "7:15:30"),
        *("7,25,1", "7:15 h", "=8", "8 zł", "99999999999999999999"),
    ],
)
def test_nonsense_is_no_duration(text):
    with pytest.raises(Unreadable, match=r"7\.25"):
        parse_duration(text)
    with pytest.raises(Unreadable, match="6-14"):
        parse_worked(text)


def test_longest_duration_is_the_callers_choice():
    with pytest.raises(Unreadable, match=r"24:15.* at most 24:00"):
        parse_duration("24:15")
    with pytest.raises(Unreadable):
        parse_worked("24:15")
    assert parse_duration("168:30", longest=200 * 60) == 10110  # 168 × 60 + 30


@pytest.mark.parametrize(
    ("text", "begin", "end", "pause"),
    [
        ("06:00-14:00", 360, 840, 0),
        ("6-14", 360, 840, 0),
        ("22-6", 1320, 360, 0),
        ("22:00–06:00 (30)", 1320, 360, 30),
        ("22:00 — 06:00(30 min)", 1320, 360, 30),
        ("22:00-06:00 (0:30)", 1320, 360, 30),
        ("22:00-06:00 (0,5 h)", 1320, 360, 30),
        ("6-14 przerwa 15", 360, 840, 15),
        ("od 6 do 14", 360, 840, 0),
        ("6.30-14.45", 390, 885, 0),  # 6 × 60 + 30, 14 × 60 + 45
        ("0630-1445", 390, 885, 0),
        ("6h30-14h45", 390, 885, 0),
        ("0-24", 0, 1440, 0),
        ("16:00-24:00", 960, 1440, 0),
    ],
)
def test_span_is_read(text, begin, end, pause):
    assert parse_span(text) == ClockSpan(begin, end, pause)
    assert parse_worked(text) == ClockSpan(begin, end, pause)


@pytest.mark.parametrize(
    "text", ["6-", "-14", "6", "6-25", "24-6", "6:60-14", "6-14-22", "6-14 (", "6-14 (x)", "a-b"]
)
def test_nonsense_is_no_span(text):
    with pytest.raises(Unreadable, match="06:00-14:00"):
        parse_span(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("6", 360), ("6:00", 360), ("06:05", 365), ("6.05", 365), ("2230", 1350), ("24:00", 1440)],
)
def test_time_is_read(text, expected):
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["", "25", "24:01", "6:60", "noon", "-1", "6,5"])
def test_nonsense_is_no_time(text):
    with pytest.raises(Unreadable, match="22:30"):
        parse_time(text)


@pytest.mark.parametrize(
    ("worked", "clock", "polish", "english", "words", "english_words"),
    [
        (435, "7:15", "7,25", "7.25", "7 godz. 15 min", "7 h 15 min"),
        (480, "8:00", "8", "8", "8 godz.", "8 h"),
        (440, "7:20", "7,33", "7.33", "7 godz. 20 min", "7 h 20 min"),  # 440 / 60 = 7.333…
        (5, "0:05", "0,08", "0.08", "5 min", "5 min"),  # 5 / 60 = 0.0833…
        (0, "0:00", "0", "0", "0 godz.", "0 h"),
        (740_700, "12\u00a0345:00", "12345", "12345", "12345 godz.", "12345 h"),
        (9150, "152:30", "152,5", "152.5", "152 godz. 30 min", "152 h 30 min"),  # DOMAIN §5
    ],
)
def test_duration_is_written(worked, clock, polish, english, words, english_words):
    assert as_clock(worked) == clock
    assert as_clock(worked, group="") == clock.replace("\u00a0", "")
    assert as_decimal(worked) == polish
    assert as_decimal(worked, language="en") == english
    assert as_words(worked) == words
    assert as_words(worked, language="en") == english_words


@given(minutes, st.sampled_from(["pl", "en"]))
def test_every_way_to_write_a_duration_is_read_back(worked, language):
    assert parse_duration(as_clock(worked)) == worked
    assert parse_duration(as_decimal(worked, language=language)) == worked
    assert parse_duration(as_words(worked, language=language)) == worked


@given(times, minutes, st.integers(0, 600))
def test_every_span_is_read_back(begin, end, pause):
    span = ClockSpan(begin, end, pause)
    assert parse_worked(as_span(span)) == span
    assert parse_time(as_time(end)) == end


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        found = parse_worked(text)
    except Unreadable:
        return
    assert isinstance(found, ClockSpan) or 0 <= found <= DAY
