"""`make run` starts web server, worker and scheduler, says where, and ends all when told."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import pytest
import sqlalchemy as sa

from app.extensions import db as database
from tests.house.source import ROOT
from tests.support.app import KEY, make_app
from tests.support.people import PASSWORD


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _hear_interrupts():
    """Undo what a shell does to programs in its background: they ignore Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def launch(empty_database, tmp_path):
    """Return a function: start the launcher with arguments on a database of its own."""
    started = []
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o700)

    def start(*arguments, port, **variables):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "INSTANCE_DIR": str(instance),
            "DATABASE_URL": empty_database,
            "SECRET_KEY": KEY,
            "PORT": str(port),
            **variables,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "app.core.launcher", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_hear_interrupts,  # noqa: PLW1509 - the tests run no threads by then
        )
        started.append(process)
        return process

    yield start
    for process in started:
        # What it has started holds our pipes, even when the launcher itself is gone.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(process, address):
    for _ in range(600):
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our server
                return answer.status
        except OSError:
            time.sleep(0.1)
    pytest.fail("The launcher did not start serving.")


def children(pid):
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(number) for number in listed.stdout.split()]


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_launcher_serves_until_told_to_stop(launch, number):
    port = free_port()
    process = launch(port=port, DEMO="0")
    assert wait_for(process, f"http://127.0.0.1:{port}/healthz") == 200
    below = children(process.pid)
    assert len(below) == 3
    process.send_signal(number)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert f"http://localhost:{port}" in output
    assert not any(is_running(pid) for pid in below)


@pytest.mark.any_database
@pytest.mark.parametrize(("place", "name"), list(enumerate(["web", "worker", "scheduler"])))
def test_launcher_ends_when_a_part_dies_and_says_which(launch, place, name):
    port = free_port()
    process = launch(port=port, DEMO="0")
    wait_for(process, f"http://127.0.0.1:{port}/healthz")
    below = children(process.pid)
    os.kill(below[place], signal.SIGKILL)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"{name} ended by itself" in errors
    assert not any(is_running(pid) for pid in below)


def test_launcher_names_a_taken_port(launch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = launch(port=taken.getsockname()[1])
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "zajęty" in errors
    assert "is taken" in errors


def accounts(url):
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalars(sa.text("SELECT username FROM ab_user ORDER BY id")).all()
    finally:
        engine.dispose()


def prepare(launch, **variables):
    process = launch("--prepare", port=free_port(), **variables)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output


@pytest.mark.any_database
def test_demo_is_made_once_unless_it_is_refused(launch, empty_database):
    assert "create-admin" in prepare(launch, DEMO="0")
    assert accounts(empty_database) == []
    assert "create-admin" not in prepare(launch)
    found = accounts(empty_database)
    assert "szefowa" in found
    prepare(launch)
    assert accounts(empty_database) == found


def test_the_first_administrator_of_a_real_installation_is_the_only_account(
    launch, empty_database, tmp_path
):
    prepare(launch, DEMO="0")
    app = make_app(empty_database, tmp_path)
    name = ["--first-name", "Anna", "--last-name", "Nowak", "--email", "anna@example.com"]
    arguments = ["crm", "create-admin", "--username", "anna", *name, "--password", PASSWORD]
    with app.app_context():
        result = app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == 0, result.output
    assert accounts(empty_database) == ["anna"]
    answer = app.test_client().post("/login/", data={"username": "anna", "password": PASSWORD})
    assert answer.status_code == 302
    assert "create-admin" not in prepare(launch, DEMO="0")
    assert accounts(empty_database) == ["anna"]
    with app.app_context():
        database.engine.dispose()
