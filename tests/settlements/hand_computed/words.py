"""How a month is written down: rates, who worked when, and the lines it comes to."""

from dataclasses import dataclass, field

from app.clients.enums import InvoiceDetail
from app.core.vat import VatRate
from app.positions.enums import HolidayWindow
from app.positions.enums import RateLevel as Level
from app.positions.rules import Scheme

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
