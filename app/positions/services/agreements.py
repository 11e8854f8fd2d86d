"""What one does with positions, rates and prices. Never commits: the caller's transaction does."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core import seeds
from app.core.errors import DomainError
from app.core.views.cells import format_number
from app.extensions import db
from app.positions.columns import PriceRecordColumns
from app.positions.enums import (
    FeeMode,
    PriceMode,
    PriceSection,
    PriceSource,
    RateRule,
    Unit,
)
from app.positions.models import (
    MinimumPay,
    Position,
    PositionPrice,
    PositionRate,
    RateColumns,
    RateKind,
)
from app.positions.queries import PAY, country_of_pay, has_same_rate, minimum_pay
from app.positions.rules import HUNDRED, LARGEST_RATE, USUAL_HOURLY, margin

Row = TypeVar("Row", Position, PositionRate, PositionPrice)

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_CODE = re.compile(r"\d{6}", re.ASCII)
#: Before this year nobody has worked for an agency, after it nobody has been promised a rate.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100

#: Name, unit, rule, hours a day and a week above which it applies. The names are the agency's
#: data, so they are Polish.
SHIPPED: tuple[tuple[str, Unit, RateRule, str | None, str | None], ...] = (
    ("dzienna", Unit.hour, RateRule.base, None, None),
    ("nocna", Unit.hour, RateRule.night, None, None),
    ("niedziela i święta", Unit.hour, RateRule.holiday, None, None),
    ("nadgodziny 50 %", Unit.hour, RateRule.overtime_50, "8", None),
    ("nadgodziny 100 %", Unit.hour, RateRule.overtime_100, None, "40"),
    ("doba", Unit.day, RateRule.chosen, None, None),
    ("miesiąc ryczałt", Unit.month, RateRule.chosen, None, None),
)


@seeds.seed
def seed_rate_kinds() -> int:
    """Add the shipped kinds of rates, all together and once; return how many."""
    is_in_use = db.session.scalar(sa.select(RateKind.id).limit(1)) is not None
    if not seeds.take_unsown("kinds of rates", ["shipped"], is_in_use=is_in_use):
        return 0
    base = None
    for number, (name, unit, rule, daily, weekly) in enumerate(SHIPPED, 1):
        kind = RateKind(
            name=name,
            unit=unit,
            rule=rule,
            place=number * 10,
            base=base if unit is Unit.hour else None,
            daily_hours=Decimal(daily) if daily else None,
            weekly_hours=Decimal(weekly) if weekly else None,
        )
        base = kind if rule is RateRule.base else base
        db.session.add(kind)
    db.session.flush()
    return len(SHIPPED)


def normalise_rate_kind(kind: RateKind) -> None:
    """Check when a kind applies and what it falls back to."""
    for time in (kind.night_from, kind.night_to):
        if not _TIME.fullmatch(time):
            raise DomainError(_("A time looks like 22:00."))
    if kind.rule is RateRule.night and kind.night_from == kind.night_to:
        raise DomainError(_("The night cannot begin and end at the same time."))
    if kind.unit is not Unit.hour and kind.rule is not RateRule.chosen:
        raise DomainError(_("Only hours can apply by themselves; choose “Only when chosen”."))
    for hours, most in ((kind.daily_hours, 24), (kind.weekly_hours, 168)):
        if hours is not None and not 0 < hours <= most:
            raise DomainError(_("A day has 24 hours, a week 168; check the overtime limits."))
    for rate in (kind.employee_rate, kind.client_rate):
        check_amount(rate)
    _check_base(kind)


def _check_base(kind: RateKind) -> None:
    base = kind.base
    if base is None:
        return
    if base is kind or base.base_id is not None:
        raise DomainError(_("A kind falls back to one that falls back to none itself."))
    if base.unit is not kind.unit:
        raise DomainError(_("A kind falls back to one of the same unit only."))
    is_base = sa.select(RateKind.id).where(RateKind.base_id == (kind.id or 0))
    if db.session.scalar(is_base.limit(1)):
        raise DomainError(_("Others fall back to this kind, so it falls back to none."))


def check_amount(rate: Decimal | None) -> None:
    """Refuse a rate nobody can mean."""
    if rate is not None and rate < 0:
        raise DomainError(_("A rate cannot be negative."))
    if rate is not None and rate > LARGEST_RATE:
        raise DomainError(_("A rate above %(rate)s is refused.", rate=format_number(LARGEST_RATE)))


def normalise_position(position: Position) -> None:
    """Check a position, copy its place of work and keep price source and group in step."""
    _copy_workplace(position)
    if position.occupation_code:
        position.occupation_code = position.occupation_code.replace(" ", "")
        if not _CODE.fullmatch(position.occupation_code):
            raise DomainError(_("An occupation code has six digits, for example 911201."))
    if position.price_source is PriceSource.group and position.price_group is None:
        raise DomainError(_("Choose the price group, or take the prices from the client."))
    if position.price_source is not PriceSource.group:
        position.price_group = None


def _copy_workplace(position: Position) -> None:
    state: Any = sa.inspect(position).attrs
    if position.address is None or not state.address.history.has_changes():
        return
    address = position.address
    if address.client_id != position.client.id:
        raise DomainError(_("This address belongs to another client."))
    name = f"{address.name}, " if address.name else ""
    position.workplace = f"{name}{address}"[:400]


def check_rate(rate: PositionRate) -> None:
    """Refuse a rate that cannot be right, and a second one of its kind from the same day."""
    rate.client = rate.position.client
    check_rate_values(rate)
    if has_same_rate(rate):
        raise DomainError(same_rate_text(rate))


@dataclass(frozen=True)
class RateChange:
    """A rate as it is to be: a new one, another value of ``rate``, or with none its end."""

    rate_kind: RateKind
    valid_from: date
    employee_rate: Decimal | None
    client_rate: Decimal | None
    rate: PositionRate | None

    @property
    def is_removal(self) -> bool:
        """Tell whether the rate is to go."""
        return self.employee_rate is None and self.client_rate is None


def check_rate_values(rate: RateColumns | RateChange) -> None:
    """Refuse what no rate can be, wherever it was agreed."""
    if rate.employee_rate is None and rate.client_rate is None:
        raise DomainError(_("Enter the employee rate, the client rate or both."))
    check_amount(rate.employee_rate)
    check_amount(rate.client_rate)
    if not _FIRST_YEAR <= rate.valid_from.year <= _LAST_YEAR:
        raise DomainError(_("Check the year from which the rate is valid."))


def same_rate_text(rate: RateColumns) -> str:
    """Say that there is such a rate already."""
    return str(
        _(
            "There already is a rate “%(kind)s” from %(day)s. Change that one.",
            kind=rate.rate_kind,
            day=f"{rate.valid_from:%d.%m.%Y}",
        )
    )


def check_minimum_pay(pay: MinimumPay) -> None:
    """Refuse a minimum nobody can mean."""
    pay.country = pay.country.upper()
    if len(pay.country) != 2 or not (pay.country.isascii() and pay.country.isalpha()):
        raise DomainError(_("A country code has two letters, for example PL or DE."))
    if pay.amount <= 0:
        raise DomainError(_("Enter the amount."))
    check_amount(pay.amount)
    if not _FIRST_YEAR <= pay.valid_from.year <= _LAST_YEAR:
        raise DomainError(_("Check the year from which the rate is valid."))


def set_employer_burden(percent: Decimal) -> None:
    """Change what an employer pays beside the gross pay."""
    if not 0 <= percent <= HUNDRED:
        raise DomainError(_("The employer's burden lies between 0 and 100 percent."))
    PAY.set(employer_burden=str(percent))


def rate_doubts(rate: PositionRate) -> list[str]:
    """Name what is possible but rarely meant about a rate."""
    employee, client = rate.employee_rate, rate.client_rate
    is_hourly = rate.rate_kind.unit is Unit.hour
    doubts = []
    if is_hourly and max(employee or 0, client or 0) > USUAL_HOURLY:
        doubts.append(_("More than %(rate)s for an hour.", rate=format_number(USUAL_HOURLY)))
    if employee is not None and client is not None and margin(client, employee).amount < 0:
        doubts.append(_("The client pays less than the employee gets."))
    country = country_of_pay(rate.position.client, rate.position.address)
    minimum = minimum_pay(country, Unit.hour, rate.valid_from) if country else None
    if is_hourly and minimum and employee is not None and employee < minimum:
        doubts.append(
            _("The employee gets less than the minimum hourly pay: %(rate)s.",
              rate=format_number(minimum))
        )  # fmt: skip
    return doubts


def check_price(record: PriceRecordColumns) -> None:
    """See that a price record holds the one value its mode asks for."""
    if record.mode is not PriceMode.margin:
        record.margin = None
    if record.mode is not PriceMode.amount:
        record.amount = None
    if record.mode is PriceMode.margin and record.margin is None:
        raise DomainError(_("Enter the margin in percent."))
    if record.mode is PriceMode.amount and record.amount is None:
        raise DomainError(_("Enter the amount."))
    if record.margin is not None and not -100 <= record.margin <= 1000:
        raise DomainError(_("A margin lies between −100 and 1000 percent."))
    check_amount(record.amount)
    if record.section is not PriceSection.fee:
        record.fee = None
    elif record.fee is None:
        record.fee = FeeMode.added


def check_custom_price(price: PositionPrice) -> None:
    """Check a price of one position, which must have chosen to have prices of its own."""
    price.client = price.position.client
    if price.position.price_source is not PriceSource.own:
        raise DomainError(_("Set the prices of the position to “Custom” first."))
    check_price(price)


def copy_position(position: Position, *, with_rates: bool) -> Position:
    """Return a new position like this one, with the same rates and prices."""
    copy = _copied(position, Position, "description contract_type occupation_code address workplace"
                   " qualifications client price_source price_group")  # fmt: skip
    copy.name = _("%(name)s (copy)", name=position.name[:100])
    db.session.add(copy)
    if not with_rates:
        copy.price_source, copy.price_group = PriceSource.client, None
        return copy
    for rate in position.rates:
        twin = _copied(
            rate, PositionRate, "client rate_kind employee_rate client_rate valid_from note"
        )
        twin.position = copy
        db.session.add(twin)
    for price in position.prices:
        names = "client rate_kind section name mode margin amount fee"
        custom = _copied(price, PositionPrice, names)
        custom.position = copy
        db.session.add(custom)
    return copy


def _copied(row: Row, kind: type[Row], names: str) -> Row:
    return kind(**{name: getattr(row, name) for name in names.split()})
