"""Filters by what contracts are on a day, for contracts and for employees."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.assignments.enums import ContractState
from app.assignments.forms import day_field, placement_field, state_field
from app.assignments.models import Contract
from app.assignments.queries import in_state
from app.core.clock import today
from app.core.views.column_filter import BadFilterValue
from app.core.views.extras import ExtraFilter
from app.core.views.range_filters import read_day
from app.employees.models import Employee


def _state(value: str) -> sa.ColumnElement[bool]:
    state = next((state for state in ContractState if state.value == value), None)
    if state is None:
        raise BadFilterValue(value)
    return in_state(state, today())


def _holds(value: str) -> sa.ColumnElement[bool]:
    return in_state(ContractState.active, read_day(value))


def _placed(value: str) -> sa.ColumnElement[bool]:
    states: dict[str, Any] = {
        state.value: _has_contract(state) for state in (ContractState.active, ContractState.future)
    }
    if value == "free":
        return sa.not_(sa.or_(*states.values()))
    if value not in states:
        raise BadFilterValue(value)
    found: sa.ColumnElement[bool] = states[value]
    return found


def _has_contract(state: ContractState) -> sa.ColumnElement[bool]:
    return sa.exists().where(Contract.employee_id == Employee.id, in_state(state, today()))


STATE = ExtraFilter("state", _("State today"), state_field, _state)
HOLDS = ExtraFilter("day", _("As of a day"), day_field, _holds, _("on"))
PLACED = ExtraFilter("placed", _("Contracts"), placement_field, _placed, entity="Contracts")
