"""What an installation writes is open to nobody else on the machine."""

import os
import stat

import pytest

from app.core.folders import make_private


@pytest.fixture(autouse=True)
def _open_handed():
    before = os.umask(0o002)
    yield
    os.umask(before)


def test_every_missing_folder_of_the_path_is_the_owners_alone(tmp_path):
    target = tmp_path / "files" / "logos" / "2026"
    assert make_private(target) == target
    made = [target, *target.parents][:3]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o700}


def test_a_folder_that_is_there_keeps_what_its_owner_chose(tmp_path):
    shared = tmp_path / "srv"
    shared.mkdir(mode=0o750)
    shared.chmod(0o750)
    make_private(shared / "files")
    assert stat.S_IMODE(shared.stat().st_mode) == 0o750


def test_a_file_in_the_way_is_an_error(tmp_path):
    (tmp_path / "files").touch()
    with pytest.raises(FileExistsError):
        make_private(tmp_path / "files")
