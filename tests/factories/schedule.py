"""Entries of the schedule."""

from datetime import date

import factory

from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from tests.factories.assignments import ContractFactory
from tests.factories.clients import _Saved


class ScheduleEntryFactory(_Saved):
    """Eight reported hours; the rules are not asked, see ``app.schedule.services.entries``."""

    class Meta:
        model = ScheduleEntry

    contract = factory.SubFactory(ContractFactory)
    client = factory.SelfAttribute("contract.client")
    employee = factory.SelfAttribute("contract.employee")
    day = date(2026, 10, 5)
    state = EntryState.reported
    minutes = 480
