"""Months computed by hand, with a pocket calculator and the law: what is paid and what is charged.

Every row can be checked by somebody who never saw the program: it says who worked when, at which
rates, and then each line as quantity × rate = amount. Exact products stand in the remarks where
they had to be rounded. Nothing here was taken from the output of the program.
"""

from tests.settlements.hand_computed.hours import CLOCKS, RATES
from tests.settlements.hand_computed.lumps import LUMP_SUMS
from tests.settlements.hand_computed.overtime import HOLIDAYS, LONG_DAYS
from tests.settlements.hand_computed.prices import PRICES, SEVERAL
from tests.settlements.hand_computed.words import (
    CARE_DAY,
    DAY,
    DUTY,
    FULL,
    HALF,
    LUMP,
    MONTH,
    NIGHT,
    PIECE,
    SUNDAY,
)

__all__ = [
    "CARE_DAY", "CASES", "DAY", "DUTY", "FULL", "HALF", "LUMP", "MONTH", "NIGHT", "PIECE", "SUNDAY",
]  # fmt: skip

CASES = (*RATES, *CLOCKS, *HOLIDAYS, *LONG_DAYS, *LUMP_SUMS, *PRICES, *SEVERAL)
