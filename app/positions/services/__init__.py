"""What one does with positions, rates and prices. Never commits: the caller's transaction does."""

from app.positions.services.agreements import (
    SHIPPED,
    RateChange,
    check_amount,
    check_custom_price,
    check_minimum_pay,
    check_price,
    check_rate,
    check_rate_values,
    copy_position,
    normalise_position,
    normalise_rate_kind,
    rate_doubts,
    same_rate_text,
    seed_rate_kinds,
    set_employer_burden,
)
from app.positions.services.prices import PriceChange, change_prices, check_changed_prices
from app.positions.services.rates import change_rates, check_changed_rates, restore_notes

__all__ = [
    "SHIPPED",
    "PriceChange",
    "RateChange",
    "change_prices",
    "change_rates",
    "check_amount",
    "check_changed_prices",
    "check_changed_rates",
    "check_custom_price",
    "check_minimum_pay",
    "check_price",
    "check_rate",
    "check_rate_values",
    "copy_position",
    "normalise_position",
    "normalise_rate_kind",
    "rate_doubts",
    "restore_notes",
    "same_rate_text",
    "seed_rate_kinds",
    "set_employer_burden",
]
