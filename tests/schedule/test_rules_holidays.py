"""The public holidays that the rules are given."""

from datetime import date

from app.schedule.rules.holidays import public_holidays


def test_holidays_of_poland():
    found = public_holidays([2026, 2026])
    assert found[date(2026, 11, 11)] == "Narodowe Święto Niepodległości"
    assert date(2026, 12, 24) in found  # since 2025
    assert date(2024, 12, 24) not in public_holidays([2024])
    assert date(2026, 6, 4) in found  # Corpus Christi moves with Easter
    assert {day.year for day in found} == {2026}


def test_years_are_asked_for_together():
    both = public_holidays([2027, 2026])
    assert both == public_holidays([2026]) | public_holidays([2027])
    assert public_holidays([]) == {}
