"""The table of lines, the VAT summary and the annex."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, Spacer, Table

from app.core.money import Taxed
from app.core.vat import VatRate
from app.invoicing import rules
from app.invoicing.printing.document import Document
from app.invoicing.printing.style import (
    ACCENT,
    BOLD,
    INK,
    MUTED,
    REGULAR,
    RULE,
    SHADE,
    WIDTH,
    clean,
    fitting,
    para,
    squeezed,
    style,
)
from app.invoicing.printing.texts import Texts
from app.invoicing.rules import Annex, Line, Pair

_SIZE = 9
_PAD = 4
#: Number, name, quantity, unit, price, rate, net; a correction has the state beside the name.
_WIDTHS = [9 * mm, 0, 18 * mm, 15 * mm, 24 * mm, 14 * mm, 27 * mm]
_CORRECTION_WIDTHS = [9 * mm, 0, 17 * mm, 18 * mm, 14 * mm, 22 * mm, 13 * mm, 26 * mm]
#: The state in two languages.
_BOTH_WIDTHS = [*_CORRECTION_WIDTHS[:2], 23 * mm, *_CORRECTION_WIDTHS[3:]]
_GRID = [
    ("FONT", (0, 0), (-1, -1), REGULAR, _SIZE),
    ("TEXTCOLOR", (0, 0), (-1, -1), INK),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
    ("BACKGROUND", (0, 0), (-1, 0), SHADE),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
]


def lines(document: Document, texts: Texts) -> list[Any]:
    """Return the table of what is sold, or of what a correction changes."""
    if document.corrects is None:
        return [_sold(document, texts), Spacer(0, 5 * mm)]
    note = para(texts("unchanged"), style(8, muted=True))
    hidden = len(document.changed) < len(document.after)
    return [_changed(document, texts), *([note] if hidden else []), Spacer(0, 5 * mm)]


def _heads(names: Sequence[str], texts: Texts, left: set[int]) -> list[Paragraph]:
    heads = []
    for position, name in enumerate(names):
        look = style(8, bold=True, right=position not in left)
        heads.append(_named(name, texts, look) if name else Paragraph("", look))
    return heads


def _named(name: str, texts: Texts, look: ParagraphStyle) -> Paragraph:
    """Return a word of ours, never what users typed, with its translation below it."""
    first, second = texts.both(name)
    extra = f'<br/><font size="7" color="#5d6b7a">{clean(second)}</font>' if second else ""
    return Paragraph(clean(first) + extra, look)


def _state(name: str, texts: Texts) -> str | Paragraph:
    first, second = texts.both(name)
    return para(f"{first} / {second}", style(7, muted=True)) if second else first


def _spread(widths: list[float]) -> list[float]:
    return [width or WIDTH - sum(widths) for width in widths]


def _sold(document: Document, texts: Texts) -> LongTable:
    widths = _spread(_WIDTHS)
    names = ("position", "name", "quantity", "unit", "price", "rate", "net")
    rows: list[list[Any]] = [_heads(names, texts, left={0, 1, 3})]
    for number, line in enumerate(document.after, start=1):
        rows.append([str(number), _name(line, widths[1]), *_cells(line, texts)])
    return LongTable(
        rows,
        colWidths=widths,
        repeatRows=1,
        style=[
            *_GRID,
            ("ALIGN", (2, 1), (2, -1), "RIGHT"),
            ("ALIGN", (4, 1), (-1, -1), "RIGHT"),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
        ],
    )


def _name(line: Line, width: float) -> str | Paragraph:
    return fitting(line.text, width - 2 * _PAD, _SIZE)


def _cells(line: Line, texts: Texts) -> list[Any]:
    return [
        squeezed(texts.quantity(line.quantity), 18 * mm - 2 * _PAD, _SIZE),
        fitting(line.unit, 15 * mm - 2 * _PAD, _SIZE),
        squeezed(texts.money(line.price), 22 * mm - 2 * _PAD, _SIZE),
        texts.rate(line.vat_rate),
        squeezed(texts.money(line.net), 26 * mm - 2 * _PAD, _SIZE),
    ]


def _changed(document: Document, texts: Texts) -> LongTable:
    is_both = bool(texts.both("was")[1])
    widths = _spread(_BOTH_WIDTHS if is_both else _CORRECTION_WIDTHS)
    names = ("position", "name", "", "quantity", "unit", "price", "rate", "net")
    rows: list[list[Any]] = [_heads(names, texts, left={0, 1, 2, 4})]
    looks: list[Any] = []
    numbers = {line.key: number for number, line in enumerate(document.after, start=1)}
    for pair in document.changed:
        start = len(rows)
        rows += _three_rows(pair, numbers[pair.after.key], widths, texts)
        looks += [
            ("LINEBELOW", (0, len(rows) - 1), (-1, len(rows) - 1), 0.5, RULE),
            ("TEXTCOLOR", (2, start), (-1, start), MUTED),
            ("FONT", (2, len(rows) - 1), (-1, len(rows) - 1), BOLD, _SIZE),
            ("SPAN", (1, start), (1, len(rows) - 1)),
            ("NOSPLIT", (0, start), (-1, len(rows) - 1)),
        ]
    aligned = [("ALIGN", (3, 1), (3, -1), "RIGHT"), ("ALIGN", (5, 1), (-1, -1), "RIGHT")]
    return LongTable(rows, colWidths=widths, repeatRows=1, style=[*_GRID, *aligned, *looks])


def _three_rows(pair: Pair, number: int, widths: list[float], texts: Texts) -> list[list[Any]]:
    before, after = pair.before, pair.after
    name = _name(after, widths[1])
    if before is not None and before.text != after.text:
        name = para(f"{before.text} → {after.text}", style(_SIZE))
    old = _cells(before, texts) if before else ["–", "", "", "", texts.money(Decimal(0))]
    more = after.quantity - (before.quantity if before else 0)
    dearer = after.price - before.price if before else Decimal(0)
    change = [
        texts.quantity(more) if more else "",
        "",
        texts.money(dearer) if dearer else "",
        "",
        texts.money(pair.net),
    ]
    return [
        [str(number), name, _state("was", texts), *old],
        ["", "", _state("is", texts), *_cells(after, texts)],
        ["", "", _state("change", texts), *change],
    ]


def summary(document: Document, texts: Texts) -> Table:
    """Return the sums per VAT rate; for a correction before, after and the difference."""
    width = WIDTH * 0.58
    rows: list[list[Any]] = [_heads(("rate", "net", "vat", "gross"), texts, left={0})]
    looks: list[Any] = []
    if document.corrects:
        states = {"before": rules.totals(document.before), "after": rules.totals(document.after)}
        for name, groups in (states | {"difference": document.totals}).items():
            looks += [
                ("SPAN", (0, len(rows)), (-1, len(rows))),
                ("LINEABOVE", (0, len(rows)), (-1, len(rows)), 0.3, RULE),
                ("BOTTOMPADDING", (0, len(rows)), (-1, len(rows)), 0),
            ]
            rows.append([para(texts(name), style(8, muted=True)), "", "", ""])
            rows += _group_rows(groups, texts)
    else:
        rows += _group_rows(document.totals, texts)
    rows.append(_row(_named("total", texts, style(_SIZE, bold=True)), document.total, texts))
    return Table(
        rows,
        colWidths=[width * 0.22, width * 0.26, width * 0.24, width * 0.28],
        hAlign="RIGHT",
        style=[
            *_GRID,
            *looks,
            ("ALIGN", (1, 1), (-1, -1), "RIGHT"),
            ("FONT", (0, -1), (-1, -1), BOLD, _SIZE),
            ("LINEABOVE", (0, -1), (-1, -1), 0.6, INK),
        ],
    )


def _group_rows(groups: dict[VatRate, Taxed], texts: Texts) -> list[list[Any]]:
    return [_row(texts.rate(rate), taxed, texts) for rate, taxed in groups.items()]


def _row(name: str | Paragraph, taxed: Taxed, texts: Texts) -> list[Any]:
    return [name, *(texts.money(amount) for amount in (taxed.net, taxed.vat, taxed.gross))]


def annex_table(annex: Annex) -> LongTable:
    """Return a caller's table; its texts are shown as they are."""
    share = WIDTH / sum(column.width for column in annex.columns)
    widths = [column.width * share for column in annex.columns]
    heads = [para(c.title, style(8, bold=True, right=c.is_number)) for c in annex.columns]
    rows: list[list[Any]] = [heads]
    rows += [
        [fitting(text, width - 2 * _PAD, 8) for text, width in zip(row, widths, strict=True)]
        for row in annex.rows
    ]
    looks: list[Any] = [("FONT", (0, 1), (-1, -1), REGULAR, 8)]
    for position, column in enumerate(annex.columns):
        if column.is_number:
            looks.append(("ALIGN", (position, 1), (position, -1), "RIGHT"))
    if annex.has_total and annex.rows:
        looks += [
            ("FONT", (0, -1), (-1, -1), BOLD, 8),
            ("LINEABOVE", (0, -1), (-1, -1), 0.6, INK),
        ]
    rules_below = ("LINEBELOW", (0, 1), (-1, -1), 0.3, RULE)
    return LongTable(rows, colWidths=widths, repeatRows=1, style=[*_GRID, rules_below, *looks])
