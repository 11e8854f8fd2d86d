"""What an employee lacks, and how long documents hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.employees.enums import DocumentKind, Gap, Validity
from app.employees.rules import SOON, Facts, Held, gaps, latest, validity

DAY = date(2026, 11, 24)
MEDICAL = DocumentKind.medical


def held(start=None, end=None, kind=MEDICAL):
    return Held(kind, start, end)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (held(), Validity.valid),
        (held(date(2026, 1, 1), date(2027, 1, 1)), Validity.valid),
        (held(end=DAY), Validity.expiring),
        (held(end=DAY - timedelta(1)), Validity.expired),
        (held(end=DAY + SOON), Validity.expiring),
        (held(end=DAY + SOON + timedelta(1)), Validity.valid),
        (held(start=DAY), Validity.valid),
        (held(start=DAY + timedelta(1)), Validity.future),
        (held(DAY + timedelta(1), DAY + timedelta(2)), Validity.future),
    ],
)
def test_both_days_of_a_document_are_inside(document, expected):
    assert validity(document, DAY) is expected


def test_renewed_document_replaces_the_old_one():
    old, new = held(end=date(2026, 1, 1)), held(end=date(2028, 1, 1))
    other = held(end=date(2025, 1, 1), kind=DocumentKind.a1)
    assert latest([old, new, other]) == [new, other]
    assert latest([new, old, other]) == [new, other]


def test_document_without_an_end_holds_longest():
    assert latest([held(end=date(2099, 1, 1)), held()]) == [held()]


FULL = {
    "has_bank_account": True,
    "has_pesel": True,
    "has_birth_date": True,
    "has_address": True,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"has_bank_account": False}, [Gap.bank_account]),
        ({"has_pesel": False}, []),
        ({"has_birth_date": False}, []),
        ({"has_pesel": False, "has_birth_date": False}, [Gap.identity]),
        ({"has_address": False}, [Gap.address]),
        ({"documents": (held(end=DAY),)}, []),
        ({"documents": (held(end=DAY - timedelta(1)),)}, [Gap.expired_document]),
        ({"documents": (held(end=DAY - timedelta(1)), held(end=DAY))}, []),
        (dict.fromkeys(FULL, False), [Gap.bank_account, Gap.identity, Gap.address]),
    ],
)
def test_gaps_name_what_is_missing(changes, expected):
    assert gaps(Facts(**(FULL | changes)), DAY) == expected


days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
documents = st.lists(
    st.builds(Held, st.sampled_from(DocumentKind), st.none(), st.none() | days), max_size=6
)


@given(documents)
def test_order_of_documents_changes_no_gap(found):
    facts = [Facts(**FULL, documents=tuple(order)) for order in (found, reversed(found))]
    assert gaps(facts[0], DAY) == gaps(facts[1], DAY)
