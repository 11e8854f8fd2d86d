"""The file of refused rows: as they stood in the original, each with the reason beside it.

It is made to be corrected and sent again, so it has the same sheet, the same rows above the
header and the same columns. Text is written as text, whatever it looks like.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from flask_babel import gettext as _

from app.background import files
from app.background.registry import File
from app.core.views.exporting import XLSX_MIME
from app.extensions import db
from app.schedule.enums import HoursField, RowVerdict
from app.schedule.models import HoursImport
from app.schedule.reading.opening import open_table
from app.schedule.rules.importing.raw import Cell, Flawed, RawRow
from app.schedule.services.imports.staging import ROWS
from app.schedule.services.imports.uploading import layout_of

#: A sheet is called so in every spreadsheet program.
_LONGEST_TITLE = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write(work: HoursImport, target: Path, *, sees_pesel: bool) -> File | None:
    """Write the refused rows of an import; nothing when there are none, or no original."""
    reasons = _reasons(work.id)
    source = files.find(work.file_key)
    if not reasons or source is None:
        return None
    layout = layout_of(work)
    hidden = layout.by_field.get(HoursField.pesel)
    blank = hidden.index if hidden and not sees_pesel else None
    width = max((one.index for one in layout.columns), default=0) + 1
    with open_table(source) as table:
        numbers = {*range(1, layout.header_row + 1), *reasons}
        chosen = table.rows(work.sheet, only=numbers)
        _write(target, work.sheet, _lines(chosen, layout.header_row, reasons, width, blank))
    name = f"{_('refused')} - {PurePath(work.file_name).stem[:80]}.xlsx"
    return File(target, name, XLSX_MIME)


def _reasons(import_id: int) -> dict[int, str]:
    query = (
        sa.select(ROWS.c.number, ROWS.c.letter, ROWS.c.reason)
        .where(ROWS.c.import_id == import_id, ROWS.c.verdict == RowVerdict.refused)
        .order_by(ROWS.c.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for number, letter, reason in db.session.connection().execute(query):
        found[number].append(f"{letter}: {reason}" if letter else reason)
    return {number: "\n".join(reasons) for number, reasons in found.items()}


def _lines(
    rows: Iterator[RawRow], header_row: int, reasons: dict[int, str], width: int, blank: int | None
) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        last = _("Reason") if row.number == header_row else reasons.get(row.number, "")
        cells = [row.cell(index) for index in range(width)]
        if blank is not None and row.number > header_row:
            cells[blank] = None
        yield (*cells, last)


def _write(target: Path, title: str, lines: Iterator[tuple[Cell, ...]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(title.translate(_FORBIDDEN).strip("' ")[:_LONGEST_TITLE] or None)
        formats: dict[Any, Any] = {
            kind: book.add_format({"num_format": shape})
            for kind, shape in (
                (datetime, "yyyy-mm-dd hh:mm"), (date, "yyyy-mm-dd"), (time, "hh:mm"),
                (timedelta, "[h]:mm"),
            )
        }  # fmt: skip
        for number, line in enumerate(lines):
            for position, cell in enumerate(line):
                _write_cell(sheet, (number, position), cell, formats)


def _write_cell(sheet: Any, place: tuple[int, int], cell: Cell, formats: dict[Any, Any]) -> None:
    value = cell.value if isinstance(cell, Flawed) else cell
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(*place, value)
    elif type(value) in formats:
        sheet.write_datetime(*place, value, formats[type(value)])
    else:
        sheet.write_string(*place, str(value))
