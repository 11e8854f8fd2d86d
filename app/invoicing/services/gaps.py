"""What a draft still lacks before it can be issued, and where each thing is put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from app.core.clock import today
from app.core.currency import Currency
from app.core.errors import DomainError
from app.core.numbering import NumberSeries
from app.core.vat import VatRate
from app.invoicing.enums import Mending
from app.invoicing.models import Invoice
from app.invoicing.queries import series_of
from app.invoicing.rules import Party
from app.invoicing.services.parties import Parties, buying_client, is_private, parties_of
from app.invoicing.services.periods import closed_to


@dataclass(frozen=True)
class Gap:
    """Something that is missing; ``pk`` is the row it is mended on."""

    text: str
    place: Mending
    pk: int = 0

    def __str__(self) -> str:
        return self.text


class Incomplete(DomainError):  # noqa: N818 - it is a verdict, not a fault
    """A draft that cannot be issued, with all it lacks."""

    def __init__(self, found: list[Gap]) -> None:
        super().__init__(" ".join(map(str, found)))
        self.gaps = found


def draft_gaps(invoice: Invoice) -> list[Gap]:
    """Return everything that stands in the way of the issue of a draft."""
    series = series_of(invoice.company_id, invoice.kind)
    return gaps(invoice, parties_of(invoice), series, closed_to(), on=day_of_issue(invoice))


def day_of_issue(invoice: Invoice) -> date:
    """Return the day on which a draft is issued: today when the day it names has passed.

    Nobody who prepares documents and issues them later means to issue them with an earlier day.
    """
    return max(invoice.issue_date, today())


def gaps(
    invoice: Invoice,
    parties: Parties,
    series: NumberSeries | None,
    closed: date | None,
    *,
    on: date | None = None,
) -> list[Gap]:
    """Return what a document lacks to be issued on a day, given what else was found for it."""
    found = [*_of_content(invoice), *_of_dates(invoice, on or invoice.issue_date, closed)]
    if not invoice.is_correction:
        found += [*_of_seller(invoice, parties), *_of_buyer(invoice, parties.buyer)]
    if series is None:
        text = _("No number series for “%(kind)s” is in use.", kind=invoice.kind)
        found.append(Gap(text, Mending.series))
    return found


def _of_content(invoice: Invoice) -> Iterator[Gap]:
    after = invoice.after
    if invoice.is_correction:
        if after == invoice.before:
            yield Gap(_("The correction changes nothing."), Mending.correction, invoice.id)
        if not invoice.reason:
            yield Gap(_("Give the reason of the correction."), Mending.correction, invoice.id)
    elif not after:
        yield Gap(_("There are no lines."), Mending.lines, invoice.id)
    elif invoice.gross <= Decimal(0):
        yield Gap(_("The total must be greater than zero."), Mending.lines, invoice.id)
    rates = {line.vat_rate for line in after}
    if VatRate.exempt in rates and not invoice.exemption_basis:
        text = _("An exempt line needs the legal basis of the exemption.")
        yield Gap(text, Mending.invoice, invoice.id)
    if invoice.currency is not Currency.PLN and invoice.vat and not invoice.exchange_rate:
        text = _("VAT in another currency needs the NBP exchange rate.")
        yield Gap(text, Mending.invoice, invoice.id)
    if invoice.client.requires_order_number and not invoice.order_number:
        yield Gap(_("The client requires its order number."), Mending.invoice, invoice.id)


def _of_dates(invoice: Invoice, day: date, closed: date | None) -> Iterator[Gap]:
    if day > today():
        yield Gap(_("The issue date lies in the future."), Mending.invoice, invoice.id)
    if closed and day <= closed:
        text = _("The period up to %(day)s is closed.", day=f"{closed:%d.%m.%Y}")
        yield Gap(text, Mending.settings)


def _of_seller(invoice: Invoice, parties: Parties) -> Iterator[Gap]:
    seller, pk = parties.seller, invoice.company_id
    if not seller.nip:
        yield Gap(_("Your company has no NIP."), Mending.company, pk)
    if not (seller.street and seller.postal_code and seller.city):
        yield Gap(_("Your company has no complete address."), Mending.company, pk)
    if not parties.account.iban:
        text = _("Your company has no bank account in %(currency)s.", currency=invoice.currency)
        yield Gap(text, Mending.account, pk)


def _of_buyer(invoice: Invoice, buyer: Party) -> Iterator[Gap]:
    client = buying_client(invoice.client)
    if client is None:
        text = _("Somebody else pays for this client, whom you may not see.")
        yield Gap(text, Mending.client, invoice.client_id)
        return
    if not buyer.street:
        text = _("“%(name)s” has no valid address (registered office).", name=client.name)
        yield Gap(text, Mending.address, client.id)
    is_abroad = buyer.country not in ("", "PL")
    if not (buyer.nip or is_private(client) or is_abroad):
        yield Gap(_("“%(name)s” has no NIP.", name=client.name), Mending.client, client.id)
    is_reverse = any(line.vat_rate is VatRate.reverse_eu for line in invoice.after)
    if is_reverse and (not buyer.eu_vat or buyer.eu_vat.startswith("PL")):
        text = _("“np II” needs the buyer's EU VAT number of another country.")
        yield Gap(text, Mending.client, client.id)
