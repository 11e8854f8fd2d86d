"""Invoices, their lines, their PDFs and the payments for them."""

from app.invoicing.models.frozen import protect_issued, unprotect_issued
from app.invoicing.models.invoice import Invoice, InvoiceLine, InvoicePdf
from app.invoicing.models.payment import Payment

__all__ = [
    "Invoice",
    "InvoiceLine",
    "InvoicePdf",
    "Payment",
    "protect_issued",
    "unprotect_issued",
]
