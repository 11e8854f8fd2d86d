"""An installation that would leave its doors open does not start, and says why twice."""

import os
import secrets
import subprocess
import sys

import pytest

from app.core.config_check import InsecureConfig, check
from tests.house.source import ROOT

GOOD = {"SECRET_KEY": "7d0f5b9a3c6e41288f1b64d09e25ac73", "BASE_URL": "https://kadra.example.com"}

REFUSED = [
    ("missing key", {"SECRET_KEY": ""}, "Brak SECRET_KEY"),
    ("no key at all", {"SECRET_KEY": None}, "SECRET_KEY is missing"),
    ("short key", {"SECRET_KEY": "7d0f5b9a3c6e41288f1b64d09e25ac7"}, "krótszy"),
    ("published key", {"SECRET_KEY": "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET"}, "publicly known"),
    ("padded word", {"SECRET_KEY": "secret-secret-secret-secret-secret!"}, "easy to guess"),
    ("one sign", {"SECRET_KEY": "a" * 64}, "easy to guess"),
    ("debugging", {"DEBUG": True}, "DEBUG pokazuje"),
    ("plain http on a network", {"BASE_URL": "http://kadra.example.com"}, "bez https"),
    ("plain http on an address", {"BASE_URL": "http://192.0.2.7:8080"}, "without https"),
    ("no address", {"BASE_URL": ""}, "BASE_URL"),
]


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in REFUSED])
def test_insecure_configuration_is_refused(change, reason):
    with pytest.raises(InsecureConfig, match=reason) as refusal:
        check(GOOD | change)
    assert refusal.value.code


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"BASE_URL": "http://localhost:8080"},
        {"BASE_URL": "http://127.0.0.1:8080"},
        {"BASE_URL": "http://[::1]:8080"},
        {"DEBUG": True, "INSECURE_DEV": True},
        {"BASE_URL": "http://kadra.example.com", "INSECURE_DEV": True},
    ],
)
def test_secure_configuration_starts(change):
    check(GOOD | change)


def test_a_developer_needs_a_sound_key_too():
    with pytest.raises(InsecureConfig):
        check(GOOD | {"SECRET_KEY": "short", "INSECURE_DEV": True})


def test_random_keys_are_accepted():
    for _ in range(200):
        check(GOOD | {"SECRET_KEY": secrets.token_hex(32)})


@pytest.mark.skipif(os.name != "posix", reason="modes exist on POSIX only")
@pytest.mark.parametrize("name", ["INSTANCE_DIR", "FILES_DIR"])
def test_folder_open_to_others_is_refused(tmp_path, name):
    tmp_path.chmod(0o755)
    with pytest.raises(InsecureConfig, match="chmod o-rwx"):
        check(GOOD | {name: str(tmp_path)})
    tmp_path.chmod(0o750)
    check(GOOD | {name: str(tmp_path)})


def start(tmp_path, **environment):
    """Import the application as a server does, with nothing but these variables set."""
    return subprocess.run(
        [sys.executable, "-c", "import run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_process_ends_with_both_languages_and_starts_with_a_key(tmp_path):
    refused = start(tmp_path)
    assert refused.returncode != 0
    assert "Brak SECRET_KEY" in refused.stderr
    assert "SECRET_KEY is missing" in refused.stderr
    assert "Traceback" not in refused.stderr
    started = start(tmp_path, SECRET_KEY=GOOD["SECRET_KEY"])
    assert started.returncode == 0, started.stderr
