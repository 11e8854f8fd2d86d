"""„Wydaj”: several things of several types to one holder, on one page."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.clock import today
from app.core.db import transaction
from app.core.permissions import READ, WRITE
from app.core.views.submission import remember
from app.items.forms import ITEM, TYPE, TypedRow, hand_out_form
from app.items.models import ItemIssue
from app.items.queries import only_contract_of, things_called, types_called
from app.items.services.issuing import Holder, hand_out
from app.items.views.slip import Slip, SlipMixin

#: So many types and so many things are offered for what was typed.
OFFERED = 20


class HandingMixin(SlipMixin):
    """The page on which things are handed out."""

    @page("/hand-out", WRITE, methods=["GET", "POST"])
    def hand_out(self) -> Response | str | tuple[str, int]:
        """Ask what goes to whom, and hand it out."""
        make_form = hand_out_form(self)
        slip = Slip(
            title=_("Hand out items"),
            section=(_("To whom"), ["employee", "contract", "client", "issued_on", "note"]),
            template="items/hand_out.html",
            submit_label=_("Hand out"),
            save=self._hand_out,
            done=lambda count: _("Handed out: %(count)s.", count=count),
        )
        if request.method != "POST":
            return self.show_slip(make_form(data=self._beginning()), slip)
        return self.take_slip(make_form(request.form), slip)

    @page("/things", READ)
    def things(self) -> Response:
        """Answer with the types and the things in store that contain what was typed."""
        text = request.args.get("q", "")[:100]
        types = [(f"{TYPE}{row.id}", str(row)) for row in types_called(text, limit=OFFERED)]
        things = [
            (f"{ITEM}{row.id}", _("%(item)s (%(n)s in store)", item=row, n=row.in_store))
            for row in things_called(text, limit=OFFERED)
        ]
        return jsonify([{"value": value, "text": label} for value, label in [*types, *things]])

    @page("/row", WRITE)
    def row(self) -> str:
        """Return one more empty row."""
        return render_template("items/_row.html", row=TypedRow())

    def _beginning(self) -> dict[str, Any]:
        """Begin with today, whom the address names, and their only contract."""
        found: dict[str, Any] = {"issued_on": today()}
        for column in ("employee", "client"):
            found[column] = self.find_offered(column, request.args.get(f"_rel_{column}", ""))
        employee = found["employee"]
        contract = only_contract_of(employee.id, today()) if employee else None
        if contract is not None:
            found |= {"contract": contract, "client": contract.client}
        return found

    def _hand_out(self, form: Any) -> str:
        holder = Holder(form["employee"].data, form["client"].data, form["contract"].data)
        with transaction():
            rows = hand_out(
                holder, form["rows"].data, on=form["issued_on"].data, note=form["note"].data
            )
            url = self.holder_url(rows[0])
            remember(url)
        return url

    def holder_url(self, issue: ItemIssue) -> str:
        """Return the tab on which the holder's things are listed."""
        if issue.employee is not None:
            return f"{url_for('EmployeeView.show', pk=issue.employee.id)}#{self.endpoint}"
        return f"{url_for('ClientView.show', pk=issue.client_id)}#{self.endpoint}"
