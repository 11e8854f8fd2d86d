"""Words that stand on documents of a client: in its language, whatever that of the office is.

A document must not change with a new translation, so these are data, not texts of the program.
"""

from datetime import date

from babel.dates import format_date

from app.clients.enums import Language
from app.positions.enums import Unit

#: What an agency does where the client's profile has no name of its own for it.
_SERVICE = {
    Language.pl: "Usługi pracownicze",
    Language.en: "Staffing services",
    Language.de: "Personaldienstleistungen",
}
_WHOLE = {
    Language.pl: "{service} za {month}",
    Language.en: "{service} for {month}",
    Language.de: "{service} für {month}",
}
_SPECIFICATION = {
    Language.pl: "Specyfikacja godzin – {month}",
    Language.en: "Specification of hours – {month}",
    Language.de: "Stundenaufstellung – {month}",
}
_ROUNDING = {
    Language.pl: "Godziny w wierszu są sumowane, mnożone raz przez stawkę i raz zaokrąglane.",
    Language.en: "Hours are summed per line, multiplied by the rate once and rounded once.",
    Language.de: "Stunden je Zeile werden summiert, einmal multipliziert und einmal gerundet.",
}
#: Heads of the specification: what, quantity, unit, rate, net.
HEADS = {
    Language.pl: ("Usługa", "Ilość", "J.m.", "Stawka", "Netto"),
    Language.en: ("Service", "Quantity", "Unit", "Rate", "Net"),
    Language.de: ("Leistung", "Menge", "Einheit", "Satz", "Netto"),
}
TOTAL = {Language.pl: "Razem", Language.en: "Total", Language.de: "Summe"}
#: How people are told apart where a client wants no names.
PERSON = {Language.pl: "Pracownik {}", Language.en: "Employee {}", Language.de: "Mitarbeiter {}"}
_UNITS = {
    Unit.hour: ("godz.", "h", "Std."),
    Unit.day: ("doba", "day", "Tag"),
    Unit.month: ("mies.", "month", "Monat"),
    Unit.piece: ("szt.", "pcs", "Stk."),
    Unit.lump: ("usł.", "service", "Pausch."),
}
_PLACES = {Language.pl: 0, Language.en: 1, Language.de: 2}


def month_name(month: date, language: Language) -> str:
    """Return „październik 2026”."""
    return format_date(month, "LLLL yyyy", locale=language.value)


def whole(month: date, language: Language, service: str | None = None) -> str:
    """Return the text of a line that stands for all work of a month."""
    called = service or _SERVICE[language]
    return _WHOLE[language].format(service=called, month=month_name(month, language))


def specification(month: date, language: Language) -> str:
    """Return the title of the specification of hours."""
    return _SPECIFICATION[language].format(month=month_name(month, language))


def rounding(language: Language) -> str:
    """Return the rule by which lines are rounded, printed under the specification."""
    return _ROUNDING[language]


def unit(one: Unit, language: Language) -> str:
    """Return how a unit is written on a document."""
    return _UNITS[one][_PLACES[language]]
