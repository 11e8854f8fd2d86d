"""Reminding clients, on the set day, of the settlements they have not answered yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.clients.enums import Language
from app.clients.models import Client, Contact
from app.extensions import db
from app.messaging.models import OutboxMessage
from app.messaging.services import queue_template
from app.settings.models import Company
from app.settlements import texts
from app.settlements.enums import EmployeeState
from app.settlements.models import EmployeeSettlement
from app.settlements.queries import ACCEPTANCE
from app.settlements.rules.acceptance import due_day, reminded_months


@dataclass(frozen=True)
class Unanswered:
    """What a client was asked of a month and has not answered."""

    client: Client
    company: Company
    month: date
    count: int

    @property
    def key(self) -> str:
        """Return what makes the reminder the only one of client and month."""
        return f"acceptance-{self.client.id}-{self.month:%Y-%m}"


def is_wanted() -> bool:
    """Tell whether clients accept here, and are reminded of it."""
    return bool(ACCEPTANCE.get("client_accepts") and ACCEPTANCE.get("remind_clients"))


def remind(on: date) -> int:
    """Queue a mail for every client whose day has come; return how many are new.

    A client without an address is left to its guardians: it stands under „Do akceptacji” as late.
    """
    day = int(ACCEPTANCE.get("acceptance_day"))
    found = [one for month in reminded_months(on, day) for one in _unanswered(month)]
    known = _known([one.key for one in found])
    contacts = _contacts([one.client.id for one in found])
    sent = 0
    for one in found:
        recipient = one.client.email or contacts.get(one.client.id)
        if recipient and one.key not in known:
            _queue(one, recipient, due_day(one.month, day))
            sent += 1
    return sent


def _queue(one: Unanswered, recipient: str, due: date) -> None:
    language = one.client.language
    queue_template(
        "acceptance",
        recipient,
        "pl" if language is Language.pl else "en",
        {
            "count": one.count,
            "month": texts.month_name(
                one.month, Language.pl if language is Language.pl else Language.en
            ),
            "due": due,
            "company": one.company.name,
        },
        dedupe_key=one.key,
    )


def _unanswered(month: date) -> Iterator[Unanswered]:
    """Yield the clients with something unanswered; of several companies the first one signs."""
    head = EmployeeSettlement
    waiting = (
        sa.select(
            head.client_id,
            sa.func.min(head.company_id).label("company_id"),
            sa.func.count().label("count"),
        )
        .where(head.month == month, head.state == EmployeeState.sent)
        .group_by(head.client_id)
        .subquery()
    )
    query = (
        sa.select(Client, Company, waiting.c.count)
        .join(waiting, waiting.c.client_id == Client.id)
        .join(Company, Company.id == waiting.c.company_id)
        .order_by(Client.id)
    )
    for client, company, count in db.session.execute(query):
        yield Unanswered(client, company, month, count)


def _known(keys: list[str]) -> set[str]:
    query = sa.select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys))
    return {str(key) for key in db.session.scalars(query)}


def _contacts(client_ids: list[int]) -> dict[int, str]:
    """Return an address of a person at each client, the main contact's where it has one."""
    query = (
        sa.select(Contact.client_id, Contact.email)
        .where(Contact.client_id.in_(client_ids), Contact.email.is_not(None))
        .order_by(Contact.is_primary, Contact.id.desc())
    )
    return {row[0]: row[1] for row in db.session.execute(query) if row[1]}
