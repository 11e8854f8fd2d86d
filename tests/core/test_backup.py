"""What is backed up comes back whole, and nothing is overwritten by accident."""

import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core import audit
from app.core.audit import sealing
from app.core.audit.verifying import verify
from app.core.cli import crm
from app.core.cli.database import tables
from app.core.db import transaction
from app.core.folders import make_private
from app.extensions import db as database
from tests.support.app import make_app, migrate
from tests.support.postgres import PACKAGE


@pytest.fixture(autouse=True)
def _postgres_programs(monkeypatch):
    monkeypatch.setenv("PG_BIN_DIR", str(PACKAGE / "pginstall" / "bin"))


@pytest.fixture
def run(app, db):
    """Return a function: run `flask crm …` on an app, the one under test unless told."""

    def invoke(*arguments, on=app):
        with on.app_context():
            return on.test_cli_runner().invoke(crm, [str(part) for part in arguments])

    return invoke


@pytest.fixture
def files(app):
    folder = Path(app.config["FILES_DIR"])
    make_private(folder / "ab")
    (folder / "ab" / "umowa.pdf").write_bytes("%PDF zażółć".encode())
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
    make_private(folder)


@pytest.fixture(autouse=True)
def _no_anchors(app, db):
    """The chain of each test begins anew, so do its anchors."""
    sealing.anchor_file().unlink(missing_ok=True)
    yield
    sealing.anchor_file().unlink(missing_ok=True)


@pytest.fixture
def archive(run, files, db, tmp_path):
    write_setting("kept")
    path = tmp_path / "kopia.tar.gz"
    result = run("backup", path)
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def other_app(empty_database, tmp_path):
    """An installation on an empty machine."""
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    other = make_app(empty_database, folder)
    yield other
    with other.app_context():
        database.engine.dispose()


def write_setting(value):
    database.session.execute(
        sa.text("INSERT INTO setting VALUES ('backup', 'mark', :v)"), {"v": json.dumps(value)}
    )
    database.session.commit()


def read_settings():
    query = sa.text("SELECT value FROM setting WHERE name = 'mark'")
    return [str(value).strip('"') for value in database.session.execute(query).scalars()]


def rows():
    """Return how many rows each table has."""
    with database.engine.connect() as connection:
        return {
            name: connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar()  # noqa: S608 - our names
            for name in tables()
            if "_fts" not in name
        }


def test_backup_comes_back_on_an_empty_machine(run, archive, other_app):
    expected = rows()
    result = run("restore", archive, on=other_app)
    assert result.exit_code == 0, result.output
    restored = Path(other_app.config["FILES_DIR"]) / "ab" / "umowa.pdf"
    assert restored.read_bytes() == "%PDF zażółć".encode()
    with other_app.app_context():
        assert rows() == expected
        assert read_settings() == ["kept"]


def test_restored_installation_serves_pages_after_what_it_advises(run, archive, other_app):
    run("restore", archive, on=other_app)
    migrate(other_app)
    assert other_app.test_client().get("/healthz").json["status"] == "ok"
    assert other_app.test_client().get("/login/").status_code == 200


def test_restore_advises_nothing_that_would_make_a_demo(run, archive, other_app):
    output = run("restore", archive, on=other_app).output
    assert "flask crm sync-roles" in output
    assert "make" not in output


def test_backup_tells_what_it_holds(archive):
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        assert {"database", "files/ab/umowa.pdf"} <= set(manifest["sha256"])
        assert manifest["revision"]
        assert "secret_key" not in tar.getnames()
    assert archive.stat().st_mode & 0o077 == 0


def seal_an_event():
    with transaction():
        audit.record("tested")
    sealing.seal()


def test_anchors_of_the_event_log_come_back_with_it(run, files, other_app, tmp_path):
    seal_an_event()
    path = tmp_path / "kopia.tar.gz"
    assert run("backup", path).exit_code == 0
    expected = sealing.anchor_file().read_bytes()
    assert run("restore", path, on=other_app).exit_code == 0
    with other_app.app_context():
        assert sealing.anchor_file().read_bytes() == expected
        assert verify().finding is None


def test_going_back_keeps_the_anchors_it_replaces(run, files, app, tmp_path):
    seal_an_event()
    path = tmp_path / "kopia.tar.gz"
    assert run("backup", path).exit_code == 0
    old = sealing.anchor_file().read_bytes()
    seal_an_event()
    new = sealing.anchor_file().read_bytes()
    assert run("restore", path, "--force").exit_code == 0
    assert verify().finding is None
    assert sealing.anchor_file().read_bytes() == old
    (kept,) = Path(app.config["INSTANCE_DIR"]).glob("audit-anchors.*.jsonl")
    assert kept.read_bytes() == new
    kept.unlink()


def test_an_archive_without_anchors_leaves_those_that_are_there(run, archive, files):
    rewrite(archive, forget_anchors)
    seal_an_event()
    before = sealing.anchor_file().read_bytes()
    assert run("restore", archive, "--force").exit_code == 0
    assert sealing.anchor_file().read_bytes() == before


def forget_anchors(members):
    manifest = json.loads(members["manifest.json"])
    manifest["sha256"].pop("audit-anchors.jsonl", None)
    members.pop("audit-anchors.jsonl", None)
    members["manifest.json"] = json.dumps(manifest).encode()


def test_backup_replaces_an_older_one_only_when_forced(run, archive):
    before = archive.read_bytes()
    assert run("backup", archive).exit_code == 1
    assert archive.read_bytes() == before
    assert run("backup", archive, "--force").exit_code == 0


def test_restore_replaces_data_only_when_forced(run, archive, files):
    database.session.execute(sa.text("UPDATE setting SET value = '\"later\"' WHERE name = 'mark'"))
    database.session.commit()
    (files / "later.pdf").write_bytes(b"later")
    refused = run("restore", archive)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert read_settings() == ["later"]
    database.session.rollback()
    forced = run("restore", archive, "--force")
    assert forced.exit_code == 0, forced.output
    assert read_settings() == ["kept"]
    assert not (files / "later.pdf").exists()


def rewrite(archive, change):
    """Write an archive anew with its members changed."""
    with tarfile.open(archive) as tar:
        members = {name: tar.extractfile(name).read() for name in tar.getnames()}
    change(members)
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def damage(members):
    members["files/ab/umowa.pdf"] = b"%PDF changed"


def damage_database(members):
    members["database"] = b"X" + members["database"][1:]


def lose(members):
    del members["files/ab/umowa.pdf"]


def escape(members):
    manifest = json.loads(members["manifest.json"])
    manifest["sha256"]["files/../../evil"] = "0" * 64
    members["manifest.json"] = json.dumps(manifest).encode()
    members["files/../../evil"] = b"evil"


def come_from_the_future(members):
    manifest = json.loads(members["manifest.json"]) | {"revision": "fffffffffff0"}
    members["manifest.json"] = json.dumps(manifest).encode()


def be_of_another_engine(members):
    manifest = json.loads(members["manifest.json"]) | {"engine": "oracle"}
    members["manifest.json"] = json.dumps(manifest).encode()


def have_no_manifest(members):
    del members["manifest.json"]


@pytest.mark.parametrize(
    "change",
    [
        damage,
        damage_database,
        lose,
        escape,
        come_from_the_future,
        be_of_another_engine,
        have_no_manifest,
    ],
)
def test_unsound_archive_changes_nothing(run, archive, other_app, tmp_path, change):
    rewrite(archive, change)
    result = run("restore", archive, on=other_app)
    assert result.exit_code == 1
    assert "Error" in result.output
    with other_app.app_context():
        assert tables() == []
    assert not (tmp_path / "evil").exists()


def test_rewriting_alone_does_not_spoil_an_archive(run, archive, other_app):
    rewrite(archive, len)
    assert run("restore", archive, on=other_app).exit_code == 0


def test_truncated_archive_is_refused(run, archive, other_app):
    archive.write_bytes(archive.read_bytes()[:-200])
    assert run("restore", archive, on=other_app).exit_code == 1


def test_failed_backup_leaves_nothing_behind(run, tmp_path, monkeypatch):
    monkeypatch.setattr("app.core.cli.archive._pack", refuse)
    result = run("backup", tmp_path / "kopia.tar.gz")
    assert isinstance(result.exception, OSError)
    assert list(tmp_path.glob("*kopia*")) == []
    assert list(tmp_path.glob(".backup*")) == []


def refuse(*_):
    raise OSError("disk full")


def test_sound_database_has_no_faults(run):
    assert run("check-database").output == "ok\n"
