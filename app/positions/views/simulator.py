"""Settings › Rate simulator: what a position would cost and bring, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.access import page
from app.core.clock import today
from app.core.currency import Currency
from app.core.permissions import READ
from app.core.views import AppView
from app.positions import rules
from app.positions.forms.counting import quantity_name, simulator_form
from app.positions.models import Position, RateKind
from app.positions.queries import employer_burden, rate_candidates, rate_kinds, scheme_of
from app.positions.views.explaining import fees_of, steps_of


@dataclass(frozen=True)
class Simulated:
    """A line of the answer."""

    kind: RateKind
    line: rules.SettledLine
    steps: list[tuple[str, str]]


class RateSimulatorView(AppView):
    """A form that changes nothing; it stands behind the permission to see rates."""

    route_base = "/rate-simulator"
    class_permission_name = "Rates"
    permission_label = lazy_gettext("Rates and margins")
    menu_icon = "calculator"

    @page("/", READ)
    def index(self) -> str:
        """Ask for a position, a day and hours; answer with prices and reasons."""
        kinds = rate_kinds()
        asked = request.args if "position" in request.args else None
        form = simulator_form(kinds)(asked, data={"day": today(), "burden": employer_burden()})
        is_valid = asked is not None and form.validate()
        position = form["position"].data if is_valid else None
        scheme = scheme_of(position) if position else None
        lines = _simulate(position, kinds, form, scheme) if position else []
        return render_template(
            "positions/simulator.html",
            title=_("Rate simulator"),
            form=form,
            position=position,
            scheme=scheme,
            fees=fees_of(scheme),
            lines=lines,
            names={kind.id: kind.name for kind in kinds},
            total=_total(lines),
            currency=_currency(position) if position else "",
        )


def _simulate(
    position: Position, kinds: list[RateKind], form: Any, scheme: rules.Scheme | None
) -> list[Simulated]:
    employee, client = rate_candidates(position, kinds)
    burden, day = form["burden"].data or rules.ZERO, form["day"].data or today()
    agreement = rules.Agreement(tuple(employee), tuple(client), scheme, burden)
    found = []
    for kind in kinds:
        quantity = form[quantity_name(kind)].data
        if quantity:
            line = rules.settle_line(
                agreement, quantity, kind_id=kind.id, base_id=kind.base_id, on=day
            )
            steps = steps_of(line, burden=burden, currency=_currency(position))
            found.append(Simulated(kind, line, steps))
    return found


def _currency(position: Position) -> str:
    currency = position.client.currency
    return "zł" if currency is Currency.PLN else str(currency.value)


def _total(lines: list[Simulated]) -> dict[str, Decimal | None] | None:
    """Return the sums of the lines; nothing when one of them cannot be told."""
    if not lines or any(line.line.price is None or line.line.pay is None for line in lines):
        return None
    pay = sum((one.line.pay or rules.ZERO for one in lines), rules.ZERO)
    cost = sum((one.line.cost or rules.ZERO for one in lines), rules.ZERO)
    price = sum((one.line.price or rules.ZERO for one in lines), rules.ZERO)
    left = rules.margin(price, cost)
    return {
        "pay": pay, "cost": cost, "price": price, "margin": left.amount, "percent": left.percent,
    }  # fmt: skip
