"""Holidays, and days and weeks that are too long."""

from app.positions.enums import HolidayWindow
from tests.settlements.hand_computed.words import (
    BASIC,
    EIGHT_CHARGED,
    EIGHT_PAID,
    HALF,
    NIGHT,
    OVERTIME,
    SHIFTS,
    SUNDAY,
    Case,
    Rate,
    one,
)

HOLIDAYS = (
    Case(
        "Sunday from 6 to 14",
        one(("2026-10-04", "6-14")),
        SHIFTS,
        pay=(("święta 8:00 × 62.80 = 502.40",),), payable=("502.40",),
        net=("święta 8:00 × 89.80 = 718.40",), total="718.40 + 165.23 = 883.63",  # 165.232
    ),
    Case(
        "Sunday begins on Sunday at six and ends on Monday at six",
        one(("2026-10-03", "22-6"), ("2026-10-04", "22-6")),
        SHIFTS,
        pay=(("nocna 8:00 × 37.68 = 301.44", "święta 8:00 × 62.80 = 502.40"),),
        payable=("803.84",),
        net=("nocna 8:00 × 53.88 = 431.04", "święta 8:00 × 89.80 = 718.40"),
        total="1149.44 + 264.37 = 1413.81",  # 264.3712
    ),
    Case(
        "Independence Day from 4 to 12: two hours of the night before it, six of the holiday",
        one(("2026-11-11", "4-12")),
        SHIFTS,
        month="2026-11",
        pay=(("nocna 2:00 × 37.68 = 75.36", "święta 6:00 × 62.80 = 376.80"),),
        payable=("452.16",),
        net=("nocna 2:00 × 53.88 = 107.76", "święta 6:00 × 89.80 = 538.80"),
        total="646.56 + 148.71 = 795.27",  # 148.7088
    ),
    Case(
        "Christmas Eve is a holiday since 2025",
        one(("2026-12-24", "6-14")),
        SHIFTS,
        month="2026-12",
        pay=(("święta 8:00 × 62.80 = 502.40",),), payable=("502.40",),
        net=("święta 8:00 × 89.80 = 718.40",), total="718.40 + 165.23 = 883.63",
    ),
    Case(
        "with Sundays by the calendar, its night ends at midnight",
        one(("2026-10-04", "22-6")),
        SHIFTS,
        window=HolidayWindow.calendar_day,
        pay=(("nocna 6:00 × 37.68 = 226.08", "święta 2:00 × 62.80 = 125.60"),),
        payable=("351.68",),
        net=("nocna 6:00 × 53.88 = 323.28", "święta 2:00 × 89.80 = 179.60"),
        total="502.88 + 115.66 = 618.54",  # 115.6624
    ),
    Case(
        "without a rate for Sundays a Sunday is paid as any day",
        one(("2026-10-04", "6-14")),
        BASIC,
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
)  # fmt: skip

LONG_DAYS = (
    Case(
        "above eight hours a day: overtime 50 %",
        one(("2026-10-05", "6-18")),
        OVERTIME,
        pay=(("dzienna 8:00 × 31.40 = 251.20", "nadg. 50 % 4:00 × 47.10 = 188.40"),),
        payable=("439.60",),
        net=("dzienna 8:00 × 44.90 = 359.20", "nadg. 50 % 4:00 × 67.35 = 269.40"),
        total="628.60 + 144.58 = 773.18",  # 144.578
    ),
    Case(
        "above forty hours a week: Saturday is overtime 100 %",
        one(*((f"2026-10-{day:02}", "6-14") for day in range(5, 11))),
        OVERTIME,
        pay=(("dzienna 40:00 × 31.40 = 1256.00", "nadg. 100 % 8:00 × 62.80 = 502.40"),),
        payable=("1758.40",),
        net=("dzienna 40:00 × 44.90 = 1796.00", "nadg. 100 % 8:00 × 89.80 = 718.40"),
        total="2514.40 + 578.31 = 3092.71",  # 578.312
    ),
    Case(
        "overtime of a day does not count for the week again",  # 5 × 2 h, then 8 h on Saturday
        one(*((f"2026-10-{day:02}", "6-16") for day in range(5, 10)), ("2026-10-10", "6-14")),
        OVERTIME,
        pay=(
            (
                "dzienna 40:00 × 31.40 = 1256.00",
                "nadg. 50 % 10:00 × 47.10 = 471.00",
                "nadg. 100 % 8:00 × 62.80 = 502.40",
            ),
        ),
        payable=("2229.40",),
        net=(
            "dzienna 40:00 × 44.90 = 1796.00",
            "nadg. 50 % 10:00 × 67.35 = 673.50",
            "nadg. 100 % 8:00 × 89.80 = 718.40",
        ),
        total="3187.90 + 733.22 = 3921.12",  # 733.217
    ),
    Case(
        "a week that began in September fills up in October",  # 28.09.–2.10. are 40 h
        one(
            *((f"2026-09-{day}", "6-14") for day in (28, 29, 30)),
            *((f"2026-10-0{day}", "6-14") for day in (1, 2, 3)),
        ),
        OVERTIME,
        pay=(("dzienna 16:00 × 31.40 = 502.40", "nadg. 100 % 8:00 × 62.80 = 502.40"),),
        payable=("1004.80",),
        net=("dzienna 16:00 × 44.90 = 718.40", "nadg. 100 % 8:00 × 89.80 = 718.40"),
        total="1436.80 + 330.46 = 1767.26",  # 330.464
    ),
    Case(
        "overtime at night is overtime 100 %",
        one(("2026-10-06", "14-2")),
        (*OVERTIME, Rate(NIGHT, "37.68", "53.88")),
        pay=(("dzienna 8:00 × 31.40 = 251.20", "nadg. 100 % 4:00 × 62.80 = 251.20"),),
        payable=("502.40",),
        net=("dzienna 8:00 × 44.90 = 359.20", "nadg. 100 % 4:00 × 89.80 = 359.20"),
        total="718.40 + 165.23 = 883.63",
    ),
    Case(
        "overtime on a Sunday is overtime 100 %",
        one(("2026-10-04", "6-18")),
        (*OVERTIME, Rate(SUNDAY, "56.52", "80.82")),
        pay=(("święta 8:00 × 56.52 = 452.16", "nadg. 100 % 4:00 × 62.80 = 251.20"),),
        payable=("703.36",),
        net=("święta 8:00 × 80.82 = 646.56", "nadg. 100 % 4:00 × 89.80 = 359.20"),
        total="1005.76 + 231.32 = 1237.08",  # 231.3248
    ),
    Case(
        "a client without a rate for overtime pays its base rate for it",
        one(("2026-10-05", "6-18")),
        (*BASIC, Rate(HALF, "47.10", None)),
        pay=(("dzienna 8:00 × 31.40 = 251.20", "nadg. 50 % 4:00 × 47.10 = 188.40"),),
        payable=("439.60",),
        net=("dzienna 8:00 × 44.90 = 359.20", "nadg. 50 % 4:00 × 44.90 = 179.60"),
        total="538.80 + 123.92 = 662.72",  # 123.924
    ),
    Case(
        "without any rate for overtime twelve hours are one line",
        one(("2026-10-05", "6-18")),
        BASIC,
        pay=(("dzienna 12:00 × 31.40 = 376.80",),), payable=("376.80",),
        net=("dzienna 12:00 × 44.90 = 538.80",), total="538.80 + 123.92 = 662.72",
    ),
)  # fmt: skip
