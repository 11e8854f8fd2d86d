"""CSV as Polish and other programs write it: encoding and separator are found out."""

import codecs
import csv
from collections import Counter
from collections.abc import Container, Iterator
from io import StringIO
from itertools import islice

from flask_babel import gettext as _

from app.schedule.reading.errors import UnusableFile
from app.schedule.rules.importing.raw import RawRow

SEPARATORS = ";,\t|"
MAX_COLUMNS = 300
_TRIED_ROWS = 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


class DelimitedText:
    """The rows of a text with separators; a row is a record, as a spreadsheet counts them."""

    names: tuple[str, ...] = ("",)

    def __init__(self, content: bytes) -> None:
        text = decode(content)
        # Excel's own hint; it does not show this line.
        if text[:4].casefold() == "sep=" and text[4:5] in tuple(SEPARATORS):
            self.separator, self._text = text[4], text.partition("\n")[2]
        else:
            self.separator, self._text = find_separator(text), text

    def rows(
        self,
        name: str,
        *,
        few: bool = False,  # noqa: ARG002 - a text is read row by row anyway
        only: Container[int] | None = None,
    ) -> Iterator[RawRow]:
        """Yield the rows in which something stands."""
        if name not in self.names:
            raise UnusableFile(_("The file has no sheet “%(name)s”.", name=name))
        records = csv.reader(StringIO(self._text, newline=""), delimiter=self.separator)
        number = 0
        try:
            for number, record in enumerate(records, 1):
                if any(record) and (only is None or number in only):
                    yield RawRow(number, tuple(cell or None for cell in record[:MAX_COLUMNS]))
        except csv.Error as error:
            raise UnusableFile(
                _("Row %(n)s cannot be read; perhaps a quotation mark is missing.", n=number + 1)
            ) from error


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows-1250."""
    marked = [name for mark, name in _BOMS if content.startswith(mark)]
    for name in marked or ["utf-8", "cp1250"]:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnusableFile(_("This is neither XLSX nor a text in UTF-8 or Windows-1250."))


def find_separator(text: str) -> str:
    """Return the separator that cuts most of the first rows into equally many cells."""

    def fitness(separator: str) -> tuple[int, int]:
        records = csv.reader(StringIO(text, newline=""), delimiter=separator)
        try:
            counts = Counter(len(record) for record in islice(records, _TRIED_ROWS) if record)
        except csv.Error:
            return 0, 0
        several = [(times, cells) for cells, times in counts.items() if cells > 1]
        return max(several, default=(0, 0))

    return max(SEPARATORS, key=fitness)
