"""Invoices, their corrections and payments."""

from datetime import date
from decimal import Decimal

from app.clients.models import Client
from app.core.clock import now
from app.core.numbering import NumberSeries, Reset, SeriesKind
from app.extensions import db
from app.invoicing.enums import InvoiceStatus, PayState
from app.invoicing.models import Invoice, Payment
from app.invoicing.rules import Line
from app.invoicing.services import Dates, create_draft
from app.invoicing.services.files import store_pdf
from app.invoicing.services.parties import copy_parties, parties_of
from app.settings.models import Company
from tests.security.world import fill

_LINE = {
    "rows": "1", "line_key": "", "line_text": "Praca", "line_quantity": "8", "line_unit": "h",
    "line_price": "47,90", "line_vat": "vat_23",
}  # fmt: skip
ADD = {
    "InvoiceView": {
        "client": "{Client}", "issue_date": "2026-11-06", "sale_to": "2026-10-31",
        "payment_days": "14", "currency": "PLN", "language": "pl", **_LINE,
    },
    "PaymentView": {"invoice": "{Invoice}", "paid_on": "2026-11-10", "amount": "25"},
}  # fmt: skip
PAGES = {
    "InvoiceView.pdf GET": ("/invoices/pdf/{Invoice}", {}),
    "InvoiceView.terms GET": ("/invoices/terms?client={Client}", {}),
    "InvoiceView.totals POST": ("/invoices/totals", _LINE),
    "InvoiceView.correct GET": ("/invoices/correct/{Invoice}", {}),
    "InvoiceView.correct POST": ("/invoices/correct/{Invoice}", {"reason": "Pomyłka", **_LINE}),
    "InvoiceView.difference POST": ("/invoices/difference/{Invoice}", _LINE),
    "InvoiceView.send GET": ("/invoices/send/{Invoice}", {}),
    "InvoiceView.send POST": ("/invoices/send/{Invoice}", {"recipient": "a@example.com"}),
    "InvoiceView.action/mail POST": ("/invoices/action/mail/{Invoice}", {}),
    "InvoiceView.action_post/mail POST": (
        "/invoices/action_post", {"action": "mail", "rowid": "{Invoice}"},
    ),
    "InvoiceSettingsView.index GET": ("/invoice-settings/", {}),
    "InvoiceSettingsView.save POST": ("/invoice-settings/", {"closed_to": "2026-09-30"}),
}  # fmt: skip


def common(_world):
    """The series that number what is issued."""
    for kind in (SeriesKind.invoice, SeriesKind.correction):
        pattern = f"{kind.value[:2].upper()}/{{yyyy}}/{{seq}}"
        db.session.add(
            NumberSeries(kind=kind, name=kind.value, reset=Reset.yearly, pattern=pattern)
        )


def of_client(side, world):
    """A draft that can be issued, and an issued invoice with a payment."""
    company = db.session.get(Company, world.ids[Company])
    client = db.session.get(Client, side.ids[Client])
    line = Line(f"{side.mark} praca", Decimal(8), "h", Decimal("47.90"))
    dates = Dates(date(2026, 11, 6), date(2026, 10, 31))
    draft, invoice = (create_draft(client, company, [line], dates) for _ in range(2))
    for row in (draft, invoice):
        row.notes, row.order_number = f"{side.mark} uwagi", f"{side.mark} zamówienie"
    db.session.flush()
    side.drafts[Invoice], side.ids[Invoice] = draft.id, invoice.id
    _freeze(invoice, f"{side.mark} FV")
    paid = {"amount": Decimal(10), "paid_on": date(2026, 11, 10)}
    own = {"client_id": client.id, "invoice_id": invoice.id}
    side.save(fill(Payment, side.mark, **own, **paid))


def _freeze(invoice, number):
    """Issue under a number that gives the client away; the usual one would be plain."""
    invoice.number, invoice.issued_at = number, now()
    invoice.owed, invoice.pay_state = invoice.gross, PayState.unpaid
    parties = parties_of(invoice)
    copy_parties(invoice, parties)
    store_pdf(invoice, parties)
    invoice.status = InvoiceStatus.issued
    db.session.flush()
