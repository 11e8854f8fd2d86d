"""The lines of a client settlement: unfolding, adding, unticking, and putting them in order."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import page
from app.core.arguments import read_key
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import READ, WRITE
from app.core.views.part import ViewPart
from app.core.views.submission import RepeatedSubmission, check_unused, remember
from app.extensions import db
from app.positions.rules import ZERO
from app.settlements.forms import LineForm
from app.settlements.models import (
    ClientSettlement,
    ClientSettlementLine,
    EmployeeSettlementLine,
)
from app.settlements.services import lines, unfolding
from app.settlements.views import profile


class LinesMixin(ViewPart):
    """The pages about lines."""

    @page("/lines/<pk>", WRITE, methods=["POST"])
    def add_line(self, pk: str) -> Response | tuple[str, int]:
        """Add a line of one's own („+ pozycja dodatkowa”)."""
        item = self.find_or_404(pk)
        form, url = LineForm(request.form), _url(item)
        try:
            if form.validate():
                with transaction():
                    check_unused()
                    item = self.find_or_404(pk)
                    lines.add_line(
                        item,
                        form.text.data or "",
                        form.quantity.data or ZERO,
                        form.rate.data or ZERO,
                        form.vat_rate.data,
                    )
                    remember(url)
                flash(_("Added."), "success")
                return redirect(url)
        except RepeatedSubmission as repeated:
            return redirect(repeated.url)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        item = self.find_or_404(pk)
        found = self.show_page(item, form)
        return render_template("settlements/show.html", page=found, item=item), 422

    @page("/remove-line/<pk>", WRITE, methods=["POST"])
    def remove_line(self, pk: str) -> Response:
        """Take a line of one's own out."""
        return self._change(pk, lines.remove_line, _("Removed."))

    @page("/charge-line/<pk>", WRITE, methods=["POST"])
    def charge_line(self, pk: str) -> Response:
        """Tick an item or an additional line, or untick it."""
        is_charged = request.values.get("on") == "1"
        return self._change(
            pk, lambda line: lines.charge_line(line, is_charged=is_charged), _("Saved.")
        )

    @page("/order-lines/<pk>", WRITE, methods=["POST"])
    def order_lines(self, pk: str) -> Response | str | tuple[str, int]:
        """Put the lines into the posted order; answers with them."""
        item, refused = self.find_or_404(pk), ""
        try:
            with transaction():
                item = self.find_or_404(pk)
                lines.order_lines(item, _numbers(request.form.get("lines", "").split(",")))
        except DomainError as refusal:
            refused = str(refusal)
        item = self.find_or_404(pk)
        html = profile.lines_of(item, refused=refused)
        return (html, 422) if refused else html

    @page("/unfold/<pk>", READ)
    def unfold(self, pk: str) -> str:
        """Show whose hours a line is made of, and why the rates are what they are."""
        line = _line_or_404(ClientSettlementLine, pk)
        behind, names = unfolding.lines_behind(line), unfolding.kind_names()
        return render_template(
            "settlements/_unfolded.html",
            line=line,
            behind=[(one, unfolding.reasons_of(one, names)) for one in behind[: unfolding.MOST]],
            is_cut=len(behind) > unfolding.MOST,
            sees_money=profile.sees_money(),
            **profile.frame(),
        )

    @page("/days/<pk>", READ)
    def days(self, pk: str) -> str:
        """Show the entries of one employee that went to a line."""
        line = _line_or_404(EmployeeSettlementLine, pk)
        return render_template(
            "settlements/_days.html", line=line, days=unfolding.days_of(line), **profile.frame()
        )

    def _change(self, pk: str, verb: Any, done: str) -> Response:
        line = _line_or_404(ClientSettlementLine, pk)
        url = _url(line.settlement)
        try:
            with transaction():
                verb(_line_or_404(ClientSettlementLine, pk))
        except DomainError as refusal:
            flash(str(refusal), "danger")
        else:
            flash(done, "success")
        return redirect(url)


def _url(item: ClientSettlement) -> str:
    return url_for("ClientSettlementView.show", pk=item.id)


def _line_or_404(model: Any, pk: str) -> Any:
    key = read_key(pk)
    return (db.session.get(model, key) if key else None) or abort(404)


def _numbers(texts: list[str]) -> list[int]:
    return [key for text in texts if (key := read_key(text))]
