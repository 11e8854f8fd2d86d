"""CSV and XLSX of a list, exactly as filtered, ordered and with the columns on screen."""

from __future__ import annotations

import csv
import enum
import io
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import abort, current_app, stream_with_context
from werkzeug.wrappers import Response

from app.core import audit
from app.core.access import page
from app.core.clock import local, today
from app.core.permissions import EXPORT
from app.core.views import query
from app.core.views.part import ViewPart
from app.core.views.state import ListState

#: A cell that begins so would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "＝", "＋", "－", "＠")
BATCH = 500
CHUNK = 64 * 1024
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportMixin(ViewPart):
    """The export route of ``AppModelView``."""

    @page("/export/<kind>", EXPORT)
    def export(self, kind: str) -> Response:
        """Send the list as a file, row by row, whatever its length."""
        if kind not in ("csv", "xlsx"):
            abort(404)
        state = self.list_state()
        columns = self.shown_columns(state)
        heads = [self.column_label(key) for key in columns]
        name = f"{self.datamodel.obj.__tablename__}-{today():%Y-%m-%d}.{kind}"
        audit.record(
            "exported",
            entity=self.datamodel.obj.__name__,
            after={"file": name, "columns": columns, "query": state.args(with_page=False)},
        )
        rows = self._export_rows(columns, state)
        if kind == "csv":
            return _download(stream_with_context(_csv(heads, rows)), "text/csv", name)
        return _download(stream_with_context(_xlsx(heads, rows)), XLSX_MIME, name)

    def _export_rows(self, columns: list[str], state: ListState) -> Iterator[list[Any]]:
        found = self.datamodel.session.scalars(
            query.every_row(self, state).execution_options(yield_per=BATCH)
        )
        for rows in found.partitions(BATCH):
            extras = self.load_extras(columns, rows)
            for row in rows:
                yield [
                    plain(extras[key][1].get(row.id) if key in extras else self.value(row, key))
                    for key in columns
                ]


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


def _csv(heads: list[str], rows: Iterator[list[Any]]) -> Iterator[str]:
    """Write for a Polish Excel: BOM, semicolons, decimal commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([defuse(head) for head in heads])
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
        if buffer.tell() > 32_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


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


def _download(body: Iterator[Any], mime: str, name: str) -> Response:
    response = current_app.response_class(body, mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
