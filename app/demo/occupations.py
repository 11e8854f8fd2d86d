"""What people do at the clients, and what is paid for it: above the minimum pay of 2026."""

from dataclasses import dataclass
from decimal import Decimal

from app.core.money import round_money

#: Shipped kinds of rates, by the names a new installation has.
DAY, NIGHT, HOLIDAY = "dzienna", "nocna", "niedziela i święta"
OVERTIME_50, OVERTIME_100 = "nadgodziny 50 %", "nadgodziny 100 %"
ROUND_THE_CLOCK, LUMP = "doba", "miesiąc ryczałt"

#: Lines of business.
HOTELS, WAREHOUSES, FACTORIES, CARE = "hotels", "warehouses", "factories", "care"

#: A fifth of the minimum pay for an hour of the month with the fewest hours (art. 151⁸ K.p.).
_NIGHT_EXTRA = Decimal("6.01")

Rates = dict[str, tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class Job:
    """A position as it is offered: its name, the pay of an hour, and what it asks for."""

    name: str
    pay: Decimal
    code: str | None = None
    description: str = ""
    qualifications: str | None = None


JOBS: dict[str, tuple[Job, ...]] = {
    HOTELS: (
        Job("Pokojówka", Decimal("32.60"), "911203", "Sprzątanie 12–14 pokoi na zmianę."),
        Job(
            "Pomoc kuchenna",
            Decimal("32.00"),
            "941201",
            "Obróbka wstępna, zmywak, wydawka.",
            "Orzeczenie do celów sanitarno-epidemiologicznych",
        ),
        Job(
            "Kelner / kelnerka",
            Decimal("33.80"),
            "513101",
            "Obsługa śniadań i bankietów.",
            "Orzeczenie sanitarne, angielski A2",
        ),
        Job(
            "Recepcjonista",
            Decimal("35.20"),
            "422402",
            "Zmiany dzienne i nocne.",
            "Angielski lub niemiecki B1",
        ),
        Job(
            "Pracownik techniczny",
            Decimal("36.50"),
            None,
            "Drobne naprawy, basen, teren.",
            "SEP do 1 kV",
        ),
    ),
    WAREHOUSES: (
        Job("Magazynier", Decimal("33.50"), "432103", "Przyjęcia i wydania, skaner."),
        Job(
            "Kompletacja zamówień",
            Decimal("32.20"),
            "432103",
            "Zbieranie głosowe, norma 140 linii.",
        ),
        Job(
            "Operator wózka widłowego",
            Decimal("37.40"),
            "834401",
            "Wózki wysokiego składowania.",
            "Uprawnienia UDT I WJO",
        ),
        Job("Pakowacz", Decimal("31.80"), "932101", "Pakowanie i etykietowanie przesyłek."),
    ),
    FACTORIES: (
        Job("Pracownik produkcji", Decimal("32.40"), None, "Linia w trzech zmianach."),
        Job(
            "Operator maszyn",
            Decimal("37.90"),
            None,
            "Ustawianie i przezbrajanie.",
            "Doświadczenie 1 rok",
        ),
        Job("Pakowacz ręczny", Decimal("31.60"), "932101", "Koniec linii, palety."),
        Job("Kontroler jakości", Decimal("35.60"), None, "Pomiary suwmiarką, protokoły."),
    ),
    CARE: (
        Job(
            "Opiekunka osoby starszej",
            Decimal("1850.00"),
            "532202",
            "Opieka z zamieszkaniem: posiłki, zakupy, pomoc przy higienie, spacery.",
            "Niemiecki A2, kurs pierwszej pomocy",
        ),
        Job(
            "Opiekunka – Pflegegrad 4",
            Decimal("2240.00"),
            "532202",
            "Podopieczna leżąca, transfer z podnośnikiem, noce niespokojne.",
            "Niemiecki B1, doświadczenie 2 lata",
        ),
    ),
}

#: The rates of the worked month that the documentation counts through; no others hold there.
BALTYK_RATES: Rates = {
    DAY: (Decimal("33.40"), Decimal("47.90")),
    NIGHT: (Decimal("39.41"), Decimal("57.48")),
    OVERTIME_50: (Decimal("50.10"), Decimal("71.85")),
}


def hourly_rates(pay: Decimal, *, factor: Decimal) -> Rates:
    """Return what is paid for the hours of a position, and what the client pays for them."""
    paid = {
        DAY: pay,
        NIGHT: pay + _NIGHT_EXTRA,
        HOLIDAY: pay * Decimal("1.25"),
        OVERTIME_50: pay * Decimal("1.5"),
        OVERTIME_100: pay * 2,
    }
    return {kind: _pair(amount, factor) for kind, amount in paid.items()}


def care_rates(pay: Decimal, *, factor: Decimal) -> Rates:
    """Return the lump sum of a month and the price of single days, in EUR."""
    daily = (pay / 28).quantize(Decimal(1))
    return {LUMP: _pair(pay, factor), ROUND_THE_CLOCK: _pair(daily, factor)}


def raised(rates: Rates, by: Decimal) -> Rates:
    """Return rates raised by a percentage, each of both sides."""
    factor = 1 + by / 100
    return {
        kind: (round_money(employee * factor), round_money(client * factor))
        for kind, (employee, client) in rates.items()
    }


def _pair(amount: Decimal, factor: Decimal) -> tuple[Decimal, Decimal]:
    return round_money(amount), round_money(amount * factor)
