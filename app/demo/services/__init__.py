"""Filling an empty database with the demo agency."""

import random
from datetime import date
from urllib.parse import urlencode

import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.annotations.services.notes import Readers, add_note
from app.clients.models import Client, PortalUser
from app.clients.services import KIND
from app.core import seeds
from app.core.clock import now, today
from app.core.currency import Currency
from app.core.db import transaction
from app.core.views.saved import SavedView
from app.demo import numbers, texts
from app.demo.acting import acting_as
from app.demo.agency import PEOPLE, Agency, add_companies, add_people, add_vocabulary
from app.demo.services.clients import Clients
from app.extensions import db
from app.settings.models import Company

_CHANGED, _NOTED, _ARCHIVED = 14, 18, 4


def is_empty() -> bool:
    """Tell whether nobody has worked here yet: no people, no companies, no clients."""
    return not any(
        db.session.scalar(sa.select(sa.exists().select_from(model)))
        for model in (Account, Company, Client)
    )


def logins() -> list[tuple[str, str]]:
    """Return user name and role of every demo account."""
    return [(username, role) for role, (username, *_rest) in PEOPLE.items()]


def make_demo(*, seed: int, password: str, on: date | None = None) -> int:
    """Add the agency and return how many clients it has; equal seeds give equal data."""
    rng = random.Random(seed)
    agency = Agency()
    with transaction():
        add_people(agency, password)
    with acting_as(agency.accounts[ADMINISTRATOR]):
        seeds.sow()
        add_companies(rng)
        add_vocabulary(agency)
        clients = Clients(rng, agency, on or today()).make()
        db.session.add(PortalUser(user_id=agency.accounts[PORTAL].id, client_id=clients[0].id))
        _add_saved_views(agency)
    _live(rng, agency, clients)
    return len(clients)


def _add_saved_views(agency: Agency) -> None:
    """Add two views everybody finds in the list of clients."""
    size = ("psize_ClientView", "50")
    queries = {
        "Aktywni": [("_flt_0_status", str(agency.statuses["Aktywny"].id)), size],
        "Opieka w Niemczech (EUR)": [("_flt_0_currency", Currency.EUR.value), size],
    }
    for name, query in queries.items():
        view = SavedView(
            view="ClientView",
            name=name,
            owner_id=agency.accounts[ADMINISTRATOR].id,
            query=urlencode(query),
            is_shared=True,
        )
        db.session.add(view)


def _live(rng: random.Random, agency: Agency, clients: list[Client]) -> None:
    """Let the coordinators work for a while, so that there are histories to look at."""
    for client in rng.sample(clients, _CHANGED):
        for change in rng.sample((_new_phone, _new_terms, _new_tags), 2):
            with acting_as(rng.choice(agency.coordinators)):
                change(rng, agency, client)
    for client in rng.sample(clients, _NOTED):
        with acting_as(rng.choice(agency.coordinators)):
            note = add_note(
                entity=KIND,
                record_id=client.id,
                client_id=client.id,
                text=rng.choice(texts.NOTES),
                readers=Readers(),
            )
            note.is_pinned = rng.random() < 0.2
    ended = [client for client in clients if str(client.status) == "Zakończony"]
    with acting_as(agency.accounts[ADMINISTRATOR]):
        for client in ended[:_ARCHIVED]:
            client.archived_on = now()


def _new_phone(rng: random.Random, _agency: Agency, client: Client) -> None:
    call = numbers.german_mobile if client.currency is Currency.EUR else numbers.mobile
    client.phone = call(rng.randrange(10**9))


def _new_terms(rng: random.Random, _agency: Agency, client: Client) -> None:
    client.payment_days = rng.choice([days for days in (7, 14, 30) if days != client.payment_days])


def _new_tags(rng: random.Random, agency: Agency, client: Client) -> None:
    client.tags = rng.sample(agency.tags, 2)
