"""Folders of the instance: uploads, keys and letters are nobody else's business."""

from pathlib import Path

OWNER_ONLY = 0o700


def make_private(folder: Path) -> Path:
    """Return a folder that exists; what of its path was missing is open to its owner alone.

    ``Path.mkdir(mode=…, parents=True)`` would give the mode to the last folder only.
    """
    for path in (*reversed(folder.parents), folder):
        path.mkdir(mode=OWNER_ONLY, exist_ok=True)
    return folder
