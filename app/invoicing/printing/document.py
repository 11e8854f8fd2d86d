"""What stands on a printed document, apart from the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.money import Taxed
from app.core.vat import VatRate
from app.invoicing import rules
from app.invoicing.enums import PrintLanguage
from app.invoicing.rules import Annex, Line, Pair, Party


@dataclass(frozen=True)
class Exchange:
    """The rate by which VAT is shown in złoty."""

    rate: Decimal
    table: str
    day: date | None


@dataclass(frozen=True)
class Document:
    """An invoice, a correction, or the draft of one."""

    language: PrintLanguage
    seller: Party
    buyer: Party
    issue_date: date
    sale_to: date
    due_date: date
    currency: str
    after: Sequence[Line]
    #: None while it is a draft.
    number: str | None = None
    sale_from: date | None = None
    before: Sequence[Line] = ()
    #: Number and day of the corrected invoice; with them the document is a correction.
    corrects: tuple[str, date] | None = None
    #: Number and day of the correction before it, from which „before” is taken.
    follows: tuple[str, date] | None = None
    reason: str = ""
    iban: str = ""
    bank: str = ""
    bic: str = ""
    seller_details: str = ""
    logo: bytes | None = None
    order_number: str = ""
    notes: str = ""
    exemption_basis: str = ""
    exchange: Exchange | None = None
    annex: Annex | None = None

    @property
    def totals(self) -> dict[VatRate, Taxed]:
        """Return the amounts of every rate; for a correction the differences."""
        return rules.difference(self.before, self.after)

    @property
    def total(self) -> Taxed:
        """Return the amounts of the whole document."""
        return rules.total(self.totals)

    @property
    def changed(self) -> list[Pair]:
        """Return the lines a correction changes."""
        return [pair for pair in rules.pairs(self.before, self.after) if pair.is_changed]

    @property
    def rates(self) -> set[VatRate]:
        """Return the VAT rates that occur."""
        return {line.vat_rate for line in (*self.before, *self.after)}
