"""Anything anybody can do with a month, in any order: what must hold holds after every step."""

from contextlib import closing
from datetime import date
from decimal import Decimal
from itertools import islice

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from app.clients.models import Client
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.integrity import invariants
from app.extensions import db as database
from app.invoicing.enums import InvoiceKind
from app.invoicing.models import Invoice
from app.invoicing.services import issue
from app.positions.enums import RateRule
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.worked import ChosenKind, Worked
from app.schedule.services import deciding, entries
from app.settings.models import Company
from app.settlements.enums import ClientState, EmployeeState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.services import clients, employees, invoicing, lines
from tests.factories.settlements import MONTH, make_worked_month

#: The log and the whole database are read again elsewhere; here that would take too long.
ASKED = [one for one in invariants() if one.code not in ("I7", "I9", "I11")]

people = st.integers(0, 1)


def first(entity, *conditions):
    return database.session.scalars(
        sa.select(entity).where(*conditions).order_by(entity.id)
    ).first()


class Month(RuleBasedStateMachine):
    """One client, two people, one month."""

    done: set[str] = set()

    @initialize()
    def begin(self):
        with transaction():
            month = make_worked_month()
            self.client, self.company = month.client.id, month.company.id
            self.contracts = [one.id for one in month.contracts]
            base = month.kinds[RateRule.base]
            self.kind = ChosenKind(base.id, base.unit)

    def attempt(self, name, act):
        """Do something as a page would: all of it, or nothing and a refusal in words."""
        try:
            with transaction():
                act()
        except DomainError:
            database.session.expire_all()
        else:
            self.done.add(name)

    def settlement(self, *states):
        return first(
            ClientSettlement,
            ClientSettlement.client_id == self.client,
            ClientSettlement.state.in_(states),
        )

    def entry(self, who, *states):
        return first(
            ScheduleEntry,
            ScheduleEntry.contract_id == self.contracts[who],
            ScheduleEntry.state.in_(states),
        )

    @rule(who=people, minutes=st.integers(1, 480))
    def change_hours(self, who, minutes):
        entry = self.entry(who, EntryState.accepted, EntryState.reported)
        if entry is not None:
            said = Worked(minutes, kind=self.kind)
            self.attempt("change", lambda: entries.change(entry, entry.day, said))

    @rule(who=people)
    def accept(self, who):
        entry = self.entry(who, EntryState.reported)
        if entry is not None:
            self.attempt("accept", lambda: deciding.accept([entry]))

    @rule(who=people)
    def remove_hours(self, who):
        entry = self.entry(who, *EntryState)
        if entry is not None:
            self.attempt("remove", lambda: entries.remove(entry))

    @rule(close=st.booleans(), despite=st.booleans())
    def settle_people(self, close, despite):
        self.attempt(
            "settle",
            lambda: employees.settle(self.contracts, MONTH, close=close, despite_waiting=despite),
        )

    @rule()
    def approve_people(self):
        drafts = EmployeeSettlement.state == EmployeeState.draft
        found = database.session.scalars(sa.select(EmployeeSettlement).where(drafts)).all()
        self.attempt("approve people", lambda: employees.approve(found))

    @rule(who=people)
    def cancel_people(self, who):
        found = first(
            EmployeeSettlement,
            EmployeeSettlement.contract_id == self.contracts[who],
            EmployeeSettlement.state != EmployeeState.cancelled,
        )
        if found is not None:
            self.attempt("cancel people", lambda: employees.cancel([found], "Pomyłka"))

    @rule(despite=st.booleans())
    def settle_client(self, despite):
        client = database.session.get(Client, self.client)
        company = database.session.get(Company, self.company)
        self.attempt("client", lambda: clients.create(client, company, MONTH, despite_open=despite))

    @rule(verb=st.sampled_from(["recalculate", "approve", "reopen", "cancel"]))
    def move_client(self, verb):
        found = self.settlement(ClientState.draft, ClientState.approved)
        if found is not None:
            self.attempt(verb, lambda: getattr(clients, verb)(found))

    @rule(quantity=st.integers(1, 9), rate=st.integers(1, 99))
    def add_line(self, quantity, rate):
        found = self.settlement(ClientState.draft)
        if found is not None:
            self.attempt(
                "line", lambda: lines.add_line(found, "Dojazd", Decimal(quantity), Decimal(rate))
            )

    @rule()
    def make_invoice(self):
        found = self.settlement(ClientState.approved)
        if found is not None:
            self.attempt("invoice", lambda: invoicing.make_invoice(found, on=date(2026, 11, 6)))

    @rule(is_deleted=st.booleans())
    def end_draft(self, is_deleted):
        found = first(Invoice, Invoice.client_id == self.client, Invoice.number.is_(None))
        if found is None:
            return
        if is_deleted:
            self.attempt("delete draft", lambda: database.session.delete(found))
        else:
            kind = "issue" if found.kind is InvoiceKind.invoice else "issue correction"
            self.attempt(kind, lambda: issue(found, on=date(2026, 11, 6)))

    @rule()
    def go_on_to_the_invoice(self):
        """What an office does most days; chance alone rarely comes this far."""
        for who in (0, 1):
            self.accept(who)
        self.settle_people(close=True, despite=True)
        self.approve_people()
        self.settle_client(despite=True)
        self.move_client("recalculate")
        self.move_client("approve")
        self.make_invoice()
        self.end_draft(is_deleted=False)

    @rule(who=people, minutes=st.integers(1, 480))
    def change_what_is_invoiced(self, who, minutes):
        self.go_on_to_the_invoice()
        self.cancel_people(who)
        self.change_hours(who, minutes)
        self.accept(who)
        self.settle_people(close=True, despite=True)
        self.correct()

    @rule()
    def correct(self):
        found = self.settlement(ClientState.invoiced)
        if found is not None:
            self.attempt("correct", lambda: invoicing.correct(found, "Zmiana godzin"))

    @invariant()
    def nothing_is_broken(self):
        broken = []
        for one in ASKED:
            with closing(one.search()) as found:
                broken += [(one.code, str(row)) for row in islice(found, 1)]
        database.session.rollback()
        assert broken == []


@pytest.mark.slow
@pytest.mark.no_cover
def test_what_must_hold_holds_after_every_step(db):
    Month.done = set()
    run(
        Month,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],  # to shrink a month takes minutes; the steps are printed
            suppress_health_check=list(HealthCheck),
        ),
    )
    # A machine that is refused everything proves nothing.
    assert Month.done >= {
        "settle",
        "cancel people",
        "client",
        "approve",
        "invoice",
        "issue",
        "correct",
    }
