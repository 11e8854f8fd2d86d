"""Document numbers: written as the pattern says, without gaps and without duplicates."""

import random
import threading
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import transaction
from app.core.errors import DomainError
from app.core.numbering import NumberSeries, Reset, SeriesKind, next_number
from app.core.numbering.allocating import last_number
from app.core.numbering.rules import format_number, period_of, validate_pattern

NOVEMBER = date(2026, 11, 23)
documents = sa.Table("numbering_test_document", sa.MetaData(), sa.Column("number", sa.String(60)))


@pytest.mark.parametrize(
    ("pattern", "seq", "number"),
    [
        ("FV/{yyyy}/{mm}/{seq:4}", 7, "FV/2026/11/0007"),
        ("{seq}/{yy}", 12, "12/26"),
        ("NK {seq:3}", 1234, "NK 1234"),
        ("{mm}-{yyyy}_{seq:1}", 1, "11-2026_1"),
        ("Żółw/{seq}/{yyyy}", 5, "Żółw/5/2026"),
    ],
)
def test_number_is_written_as_the_pattern_says(pattern, seq, number):
    validate_pattern(pattern, Reset.yearly if "yy" in pattern else Reset.never)
    assert format_number(pattern, seq=seq, on=NOVEMBER) == number


@pytest.mark.parametrize(
    ("pattern", "reset"),
    [
        ("", Reset.never),
        ("FV/{yyyy}", Reset.yearly),
        ("{seq}{seq}/{yyyy}", Reset.yearly),
        ("{seq}/{seq:4}/{yyyy}", Reset.yearly),
        ("{seq:0}/{yyyy}", Reset.yearly),
        ("{seq:10}/{yyyy}", Reset.yearly),
        ("{no}/{seq}/{yyyy}", Reset.yearly),
        ("{}{seq}", Reset.never),
        ("{seq", Reset.never),
        ("{seq}}", Reset.never),
        ("{{seq}}", Reset.never),
        ("{seq}\n", Reset.never),
        ("<b>{seq}", Reset.never),
        ("{seq}", Reset.yearly),
        ("{seq}/{mm}", Reset.yearly),
        ("{seq}/{yyyy}", Reset.monthly),
        ("{seq}/{mm}", Reset.monthly),
        ("x" * 51 + "{seq}", Reset.never),
    ],
)
def test_pattern_that_could_repeat_or_confuse_is_refused(pattern, reset):
    with pytest.raises(DomainError):
        validate_pattern(pattern, reset)


@pytest.mark.parametrize(
    ("reset", "period"),
    [(Reset.yearly, "2026"), (Reset.monthly, "2026-11"), (Reset.never, "")],
)
def test_period_is_that_of_the_day(reset, period):
    assert period_of(reset, NOVEMBER) == period


parts = st.lists(
    st.sampled_from(["{mm}", "{yyyy}", "{yy}", "FV", "/", "-", " ", ".", "7"]), max_size=6
)
patterns = st.tuples(parts, st.sampled_from(["{seq}", "{seq:1}", "{seq:4}", "{seq:9}"]), parts).map(
    lambda found: "".join([*found[0], found[1], *found[2]])
)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
numbers = st.integers(1, 10**6)


@given(pattern=patterns, reset=st.sampled_from(Reset), one=numbers, other=numbers, on=days, at=days)
def test_an_accepted_pattern_never_writes_a_number_twice(pattern, reset, one, other, on, at):
    try:
        validate_pattern(pattern, reset)
    except DomainError:
        return
    is_same_place = (one, period_of(reset, on)) == (other, period_of(reset, at))
    is_same_number = format_number(pattern, seq=one, on=on) == format_number(
        pattern, seq=other, on=at
    )
    assert is_same_place or not is_same_number or reset is Reset.never


@given(pattern=st.text(max_size=80), reset=st.sampled_from(Reset))
def test_any_pattern_is_accepted_or_refused(pattern, reset):
    try:
        validate_pattern(pattern, reset)
    except DomainError:
        return
    assert format_number(pattern, seq=1, on=NOVEMBER).isprintable()


@pytest.fixture
def series(db):
    with transaction():
        series = NumberSeries(
            kind=SeriesKind.invoice, name="Faktury", pattern="FV/{yyyy}/{mm}/{seq:4}"
        )
        db.session.add(series)
    return series


def take(series, on=NOVEMBER):
    with transaction():
        return next_number(series, on=on)


def test_numbers_follow_each_other(series):
    assert [take(series) for _ in range(3)] == [
        "FV/2026/11/0001",
        "FV/2026/11/0002",
        "FV/2026/11/0003",
    ]


def test_counting_starts_again_with_the_period(series):
    take(series)
    assert take(series, date(2026, 12, 1)) == "FV/2026/12/0002"
    assert take(series, date(2027, 1, 2)) == "FV/2027/01/0001"
    series.reset = Reset.monthly
    assert take(series, date(2027, 2, 1)) == "FV/2027/02/0001"


def test_each_series_counts_by_itself(db, series):
    with transaction():
        other = NumberSeries(kind=SeriesKind.note, name="Noty", pattern="NK/{yyyy}/{seq}")
        db.session.add(other)
    take(series)
    assert take(other) == "NK/2026/1"


def test_rolled_back_number_is_given_again(db, series):
    take(series)

    def fail():
        with transaction():
            assert next_number(series, on=NOVEMBER).endswith("0002")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert take(series).endswith("0002")


def test_last_number_is_known_without_taking_one(series):
    assert last_number(series, on=NOVEMBER) == 0
    take(series)
    assert last_number(series, on=NOVEMBER) == 1
    assert last_number(series, on=date(2027, 1, 1)) == 0


@pytest.fixture
def document_table(db):
    documents.create(db.engine)
    yield
    db.session.remove()
    documents.drop(db.engine)


def run_at_once(app, work, threads=6):
    failures = []

    def run(seed):
        try:
            with app.app_context():
                work(random.Random(seed))  # noqa: S311 - only has to vary
        except Exception as error:  # noqa: BLE001 - the test reports whatever a thread met
            failures.append(error)

    workers = [threading.Thread(target=run, args=(seed,)) for seed in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []


def issued(db):
    with db.engine.execution_options(writes=False).connect() as connection:
        return sorted(connection.scalars(sa.select(documents.c.number)))


class RolledBackError(Exception):
    """The document was not issued after all."""


@pytest.mark.slow
def test_many_at_once_leave_neither_gap_nor_duplicate(app, db, series, document_table):
    pk = series.id
    db.session.remove()

    def work(chance):
        for _ in range(20):
            try:
                with transaction():
                    number = next_number(db.session.get(NumberSeries, pk), on=NOVEMBER)
                    db.session.execute(documents.insert().values(number=number))
                    if chance.random() < 0.2:
                        raise RolledBackError  # noqa: TRY301 - as a fault in the middle would
            except RolledBackError:
                continue

    run_at_once(app, work)
    found = issued(db)
    assert len(found) > 60
    assert found == [f"FV/2026/11/{seq:04d}" for seq in range(1, len(found) + 1)]


def test_taking_the_highest_number_plus_one_gives_duplicates(app, db, document_table):
    """The control: without the counter row the same race is lost."""
    together = threading.Barrier(2)

    def work(_chance):
        highest = max([0, *(int(number) for number in issued(db))])
        together.wait(timeout=10)
        with transaction():
            db.session.execute(documents.insert().values(number=str(highest + 1)))

    run_at_once(app, work, threads=2)
    assert issued(db) == ["1", "1"]


def test_names_of_shared_series_are_unique(db, series):
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(NumberSeries(kind=SeriesKind.invoice, name="Faktury", pattern="{seq}"))
