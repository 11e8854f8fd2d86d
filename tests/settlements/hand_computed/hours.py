"""Which rate holds, and which hours are of the night, of Sunday, of which day."""

from app.positions.enums import RateLevel as Level
from tests.settlements.hand_computed.words import (
    BASIC,
    DAY,
    DUTY,
    EIGHT,
    EIGHT_CHARGED,
    EIGHT_PAID,
    NIGHT,
    SHIFTS,
    SUNDAY,
    Case,
    Rate,
    one,
)

RATES = (
    Case(
        "a rate that changes on the 15th makes two lines on both sides",
        one(("2026-10-14", "6-14"), ("2026-10-15", "6-14")),
        (*BASIC, Rate(DAY, "32.15", "46.20", "2026-10-15")),
        pay=(("dzienna 8:00 × 31.40 = 251.20", "dzienna 8:00 × 32.15 = 257.20"),),
        payable=("508.40",),
        net=("dzienna 8:00 × 44.90 = 359.20", "dzienna 8:00 × 46.20 = 369.60"),
        total="728.80 + 167.62 = 896.42",  # 167.624
    ),
    Case(
        "a rate entered later but valid from the 10th holds from the 10th on",
        one(("2026-10-09", "6-14"), ("2026-10-12", "6-14")),
        (Rate(DAY, "31.40", "44.90", "2026-10-10"), Rate(DAY, "30.00", "43.00")),
        pay=(("dzienna 8:00 × 30.00 = 240.00", "dzienna 8:00 × 31.40 = 251.20"),),
        payable=("491.20",),
        net=("dzienna 8:00 × 43.00 = 344.00", "dzienna 8:00 × 44.90 = 359.20"),
        total="703.20 + 161.74 = 864.94",  # 161.736
    ),
    Case(
        "of all rates the newest that holds on the day worked; next month's does not",
        one(EIGHT),
        (
            Rate(DAY, "29.00", "41.00", "2026-01-01"),
            *BASIC,
            Rate(DAY, "33.00", "50.00", "2026-11-01"),
        ),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
    Case(
        "a new price for the client alone leaves the pay as it was",
        one(("2026-10-14", "6-14"), ("2026-10-15", "6-14")),
        (*BASIC, Rate(DAY, None, "46.20", "2026-10-15")),
        pay=(("dzienna 8:00 × 31.40 = 251.20", "dzienna 8:00 × 31.40 = 251.20"),),
        payable=("502.40",),
        net=("dzienna 8:00 × 44.90 = 359.20", "dzienna 8:00 × 46.20 = 369.60"),
        total="728.80 + 167.62 = 896.42",
    ),
    Case(
        "what the contract says goes before a newer rate of the position",
        one(EIGHT, rates=(Rate(DAY, "33.00", None, level=Level.contract),)),
        (Rate(DAY, "34.00", "47.90", "2026-10-01"),),
        pay=(("dzienna 8:00 × 33.00 = 264.00",),), payable=("264.00",),
        net=("dzienna 8:00 × 47.90 = 383.20",), total="383.20 + 88.14 = 471.34",  # 88.136
    ),
    Case(
        "an annex from the 12th on: two lines of pay, one line for the client",
        one(
            ("2026-10-09", "6-14"), ("2026-10-12", "6-14"),
            rates=(Rate(DAY, "35.00", None, "2026-10-12", Level.contract),),
        ),
        BASIC,
        pay=(("dzienna 8:00 × 31.40 = 251.20", "dzienna 8:00 × 35.00 = 280.00"),),
        payable=("531.20",),
        net=("dzienna 16:00 × 44.90 = 718.40",), total="718.40 + 165.23 = 883.63",  # 165.232
    ),
    Case(
        "the default of the kind of rate holds where nothing else does",
        one(("2026-10-05", "7:20")),
        (
            Rate(DAY, "31.40", "44.90", None, Level.kind),
            Rate(DAY, "40.00", "60.00", "2026-10-06"),
        ),
        pay=(("dzienna 7:20 × 31.40 = 230.27",),), payable=("230.27",),  # 230.2666…
        net=("dzienna 7:20 × 44.90 = 329.27",), total="329.27 + 75.73 = 405.00",  # 329.2666…
    ),
    Case(
        "half a grosz is rounded up, not to the even one",
        one(("2026-10-05", "0:15")),
        (Rate(DAY, "33.38", "47.86"),),
        pay=(("dzienna 0:15 × 33.38 = 8.35",),), payable=("8.35",),  # 8.345
        net=("dzienna 0:15 × 47.86 = 11.97",), total="11.97 + 2.75 = 14.72",  # 11.965; 2.7531
    ),
    Case(
        "hours are rounded once per line, not day by day",  # three times 10.47 would be 31.41
        one(("2026-10-05", "0:20"), ("2026-10-06", "0:20"), ("2026-10-07", "0:20")),
        BASIC,
        pay=(("dzienna 1:00 × 31.40 = 31.40",),), payable=("31.40",),
        net=("dzienna 1:00 × 44.90 = 44.90",), total="44.90 + 10.33 = 55.23",  # 10.327
    ),
    Case(
        "a break is neither paid nor charged",
        one(("2026-10-05", "6-14 (30)")),
        BASIC,
        pay=(("dzienna 7:30 × 31.40 = 235.50",),), payable=("235.50",),
        net=("dzienna 7:30 × 44.90 = 336.75",), total="336.75 + 77.45 = 414.20",  # 77.4525
    ),
    Case(
        "a kind that was chosen gets its hours whenever they were",
        one(("2026-10-04", "3:30", DUTY)),
        (*SHIFTS, Rate(DUTY, "20.00", "28.00")),
        pay=(("dyżur 3:30 × 20.00 = 70.00",),), payable=("70.00",),
        net=("dyżur 3:30 × 28.00 = 98.00",), total="98.00 + 22.54 = 120.54",
    ),
)  # fmt: skip

CLOCKS = (
    Case(
        "18 to 6 on the eve of a holiday: four hours by day, eight at night",  # LAW §7
        one(("2026-11-10", "18-6")),
        SHIFTS,
        month="2026-11",
        pay=(("dzienna 4:00 × 31.40 = 125.60", "nocna 8:00 × 37.68 = 301.44"),),
        payable=("427.04",),
        net=("dzienna 4:00 × 44.90 = 179.60", "nocna 8:00 × 53.88 = 431.04"),
        total="610.64 + 140.45 = 751.09",  # 140.4472
    ),
    Case(
        "a night whose surcharge is inside the rate is paid as the day",
        one(("2026-10-06", "22-6")),
        BASIC,
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
    Case(
        "a surcharge for the night that the client alone pays",
        one(("2026-10-06", "18-2")),
        (*BASIC, Rate(NIGHT, None, "53.88")),
        pay=(("dzienna 4:00 × 31.40 = 125.60", "nocna 4:00 × 31.40 = 125.60"),),
        payable=("251.20",),
        net=("dzienna 4:00 × 44.90 = 179.60", "nocna 4:00 × 53.88 = 215.52"),
        total="395.12 + 90.88 = 486.00",  # 90.8776
    ),
    Case(
        "the night of 25 October 2026 has nine hours",
        one(("2026-10-24", "22-6")),
        SHIFTS,
        pay=(("nocna 9:00 × 37.68 = 339.12",),), payable=("339.12",),
        net=("nocna 9:00 × 53.88 = 484.92",), total="484.92 + 111.53 = 596.45",  # 111.5316
    ),
    Case(
        "the night of 28 March 2027 has seven hours",
        one(("2027-03-27", "22-6")),
        SHIFTS,
        month="2027-03",
        pay=(("nocna 7:00 × 37.68 = 263.76",),), payable=("263.76",),
        net=("nocna 7:00 × 53.88 = 377.16",), total="377.16 + 86.75 = 463.91",  # 86.7468
    ),
    Case(
        "0 to 8 on the Sunday of autumn: seven hours of night, two of Sunday",
        one(("2026-10-25", "0-8")),
        SHIFTS,
        pay=(("nocna 7:00 × 37.68 = 263.76", "święta 2:00 × 62.80 = 125.60"),),
        payable=("389.36",),
        net=("nocna 7:00 × 53.88 = 377.16", "święta 2:00 × 89.80 = 179.60"),
        total="556.76 + 128.05 = 684.81",  # 128.0548
    ),
    Case(
        "0 to 8 on the Sunday of spring: five hours of night, two of Sunday",
        one(("2027-03-28", "0-8")),
        SHIFTS,
        month="2027-03",
        pay=(("nocna 5:00 × 37.68 = 188.40", "święta 2:00 × 62.80 = 125.60"),),
        payable=("314.00",),
        net=("nocna 5:00 × 53.88 = 269.40", "święta 2:00 × 89.80 = 179.60"),
        total="449.00 + 103.27 = 552.27",
    ),
    Case(
        "a shift into the next month belongs to the month of its day",
        one(("2026-10-31", "22-6")),
        SHIFTS,
        pay=(("nocna 8:00 × 37.68 = 301.44",),), payable=("301.44",),
        net=("nocna 8:00 × 53.88 = 431.04",), total="431.04 + 99.14 = 530.18",  # 99.1392
    ),
    Case(
        "New Year's night belongs to December, and the holiday begins at six",
        one(("2026-12-31", "22-6")),
        (*BASIC, Rate(NIGHT, "38.00", "55.55"), Rate(SUNDAY, "62.80", "89.80")),
        month="2026-12",
        pay=(("nocna 8:00 × 38.00 = 304.00",),), payable=("304.00",),
        net=("nocna 8:00 × 55.55 = 444.40",), total="444.40 + 102.21 = 546.61",  # 102.212
    ),
    Case(
        "29 February is a day like any other",
        one(("2028-02-29", "6-14")),
        BASIC,
        month="2028-02",
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
)  # fmt: skip
