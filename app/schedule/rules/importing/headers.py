"""What people and other programs write above the columns of a sheet of hours."""

import re
from functools import lru_cache

from app.core.text import search_key
from app.schedule.enums import HoursField

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NO_WORD = re.compile(r"[^a-z0-9]+")

#: The Polish ones first, then those of time clocks and of other programs, English and German.
SYNONYMS: dict[HoursField, str] = {
    HoursField.contract: (
        "nr umowy|numer umowy|umowa|umowa nr|nr wyjazdu|numer wyjazdu|wyjazd|umowa wyjazd"
        "|contract|contract no|contract number|contract id|vertrag|vertragsnummer"
    ),
    HoursField.person: (
        "pracownik|pracownica|nazwisko i imie|imie i nazwisko|nazwisko imie|imie nazwisko"
        "|pracownik nazwisko i imie|osoba|opiekunka|opiekun|zleceniobiorca|personel|uzytkownik"
        "|employee|employee name|worker|name|full name|person|staff|mitarbeiter|mitarbeiterin"
    ),
    HoursField.last_name: (
        "nazwisko|nazwisko pracownika|last name|surname|family name|nachname|familienname"
    ),
    HoursField.first_name: ("imie|imie pracownika|imiona|first name|given name|forename|vorname"),
    HoursField.pesel: "pesel|nr pesel|numer pesel|pesel pracownika",
    HoursField.client: (
        "klient|nazwa klienta|kontrahent|firma|odbiorca|zaklad|pracodawca uzytkownik|hotel"
        "|client|customer|company|kunde|auftraggeber"
    ),
    HoursField.position: (
        "stanowisko|nazwa stanowiska|stanowisko pracy|funkcja|rola|praca|position|job|job title"
        "|role|stelle|tatigkeit"
    ),
    HoursField.day: (
        "data|dzien|data pracy|dzien pracy|data zmiany|data dzien|dnia|data wpisu|kiedy"
        "|date|day|work date|shift date|datum|tag"
    ),
    HoursField.begin: (
        "od|od godz|od godziny|godz od|godzina od|godziny od|poczatek|poczatek pracy|rozpoczecie"
        "|rozpoczecie pracy|godzina rozpoczecia|godz rozpoczecia|start|wejscie|przyjscie"
        "|from|begin|start time|time in|clock in|in|von|beginn|kommen"
    ),
    HoursField.end: (
        "do|do godz|do godziny|godz do|godzina do|godziny do|koniec|koniec pracy|zakonczenie"
        "|zakonczenie pracy|godzina zakonczenia|godz zakonczenia|stop|wyjscie"
        "|to|end|finish|end time|time out|clock out|out|bis|ende|gehen"
    ),
    HoursField.pause: (
        "przerwa|przerwy|przerwa min|przerwa w min|przerwa minuty|dlugosc przerwy"
        "|break|break min|break minutes|lunch|pause|unbezahlte pause"
    ),
    HoursField.hours: (
        "godziny|liczba godzin|ilosc godzin|godz|h|czas|czas pracy|czas pracy h|przepracowane"
        "|godziny pracy|przepracowane godziny|godziny przepracowane|suma godzin|razem godzin"
        "|lacznie godzin|total hours|zmiana|godziny zmiany|hours|worked|worked hours|hours worked"
        "|duration|shift|time|stunden|arbeitszeit|dauer"
    ),
    HoursField.quantity: (
        "ilosc|liczba|ilosc sztuk|liczba sztuk|sztuki|szt|doby|liczba dob|ilosc dob|dni|liczba dni"
        "|quantity|qty|amount|units|pieces|days|menge|anzahl"
    ),
    HoursField.kind: (
        "rodzaj stawki|stawka|rodzaj|typ stawki|typ|rodzaj godzin|typ godzin|kategoria"
        "|skladnik|rodzaj pracy|rate kind|kind|kind of rate|rate|type|pay code|category|lohnart"
    ),
    HoursField.note: (
        "uwagi|uwaga|notatka|notatki|opis|komentarz|info|informacje|note|notes|remarks|comment"
        "|comments|description|bemerkung|bemerkungen"
    ),
}


@lru_cache(maxsize=2048)
def header_key(text: str) -> str:
    """Return a header without case, marks, brackets and punctuation: „Przerwa [min.]” → przerwa."""
    return " ".join(_NO_WORD.sub(" ", _BRACKETS.sub(" ", search_key(text))).split())


def field_of(text: str) -> HoursField | None:
    """Return what a header says its column holds."""
    return _fields().get(header_key(text))


@lru_cache(maxsize=1)
def _fields() -> dict[str, HoursField]:
    return {word: field for field, words in SYNONYMS.items() for word in words.split("|")}
