"""Invoices for single services, their corrections and what was paid for them."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import sqlalchemy as sa

from app.core.clock import today
from app.core.money import round_money
from app.demo.agency import Agency
from app.demo.services.clients import Customer
from app.extensions import db
from app.invoicing.models import Invoice, Payment
from app.invoicing.rules import Line
from app.invoicing.services import Dates, create_correction, create_draft, issue
from app.invoicing.services.payments import check_payment, settle
from app.invoicing.services.sending import mail_to_buyers
from app.messaging.enums import MailStatus
from app.messaging.models import OutboxMessage
from app.messaging.services import mark_sent

_SERVICES = (
    ("Rekrutacja i wdrożenie pracownika", "os.", Decimal("390.00"), (2, 9)),
    ("Szkolenie wstępne BHP", "os.", Decimal("85.00"), (3, 14)),
    ("Zakwaterowanie pracowników", "os.", Decimal("640.00"), (2, 8)),
    ("Koordynacja na miejscu", "godz.", Decimal("72.50"), (6, 30)),
)
_CARE_SERVICES = (
    ("Organizacja opieki", "usł.", Decimal("290.00"), (1, 2)),
    ("Zastępstwo opiekunki w 48 godzin", "usł.", Decimal("190.00"), (1, 2)),
)
_CUSTOMERS, _CORRECTED = 14, 3
#: Of a hundred invoices: paid in time, paid late, paid in part; the others are still open.
_IN_TIME, _LATE, _PARTLY = 52, 20, 10
#: The share of documents nobody has sent yet.
_FORGOTTEN = 0.08


class Invoices:
    """Has the accountant write invoices, correct some and book what came in."""

    def __init__(self, rng: random.Random, agency: Agency) -> None:
        self.rng, self.agency, self.story = rng, agency, agency.story
        self.days = agency.story.days
        self._to_correct = _CORRECTED
        #: Of its own: what is not sent changes nothing else of the story.
        self._forgetful = random.Random(agency.seed)

    def plan(self, customers: Sequence[Customer]) -> None:
        """Plan one invoice a month for some clients; the newest one stays a draft."""
        active = [one for one in customers[1:] if one.status == "Aktywny"]
        chosen = self.rng.sample(active, min(_CUSTOMERS, len(active)))
        for customer in chosen:
            for before in (3, 2, 1):
                if self.rng.random() < 0.8:
                    day = self.days.month(before) + timedelta(days=self.rng.randrange(8, 27))
                    self._tell(day, partial(self._invoice, customer, day))
        self._tell(self.days.last, partial(self._draft, chosen[0], self.days.last))

    def _tell(self, day: date, what: Callable[[], object]) -> None:
        self.story.tell(day, self.agency.accountant, what, place=self.rng.randrange(9000, 26_000))

    def _draft(self, customer: Customer, day: date) -> Invoice:
        client, company = customer.client, self.agency.companies[customer.is_care]
        lines = []
        services = _CARE_SERVICES if customer.is_care else _SERVICES
        for text, unit, price, (least, most) in self.rng.sample(services, self.rng.choice((1, 2))):
            quantity = Decimal(self.rng.randrange(least, most))
            lines.append(Line(text, quantity, unit, price, vat_rate=client.vat_rate))
        return create_draft(client, company, lines, Dates(self.days.within(day), day))

    def _invoice(self, customer: Customer, day: date) -> None:
        invoice = self._draft(customer, day)
        issue(invoice)
        self.send(invoice)
        if self._to_correct and invoice.net > 500:
            self._to_correct -= 1
            later = invoice.issue_date + timedelta(days=self.rng.randrange(3, 9))
            self._tell(later, partial(self._correct, invoice))
        self.tell_payment(invoice)

    def send(self, invoice: Invoice) -> None:
        """Mail most documents to their buyers; they are put down as sent, so that none leaves."""
        if self._forgetful.random() < _FORGOTTEN:
            return
        queued, _left = mail_to_buyers([invoice])
        if queued:
            message = db.session.scalars(
                sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)
            ).one()
            message.status, message.attempts = MailStatus.sending, 1
            mark_sent(message)

    def _correct(self, invoice: Invoice) -> None:
        """Take one piece off the first line."""
        first, *others = invoice.after
        after = [replace(first, quantity=max(first.quantity - 1, Decimal(0))), *others]
        correction = create_correction(invoice, after, "Zmniejszono ilość zgodnie z protokołem.")
        issue(correction)
        self.send(correction)

    def tell_payment(self, invoice: Invoice) -> None:
        """Plan when an invoice is paid, if at all."""
        chance = self.rng.randrange(100)
        if chance >= _IN_TIME + _LATE + _PARTLY:
            return
        span = max(2, invoice.payment_days - 2)
        day = invoice.issue_date + timedelta(days=self.rng.randrange(1, span))
        if _IN_TIME <= chance < _IN_TIME + _LATE:
            day = invoice.due_date + timedelta(days=self.rng.randrange(2, 20))
        if day < self.days.last:
            self._tell(day, partial(self._pay, invoice, is_part=chance >= _IN_TIME + _LATE))

    def _pay(self, invoice: Invoice, *, is_part: bool) -> None:
        open_amount = invoice.owed - invoice.paid
        amount = round_money(open_amount * Decimal("0.4")) if is_part else open_amount
        if amount <= 0:
            return
        payment = Payment(invoice=invoice, client=invoice.client, amount=amount, paid_on=today())
        check_payment(payment)
        db.session.add(payment)
        db.session.flush()
        settle(invoice)
