"""Requests that arrive at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from app.extensions import db

#: Long enough for the second to arrive; whoever waits for the first is not done before.
HEAD_START = 0.4


def post_together(app, requests):
    """Post every (browser, url, fields), each from a thread and a connection of its own."""
    db.session.commit()  # or the test itself would hold SQLite's only lock
    barrier = Barrier(len(requests))

    def send(cookie, url, fields):
        twin = app.test_client()
        twin.set_cookie("session", cookie)
        barrier.wait()
        return twin.post(url, data=fields)

    cookies = [browser.get_cookie("session").value for browser, _url, _fields in requests]
    with ThreadPoolExecutor(len(requests)) as pool:
        tasks = [
            pool.submit(send, cookie, url, fields)
            for cookie, (_browser, url, fields) in zip(cookies, requests, strict=True)
        ]
        return [task.result() for task in tasks]


def overtake(monkeypatch, paused, first, second):
    """Let ``second`` begin while ``first`` stands before the function ``paused``; return both."""
    module, name = paused
    original = getattr(module, name)
    arrived, finished = Event(), Event()

    def wait_once(*args, **kwargs):
        if not arrived.is_set():
            arrived.set()
            finished.wait(HEAD_START)
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, wait_once)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first)
        assert arrived.wait(10)
        other = pool.submit(second)
        other.add_done_callback(lambda _task: finished.set())
        return one.result(), other.result()
