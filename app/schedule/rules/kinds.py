"""The kinds of rate that can apply by themselves, as the split of shifts knows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.positions.enums import HolidayWindow, RateRule
from app.schedule.rules.durations import HOUR

#: The strongest first; a minute goes to the first one that applies and has a rate.
STRENGTH = (RateRule.overtime_100, RateRule.overtime_50, RateRule.holiday, RateRule.night)


@dataclass(frozen=True)
class KindRule:
    """What a kind of rate for hours says about when it applies.

    Times in minutes after midnight by the Polish clock, limits in minutes; ``None``: no limit.
    """

    id: int
    rule: RateRule
    night_from: int = 22 * HOUR
    night_to: int = 6 * HOUR
    holiday_window: HolidayWindow = HolidayWindow.six_to_six
    daily: int | None = None
    weekly: int | None = None


@dataclass(frozen=True)
class Plan:
    """One kind of rate for each rule, and which of them have a rate where the work was done.

    Facts follow all kinds: above eight hours is overtime even where it is paid like any hour.
    Minutes go to kinds with a rate only, else to a weaker rule, at last to the base kind.
    """

    base: KindRule
    kinds: tuple[KindRule, ...]
    with_rate: frozenset[int]

    def kind(self, rule: RateRule) -> KindRule | None:
        """Return the kind of a rule."""
        return next((one for one in self.kinds if one.rule is rule), None)

    @property
    def night(self) -> KindRule | None:
        """Return the kind whose night counts; overtime knows a night without a night kind."""
        return self.kind(RateRule.night) or self.kind(RateRule.overtime_100)

    @property
    def holiday(self) -> KindRule | None:
        """Return the kind whose Sundays and holidays count."""
        return self.kind(RateRule.holiday) or self.kind(RateRule.overtime_100)


def make_plan(kinds: Iterable[KindRule], *, with_rate: Iterable[int] | None = None) -> Plan:
    """Choose a kind for each rule: the first one with a rate, else the first one.

    ``kinds`` in the order of the agency's list; ``with_rate`` are the ids of the kinds that have
    a rate at the position or in the contract, ``None`` when that does not matter.
    """
    known = tuple(kinds)
    rated = frozenset(one.id for one in known) if with_rate is None else frozenset(with_rate)
    chosen: dict[RateRule, KindRule] = {}
    for one in sorted(known, key=lambda kind: kind.id not in rated):
        chosen.setdefault(one.rule, one)
    base = chosen.get(RateRule.base)
    if base is None:
        raise DomainError(_("No kind of rate is the base; set one to “Daytime (base)” first."))
    strong = tuple(chosen[rule] for rule in STRENGTH if rule in chosen)
    return Plan(base, strong, rated)
