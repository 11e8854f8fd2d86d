"""Two web workers, two background workers and two schedulers on one PostgreSQL and one Redis."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

import psutil
import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.background.enums import JobState, ProcessKind
from app.background.models import BackgroundProcess, Job, Lease, PeriodicRun
from app.core.clock import now
from app.core.db import reading, transaction
from tests.core.test_launcher import free_port
from tests.factories.clients import ClientFactory
from tests.house.source import ROOT
from tests.support.app import KEY

PATIENCE = 60
NIGHTLY = "background.tidy"
ORDERS = 6


@pytest.fixture
def missed(db):
    """Nobody has tidied up for three nights."""
    with transaction():
        db.session.add(PeriodicRun(name=NIGHTLY, period=now() - timedelta(days=3)))


@pytest.fixture
def fleet(app, db, other_processes, redis_url, missed, tmp_path):
    """Six processes as OPERATIONS.md starts them; the port and the process of the web server."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("Several machines share a PostgreSQL.")
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "INSTANCE_DIR": app.config["INSTANCE_DIR"],
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "QUEUE_URL": redis_url,
        "SECRET_KEY": KEY,
        "PORT": str(port),
        "WEB_WORKERS": "2",
    }
    flask = [sys.executable, "-m", "flask", "--app", "run", "crm"]
    web = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    commands = [web, *([[*flask, "worker"], [*flask, "scheduler"]] * 2)]
    started = [subprocess.Popen(one, cwd=ROOT, env=environment) for one in commands]
    yield port, psutil.Process(started[0].pid)
    # How each ends when it is told to is looked at elsewhere; waiting for it would take long.
    for process in started:
        for one in psutil.Process(process.pid).children(recursive=True):
            one.kill()
        process.kill()
        process.wait(30)


def until(condition):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with reading():
            if condition():
                return
        time.sleep(0.1)
    pytest.fail("It did not come to pass.")


class Visitor:
    """A person whose connection stays with one of the web workers."""

    def __init__(self, port, cookie):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookie = cookie

    def ask(self, method, url, **fields):
        headers = {
            "Cookie": f"session={self.cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection.request(method, url, urlencode(fields) if fields else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith("session="):
                self.cookie = value.partition("=")[2].partition(";")[0]
        return answer, text

    def worker(self, web):
        """Return the process at the other end of the connection."""
        ours = self.connection.sock.getsockname()
        (found,) = [
            child.pid
            for child in web.children()
            for one in child.net_connections("tcp")
            if one.raddr and tuple(one.raddr) == ours
        ]
        return found


def one_at_each(port, web, cookie):
    """Return a visitor of each of the two web workers."""
    found = {}
    for _attempt in range(100):
        visitor = Visitor(port, cookie)
        try:
            visitor.ask("GET", "/clients/list/")
        except OSError:
            time.sleep(0.1)
            continue
        if found.setdefault(visitor.worker(web), visitor) is not visitor:
            visitor.connection.close()
        if len(found) == 2:
            return list(found.values())
    return pytest.fail("One worker answers everything.")


def order(visitor, more_than):
    """Order a list of clients as a file; return the number of the job."""
    url = f"/clients/export/csv?_flt_1_payment_days={more_than}"
    _answer, page = visitor.ask("GET", "/clients/list/")
    token = re.search(r'name="csrf[-_]token"[^>]*(?:content|value)="([^"]+)"', page)[1]
    answer, _text = visitor.ask("POST", url, csrf_token=token)
    assert answer.status == 302
    return int(answer.getheader("Location").rpartition("/")[2])


@pytest.mark.slow
def test_what_one_web_worker_orders_is_done_once_and_seen_by_the_other(db, login_as, fleet):
    port, web = fleet
    ClientFactory(name="Hotel Bałtyk")
    db.session.commit()
    cookie = login_as(ADMINISTRATOR).get_cookie("session").value
    known = sa.select(BackgroundProcess.kind)
    every = {ProcessKind.scheduler: 2, ProcessKind.worker: 2}
    until(lambda: Counter(db.session.scalars(known)) == every)
    visitors = one_at_each(port, web, cookie)

    pks = [order(visitors[number % 2], number) for number in range(ORDERS)]
    ours = sa.select(Job).where(Job.id.in_(pks)).order_by(Job.id)
    until(lambda: {one.state for one in db.session.scalars(ours)} == {JobState.done})
    assert [one.attempts for one in db.session.scalars(ours)] == [1] * ORDERS
    for number, pk in enumerate(pks):
        other = visitors[(number + 1) % 2]
        answer, text = other.ask("GET", f"/jobs/file/{pk}")
        assert (answer.status, "Hotel Bałtyk" in text) == (200, True)

    # The nights that were missed are made up for once, by whichever scheduler leads.
    nightly = sa.select(Job).where(Job.kind == NIGHTLY)
    until(lambda: [one.state for one in db.session.scalars(nightly)] == [JobState.done])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Lease)) == 1
    for visitor in visitors:
        visitor.connection.close()
