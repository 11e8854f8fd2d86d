"""Results and uploads: in one folder of the instance, under names of ours, readable by us alone."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

from flask import current_app
from werkzeug.http import dump_options_header

from app.core.folders import make_private

FOLDER = "results"
_CHUNK = 64 * 1024


def folder() -> Path:
    """Return where result files lie."""
    return make_private(Path(current_app.config["INSTANCE_DIR"]) / FOLDER)


def new_file(job_id: int) -> Path:
    """Return a new, empty file for a job."""
    path = folder() / f"{job_id}-{token_hex(16)}"
    path.touch(mode=0o600, exist_ok=False)
    return path


def new_upload() -> Path:
    """Return a new, empty file for what somebody has sent; it lives as long as results do."""
    path = folder() / f"upload-{token_hex(16)}"
    path.touch(mode=0o600, exist_ok=False)
    return path


def find(key: str) -> Path | None:
    """Return the file behind a stored key, ``None`` when it is gone or no name of ours."""
    path = folder() / key
    is_ours = bool(key) and path.name == key and path.parent == folder()
    return path if is_ours and path.is_file() and not path.is_symlink() else None


def chunks(path: Path) -> Iterator[bytes]:
    """Return the bytes of a file; it is open only while they are sent."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def disposition(name: str) -> str:
    """Return the header that saves a file under its name, in any letters (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    names = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    return dump_options_header("attachment", names)


def discard(job_id: int, *, but: str = "") -> None:
    """Delete what attempts of a job have left."""
    for path in folder().glob(f"{int(job_id)}-*"):
        if path.name != but:
            path.unlink(missing_ok=True)


def discard_older(than: datetime) -> int:
    """Delete files last written before an instant; return how many."""
    old = [path for path in folder().iterdir() if path.stat().st_mtime < than.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
