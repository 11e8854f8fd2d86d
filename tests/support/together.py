"""Requests that arrive at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.extensions import db


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
