"""Public holidays of Poland as data for the rules, from the `holidays` library."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache


def public_holidays(years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays of years with their Polish names, as settlements print them."""
    return {day: name for year in sorted(set(years)) for day, name in _of_year(year)}


@lru_cache(maxsize=64)
def _of_year(year: int) -> tuple[tuple[date, str], ...]:
    import holidays  # noqa: PLC0415 - 0.2 s, which a start without a look at a schedule saves

    return tuple(holidays.country_holidays("PL", years=year, language="pl").items())
