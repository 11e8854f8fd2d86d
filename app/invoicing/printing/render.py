"""Putting a document together: head, lines, sums, payment, annex."""

from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from app.core.identifiers import show_iban
from app.core.vat import VatRate
from app.invoicing import rules
from app.invoicing.printing.canvas import NumberedCanvas, draw_mark
from app.invoicing.printing.document import Document
from app.invoicing.printing.head import head
from app.invoicing.printing.lines import annex_table, lines, summary
from app.invoicing.printing.style import (
    ACCENT,
    MARGIN,
    PAGE,
    SHADE,
    WIDTH,
    para,
    register_fonts,
    style,
)
from app.invoicing.printing.texts import Texts

#: ReportLab's frame keeps this distance inside its borders.
_FRAME = 6
#: ReportLab reads a font from one place that all threads of a process move about: two at a time
#: would fail, or embed the wrong letters.
_one_at_a_time = Lock()


def render(document: Document) -> bytes:
    """Return the PDF; equal documents give equal bytes."""
    with _one_at_a_time:
        register_fonts()
        return _draw(document)


def _draw(document: Document) -> bytes:
    texts = Texts(document.language)
    output = BytesIO()
    title = f"{texts('correction' if document.corrects else 'invoice')} {document.number or ''}"
    template = SimpleDocTemplate(
        output,
        pagesize=PAGE,
        leftMargin=MARGIN - _FRAME,
        rightMargin=MARGIN - _FRAME,
        topMargin=15 * mm,
        bottomMargin=20 * mm,
        title=title.strip(),
        author=document.seller.name,
        lang="en" if texts.is_english else "pl",
    )
    mark = "" if document.number else texts.both("draft")[0]

    def begin_page(canvas: Any, _template: Any) -> None:
        if mark:
            draw_mark(canvas, mark)

    story = [*head(document, texts), *lines(document, texts), *_end(document, texts)]
    template.build(
        [*story, *_annex(document, texts)],
        onFirstPage=begin_page,
        onLaterPages=begin_page,
        canvasmaker=_canvas(document, texts, title.strip()),
    )
    return output.getvalue()


def _canvas(document: Document, texts: Texts, title: str) -> type[NumberedCanvas]:
    words = zip(texts.both("page"), texts.both("of"), strict=True)
    page = " · ".join(f"{page} {{page}} {of} {{pages}}" for page, of in words if page)
    return type(
        "DocumentCanvas",
        (NumberedCanvas,),
        {"foot": document.seller_details[:150], "page_text": page, "head": title},
    )


def _end(document: Document, texts: Texts) -> list[Any]:
    both = Table(
        [[_payment(document, texts), summary(document, texts)]],
        colWidths=[WIDTH * 0.42, WIDTH * 0.58],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
        ],
    )
    return [KeepTogether([both, Spacer(0, 3 * mm)]), *_remarks(document, texts)]


def _payment(document: Document, texts: Texts) -> list[Any]:
    gross = document.total.gross
    label = texts("to_pay_less" if gross < 0 else "to_pay")
    amount = f"{texts.money(abs(gross))} {document.currency}"
    box = Table(
        [[para(label, style(8.5, muted=True))], [para(amount, style(16, bold=True))]],
        colWidths=[WIDTH * 0.38],
        hAlign="LEFT",
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), SHADE),
            ("LINEBEFORE", (0, 0), (0, -1), 2.5, ACCENT),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, 0), 5),
            ("BOTTOMPADDING", (0, 1), (-1, 1), 9),
        ],
    )
    return [box, Spacer(0, 2.5 * mm), *_account(document, texts)]


def _account(document: Document, texts: Texts) -> list[Paragraph]:
    if not document.iban or document.total.gross <= 0:
        return []
    bank = " · ".join(part for part in (document.bank, document.bic) if part)
    rows = [(texts("account"), show_iban(document.iban))]
    rows += [(texts("bank"), bank)] if bank else []
    return [
        part
        for position, (label, value) in enumerate(rows)
        for part in (
            para(label, style(7.5, muted=True)),
            para(value, style(9.5, bold=position == 0)),
        )
    ]


def _remarks(document: Document, texts: Texts) -> list[Any]:
    total = document.total
    rows = [(texts("in_words"), texts.words(total.gross, document.currency))]
    if document.reason:
        rows.append((texts("reason"), document.reason))
    if document.exchange and total.vat:
        rows.append((texts("in_zloty"), _zloty(document, texts)))
    if VatRate.exempt in document.rates and document.exemption_basis:
        rows.append((texts("basis"), document.exemption_basis))
    if document.notes:
        rows.append((texts("notes"), document.notes))
    found: list[Any] = []
    if VatRate.reverse_eu in document.rates:
        found.append(para(texts("reverse"), style(10.5, bold=True)))
    for label, value in rows:
        found += [Spacer(0, 1.5 * mm), para(label, style(7.5, muted=True)), para(value, style(9.5))]
    return found


def _zloty(document: Document, texts: Texts) -> str:
    exchange = document.exchange
    assert exchange is not None  # noqa: S101 - asked by the caller
    amount = texts.money(rules.in_zloty(document.total.vat, exchange.rate))
    rate = f"{exchange.rate.normalize():f}".replace(".", "." if texts.is_english else ",")
    parts = [f"{amount} PLN", f"{texts('by_rate')} {rate}"]
    if exchange.table:
        parts.append(f"{texts('table')} {exchange.table}")
    if exchange.day:
        parts.append(f"{texts('dated')} {texts.day(exchange.day)}")
    return ", ".join(parts)


def _annex(document: Document, texts: Texts) -> list[Any]:
    annex = document.annex
    if annex is None:
        return []
    number = f"{texts('annex')} {document.number or texts('draft')}"
    return [
        PageBreak(),
        para(annex.title, style(14, bold=True)),
        para(number, style(9.5, muted=True)),
        Spacer(0, 4 * mm),
        annex_table(annex),
        *_note(annex.note),
    ]


def _note(text: str) -> list[Any]:
    return [Spacer(0, 3 * mm), para(text, style(8, muted=True))] if text else []
