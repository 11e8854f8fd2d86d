"""A backup: one .tar.gz of the database, all files, the audit's anchors and a manifest."""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app

from app.core.audit.sealing import anchor_file
from app.core.cli import database
from app.core.clock import now
from app.core.errors import DomainError
from app.core.folders import make_private
from app.core.health import version
from app.extensions import db

MANIFEST, DATABASE, FILES, ANCHORS = "manifest.json", "database", "files", "audit-anchors.jsonl"
FORMAT = 1
_CHUNK = 1024 * 1024


@dataclass
class Manifest:
    """What an archive holds and where it comes from."""

    engine: str
    revision: str
    version: str
    created_at: str
    format: int = FORMAT
    sha256: dict[str, str] = field(default_factory=dict)

    def describe(self) -> str:
        """Return a line for a person."""
        count = sum(name.startswith(f"{FILES}/") for name in self.sha256)
        return (
            f"{self.engine} at {self.revision or 'no revision'}, {count} files, {self.created_at}"
        )


def write(path: Path, config: Mapping[str, Any], *, is_forced: bool) -> Manifest:
    """Write a backup; the archive appears under its name only when it is whole."""
    if path.exists() and not is_forced:
        msg = f"{path} exists; add --force to replace it."
        raise DomainError(msg)
    if not path.parent.is_dir():
        msg = f"{path.parent} is not a folder."
        raise DomainError(msg)
    source = database.current()
    manifest = Manifest(
        source.name, database.revision(), version(), now().isoformat(timespec="seconds")
    )
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as name:
        folder = Path(name)
        # The anchors go first: a chain longer than they say is sound, a shorter one is not.
        if anchor_file().is_file():
            shutil.copyfile(anchor_file(), folder / ANCHORS)
        source.dump(folder / DATABASE)
        _pack(folder, Path(config["FILES_DIR"]), manifest)
        (folder / "archive").chmod(0o600)
        (folder / "archive").replace(path)
    return manifest


def _pack(folder: Path, files: Path, manifest: Manifest) -> None:
    """The database goes first: a file may come later than the rows, never the other way."""
    with tarfile.open(folder / "archive", "w:gz", compresslevel=6) as tar:
        for name in (DATABASE, ANCHORS):
            if (folder / name).exists():
                _add(tar, folder / name, name, manifest)
        for path in sorted(files.rglob("*")) if files.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                _add(tar, path, f"{FILES}/{path.relative_to(files).as_posix()}", manifest)
        text = json.dumps(asdict(manifest), indent=1).encode()
        (folder / MANIFEST).write_bytes(text)
        tar.add(folder / MANIFEST, MANIFEST)


def _add(tar: tarfile.TarFile, path: Path, name: str, manifest: Manifest) -> None:
    with path.open("rb") as stream:
        manifest.sha256[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    tar.add(path, name, recursive=False)


def restore(path: Path, config: Mapping[str, Any], *, is_forced: bool) -> Manifest:
    """Bring a backup back, after every byte of it was checked."""
    files = Path(config["FILES_DIR"])
    make_private(files.parent)
    with tempfile.TemporaryDirectory(dir=files.parent, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpack(path, folder)
        _require_fitting(manifest)
        if is_forced:
            _require_replaceable(manifest)
        else:
            _require_empty(files)
        db.session.remove()
        db.engine.dispose()
        database.current().load(folder / DATABASE)
        _swap(folder / FILES, files, folder / "replaced")
        if (folder / ANCHORS).exists():
            _replace_anchors(folder / ANCHORS, anchor_file())
    return manifest


def _unpack(path: Path, folder: Path) -> Manifest:
    """Unpack the members the manifest names, and no others."""
    try:
        with tarfile.open(path, "r:gz") as tar:
            manifest = _read_manifest(tar)
            make_private(folder / FILES)
            for name, expected in manifest.sha256.items():
                if _extract(tar, name, folder / _safe(name)) != expected:
                    msg = f"{name} in the archive is damaged."
                    raise DomainError(msg)
    except (tarfile.TarError, EOFError, OSError, KeyError, ValueError, TypeError) as error:
        msg = f"{path} is not a whole backup: {error}"
        raise DomainError(msg) from error
    return manifest


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    manifest = Manifest(**json.load(_member(tar, MANIFEST)))
    if manifest.format != FORMAT or DATABASE not in manifest.sha256:
        msg = "The archive was made by another version of Kadra."
        raise DomainError(msg)
    return manifest


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    stream = tar.extractfile(name)
    if stream is None:
        raise KeyError(name)
    return stream


def _safe(name: str) -> PurePosixPath:
    """Return a member's path, which must stay inside the folder it is unpacked to."""
    path = PurePosixPath(name)
    is_known = name in (DATABASE, ANCHORS) or path.parts[0] == FILES
    if path.is_absolute() or ".." in path.parts or not is_known:
        msg = f"{name} is not a path of a backup."
        raise DomainError(msg)
    return path


def _extract(tar: tarfile.TarFile, name: str, target: Path) -> str:
    make_private(target.parent)
    digest = hashlib.sha256()
    with _member(tar, name) as source, target.open("wb") as sink:
        os.fchmod(sink.fileno(), 0o600)
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            sink.write(chunk)
    return digest.hexdigest()


def _require_fitting(manifest: Manifest) -> None:
    if manifest.engine != database.current().name:
        msg = f"The backup is of {manifest.engine}, DATABASE_URL names another engine."
        raise DomainError(msg)
    if manifest.revision and not _knows(manifest.revision):
        msg = f"The backup was made by a newer Kadra ({manifest.version}); update first."
        raise DomainError(msg)


def _knows(revision: str) -> bool:
    settings = AlembicConfig()
    settings.set_main_option("script_location", current_app.extensions["migrate"].directory)
    try:
        return ScriptDirectory.from_config(settings).get_revision(revision) is not None
    except CommandError:
        return False


def _require_empty(files: Path) -> None:
    if database.tables() or any(_contents(files)):
        msg = "There is data already; add --force to replace it."
        raise DomainError(msg)


def _require_replaceable(manifest: Manifest) -> None:
    """pg_restore drops only what the dump knows; tables of another revision would stay behind."""
    known = database.revision()
    if manifest.engine == "postgresql" and known and known != manifest.revision:
        msg = "The database has another structure than the backup; restore to an empty one."
        raise DomainError(msg)


def _contents(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def _replace_anchors(new: Path, current: Path) -> None:
    """Put the anchors beside the chain they belong to; those replaced are evidence and stay."""
    if current.exists() and current.read_bytes() != new.read_bytes():
        current.rename(current.with_suffix(f".{now():%Y%m%dT%H%M%S%f}.jsonl"))
    shutil.move(new, current)


def _swap(new: Path, current: Path, old: Path) -> None:
    """Put a folder in the place of another; on one file system both moves are atomic."""
    if current.exists():
        shutil.move(current, old)
    shutil.move(new, current)
