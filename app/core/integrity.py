"""What must hold of the data whatever has happened: invariants, registered by their domains.

    @invariant("I1", _("Invoices add up"))
    def invoices_add_up() -> Generator[Broken]: ...

Put them into ``integrity.py`` of a domain: it is imported at start. ``flask crm
check-integrity`` asks them all and names the first row that breaks each of them.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.audit.verifying import verify
from app.core.cli import database
from app.core.isolation import Scoped
from app.extensions import Model, db


@dataclass(frozen=True)
class Broken:
    """A row that breaks an invariant, and how."""

    table: str
    row: object
    text: str = ""

    def __str__(self) -> str:
        return f"{self.table} {self.row}" + (f": {self.text}" if self.text else "")


Search = Callable[[], Generator[Broken]]


@dataclass(frozen=True)
class Invariant:
    """Something that must hold, and how rows that break it are found."""

    code: str
    label: Any
    search: Search


_known: list[Invariant] = []


def invariant(code: str, label: Any) -> Callable[[Search], Search]:
    """Register a function that yields the rows which break an invariant."""

    def register(search: Search) -> Search:
        _known.append(Invariant(code, label, search))
        return search

    return register


def invariants() -> list[Invariant]:
    """Return all invariants in the order of their codes."""
    return sorted(_known, key=lambda one: (int(one.code.strip("I")), str(one.search.__name__)))


def rows(query: sa.Executable) -> Generator[Any]:
    """Yield the rows of a select, past the session and a thousand at a time."""
    # Said for the statement: said to the connection it would hold for all that follows.
    options = {"yield_per": 1000}
    with db.session.connection().execute(query, execution_options=options) as found:
        yield from found


@invariant("I7", _("Amounts have no more places than their columns"))
def amounts_are_exact() -> Generator[Broken]:
    """SQLite keeps numbers as floating point: what was not rounded before would stay so."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.Numeric) and column.type.scale is not None:
                yield from _inexact(table, column)


def _inexact(table: sa.Table, column: sa.Column[Any]) -> Generator[Broken]:
    assert isinstance(column.type, sa.Numeric)  # noqa: S101 - the caller asks for numbers only
    raw = sa.type_coerce(column, sa.Numeric(asdecimal=False)) * 10 ** (column.type.scale or 0)
    off = sa.func.abs(raw - sa.func.round(raw)) > 0.001
    keys = list(table.primary_key)
    for row in rows(sa.select(*keys).where(column.is_not(None), off).limit(1)):
        yield Broken(table.name, row[0], column.name)


@invariant("I9", _("The event log is what was written"))
def the_log_is_intact() -> Generator[Broken]:
    """Read the chain again."""
    finding = verify().finding
    if finding:
        yield Broken("audit_entry", finding.number, str(finding))


@invariant("I11", _("The database is undamaged and refers to nothing that is gone"))
def the_database_is_sound() -> Generator[Broken]:
    """Ask the database itself."""
    for fault in database.current().faults():
        yield Broken("database", "", str(fault))


@invariant("I12", _("What belongs to a client hangs on rows of the same client"))
def clients_are_apart() -> Generator[Broken]:
    """Compare the client of every row with that of the rows it refers to."""
    for mapper in Model.registry.mappers:
        if issubclass(mapper.class_, Scoped) and "client_id" in mapper.local_table.c:
            yield from _strangers(mapper)


def _strangers(mapper: Any) -> Generator[Broken]:
    table = mapper.local_table
    for relation in mapper.relationships:
        target = relation.mapper
        is_up = relation.direction is sa.orm.RelationshipDirection.MANYTOONE
        if not is_up or not issubclass(target.class_, Scoped):
            continue
        parent = target.local_table.alias()
        if "client_id" not in parent.c or target.local_table.name == "client":
            continue
        ((local, remote),) = relation.local_remote_pairs
        query = (
            sa.select(table.c[next(iter(table.primary_key)).name])
            .join(parent, table.c[local.name] == parent.c[remote.name])
            .where(table.c.client_id != parent.c.client_id)
        )
        for row in rows(query.limit(1)):
            yield Broken(table.name, row[0], relation.key)
