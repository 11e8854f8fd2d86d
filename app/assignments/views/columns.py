"""What the lists of clients and of employees show of contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from app.assignments.enums import ContractState
from app.assignments.models import Contract
from app.assignments.queries import contracts_of
from app.clients.models import Client
from app.core.access import can
from app.core.clock import today
from app.core.permissions import WRITE
from app.core.views.cells import EMPTY
from app.core.views.extras import ExtraColumn

#: So many contracts of a client are named in a cell; the rest is a number with a link.
NAMED = 3


@dataclass(frozen=True)
class Found:
    """The contracts of a row in one state; as text, what an export writes."""

    state: ContractState
    total: int
    named: list[Any]

    def __str__(self) -> str:
        names = [f"{_name(one)} ({_period(one)})" for one in self.named]
        more = [f"+{self.total - len(names)}"] if self.total > len(names) else []
        return "; ".join([*names, *more])


def _name(row: Any) -> str:
    return f"{row.first_name} {row.last_name}"


def _period(row: Any) -> str:
    return f"{_day(row.starts_on)} – {_day(row.end)}" if row.end else f"{_day(row.starts_on)} –"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _of_clients(state: ContractState) -> Any:
    def load(rows: Sequence[Client]) -> dict[int, Found]:
        ids = [row.id for row in rows]
        found = contracts_of(Contract.client_id, ids, state, today(), shown=NAMED)
        return {pk: Found(state, *both) for pk, both in found.items()}

    return load


def _cell_of_client(found: Found | None, client: Client) -> Markup:
    """Name the contracts; each leads to itself and to the form of the one that follows."""
    if found is None:
        return EMPTY
    may_add = can(WRITE, "Contracts")
    lines = [_line(one, may_add=may_add) for one in found.named]
    rest = found.total - len(found.named)
    if rest > 0:
        url = url_for("ContractView.list", _rel_client=client.id, _flt_0_state=found.state.value)
        more = Markup('<a href="{}">{}</a>').format(url, _("and %(n)s more", n=rest))
        lines.append(more)
    return Markup('<span class="cell-lines">{}</span>').format(
        Markup("").join(Markup('<span class="cell-line">{}</span>').format(line) for line in lines)
    )


def _line(row: Any, *, may_add: bool) -> Markup:
    link = Markup(
        '<span class="cell-text"><a href="{}" title="{}">{}</a> <small>{}</small></span>'
    ).format(url_for("ContractView.show", pk=row.id), row.number, _name(row), _period(row))
    if not may_add:
        return link
    label = _("Add the next contract / trip after %(number)s", number=row.number)
    return link + Markup('<a class="cell-add" href="{}" title="{}" aria-label="{}">+</a>').format(
        url_for("ContractView.add", _next=row.id), label, label
    )


class Numbers(Found):
    """The contracts of an employee: their numbers say enough."""

    def __str__(self) -> str:
        return ", ".join(one.number for one in self.named)


class Clients(Found):
    """The clients an employee works for."""

    def __str__(self) -> str:
        return ", ".join(dict.fromkeys(one.client for one in self.named))


def _of_employees(kind: type[Found]) -> Any:
    state = ContractState.active

    def load(rows: Sequence[Any]) -> dict[int, Found]:
        ids = [row.id for row in rows]
        found = contracts_of(Contract.employee_id, ids, state, today(), shown=NAMED)
        return {pk: kind(state, *both) for pk, both in found.items()}

    return load


def _numbers(found: Found | None, _row: Any) -> Markup:
    links = {one.number: url_for("ContractView.show", pk=one.id) for one in _named(found)}
    return _links(links)


def _clients(found: Found | None, _row: Any) -> Markup:
    links = {one.client: url_for("ClientView.show", pk=one.client_id) for one in _named(found)}
    return _links(links)


def _named(found: Found | None) -> list[Any]:
    return found.named if found else []


def _links(links: dict[str, str]) -> Markup:
    if not links:
        return EMPTY
    return Markup(", ").join(
        Markup('<a href="{}">{}</a>').format(url, text) for text, url in links.items()
    )


OF_CLIENTS = (
    ExtraColumn(
        "active_contracts",
        lazy_gettext("Active contracts"),
        _of_clients(ContractState.active),
        _cell_of_client,
        entity="Contracts",
    ),
    ExtraColumn(
        "future_contracts",
        lazy_gettext("Future contracts"),
        _of_clients(ContractState.future),
        _cell_of_client,
        entity="Contracts",
    ),
)
OF_EMPLOYEES = (
    ExtraColumn(
        "contract",
        lazy_gettext("Active contract"),
        _of_employees(Numbers),
        _numbers,
        entity="Contracts",
    ),
    ExtraColumn(
        "client", lazy_gettext("Client"), _of_employees(Clients), _clients, entity="Contracts"
    ),
)
