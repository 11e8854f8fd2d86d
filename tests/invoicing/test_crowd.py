"""D-CC-01: a crowd issues invoices at once, from four processes, and some of it goes wrong.

Whole requests through the pages, PDF included; a document has one line, so that the people meet at
the counter and not in the printing.
"""

import json
import subprocess
import sys

import pytest
import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING
from app.core.db import transaction
from app.core.integrity import invariants
from app.core.numbering import NumberCounter, NumberSeries, SeriesKind
from app.invoicing.enums import InvoiceStatus
from app.invoicing.models import Invoice
from app.invoicing.services import create_draft
from tests.factories.invoicing import DATES, MONTH, make_buyer, make_company
from tests.house.source import ROOT
from tests.invoicing.crowd import FAULT, ISSUED

PROCESSES, THREADS, DRAFTS = 4, 32, 128


@pytest.fixture
def company(db):
    """A company whose counter stands at nought."""
    company = make_company()
    series = db.session.query(NumberSeries).filter_by(kind=SeriesKind.invoice).one()
    with transaction():
        db.session.add(NumberCounter(series_id=series.id, period="2026-11", last=0))
    return company


@pytest.fixture
def issue_together(app, db, other_processes, login_as, company):
    """Return a function: lets a crowd issue drafts, and answers with all that it was shown."""

    def issue_all(*arguments, threads, drafts):
        client, people = make_buyer(), PROCESSES * threads
        with transaction():
            made = [create_draft(client, company, MONTH[:1], DATES) for _ in range(drafts)]
        piles = piles_of([draft.id for draft in made], people)
        cookies = [login_as(ACCOUNTING).get_cookie("session").value for _ in range(PROCESSES)]
        groups = [
            [
                {"cookie": cookies[who], "seed": one, "drafts": piles[one]}
                for one in range(who, people, PROCESSES)
            ]
            for who in range(PROCESSES)
        ]
        url = db.engine.url.render_as_string(hide_password=False)
        db.session.remove()
        command = [sys.executable, "-m", "tests.invoicing.crowd", url, app.config["INSTANCE_DIR"]]
        done = subprocess.run(
            [*command, *arguments], cwd=ROOT, input=json.dumps(groups), stdout=subprocess.PIPE,
            text=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    return issue_all


def piles_of(drafts, people):
    """Lay every draft before two people, of two processes."""
    return [drafts[n::people] + drafts[(n + 1) % people :: people] for n in range(people)]


def faults(db, answers):
    """Name what should not have happened: to a number, to a document, to somebody at a page."""
    honest = FAULT, ISSUED, "zrób to jeszcze raz"
    told = [text for _pk, _code, category, text in answers if category != "success"]
    found = [text for text in told if not any(words in text for words in honest)]
    found += [f"status {code}" for _pk, code, _category, _text in answers if code != 302]
    winners = [pk for pk, _code, category, _text in answers if category == "success"]
    found += [f"#{pk} issued twice" for pk in set(winners) if winners.count(pk) > 1]
    query = sa.select(Invoice.number).order_by(Invoice.number)
    numbers = db.session.scalars(query.where(Invoice.status == InvoiceStatus.issued)).all()
    whole = [f"FV/2026/11/{seq:04}" for seq in range(1, len(winners) + 1)]
    found += [] if numbers == whole else ["numbers are not 1 to their last"]
    return found + [str(fault) for one in invariants() for fault in one.search()]


@pytest.mark.slow
def test_a_crowd_leaves_neither_gap_nor_duplicate_nor_error(db, issue_together):
    answers = issue_together(threads=THREADS, drafts=DRAFTS)
    assert faults(db, answers) == []
    issued = {pk for pk, _code, category, _text in answers if category == "success"}
    assert len(issued) == DRAFTS
    said = [text for *_rest, text in answers]
    assert said.count(FAULT) > DRAFTS // 20
    assert sum(ISSUED in text for text in said) == DRAFTS


@pytest.mark.slow
def test_without_the_lock_of_the_counter_they_take_the_same_numbers(db, issue_together):
    """The control. That the database refuses the second document is the other line of defence."""
    found = faults(db, issue_together("unlocked", threads=4, drafts=16))
    assert "Już w użyciu: Spółka, Rodzaj, Numer." in found
