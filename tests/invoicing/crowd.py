"""A server full of people who issue: ``python -m tests.invoicing.crowd URL FOLDER [unlocked]``.

Reads which people there are in each process (JSON: for everybody a cookie and the drafts before
them), lets all of them begin at once and writes down every answer that somebody was shown. The
processes are forked from one that has loaded the application, as gunicorn does.
"""

import json
import multiprocessing
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa

from app.core.db import reading
from app.core.errors import DomainError
from app.core.numbering import NumberCounter
from app.core.numbering.rules import format_number
from app.extensions import db
from app.invoicing.services import issuing
from tests.support.app import make_app

#: How many issues fail after they have taken their number, and what is said then.
ROLLED_BACK, FAULT = 0.1, "Awaria po nadaniu numeru."
#: What whoever comes second is told.
ISSUED = "jest już wystawiona"
#: Enough for whoever is told to do it once more.
_MOST_PRESSES = 3
_PATIENCE = 100
_processes = multiprocessing.get_context("fork")
_person = threading.local()
_store_pdf = issuing.store_pdf


class Crowd:
    """People at one server, each with a browser of their own."""

    def __init__(self, app, groups, *, is_locked):
        self.app, self.groups, self.is_locked = app, groups, is_locked
        self.gate = _processes.Barrier(len(groups))
        issuing.store_pdf = stumble
        if not is_locked:
            issuing.next_number = take_what_was_read

    def answers(self):
        """Fork the processes; return (draft, status, category, text) of all answers."""
        found = _processes.Queue()
        started = [_processes.Process(target=self._live, args=(one, found)) for one in self.groups]
        for process in started:
            process.start()
        answers = [answer for _process in started for answer in found.get(timeout=_PATIENCE)]
        for process in started:
            process.join()
        return answers

    def _live(self, people, found):
        with self.app.app_context():
            db.engine.dispose(close=False)
        self.gate.wait(_PATIENCE)
        with ThreadPoolExecutor(len(people)) as pool:
            found.put([answer for of_one in pool.map(self._work, people) for answer in of_one])

    def _work(self, person):
        chance = random.Random(person["seed"])  # noqa: S311 - only has to vary
        browser = self.app.test_client()
        browser.set_cookie("session", person["cookie"])
        answers = []
        for pk in person["drafts"]:
            _person.stumbles = chance.random() < ROLLED_BACK
            answers += self._issue(browser, pk)
        return answers

    def _issue(self, browser, pk):
        """Press the button until the draft is issued, by whomever."""
        for _press in range(_MOST_PRESSES):
            if not self.is_locked:
                with self.app.app_context():
                    _person.last = last_number()
            done = browser.post(f"/invoices/action/issue/{pk}")
            with browser.session_transaction() as session:
                category, text = session.pop("_flashes", [("", "")])[-1]
            yield pk, done.status_code, category, text
            if category == "success" or ISSUED in text:
                return


def stumble(invoice, parties):
    """Let the issue fail, once, when it has its number already."""
    _store_pdf(invoice, parties)
    if _person.stumbles:
        _person.stumbles = False
        raise DomainError(FAULT)


def last_number():
    """Read the counter as whoever waits for nobody."""
    with reading():
        return db.session.scalar(sa.select(sa.func.max(NumberCounter.last))) or 0


def take_what_was_read(series, *, on):
    """Give the number after the one that was read, without the lock of the counter."""
    counter, seq = NumberCounter.__table__, _person.last + 1
    statement = counter.update().where(counter.c.series_id == series.id).values(last=seq)
    db.session.connection().execute(statement)
    return format_number(series.pattern, seq=seq, on=on)


if __name__ == "__main__":
    url, folder, *rest = sys.argv[1:]
    crowd = Crowd(make_app(url, Path(folder)), json.load(sys.stdin), is_locked=not rest)
    json.dump(crowd.answers(), sys.stdout)
