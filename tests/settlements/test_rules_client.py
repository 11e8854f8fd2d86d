"""How people are called on the lines of a client."""

from decimal import Decimal

import pytest

from app.clients.enums import EmployeeNames, InvoiceDetail, Language
from app.core.vat import VatRate
from app.positions.enums import Unit
from app.settlements import texts
from app.settlements.enums import LineKind
from app.settlements.rules.client import Profile, Source, charges

ANNA, BEATA, CELINA = (3, "Anna Nowak"), (1, "Beata Żak"), (2, "Celina Kot-Maj")


def hours(person, line_id, position="Pokojówka", place=1):
    employee_id, name = person
    return Source(
        line_id, LineKind.work, "dzienna", 1, Unit.hour, 60, Decimal(0), Decimal(40),
        is_by_rate=True, price=Decimal(40), cost=Decimal(30), employee_id=employee_id,
        employee=name, position_id=place, position=position,
    )  # fmt: skip


def called(sources, names, language=Language.pl, detail=InvoiceDetail.per_employee):
    profile = Profile(detail, names, VatRate.vat_23, "Usługi", texts.PERSON[language])
    return [line.text for line in charges(sources, profile)]


TWO = [hours(ANNA, 1), hours(BEATA, 2), hours(ANNA, 3, "Recepcja", 2)]


@pytest.mark.parametrize(
    ("names", "language", "said"),
    [
        (EmployeeNames.full, Language.pl, ("Anna Nowak", "Beata Żak", "Anna Nowak")),
        (EmployeeNames.initials, Language.pl, ("A. N.", "B. Ż.", "A. N.")),
        (EmployeeNames.none, Language.pl, ("Pracownik 2", "Pracownik 1", "Pracownik 2")),
        (EmployeeNames.none, Language.en, ("Employee 2", "Employee 1", "Employee 2")),
        (EmployeeNames.none, Language.de, ("Mitarbeiter 2", "Mitarbeiter 1", "Mitarbeiter 2")),
    ],
)
def test_lines_of_people_are_told_apart(names, language, said):
    first, second, third = said
    assert called(TWO, names, language) == [
        f"Pokojówka – dzienna – {first}", f"Pokojówka – dzienna – {second}",
        f"Recepcja – dzienna – {third}",
    ]  # fmt: skip


def test_whoever_came_later_changes_nobody_s_number():
    later = hours((9, "Aaron Adamski"), 4)
    before = called(TWO, EmployeeNames.none)
    after = called([later, *TWO], EmployeeNames.none)
    assert after == ["Pokojówka – dzienna – Pracownik 3", *before]


@pytest.mark.parametrize("detail", [one for one in InvoiceDetail if one.value != "per_employee"])
def test_where_people_have_no_line_nobody_is_numbered(detail):
    assert "Pracownik" not in " ".join(called(TWO, EmployeeNames.none, detail=detail))


def test_without_a_word_for_people_their_lines_say_nothing_of_them():
    profile = Profile(InvoiceDetail.per_employee, EmployeeNames.none, VatRate.vat_23, "Usługi")
    assert [line.text for line in charges(TWO, profile)] == [
        "Pokojówka – dzienna", "Pokojówka – dzienna", "Recepcja – dzienna",
    ]  # fmt: skip
