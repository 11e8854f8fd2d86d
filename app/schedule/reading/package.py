"""What is looked at in an XLSX file before a library opens it.

An XLSX is a ZIP of XML parts. Refused are: parts that unpack to more than memory should hold, XML
with a document type (entities that grow or point at other files), and links to other workbooks.
Then each sheet is searched for what the library does not tell: formulas without a stored result.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import BadZipFile, ZipFile, ZipInfo

from flask_babel import gettext as _

from app.schedule.reading.errors import UnusableFile

MEGABYTE = 1024 * 1024
MAX_PARTS = 5_000
MAX_UNPACKED = 256 * MEGABYTE
#: What is no sheet, above all its texts, is held in memory at once; rows are not.
MAX_BESIDE = 64 * MEGABYTE
MAX_MERGED = 5_000

_CHUNK = MEGABYTE
#: A row of a sheet is never as long as that.
_LONGEST_ROW = 8 * MEGABYTE
_TYPE = "<!DOCTYPE"
_TYPES = tuple(_TYPE.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
_USUAL_END = b"</row>"
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
# None of these can look further than to the next "<", however hostile the file is.
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\b[^<>]*>[^<])?"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"'
)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_REF = re.compile(rb'\sr="([A-Z]{1,3})[0-9]{1,7}"')
#: How spreadsheet programs write a cell; a pattern that begins with letters is found much faster.
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,5}"')
_FAR_ROW = re.compile(rb'\sr="[A-Z]{1,3}([0-9]{6,7})"')
_ERROR = re.compile(rb"<(?:\w+:)?c\b([^<>]*\st=\"e\"[^<>]*)>")
_CELLS = b"sheetData"
#: What a row can be numbered that has less than six digits.
_NEAR_ROW = 99_999
BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass
class SheetFacts:
    """What the XML of a sheet tells: merged ranges, and cells whose formula has no result.

    ``last_row`` and ``columns`` are where its cells are; ``is_placed`` tells that all say so.
    """

    merged: list[str] = field(default_factory=list)
    uncounted: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    columns: set[bytes] = field(default_factory=set)
    last_row: int = _NEAR_ROW
    is_placed: bool = True

    @property
    def area(self) -> int:
        """Return how many cells a rectangle around all of them has at most."""
        return self.last_row * max(map(_column_number, self.columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@dataclass
class Package:
    """The facts of the sheets by part; ``is_plain`` tells that there is no cell beside them."""

    facts: dict[str, SheetFacts] = field(default_factory=dict)
    is_plain: bool = True

    @property
    def area(self) -> int | None:
        """Return the area of the largest sheet, ``None`` when nobody can tell."""
        is_known = self.is_plain and all(one.is_placed for one in self.facts.values())
        return max((one.area for one in self.facts.values()), default=0) if is_known else None


def inspect(archive: ZipFile) -> Package:
    """Refuse a file that is dangerous to open; return the facts of its sheets."""
    parts = archive.infolist()
    _check_sizes(parts)
    if any("/externallinks/" in part.filename.casefold() for part in parts):
        raise UnusableFile(
            _("The file is linked to other files. Break the links (in Excel: Data > Edit links) "
              "and save it.")
        )  # fmt: skip
    # Of two parts of one name each reader may take another.
    found = Package(is_plain=len({part.filename.casefold() for part in parts}) == len(parts))
    for part in parts:
        if _is_sheet(part):
            found.facts[part.filename] = _sheet_facts(archive, part)
        else:
            tail = b""
            for chunk in _chunks(archive, part):
                found.is_plain = found.is_plain and _CELLS not in tail + chunk
                tail = chunk[-len(_CELLS) :]
    return found


def _check_sizes(parts: list[ZipInfo]) -> None:
    """Trust the directory: zipfile never unpacks more of a part than it declares."""
    unpacked = sum(part.file_size for part in parts)
    beside = unpacked - sum(part.file_size for part in parts if _is_sheet(part))
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or beside > MAX_BESIDE:
        raise UnusableFile(_("The file unpacks to more than a sheet of hours can have."))


def _is_sheet(part: ZipInfo) -> bool:
    name = part.filename.casefold()
    return "sheet" in name and name.endswith(".xml")


def _chunks(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """Yield a part piece by piece, refusing a document type anywhere in it."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seam = tail + chunk
            if any(mark in seam for mark in _TYPES):
                raise UnusableFile(_("The file holds XML that no spreadsheet program writes."))
            yield chunk
            tail = seam[-2 * len(_TYPE) :]


def _sheet_facts(archive: ZipFile, part: ZipInfo) -> SheetFacts:
    facts = SheetFacts()
    rest = b""
    for chunk in _chunks(archive, part):
        rest += chunk
        end = _last_end(rest)
        if end:
            _note(facts, rest[:end])
            rest = rest[end:]
        if len(rest) > _LONGEST_ROW:
            raise UnusableFile(_("The file unpacks to more than a sheet of hours can have."))
    _note(facts, rest)
    if len(facts.merged) > MAX_MERGED:
        raise UnusableFile(_("The sheet has more than %(n)s merged cells.", n=MAX_MERGED))
    return facts


def _last_end(xml: bytes) -> int:
    """Return where the last whole row ends, 0 when there is none."""
    end = xml.rfind(_USUAL_END)
    if end >= 0:
        return end + len(_USUAL_END)
    return max((match.end() for match in _ROW_END.finditer(xml)), default=0)


def _note_places(facts: SheetFacts, xml: bytes) -> None:
    """Note where cells are: at once where all are written the usual way, none of them far down."""
    usual = _USUAL.findall(xml)
    is_usual = (
        len(usual) == xml.count(b"<c")
        and len(usual) + xml.count(b'<row r="') == xml.count(b'r="')
        and b":c" not in xml
    )
    if is_usual:
        facts.columns.update(usual)
        return
    columns = _REF.findall(xml)
    facts.columns.update(columns)
    facts.is_placed = facts.is_placed and len(columns) >= len(_CELL.findall(xml))
    facts.last_row = max(facts.last_row, *map(int, _FAR_ROW.findall(xml)), 0)


def _note(facts: SheetFacts, xml: bytes) -> None:
    if b"mergeCell" in xml:
        facts.merged.extend(match.decode() for match in _MERGED.findall(xml))
    _note_places(facts, xml)
    if b't="e"' in xml:
        places = map(_PLACE.search, _ERROR.findall(xml))
        facts.errors.update(place[1].decode() for place in places if place)
    if b"<f" not in xml and b":f" not in xml:
        return
    for attributes, value in _FORMULA.findall(xml):
        place = _PLACE.search(attributes)
        # An empty text is a result as well, and is marked as a text.
        if place and not value and b't="str"' not in attributes:
            facts.uncounted.add(place[1].decode())
