"""The one door to files of hours: tells what a file is by its content, not by its name."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from flask_babel import gettext as _

from app.schedule.reading.delimited import DelimitedText
from app.schedule.reading.errors import UnusableFile
from app.schedule.reading.xlsx import Workbook
from app.schedule.rules.importing.raw import RawRow

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE

_ZIP = b"PK\x03\x04"
#: Excel before 2007, and newer files with a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Table(Protocol):
    """An open file; ``names`` are its sheets, one without a name for CSV."""

    names: tuple[str, ...]

    def rows(
        self, name: str, *, few: bool = False, only: Container[int] | None = None
    ) -> Iterator[RawRow]:
        """Yield the rows of a sheet in which something stands, from the top each time.

        ``few`` says that only the first of them are wanted, and ``only`` the numbers of those that
        are: the others are not even looked at.
        """


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a file of hours; what cannot be one is refused in words before anything is read."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnusableFile(_("The file is larger than %(n)s MB.", n=MAX_BYTES // MEGABYTE))
    with path.open("rb") as file:
        start = file.read(len(_OLE))
    if not start:
        raise UnusableFile(_("The file is empty."))
    if start == _OLE:
        raise UnusableFile(
            _("This is an old Excel file, or one with a password. Save it as XLSX without one.")
        )
    if not start.startswith(_ZIP):
        yield DelimitedText(path.read_bytes())
        return
    # A path would be judged by its ending, and uploads have none.
    with path.open("rb") as file, Workbook(file) as workbook:
        yield workbook
