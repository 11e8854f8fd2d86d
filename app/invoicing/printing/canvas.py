"""A canvas that knows how many pages there are when it draws their feet."""

from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.invoicing.printing.style import BOLD, FAINT, MARGIN, MUTED, PAGE, REGULAR, RULE

_FOOT = 11 * mm


class NumberedCanvas(Canvas):
    """Keeps every page until the last one is known; ``foot`` and ``mark`` are set per document."""

    foot: str = ""
    page_text: str = "{page} / {pages}"
    head: str = ""
    mark: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Without dates and random ids the same document gives the same bytes.
        super().__init__(*args, **{**kwargs, "invariant": 1, "pageCompression": 1})
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Put the page aside."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Draw the feet, now that the number of pages is known, and finish."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._draw_foot(number, len(self._pages))
            super().showPage()
        super().save()

    def _draw_foot(self, number: int, pages: int) -> None:
        self.setStrokeColor(RULE)
        self.setLineWidth(0.5)
        self.line(MARGIN, _FOOT + 4 * mm, PAGE[0] - MARGIN, _FOOT + 4 * mm)
        self.setFillColor(MUTED)
        self.setFont(REGULAR, 7.5)
        self.drawString(MARGIN, _FOOT, self.foot)
        right = self.page_text.format(page=number, pages=pages)
        self.drawRightString(PAGE[0] - MARGIN, _FOOT, right)
        if number > 1:
            self.drawString(MARGIN, PAGE[1] - 11 * mm, self.head)


def draw_mark(canvas: Canvas, text: str) -> None:
    """Write across the page, under everything else, that this is no document yet."""
    canvas.saveState()
    canvas.setFillColor(FAINT)
    canvas.setFont(BOLD, 110)
    canvas.translate(PAGE[0] / 2, PAGE[1] / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -36, text)
    canvas.restoreState()
