"""What an employee lacks, and how long documents hold. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.employees.enums import DocumentKind, Gap, Validity

#: A document that ends within so many days is pointed out.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Held:
    """A document as the rules know it; without dates it holds always."""

    kind: DocumentKind
    valid_from: date | None = None
    valid_to: date | None = None


def validity(document: Held, on: date) -> Validity:
    """Return what a document is on a day; both of its days are inside."""
    if document.valid_to is not None and document.valid_to < on:
        return Validity.expired
    if document.valid_from is not None and document.valid_from > on:
        return Validity.future
    if document.valid_to is not None and document.valid_to <= on + SOON:
        return Validity.expiring
    return Validity.valid


def latest(documents: Iterable[Held]) -> list[Held]:
    """Return of every kind the document that holds longest: a renewed one replaces the old."""
    found: dict[DocumentKind, Held] = {}
    for document in documents:
        known = found.get(document.kind)
        if known is None or _end(document) > _end(known):
            found[document.kind] = document
    return list(found.values())


def _end(document: Held) -> date:
    return document.valid_to or date.max


@dataclass(frozen=True)
class Facts:
    """What is known of an employee, as far as a settlement needs it."""

    has_bank_account: bool
    has_pesel: bool
    has_birth_date: bool
    has_address: bool
    documents: tuple[Held, ...] = ()


def gaps(facts: Facts, on: date) -> list[Gap]:
    """Return what is missing for a settlement, in a fixed order."""
    is_expired = any(validity(one, on) is Validity.expired for one in latest(facts.documents))
    missing = {
        Gap.bank_account: not facts.has_bank_account,
        Gap.identity: not (facts.has_pesel or facts.has_birth_date),
        Gap.address: not facts.has_address,
        Gap.expired_document: is_expired,
    }
    return [gap for gap, is_missing in missing.items() if is_missing]
