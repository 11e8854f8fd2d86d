"""Months computed by hand, with a pocket calculator and the law: what is paid and what is charged.

Every row can be checked by somebody who never saw the program: it says who worked when, at which
rates, and then each line as quantity × rate = amount. Exact products stand in the remarks where
they had to be rounded. Nothing here was taken from the output of the program.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from app.clients.enums import InvoiceDetail
from app.core.vat import VatRate
from app.positions.enums import FeeMode, HolidayWindow, PriceMode, PriceSection, PriceSource
from app.positions.enums import RateLevel as Level
from app.positions.rules import PriceRecord, Scheme, choose_scheme

DAY, NIGHT, SUNDAY, HALF, FULL = "dzienna", "nocna", "święta", "nadg. 50 %", "nadg. 100 %"
CARE_DAY, MONTH, PIECE, LUMP, DUTY = "doba", "miesiąc", "sztuka", "ryczałt", "dyżur"


@dataclass(frozen=True)
class Rate:
    """Employee rate / client rate of a kind, since a day; one of them may be missing."""

    kind: str
    employee: str | None
    client: str | None
    since: str | None = "2026-09-01"
    level: Level = Level.position


@dataclass(frozen=True)
class Entry:
    """What was worked on a day: "6-14", "0:20", or a quantity of a kind that is no hours."""

    day: str
    said: str
    kind: str | None = None


@dataclass(frozen=True)
class Person:
    """A contract: its hours, what is agreed for it alone, and the days of the month it holds."""

    work: tuple[Entry, ...]
    rates: tuple[Rate, ...] = ()
    days: tuple[str, str] | None = None
    workplace: str = ""
    #: (text, signed amount, is it a bonus that costs the agency)
    finance: tuple[tuple[str, str, bool], ...] = ()
    is_first_contract: bool = False


@dataclass(frozen=True)
class Case:
    """A month; ``pay`` holds a list of lines for each person, ``net`` those of the client."""

    claim: str
    people: tuple[Person, ...]
    rates: tuple[Rate, ...]
    pay: tuple[tuple[str, ...], ...]
    #: What each of them gets, with bonuses and deductions.
    payable: tuple[str, ...]
    net: tuple[str, ...]
    #: net + VAT = gross
    total: str
    month: str = "2026-10"
    scheme: Scheme | None = None
    burden: str = "0"
    vat: VatRate = VatRate.vat_23
    detail: InvoiceDetail = InvoiceDetail.per_rate_kind
    window: HolidayWindow = field(default=HolidayWindow.six_to_six)


def one(*work: tuple[str, ...], **values: object) -> tuple[Person, ...]:
    """Return a single person who has worked so."""
    return (Person(tuple(Entry(*entry) for entry in work), **values),)


BASIC = (Rate(DAY, "31.40", "44.90"),)
#: 20 % more at night, twice the rate on Sundays and holidays.
SHIFTS = (*BASIC, Rate(NIGHT, "37.68", "53.88"), Rate(SUNDAY, "62.80", "89.80"))
OVERTIME = (*BASIC, Rate(HALF, "47.10", "67.35"), Rate(FULL, "62.80", "89.80"))
EIGHT = ("2026-10-05", "6-14")
#: 8 × 31.40, and for the client 8 × 44.90; VAT 82.616.
EIGHT_PAID = ("dzienna 8:00 × 31.40 = 251.20",)
EIGHT_CHARGED = ("dzienna 8:00 × 44.90 = 359.20",)

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

CARE = (Rate(MONTH, "1500.00", "2490.00"),)
WHOLE = ("2026-10-01", "1", MONTH)

LUMP_SUMS = (
    Case(
        "a month at a German agency: the whole lump sum in EUR, VAT by the buyer (np II)",
        one(WHOLE), CARE, vat=VatRate.reverse_eu,
        pay=(("miesiąc 31/31 × 1500.00 = 1500.00",),), payable=("1500.00",),
        net=("miesiąc 1 = 2490.00",), total="2490.00 + 0.00 = 2490.00",
    ),
    Case(
        "one comes on 29 February: 28 and 1 of 29 days, together the whole lump sum",
        (
            *one(("2028-02-01", "1", MONTH), days=("2028-02-01", "2028-02-28")),
            *one(("2028-02-29", "1", MONTH), days=("2028-02-29", "2028-02-29")),
        ),
        CARE, month="2028-02", vat=VatRate.exempt,
        # 1500 × 28/29 = 1448.2758…; 2490 × 28/29 = 2404.1379…, the rest is 85.86
        pay=(("miesiąc 28/29 × 1500.00 = 1448.28",), ("miesiąc 1/29 × 1500.00 = 51.72",)),
        payable=("1448.28", "51.72"),
        net=("miesiąc 2 = 2490.00",), total="2490.00 + 0.00 = 2490.00",
    ),
    Case(
        "half of a February of 28 days",
        one(("2027-02-15", "1", MONTH), days=("2027-02-15", "2027-02-28")),
        CARE, month="2027-02", vat=VatRate.exempt,
        pay=(("miesiąc 14/28 × 1500.00 = 750.00",),), payable=("750.00",),
        net=("miesiąc 1 = 1245.00",), total="1245.00 + 0.00 = 1245.00",
    ),
    Case(
        "three caregivers share a month to the last grosz",
        tuple(
            one((first, "1", MONTH), days=(first, last))[0]
            for first, last in (
                ("2026-10-01", "2026-10-10"),
                ("2026-10-11", "2026-10-20"),
                ("2026-10-21", "2026-10-31"),
            )
        ),
        (Rate(MONTH, "1000.00", "1999.99"),),
        vat=VatRate.exempt, detail=InvoiceDetail.per_employee,
        # up to the 10th 322.58 (322.580…), up to the 20th 645.16 (645.161…), then the rest
        pay=(
            ("miesiąc 10/31 × 1000.00 = 322.58",),
            ("miesiąc 10/31 × 1000.00 = 322.58",),
            ("miesiąc 11/31 × 1000.00 = 354.84",),
        ),
        payable=("322.58", "322.58", "354.84"),
        # 645.158… and 1290.316…
        net=("miesiąc 1 = 645.16", "miesiąc 1 = 645.16", "miesiąc 1 = 709.67"),
        total="1999.99 + 0.00 = 1999.99",
    ),
    Case(
        "days and nights with half a day on arrival",
        one(
            ("2026-10-01", "0.5", CARE_DAY),
            *((f"2026-10-{day:02}", "1", CARE_DAY) for day in range(2, 13)),
        ),
        (Rate(CARE_DAY, "85.50", "119.90"),),
        vat=VatRate.exempt,
        pay=(("doba 11.5 × 85.50 = 983.25",),), payable=("983.25",),
        net=("doba 11.5 × 119.90 = 1378.85",), total="1378.85 + 0.00 = 1378.85",
    ),
    Case(
        "days and nights at a rate that changes on the third of them",
        one(*((f"2026-10-0{day}", "1", CARE_DAY) for day in range(1, 6))),
        (Rate(CARE_DAY, "85.50", "119.90"), Rate(CARE_DAY, "90.00", "125.00", "2026-10-03")),
        vat=VatRate.exempt,
        pay=(("doba 2 × 85.50 = 171.00", "doba 3 × 90.00 = 270.00"),), payable=("441.00",),
        net=("doba 2 × 119.90 = 239.80", "doba 3 × 125.00 = 375.00"),
        total="614.80 + 0.00 = 614.80",
    ),
    Case(
        "pieces with a fraction of a piece",
        one(("2026-10-05", "1250.25", PIECE)),
        (Rate(PIECE, "0.37", "0.52"),),
        pay=(("sztuka 1250.25 × 0.37 = 462.59",),), payable=("462.59",),  # 462.5925
        net=("sztuka 1250.25 × 0.52 = 650.13",), total="650.13 + 149.53 = 799.66",  # 149.5299
    ),
    Case(
        "a lump sum that comes once",
        one(("2026-10-05", "1", LUMP)),
        (Rate(LUMP, "350.00", "500.00"),),
        pay=(("ryczałt 1 × 350.00 = 350.00",),), payable=("350.00",),
        net=("ryczałt 1 × 500.00 = 500.00",), total="500.00 + 115.00 = 615.00",
    ),
    Case(
        "a month's lump sum and three hours at night beside it",
        one(WHOLE, ("2026-10-05", "22-1")),
        (*CARE, Rate(DAY, "15.00", "22.00"), Rate(NIGHT, "20.00", "30.00")),
        vat=VatRate.exempt,
        pay=(("miesiąc 31/31 × 1500.00 = 1500.00", "nocna 3:00 × 20.00 = 60.00"),),
        payable=("1560.00",),
        net=("nocna 3:00 × 30.00 = 90.00", "miesiąc 1 = 2490.00"),
        total="2580.00 + 0.00 = 2580.00",
    ),
    Case(
        "hours in EUR",
        one(*((f"2026-10-0{day}", "7:28") for day in range(5, 10))),
        (Rate(DAY, "13.90", "24.75"),),
        vat=VatRate.reverse_eu,
        pay=(("dzienna 37:20 × 13.90 = 518.93",),), payable=("518.93",),  # 518.9333…
        net=("dzienna 37:20 × 24.75 = 924.00",), total="924.00 + 0.00 = 924.00",
    ),
)  # fmt: skip


def record(mode: PriceMode, value: str = "0", **values: object) -> PriceRecord:
    """Return a record of a price group for what is paid for work."""
    return PriceRecord(
        **{"section": PriceSection.base_pay, "name": "Wynagrodzenie"} | values,
        mode=mode,
        value=Decimal(value),
    )


def group(*records: PriceRecord, source: PriceSource = PriceSource.client) -> Scheme:
    """Return a price group."""
    return Scheme(source, "Grupa", records)


FEE = {"section": PriceSection.fee, "name": "Rekrutacja"}
#: What a position may get its price from: 30 % of its own, 25 % of a group, 20 % of its client.
SOURCES = {
    "own": group(record(PriceMode.margin, "30"), source=PriceSource.own),
    "chosen": group(record(PriceMode.margin, "25"), source=PriceSource.group),
    "client": group(record(PriceMode.margin, "20")),
}
FIRST = one(EIGHT, is_first_contract=True)

PRICES = (
    # The cost of eight hours: 8 × 31.40 × 1.2048 = 302.64576
    Case(
        "cost and 20 % from the price group of the client",
        one(EIGHT), BASIC, burden="20.48", scheme=choose_scheme(PriceSource.client, **SOURCES),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 363.17",), total="363.17 + 83.53 = 446.70",  # 363.174912; 83.5291
    ),
    Case(
        "the same hours after the position was given a group of 25 %",
        one(EIGHT), BASIC, burden="20.48", scheme=choose_scheme(PriceSource.group, **SOURCES),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 378.31",), total="378.31 + 87.01 = 465.32",  # 378.3072; 87.0113
    ),
    Case(
        "the same hours at a price of the position's own, 30 %",
        one(EIGHT), BASIC, burden="20.48", scheme=choose_scheme(PriceSource.own, **SOURCES),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 393.44",), total="393.44 + 90.49 = 483.93",  # 393.439488; 90.4912
    ),
    Case(
        "a record for the night alone leaves the day to the client rate",
        one(("2026-10-06", "18-6")), SHIFTS, burden="20.48",
        scheme=group(record(PriceMode.margin, "10", kind_id=2)),
        pay=(("dzienna 4:00 × 31.40 = 125.60", "nocna 8:00 × 37.68 = 301.44"),),
        payable=("427.04",),
        # 301.44 × 1.2048 × 1.10 = 399.4924…
        net=("dzienna 4:00 × 44.90 = 179.60", "nocna 8:00 = 399.49"),
        total="579.09 + 133.19 = 712.28",  # 133.1907
    ),
    Case(
        "an amount is charged when the component occurs, however long it lasted",
        one(("2026-10-06", "18-6")), SHIFTS,
        scheme=group(record(PriceMode.amount, "100", kind_id=2)),
        pay=(("dzienna 4:00 × 31.40 = 125.60", "nocna 8:00 × 37.68 = 301.44"),),
        payable=("427.04",),
        net=("dzienna 4:00 × 44.90 = 179.60", "nocna 8:00 = 100.00"),
        total="279.60 + 64.31 = 343.91",  # 64.308
    ),
    Case(
        "what is not included costs the client nothing",
        one(EIGHT), BASIC, scheme=group(record(PriceMode.ignore)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=("dzienna 8:00 = 0.00",), total="0.00 + 0.00 = 0.00",
    ),
    Case(
        "a fee beside the rate is added to the first contract",
        FIRST, BASIC, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=(*EIGHT_CHARGED, "Rekrutacja 1 × 250.00 = 250.00"),
        total="609.20 + 140.12 = 749.32",  # 140.116
    ),
    Case(
        "a fee of ten percent adds the margin, not the cost again",
        FIRST, BASIC, scheme=group(record(PriceMode.margin, "10", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=(*EIGHT_CHARGED, "Rekrutacja 1 × 25.12 = 25.12"),
        total="384.32 + 88.39 = 472.71",  # 88.3936
    ),
    Case(
        "a fee inside the rate adds nothing",
        FIRST, BASIC, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.inside, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
    Case(
        "a fee is not added to the second contract",
        one(EIGHT), BASIC, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID,), payable=("251.20",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
    Case(
        "a bonus is paid on top, and charged at its cost and 10 %",
        one(EIGHT, finance=(("Premia", "200.00", True),)), BASIC, burden="20.48",
        scheme=group(
            record(PriceMode.margin, "10", section=PriceSection.other_pay, name="Premie")
        ),
        pay=((*EIGHT_PAID, "Premia 1 = 0.00"),), payable=("451.20",),
        # 200 × 1.2048 × 1.10 = 265.056
        net=(*EIGHT_CHARGED, "Premia 1 × 265.06 = 265.06"),
        total="624.26 + 143.58 = 767.84",  # 143.5798
    ),
    Case(
        "a deduction and a refund change what is paid, never what is charged",
        one(EIGHT, finance=(("Ubranie", "-51.20", False), ("Dojazd", "38.75", False))), BASIC,
        pay=(EIGHT_PAID,), payable=("238.75",),
        net=EIGHT_CHARGED, total="359.20 + 82.62 = 441.82",
    ),
)  # fmt: skip

SEVERAL = (
    Case(
        "two contracts of one person on one day: each has its own eight hours and its own rate",
        (
            *one(EIGHT, is_first_contract=True),
            *one(
                ("2026-10-05", "14-22"),
                rates=(Rate(DAY, "33.00", "46.00", level=Level.contract),),
            ),
        ),
        OVERTIME, scheme=group(record(PriceMode.amount, "250", fee=FeeMode.added, **FEE)),
        pay=(EIGHT_PAID, ("dzienna 8:00 × 33.00 = 264.00",)), payable=("251.20", "264.00"),
        net=(
            *EIGHT_CHARGED,
            "dzienna 8:00 × 46.00 = 368.00",
            "Rekrutacja 1 × 250.00 = 250.00",
        ),
        total="977.20 + 224.76 = 1201.96",  # 224.756
    ),
    Case(
        "three times twenty minutes are one hour on a line per kind of rate",
        one(("2026-10-05", "0:20")) * 3, BASIC,
        pay=(("dzienna 0:20 × 31.40 = 10.47",),) * 3, payable=("10.47",) * 3,  # 10.4666…
        net=("dzienna 1:00 × 44.90 = 44.90",), total="44.90 + 10.33 = 55.23",
    ),
    Case(
        "billed per employee each twenty minutes are rounded",
        one(("2026-10-05", "0:20")) * 3, BASIC, detail=InvoiceDetail.per_employee,
        pay=(("dzienna 0:20 × 31.40 = 10.47",),) * 3, payable=("10.47",) * 3,
        net=("dzienna 0:20 × 44.90 = 14.97",) * 3,  # 14.9666…
        total="44.91 + 10.33 = 55.24",  # 10.3293
    ),
    Case(
        "billed per workplace the hours of each place are rounded",
        tuple(
            one(("2026-10-05", "0:20"), workplace=place)[0] for place in ("Gdynia", "Sopot")
        ),
        BASIC, detail=InvoiceDetail.per_workplace,
        pay=(("dzienna 0:20 × 31.40 = 10.47",),) * 2, payable=("10.47",) * 2,
        net=("Usługi – Gdynia 0:20 × 44.90 = 14.97", "Usługi – Sopot 0:20 × 44.90 = 14.97"),
        total="29.94 + 6.89 = 36.83",  # 6.8862
    ),
    Case(
        "one line for everything is the sum of the lines, not rounded anew",
        one(("2026-10-05", "0:20")) + one(("2026-10-04", "0:20")), SHIFTS,
        detail=InvoiceDetail.one_line,
        pay=(("dzienna 0:20 × 31.40 = 10.47",), ("święta 0:20 × 62.80 = 20.93",)),  # 20.9333…
        payable=("10.47", "20.93"),
        # 14.9666… and 29.9333…
        net=("Usługi 0:40 = 44.90",), total="44.90 + 10.33 = 55.23",
    ),
)  # fmt: skip

CASES = (*RATES, *CLOCKS, *HOLIDAYS, *LONG_DAYS, *LUMP_SUMS, *PRICES, *SEVERAL)
