"""What waits for the reader of the start page: lists narrowed to it, each with how long it is.

The number is counted by the list the link opens, with its rights, scope and filters: the two cannot
disagree, and what the reader may not open is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.core.access import can
from app.core.clock import today
from app.core.permissions import ACCEPT, APPROVE, ISSUE, READ, WRITE
from app.core.views.query import COUNT_BOUND, count
from app.core.views.state import read_state
from app.invoicing.enums import InvoiceStatus, PayState
from app.schedule.enums import EntryState
from app.settlements.enums import EmployeeState, Progress

#: What ends within this time is spoken of.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Duty:
    """A list narrowed to what somebody who holds ``verb`` on its entity has to see to."""

    label: Any
    view: str
    verb: str
    filters: Callable[[date], dict[str, Any]]
    #: The page on which it is seen to, where that is not the list itself.
    page: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Waiting:
    """What the start page says of a duty."""

    label: str
    url: str
    count: int
    is_more: bool
    is_late: bool


DUTIES = (
    Duty(
        _("Hours to accept"),
        "ScheduleEntryView",
        ACCEPT,
        lambda _day: {"_flt_0_state": EntryState.reported.value},
        page="AcceptanceView.index",
    ),
    Duty(
        _("Contracts that end within 30 days"),
        "ContractView",
        WRITE,
        lambda day: {
            "_flt_0_state": "active",
            "_flt_1_ends_on": day.isoformat(),
            "_flt_2_ends_on": (day + SOON).isoformat(),
        },
    ),
    Duty(
        _("People at work with a document to renew"),
        "EmployeeView",
        WRITE,
        lambda day: {"_flt_0_placed": "active", "_flt_0_expires": (day + SOON).isoformat()},
    ),
    Duty(
        _("People at work with gaps"),
        "EmployeeView",
        WRITE,
        lambda _day: {"_flt_0_placed": "active", "_flt_0_gaps": "any"},
    ),
    Duty(
        _("Settlements of employees to approve"),
        "EmployeeSettlementView",
        APPROVE,
        lambda _day: {"_flt_0_state": EmployeeState.draft.value},
    ),
    Duty(
        _("Settlements of clients to approve"),
        "ClientSettlementView",
        APPROVE,
        lambda _day: {"_flt_0_state": Progress.draft.value},
    ),
    Duty(
        _("Settlements of clients to invoice"),
        "ClientSettlementView",
        APPROVE,
        lambda _day: {"_flt_0_state": Progress.approved.value},
    ),
    Duty(
        _("Drafts of invoices"),
        "InvoiceView",
        ISSUE,
        lambda _day: {"_flt_0_status": InvoiceStatus.draft.value},
    ),
    Duty(
        _("Overdue invoices"),
        "InvoiceView",
        READ,
        lambda _day: {"_flt_0_pay_state": PayState.overdue.value},
        is_late=True,
    ),
)


def waiting() -> Iterator[Waiting]:
    """Yield what waits for the current user; what is done is not spoken of."""
    views = current_app.extensions["crm.views"]
    for duty in DUTIES:
        view = views[duty.view]
        entity = view.class_permission_name
        if not (view.is_available() and can(READ, entity) and can(duty.verb, entity)):
            continue
        args = duty.filters(today())
        state = read_state(view, MultiDict(args))
        if len(state.filters) < len(args):  # not the reader's to filter by
            continue
        found = count(view, state, COUNT_BOUND)
        if found:
            url = url_for(duty.page) if duty.page else url_for(f"{duty.view}.list", **args)
            is_more = found > COUNT_BOUND
            yield Waiting(str(duty.label), url, min(found, COUNT_BOUND), is_more, duty.is_late)
