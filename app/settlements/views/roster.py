"""Rozliczenia › Rozliczenia: the people of a month, what they lack, and settling them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.annotations.models import Tag
from app.assignments.models import Contract
from app.clients.models import Client
from app.core.access import can, page
from app.core.arguments import read_key
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import APPROVE, READ, WRITE
from app.core.views import AppView
from app.employees.models import Employee
from app.extensions import db
from app.positions.enums import ContractType
from app.positions.models import Position
from app.settlements.enums import EmployeeState, PersonStage
from app.settlements.models import EmployeeSettlement
from app.settlements.queries import ACCEPTANCE
from app.settlements.services import employees
from app.settlements.services.roster import PAGE, Wanted, roster
from app.settlements.views import months
from app.settlements.views.dashboard import PEOPLE
from app.settlements.views.mending import mend_url
from app.settlements.views.profile import frame

_LAST_PAGE = 1000
_KEY = re.compile(r"\d{1,9}", re.ASCII)


class RosterView(AppView):
    """Settling people, a page of a hundred at a time."""

    route_base = "/employee-settlements/month"
    class_permission_name = PEOPLE
    permission_label = lazy_gettext("Employee settlements")
    menu_icon = "users"
    extra_verbs = (APPROVE,)

    @page("/", READ)
    def index(self) -> str:
        """Show the people of a month."""
        return self._render(_wanted())

    @page("/settle", WRITE, methods=["POST"])
    def settle(self) -> Response:
        """Settle, send or skip those who are ticked."""
        acts = {"settle": _settle, "send": _send, "skip": _skip, "unskip": _unskip}
        return self._do(acts)

    @page("/approve", APPROVE, methods=["POST"])
    def approve(self) -> Response:
        """Settle and approve, or approve, those who are ticked."""
        if request.form.get("act") == "close" and not can(WRITE, PEOPLE):
            abort(403)
        return self._do({"close": _close, "approve": _approve, "accept": _accept})

    def _do(self, acts: dict[str, Any]) -> Response:
        act = acts.get(request.form.get("act", ""))
        contracts = _ticked()
        month = months.asked_month().first
        if act is None:
            abort(400)
        wanted = _wanted()
        url = _link(wanted)(page=wanted.page or None)
        if not contracts:
            flash(_("Tick the people first."), "warning")
            return redirect(url)
        try:
            with transaction():
                said, is_whole = act(contracts, month)
        except DomainError as refusal:
            flash(str(refusal), "danger")
        except StaleDataError:
            flash(_("Somebody has just changed it. Look at it again."), "danger")
        else:
            flash(said, "success" if is_whole else "warning")
        return redirect(url)

    def _render(self, wanted: Wanted) -> str:
        found = roster(wanted)
        before, after = months.neighbours(wanted.month)
        return render_template(
            "settlements/roster.html",
            found=found,
            wanted=wanted,
            month=months.code(wanted.month),
            month_name=months.name(wanted.month),
            before=before,
            after=after,
            link=_link(wanted),
            stages=list(PersonStage),
            types=list(ContractType),
            tags=_tags(),
            client=db.session.get(Client, wanted.client_id) if wanted.client_id else None,
            position=db.session.get(Position, wanted.position_id) if wanted.position_id else None,
            mend_url=mend_url,
            client_accepts=bool(ACCEPTANCE.get("client_accepts")),
            may_settle=can(WRITE, PEOPLE),
            may_approve=can(APPROVE, PEOPLE),
            sees_money=can(READ, "Rates"),
            sees_hours=can(READ, "ScheduleEntries"),
            **frame(),
        )


def _ticked() -> list[Contract]:
    """Return the contracts that are ticked, inside the scope."""
    texts = request.form.getlist("row")
    if len(texts) > PAGE or not all(_KEY.fullmatch(text) for text in texts):
        abort(400)
    ids = list(map(int, texts))
    query = sa.select(Contract).where(Contract.id.in_(ids)).order_by(Contract.id)
    return list(db.session.scalars(query))


def _settlements(
    contracts: Sequence[Contract], month: date, *states: EmployeeState
) -> Sequence[EmployeeSettlement]:
    query = sa.select(EmployeeSettlement).where(
        EmployeeSettlement.contract_id.in_([one.id for one in contracts]),
        EmployeeSettlement.month == month,
        EmployeeSettlement.state.in_(states),
    )
    return db.session.scalars(query.order_by(EmployeeSettlement.id)).all()


def _settle(contracts: Sequence[Contract], month: date, *, close: bool = False) -> tuple[str, bool]:
    found = employees.settle(
        [one.id for one in contracts],
        month,
        close=close,
        despite_waiting="despite_waiting" in request.form,
    )
    lacking = len({gap.facts.contract_id for gap in found.gaps})
    said = _(
        "Settled: %(settled)s, settled before: %(kept)s, not possible yet: %(gaps)s.",
        settled=len(found.settled),
        kept=found.kept,
        gaps=lacking,
    )
    return said, not lacking


def _close(contracts: Sequence[Contract], month: date) -> tuple[str, bool]:
    return _settle(contracts, month, close=True)


def _approve(contracts: Sequence[Contract], month: date) -> tuple[str, bool]:
    state = EmployeeState.accepted if ACCEPTANCE.get("client_accepts") else EmployeeState.draft
    found = _settlements(contracts, month, state)
    employees.approve(found)
    return _("Approved: %(count)s.", count=len(found)), bool(found)


def _accept(contracts: Sequence[Contract], month: date) -> tuple[str, bool]:
    found = _settlements(contracts, month, EmployeeState.sent)
    employees.decide(found, accepted=True)
    return _("Accepted: %(count)s.", count=len(found)), bool(found)


def _send(contracts: Sequence[Contract], month: date) -> tuple[str, bool]:
    found = _settlements(contracts, month, EmployeeState.draft, EmployeeState.rejected)
    employees.send_to_client(found)
    return _("Sent to the client: %(count)s.", count=len(found)), bool(found)


def _skip(contracts: Sequence[Contract], month: date) -> tuple[str, bool]:
    for contract in contracts:
        employees.skip(contract, month, request.form.get("reason", "").replace("\x00", " "))
    return _("Skipped: %(count)s.", count=len(contracts)), True


def _unskip(contracts: Sequence[Contract], month: date) -> tuple[str, bool]:
    for contract in contracts:
        employees.unskip(contract, month)
    return _("Taken in again: %(count)s.", count=len(contracts)), True


def _wanted() -> Wanted:
    stages = {stage.value: stage for stage in PersonStage}
    types = {kind.value: kind for kind in ContractType}
    return Wanted(
        months.asked_month(),
        " ".join(request.args.get("q", "").replace("\x00", " ").split())[:200],
        read_key(request.args.get("client")),
        read_key(request.args.get("position")),
        types.get(request.args.get("type", "")),
        read_key(request.args.get("tag")),
        stages.get(request.args.get("stage", "")),
        min(read_key(request.args.get("page")) or 0, _LAST_PAGE),
    )


def _link(wanted: Wanted) -> Any:
    """Return a function that builds addresses of this page with changes."""
    state = {
        "month": months.code(wanted.month),
        "q": wanted.q or None,
        "client": wanted.client_id,
        "position": wanted.position_id,
        "type": wanted.contract_type.value if wanted.contract_type else None,
        "tag": wanted.tag_id,
        "stage": wanted.stage.value if wanted.stage else None,
    }
    return lambda endpoint="RosterView.index", **changes: url_for(endpoint, **(state | changes))


def _tags() -> Sequence[Tag]:
    """Return the tags that people carry."""
    query = sa.select(Tag).where(
        Tag.id.in_(sa.select(Employee.id).join(Employee.tags).with_only_columns(Tag.id))
    )
    return db.session.scalars(query.order_by(Tag.name).limit(100)).all()
