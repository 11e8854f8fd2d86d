"""The agency's kinds of rates as the rules know them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from app.positions.enums import HolidayWindow, RateRule, Unit
from app.positions.models import RateKind
from app.positions.services import seed_rate_kinds
from app.schedule.queries import kind_rules
from app.schedule.rules.durations import parse_span
from app.schedule.rules.kinds import make_plan
from app.schedule.rules.shifts import place_shift
from app.schedule.rules.splitting import Work, minutes_per_kind, split


def add(db, **values):
    kind = RateKind(**{"name": "Inna", **values})
    db.session.add(kind)
    db.session.flush()
    return kind


def test_kind_of_rate_becomes_a_rule(db):
    kind = add(
        db,
        rule=RateRule.night,
        night_from="21:30",
        night_to="05:00",
        holiday_window=HolidayWindow.calendar_day,
        daily_hours=Decimal("7.5"),
        weekly_hours=Decimal("37.5"),
    )
    found = next(one for one in kind_rules() if one.id == kind.id)
    assert (found.rule, found.night_from, found.night_to) == (RateRule.night, 1290, 300)
    assert found.holiday_window is HolidayWindow.calendar_day
    assert (found.daily, found.weekly) == (450, 2250)  # 7.5 × 60, 37.5 × 60


def test_only_kinds_for_hours_that_are_in_use_are_rules(db):
    used = add(db, name="Nocna 2", rule=RateRule.night)
    day = add(db, name="Doba 2", unit=Unit.day)
    gone = add(db, name="Dawna", archived_on=datetime(2026, 1, 1, tzinfo=UTC))
    found = {one.id for one in kind_rules()}
    assert used.id in found
    assert not {day.id, gone.id} & found


def test_shipped_kinds_split_a_night_into_a_holiday(db):
    seed_rate_kinds()
    shift = place_shift(date(2026, 11, 10), parse_span("18-6"))
    pieces = split([Work.of(1, shift)], make_plan(kind_rules()), holidays={date(2026, 11, 11)})
    names = {kind.id: kind.name for kind in db.session.query(RateKind)}
    minutes = {names[kind]: amount for kind, amount in minutes_per_kind(pieces).items()}
    # 18-22, 22-2 and, above eight hours and at night, 2-6
    assert minutes == {"dzienna": 240, "nocna": 240, "nadgodziny 100 %": 240}
