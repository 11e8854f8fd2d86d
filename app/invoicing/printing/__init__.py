"""The printed form of invoices, drawn by ReportLab: plain data in, the bytes of a PDF out."""

from app.invoicing.printing.document import Document, Exchange
from app.invoicing.printing.render import render

__all__ = ["Document", "Exchange", "render"]
