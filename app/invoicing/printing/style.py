"""The look of printed documents: one font with Polish letters, a few sizes, quiet lines.

The font is Source Sans 3 (SIL Open Font License, ``fonts/OFL.txt``); its figures are equally wide,
so columns of amounts stand straight. ReportLab embeds only the letters a document uses.
"""

from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

REGULAR, BOLD = "SourceSans3", "SourceSans3-SemiBold"
INK, MUTED, RULE, SHADE = (HexColor(code) for code in ("#16202c", "#5d6b7a", "#c9d1da", "#f3f5f8"))
ACCENT, FAINT = HexColor("#1f4e79"), HexColor("#e7eaee")
PAGE = A4
MARGIN = 17 * mm
WIDTH = PAGE[0] - 2 * MARGIN
#: How wide a figure is, of its height; nothing in a number is wider.
_FIGURE = 0.5
_FONTS = Path(__file__).with_name("fonts")


@cache
def register_fonts() -> None:
    """Make the fonts known to ReportLab, once for each process; files need not be plain ASCII."""
    rl_config.useA85 = 0
    for name, file in ((REGULAR, "SourceSans3-Regular"), (BOLD, "SourceSans3-SemiBold")):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{file}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR)


def style(
    size: float, *, bold: bool = False, muted: bool = False, right: bool = False
) -> ParagraphStyle:
    """Return a paragraph style."""
    return _style(size, bold, muted, right)


@cache
def _style(size: float, bold: bool, muted: bool, right: bool) -> ParagraphStyle:  # noqa: FBT001 - a cache key
    return ParagraphStyle(
        f"s{size}{bold}{muted}{right}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=round(size * 1.28, 1),
        textColor=MUTED if muted else INK,
        alignment=TA_RIGHT if right else 0,
        splitLongWords=1,
    )


def clean(text: str) -> str:
    """Return users' text as ReportLab's markup may hold it: escaped, without control characters."""
    return escape("".join(char for char in text if char >= " " or char in "\n\t"))


def para(text: str, look: ParagraphStyle) -> Paragraph:
    """Return a paragraph of plain text; line breaks are kept."""
    return Paragraph(clean(text).replace("\n", "<br/>"), look)


def fitting(text: str, width: float, size: float) -> str | Paragraph:
    """Return short text as it is, which is drawn much faster, and long text to be wrapped."""
    plain = "".join(char for char in text if char >= " ")
    if plain == text and pdfmetrics.stringWidth(text, REGULAR, size) <= width:
        return text
    return para(text, style(size))


def squeezed(text: str, width: float, size: float) -> str | Paragraph:
    """Return a number as it is, or written smaller where it would leave its column."""
    if len(text) * size * _FIGURE <= width:
        return text
    taken = pdfmetrics.stringWidth(text, REGULAR, size)
    if taken <= width:
        return text
    return para(text, style(int(size * width / taken * 10) / 10, right=True))
