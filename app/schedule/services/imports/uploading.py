"""Taking a file in: what it is, where its hours stand, and how files like it are read."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path, PurePath
from typing import IO

from flask_babel import gettext as _

from app.background import files
from app.core.errors import DomainError
from app.schedule.enums import HoursField
from app.schedule.models import HoursImport
from app.schedule.reading.opening import MAX_BYTES, MEGABYTE, open_table
from app.schedule.rules.importing.layouts import HEADER_ROWS, Layout, recognise
from app.schedule.rules.importing.raw import BadRow, RawRow
from app.schedule.rules.importing.rows import HoursRow, read_hours
from app.schedule.rules.importing.stored import from_json, to_json
from app.schedule.services.imports.remembering import remembered, with_remembered

#: By their names; whether the content agrees is looked at as well.
SUFFIXES = {".xlsx": True, ".csv": False, ".txt": False}
LOOKED_AT = HEADER_ROWS + 60
SHOWN = 10
_CHUNK = 256 * 1024
_ZIP = b"PK"


@dataclass(frozen=True)
class Glance:
    """The beginning of a file: its sheets, and the first rows of one of them."""

    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[RawRow, ...]


def receive(stream: IO[bytes], file_name: str) -> HoursImport:
    """Keep an uploaded file and find out how to read it; a file that is none of ours is gone."""
    name = PurePath(file_name.replace("\\", "/")).name.strip()[-200:]
    path = files.new_upload()
    try:
        digest, size = _store(stream, path)
        _check_kind(name, path)
        glance = look(path)
        layout = _find_layout(path, glance, name)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    work = HoursImport(file_name=name, file_key=path.name, sha256=digest, size=size)
    work.sheet, work.layout = layout[0], to_json(layout[1])
    return work


def look(path: Path, sheet: str = "") -> Glance:
    """Return the beginning of a sheet, of the first one when none is named."""
    with open_table(path) as table:
        chosen = sheet if sheet in table.names else table.names[0]
        return Glance(table.names, chosen, tuple(islice(table.rows(chosen, few=True), LOOKED_AT)))


def glance_of(work: HoursImport, sheet: str = "") -> Glance:
    """Return the beginning of the file of an import."""
    path = files.find(work.file_key)
    if path is None:
        raise DomainError(_("The file is not kept any longer; upload it again."))
    return look(path, sheet or work.sheet)


def preview(glance: Glance, layout: Layout) -> list[HoursRow | BadRow]:
    """Return the first rows as they will be read."""
    if layout.missing:
        return []
    return list(islice(read_hours(glance.rows, layout), SHOWN))


def recognise_again(
    work: HoursImport, glance: Glance, header_row: int | None, month: date | None
) -> Layout:
    """Return the layout of a sheet under the header row that the user points at."""
    names = [glance.sheet, work.file_name]
    layout = recognise(glance.rows, names=names, header_row=header_row)
    return replace(layout, month=month or layout.month)


def choose_fields(layout: Layout, chosen: Mapping[int, str], *, month_first: bool) -> Layout:
    """Return a layout whose columns hold what the user says; a field stands in one column."""
    fields = {field.value: field for field in HoursField}
    taken: dict[HoursField, str] = {}
    columns = []
    for one in layout.columns:
        field = fields.get(chosen.get(one.index, "")) if one.day is None else None
        if field in taken:
            raise DomainError(
                _("“%(field)s” is chosen for columns %(first)s and %(second)s; one of them only.",
                  field=field, first=taken[field], second=one.letter)
            )  # fmt: skip
        if field:
            taken[field] = one.letter
        columns.append(replace(one, field=field))
    return replace(layout, columns=tuple(columns), month_first=month_first)


def set_layout(work: HoursImport, sheet: str, layout: Layout) -> None:
    """Keep how an import is to be read; refused while something is missing."""
    if layout.missing:
        raise DomainError(
            _("Choose which column holds: %(missing)s.", missing=", ".join(layout.missing))
        )
    work.sheet, work.layout = sheet, to_json(layout)


def layout_of(work: HoursImport) -> Layout:
    """Return how an import is read."""
    return from_json(work.layout)


def _find_layout(path: Path, glance: Glance, name: str) -> tuple[str, Layout]:
    """Return the first sheet with a header that is understood whole, else the first at all."""
    found: list[tuple[str, Layout]] = []
    refusal = None
    for sheet in glance.sheets[:20]:
        seen = glance if sheet == glance.sheet else look(path, sheet)
        try:
            layout = recognise(seen.rows, names=[sheet, name])
            layout = with_remembered(layout, remembered(layout, None))
        except DomainError as error:
            refusal = refusal or error
            continue
        found.append((sheet, layout))
        if not layout.missing:
            break
    if not found:
        raise refusal or DomainError(_("The file is empty."))
    return next((one for one in found if not one[1].missing), found[0])


def _store(stream: IO[bytes], path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in _chunks(stream):
            size += len(chunk)
            if size > MAX_BYTES:
                raise DomainError(_("The file is larger than %(n)s MB.", n=MAX_BYTES // MEGABYTE))
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _check_kind(name: str, path: Path) -> None:
    """Refuse a file whose name and content do not say the same."""
    is_package = SUFFIXES.get(PurePath(name).suffix.lower())
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if is_package is None:
        raise DomainError(_("Send an XLSX or a CSV file."))
    if is_package != (start == _ZIP) and start:
        raise DomainError(_("The content of the file is not what its name says; save it anew."))
