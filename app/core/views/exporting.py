"""CSV and XLSX of a list, exactly as filtered, ordered and with the columns on screen."""

from __future__ import annotations

import csv
import enum
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import abort, current_app, redirect, render_template, stream_with_context, url_for
from werkzeug.wrappers import Response

from app.core import audit
from app.core.access import page
from app.core.clock import local, today
from app.core.db import transaction
from app.core.permissions import EXPORT
from app.core.views import query
from app.core.views.part import ViewPart
from app.core.views.state import ListState

#: A cell that begins so would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")
BATCH = 500
KINDS = ("csv", "xlsx")
#: A longer list would keep a thread of the web server busy for too long.
MOST_STREAMED = 20_000
CHUNK = 64 * 1024
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Export:
    """A file in the making: its name, its kind and its bytes, row by row."""

    name: str
    mime: str
    body: Iterator[bytes]


#: What orders a long export: (view, kind of file, state of the list) -> the page to go to.
Order = Callable[[Any, str, ListState], str]
_orders: dict[str, tuple[Order, Callable[[], bool]]] = {}


def take_orders(order: Order, *, is_offered: Callable[[], bool]) -> None:
    """Register what takes exports too long for a request; who is not offered it gets a stream."""
    _orders["order"] = order, is_offered


def _order() -> Order | None:
    order, is_offered = _orders.get("order", (None, lambda: False))
    return order if is_offered() else None


class ExportMixin(ViewPart):
    """The export route of ``AppModelView``."""

    @page("/export/<kind>", EXPORT)
    def export(self, kind: str) -> Response | str:
        """Send the list as a file, row by row; a very long one is offered as background work."""
        state = self._export_state(kind)
        if _order() is not None and query.is_longer(self, state, MOST_STREAMED):
            return self._offer(kind, state)
        self._record_export(kind, state)
        return send(self.prepare_export(kind, state))

    @page("/export/<kind>", EXPORT, methods=["POST"])
    def export_later(self, kind: str) -> Response:
        """Order the list as a file that is written in the background."""
        state, order = self._export_state(kind), _order()
        if order is None:
            abort(404)
        with transaction():
            self._record_export(kind, state)
            url = order(self, kind, state)
        return redirect(url)

    def prepare_export(
        self, kind: str, state: ListState, note: Callable[[int], object] | None = None
    ) -> Export:
        """Return the file of a list; ``note`` is told now and then how many rows it has."""
        columns = self.shown_columns(state)
        heads = [self.column_label(key) for key in columns]
        rows = self._export_rows(columns, state, note)
        return write(self._export_name(kind), kind, heads, rows)

    def _export_state(self, kind: str) -> ListState:
        if kind not in KINDS:
            abort(404)
        state: ListState = self.list_state()
        return state

    def _export_name(self, kind: str) -> str:
        return f"{self.datamodel.obj.__tablename__}-{today():%Y-%m-%d}.{kind}"

    def _record_export(self, kind: str, state: ListState) -> None:
        audit.record(
            "exported",
            entity=self.datamodel.obj.__name__,
            after={
                "file": self._export_name(kind),
                "columns": self.shown_columns(state),
                "query": state.args(with_page=False),
            },
        )

    def _export_rows(
        self, columns: list[str], state: ListState, note: Callable[[int], object] | None
    ) -> Iterator[list[Any]]:
        found = self.datamodel.session.scalars(
            query.every_row(self, state).execution_options(yield_per=BATCH)
        )
        done = 0
        for rows in found.partitions(BATCH):
            if note is not None:
                note(done)
            extras = self.load_extras(columns, rows)
            for row in rows:
                yield [
                    plain(extras[key][1].get(row.id) if key in extras else self._in_file(row, key))
                    for key in columns
                ]
            done += len(rows)

    def _in_file(self, row: Any, key: str) -> Any:
        """Return what a file holds of a row: a column called hours holds no minutes."""
        value, change = self.value(row, key), self.file_values.get(key)
        return value if change is None or value is None else change(value)

    def _offer(self, kind: str, state: ListState) -> str:
        """Show the page from which a long export is ordered: a GET orders nothing."""
        here = url_for(f"{self.endpoint}.export", kind=kind)
        return render_template(
            "core/export_later.html",
            title=str(self.list_title),
            most=MOST_STREAMED,
            url=state.url(here, page=0),
            back_url=state.url(url_for(f"{self.endpoint}.list")),
            kind=kind.upper(),
        )


def write(name: str, kind: str, heads: list[str], rows: Iterator[list[Any]]) -> Export:
    """Return rows as a file of a kind, safe to open in a spreadsheet."""
    writer, mime = (_csv, "text/csv") if kind == "csv" else (_xlsx, XLSX_MIME)
    return Export(name, mime, writer(heads, rows))


def send(export: Export) -> Response:
    """Answer with a file, row by row."""
    body = stream_with_context(export.body)
    response = current_app.response_class(body, mimetype=export.mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{export.name}"'
    return response


def plain(value: Any) -> Any:
    """Return a value a spreadsheet can hold: text, number, day or instant."""
    if value is None or isinstance(value, bool | int | Decimal | date | datetime):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    if isinstance(value, enum.Enum):
        return str(value)
    return str(value)


def defuse(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _csv(heads: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    """Write for a Polish Excel: BOM, semicolons, decimal commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([defuse(head) for head in heads])
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
        if buffer.tell() > 32_000:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _csv_value(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return defuse(value) if isinstance(value, str) else value


def _xlsx(heads: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    """Write row by row into a temporary file; text is text, never a formula or a link."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last chunk was sent
    with file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True})
            day = book.add_format({"num_format": "dd.mm.yyyy"})
            instant = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
            for position, head in enumerate(heads):
                sheet.write_string(0, position, head, bold)
            for number, row in enumerate(rows, start=1):
                for position, value in enumerate(row):
                    _write(sheet, (number, position), value, (day, instant))
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _write(sheet: Any, place: tuple[int, int], value: Any, formats: tuple[Any, Any]) -> None:
    day, instant = formats
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(*place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, local(value).replace(tzinfo=None), instant)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, day)
    else:
        sheet.write_string(*place, str(value))
