"""Bringing a large agency into the database: part by part, with history and search."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy_continuum.utils import version_table

from app.assignments.models import Contract
from app.clients.models import Address, Client
from app.core import bulk
from app.core.search import SearchEntry
from app.core.versioning import manager
from app.demo.loading import move_sequence
from app.demo.mass import hours, rows
from app.demo.mass.world import World
from app.employees.models import Employee, EmployeeDocument
from app.extensions import db
from app.positions.models import ClientPricing, Position, PositionRate
from app.schedule.models import EntryPart, ScheduleEntry
from app.schedule.queries import kind_rules
from app.schedule.rules.kinds import make_plan

_PART, _CONTRACTS = 2000, 400
_OF_CLIENTS: tuple[tuple[Any, rows.Maker], ...] = (
    (Client, rows.clients),
    (Address, rows.addresses),
    (ClientPricing, rows.pricings),
    (Position, rows.positions),
    (PositionRate, rows.rates),
    (SearchEntry, rows.entries_of_clients),
)
_OF_PEOPLE: tuple[tuple[Any, rows.Maker], ...] = (
    (Employee, rows.employees),
    (EmployeeDocument, rows.documents),
    (Contract, rows.contracts),
    (SearchEntry, rows.entries_of_people),
)

Tell = Callable[[str], None]


def load(world: World, *, tell: Tell = lambda _text: None) -> dict[str, int]:
    """Load everything; return how many rows each table has got."""
    extent = world.extent
    plan = make_plan(kind_rules())
    db.session.rollback()
    for makers, count in ((_OF_CLIENTS, extent.clients), (_OF_PEOPLE, extent.employees)):
        for part in _parts(count, _PART):
            with _writing() as connection:
                for model, make in makers:
                    bulk.insert(connection, model.__table__, make(world, part))
        tell(", ".join(f"{model.__name__}" for model, _make in makers[:-1]))
    for part in _parts(extent.employees, _CONTRACTS):
        entries, split = hours.rows(world, part, plan)
        with _writing() as connection:
            bulk.insert(connection, ScheduleEntry.__table__, entries)
            bulk.insert(connection, EntryPart.__table__, split)
        tell(f"ScheduleEntry: {part.stop - 1} / {extent.employees}")
    with _writing() as connection:
        versions = [
            model for model, _make in (*_OF_CLIENTS, *_OF_PEOPLE) if model is not SearchEntry
        ]
        return _finish(connection, world, versions)


def _parts(count: int, size: int) -> Iterator[range]:
    for start in range(1, count + 1, size):
        yield range(start, min(start + size, count + 1))


def _writing() -> Any:
    return db.engine.execution_options(writes=True).begin()


def _finish(connection: sa.Connection, world: World, models: list[Any]) -> dict[str, int]:
    """Write the first version of every row, move the sequences on and count."""
    at, who = world.created_at, world.office.people[0]
    transaction = add_transaction(connection, at, who)
    for model in models:
        write_versions(connection, model.__table__, transaction, after=world.first)
    tables = [model.__table__ for model in (*models, ScheduleEntry, EntryPart, SearchEntry)]
    for table in tables:
        move_sequence(connection, table)
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ANALYZE")
    counts = {}
    for table in tables[:-1]:
        key = table.c.contract_id if table is EntryPart.__table__ else table.c.id
        query = sa.select(sa.func.count()).select_from(table).where(key > world.first)
        counts[table.name] = connection.scalar(query) or 0
    return counts


def add_transaction(connection: sa.Connection, at: datetime, user_id: int) -> int:
    """Add the save that all loaded rows belong to."""
    table: Any = sa.inspect(manager.transaction_cls).local_table
    values = {"issued_at": at.replace(tzinfo=None), "user_id": user_id}
    made = connection.execute(sa.insert(table).values(values).returning(table.c.id))
    return int(made.scalar_one())


def write_versions(
    connection: sa.Connection, table: sa.Table, transaction: int, *, after: int
) -> None:
    """Write for each row behind a number the version its creation would have left."""
    versions = version_table(table)
    kept = [table.c[column.name] for column in versions.c if column.name in table.c]
    query = sa.select(*kept, sa.literal(transaction), sa.literal(0)).where(table.c.id > after)
    names = [column.name for column in kept]
    connection.execute(
        sa.insert(versions).from_select([*names, "transaction_id", "operation_type"], query)
    )
