"""Wake-ups travel through a file, or through Redis where one is configured."""

import socket
import threading
import time
from contextlib import closing
from pathlib import Path

from huey import RedisHuey, SqliteHuey

from app.background import queue
from app.background.enums import JobState
from app.background.execution import run
from app.background.models import Job
from app.background.queue import Queue
from app.background.worker import look_round


def test_one_machine_needs_no_server(app):
    huey = Queue(app).huey
    assert isinstance(huey, SqliteHuey)
    assert huey.storage.filename == str(Path(app.config["INSTANCE_DIR"]) / queue.FILE)


def test_several_machines_share_the_redis_of_the_configuration(app, use):
    use("redis://queue.example.pl:6380/3")
    huey = Queue(app).huey
    assert isinstance(huey, RedisHuey)
    options = huey.storage.pool.connection_kwargs
    assert (options["host"], options["port"], options["db"]) == ("queue.example.pl", 6380, 3)
    assert options["socket_timeout"] == options["socket_connect_timeout"] == queue.REDIS_TIMEOUT


def test_a_redis_that_is_away_holds_no_change_up(app, db, use, order, caplog):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        use(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
        start = time.monotonic()
        pk = order()
        assert time.monotonic() - start < 10
    assert "queue not reached" in caplog.text
    assert db.session.get(Job, pk).state is JobState.waiting


def test_a_job_travels_through_redis(app, db, use, order, redis_url, work):
    use(redis_url)
    pk = order("test.file")
    taken = []
    with closing(Queue(app, taken.append)) as worker:
        worker.huey.execute(worker.huey.dequeue())
        assert taken == [pk]
        assert worker.huey.pending_count() == 0
    assert work(pk).state is JobState.done


def test_each_process_has_a_connection_of_its_own(app, order):
    order(arguments={"n": 1})
    before = app.extensions[queue.EXTENSION]
    order(arguments={"n": 2})
    assert app.extensions[queue.EXTENSION] is before
    before.pid = 0  # as in a process that was forked
    order(arguments={"n": 3})
    assert app.extensions[queue.EXTENSION] is not before


def test_a_wake_up_for_a_job_that_is_gone_does_nothing(app, db, order):
    pk = order("test.file")
    assert run(app, pk, worker="a", stopping=threading.Event()) is True
    assert run(app, pk, worker="a", stopping=threading.Event()) is False
    assert run(app, pk + 1000, worker="a", stopping=threading.Event()) is False


def test_an_idle_worker_writes_nothing(db, count_sql):
    with count_sql() as statements:
        look_round()
    assert [text for text in statements if not text.lstrip().upper().startswith("SELECT")] == []
