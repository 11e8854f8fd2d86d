"""The upper part of a document: logo, title, dates, seller and buyer."""

from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Image, Paragraph, Spacer, Table

from app.core.identifiers import show_nip
from app.invoicing.printing.document import Document
from app.invoicing.printing.style import ACCENT, RULE, SHADE, WIDTH, clean, para, style
from app.invoicing.printing.texts import Texts
from app.invoicing.rules import Party

_LOGO = (52 * mm, 20 * mm)


def head(document: Document, texts: Texts) -> list[Any]:
    """Return the flowables above the table of lines."""
    return [
        _title(document, texts),
        Spacer(0, 5 * mm),
        _dates(document, texts),
        Spacer(0, 5 * mm),
        _parties(document, texts),
        Spacer(0, 6 * mm),
    ]


def _title(document: Document, texts: Texts) -> Table:
    kind = texts("correction" if document.corrects else "invoice")
    number = f"{texts('no')} {document.number}" if document.number else texts("draft")
    rows: list[Any] = [
        para(kind, style(19, bold=True, right=True)),
        para(number, style(12, right=True)),
    ]
    for name, other in (("to_invoice", document.corrects), ("after_correction", document.follows)):
        if other:
            said = f"{texts(name)} {other[0]} {texts('dated')} {texts.day(other[1])}"
            rows.append(para(said, style(9.5, muted=True, right=True)))
    left = _logo(document.logo) or para(document.seller.name, style(13, bold=True))
    return Table(
        [[left, rows]],
        colWidths=[WIDTH * 0.42, WIDTH * 0.58],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("LINEBELOW", (0, 0), (-1, -1), 1.4, ACCENT),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ],
    )


def _logo(content: bytes | None) -> Image | None:
    if content is None:
        return None
    image = Image(BytesIO(content))
    factor = min(_LOGO[0] / image.imageWidth, _LOGO[1] / image.imageHeight, 1)
    image.drawWidth, image.drawHeight = image.imageWidth * factor, image.imageHeight * factor
    image.hAlign = "LEFT"
    return image


def _dates(document: Document, texts: Texts) -> Table:
    cells = [(texts("issued"), texts.day(document.issue_date))]
    if document.sale_from:
        period = f"{texts.day(document.sale_from)} – {texts.day(document.sale_to)}"
        cells.append((texts("period"), period))
    else:
        cells.append((texts("sold"), texts.day(document.sale_to)))
    # Whether anything is paid back depends on what was paid: a term would promise it.
    if document.total.gross >= 0:
        cells.append((texts("due"), texts.day(document.due_date)))
        cells.append((texts("method"), texts("transfer")))
    if document.order_number:
        cells.append((texts("order"), document.order_number))
    row = [[para(label, style(7.5, muted=True)), para(value, style(9.5))] for label, value in cells]
    weights = [1.35 if document.sale_from and n == 1 else 1 for n in range(len(cells))]
    return Table(
        [row],
        colWidths=[WIDTH * weight / sum(weights) for weight in weights],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), SHADE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 6),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ("LINEAFTER", (0, 0), (-2, -1), 0.5, RULE),
        ],
    )


def _parties(document: Document, texts: Texts) -> Table:
    cells = [
        _party(texts("seller"), document.seller, texts),
        _party(texts("buyer"), document.buyer, texts),
    ]
    return Table(
        [cells],
        colWidths=[WIDTH / 2, WIDTH / 2],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("LEFTPADDING", (1, 0), (1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
    )


def _party(title: str, party: Party, texts: Texts) -> list[Paragraph]:
    place = " ".join(part for part in (party.postal_code, party.city) if part)
    if party.country and party.country != "PL":
        place = f"{place}, {party.country}"
    lines = [para(title, style(8, muted=True)), para(party.name, style(10.5, bold=True))]
    lines += [para(text, style(9.5)) for text in (party.street, place) if text]
    numbers = [
        f"{texts('nip')}: {show_nip(party.nip)}" if party.nip else "",
        f"{texts('eu_vat')}: {party.eu_vat}" if party.eu_vat else "",
    ]
    shown = " · ".join(clean(number) for number in numbers if number)
    return [*lines, Paragraph(shown, style(9.5))] if shown else lines
