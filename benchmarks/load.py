"""Filling a database with clients, in parts of constant size."""

import sqlalchemy as sa

from app.accounts.models import Account
from app.annotations.models import EntityStatus, Tag
from app.clients.models import Address, Client, Contact, client_guardian
from app.core.bulk import insert
from app.core.search import SearchEntry
from app.demo.loading import move_sequence
from app.extensions import db
from benchmarks import rows

_PART = 5000


def load_clients(count: int, *, seed: int = 1) -> None:
    """Bring a database to ``count`` generated clients; those it has are counted, not compared."""
    present = db.session.scalar(sa.select(sa.func.count()).select_from(Client)) or 0
    db.session.rollback()
    with db.engine.execution_options(writes=True).begin() as connection:
        if not present:
            _load_small_tables(connection, seed)
        for start in range(present + 1, count + 1, _PART):
            _load_part(connection, seed, range(start, min(start + _PART, count + 1)))
        _finish(connection)


def load_events(count: int, *, seed: int = 1) -> None:
    """Bring the history of the first client to ``count`` changes."""
    tables = db.metadata.tables
    versions = tables["client_version"]
    present = db.session.scalar(sa.select(sa.func.count()).select_from(versions)) or 0
    db.session.rollback()
    ids = range(rows.FIRST + present, rows.FIRST + count)
    with db.engine.execution_options(writes=True).begin() as connection:
        insert(connection, tables["transaction"], rows.transactions(seed, ids))
        insert(connection, versions, rows.client_versions(seed, ids))
        _finish(connection)


def _load_small_tables(connection: sa.Connection, seed: int) -> None:
    insert(connection, EntityStatus.__table__, rows.statuses(seed))
    insert(connection, Tag.__table__, rows.tags(seed))
    insert(connection, Account.__table__, rows.accounts(seed))


def _load_part(connection: sa.Connection, seed: int, ids: range) -> None:
    for table, make in (
        (Client.__table__, rows.clients),
        (Contact.__table__, rows.contacts),
        (Address.__table__, rows.addresses),
        (Client.tags.property.secondary, rows.client_tags),
        (client_guardian, rows.guardians),
        (SearchEntry.__table__, rows.search_entries),
    ):
        insert(connection, table, make(seed, ids))


def _finish(connection: sa.Connection) -> None:
    """Sequences stand behind the rows that came with numbers, and the planner knows them."""
    for mapper in db.Model.registry.mappers:
        table = mapper.local_table
        has_id = isinstance(table, sa.Table) and "id" in table.c
        if has_id and isinstance(table.c.id.type, sa.Integer):
            move_sequence(connection, table)
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ANALYZE")
