"""Result files: in one folder of the instance, under names we make up, readable by us alone."""

from datetime import datetime
from pathlib import Path
from secrets import token_hex

from flask import current_app

FOLDER = "results"


def folder() -> Path:
    """Return where result files lie."""
    path = Path(current_app.config["INSTANCE_DIR"]) / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def new_file(job_id: int) -> Path:
    """Return a new, empty file for a job."""
    path = folder() / f"{job_id}-{token_hex(16)}"
    path.touch(mode=0o600, exist_ok=False)
    return path


def find(key: str) -> Path | None:
    """Return the file behind a stored key, ``None`` when it is gone or no name of ours."""
    path = folder() / key
    is_ours = bool(key) and path.name == key and path.parent == folder()
    return path if is_ours and path.is_file() and not path.is_symlink() else None


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
