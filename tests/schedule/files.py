"""Files of hours made for tests: nothing but code is kept in the repository."""

from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from app.schedule.reading.opening import open_table

SHEET = "xl/worksheets/sheet1.xml"


def xlsx(path, *lines, merged=(), title="Godziny"):
    """Write rows as a workbook, as a person would save it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for line in lines:
        sheet.append(line)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path


def tamper(path, part, change):
    """Rewrite one part of a workbook; a part that does not exist is added."""
    with ZipFile(path) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    parts[part] = change(parts.get(part, b""))
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def raw_rows(path, name=None):
    """Return the rows of the first or a named sheet."""
    with open_table(path) as table:
        return list(table.rows(table.names[0] if name is None else name))
