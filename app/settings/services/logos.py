"""Logos: pictures are taken apart and drawn anew, so nothing but a picture is kept."""

import re
import secrets
from io import BytesIO
from pathlib import Path, PurePath

from flask import current_app
from flask_babel import gettext as _
from PIL import Image

from app.core.errors import DomainError
from app.core.folders import make_private

MAX_BYTES = 1024 * 1024
MAX_SIDE = 2000
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_MAGIC = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
_NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg)")
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def store(filename: str, content: bytes) -> str:
    """Keep an uploaded picture under a name of our own; return that name."""
    kind = _FORMATS.get(PurePath(filename).suffix.lower())
    if kind is None or not content.startswith(_MAGIC[kind]):
        raise DomainError(_("The logo must be a PNG or JPEG picture."))
    if len(content) > MAX_BYTES:
        raise DomainError(_("The logo may have at most 1 MB."))
    drawn = _redraw(content, kind)
    name = f"{secrets.token_hex(16)}.{'png' if kind == 'PNG' else 'jpg'}"
    target = _folder() / name
    make_private(target.parent)
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(drawn)
    unfinished.replace(target)
    return name


def _redraw(content: bytes, kind: str) -> bytes:
    """Return the pixels alone: no comments, profiles, thumbnails or appended data."""
    try:
        with Image.open(BytesIO(content), formats=(kind,)) as picture:
            if max(picture.size) > MAX_SIDE:
                raise DomainError(
                    _("The logo may be at most %(n)s pixels wide and high.", n=MAX_SIDE)
                )
            pixels = picture.convert("RGBA" if kind == "PNG" else "RGB")
    except _BROKEN as error:
        raise DomainError(_("The picture is damaged and cannot be read.")) from error
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    output = BytesIO()
    clean.save(output, kind)
    return output.getvalue()


def path_of(name: str | None) -> Path | None:
    """Return where a logo lies, ``None`` when there is none of that name."""
    if not name or not _NAME.fullmatch(name):
        return None
    path = _folder() / name
    return path if path.is_file() else None


def remove(name: str | None) -> None:
    """Delete a picture nothing refers to any more."""
    path = path_of(name)
    if path:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["FILES_DIR"]) / "logos"
