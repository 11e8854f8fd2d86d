"""Sections of a contract's profile: the rates in force with their reasons, and the warnings."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.assignments.models import Contract
from app.assignments.queries import agreement_of, contract_kinds
from app.assignments.services.doubts import ONLY_SHOWN, Doubt, doubts_about, unanswered
from app.core.clock import today
from app.core.views.cells import badge, format_date, format_number
from app.core.views.pages import Section
from app.positions.rules import Resolution, resolve_rate


def rates_section(contract: Contract) -> Section:
    """Return the rates of today, or of the first day of a contract to come, and why these."""
    kinds = contract_kinds(contract)
    agreement = agreement_of(contract, kinds)
    end = contract.effective_end
    day = max(contract.starts_on, min(today(), end or today()))
    pairs: list[tuple[str, str | Markup]] = []
    for kind in kinds:
        sides = [
            resolve_rate(side, kind_id=kind.id, base_id=kind.base_id, on=day)
            for side in (agreement.employee, agreement.client)
        ]
        lines = [
            Markup('<div class="rate-side"><span>{}</span>{}</div>').format(label, _reason(side))
            for label, side in zip((_("Employee rate"), _("Client rate")), sides, strict=True)
        ]
        pairs.append((f"{kind.name} ({kind.unit})", Markup("").join(lines)))
    if not pairs:
        pairs.append((_("Rates"), escape(_("Nobody has agreed on a rate."))))
    return Section(str(_("Rates in force on %(day)s", day=format_date(day))), pairs)


def _reason(side: Resolution) -> Markup:
    if side.won is None:
        return escape(_("Nobody has agreed on a rate."))
    since = (
        _("%(level)s, from %(day)s", level=side.won.level, day=format_date(side.won.valid_from))
        if side.won.valid_from
        else str(side.won.level)
    )
    base = f", {_('base kind')}" if side.is_fallback else ""
    return Markup("<strong>{}</strong> <small>{}{}</small>").format(
        format_number(side.won.amount), since, base
    )


def warnings_section(contract: Contract, *, with_rates: bool) -> Section | None:
    """Return what speaks against the contract today, those already overridden marked."""
    doubts = doubts_about(contract, with_rates=with_rates)
    if not doubts:
        return None
    open_ = unanswered(contract, doubts)
    pairs: list[tuple[str, str | Markup]] = [
        (str(doubt.kind), Markup("{} {}").format(doubt.text, _verdict(doubt, open_)))
        for doubt in doubts
    ]
    return Section(str(_("Warnings")), pairs)


def _verdict(doubt: Doubt, open_: list[Doubt]) -> Markup:
    if doubt.kind in ONLY_SHOWN:
        return Markup("")
    if doubt in open_:
        return badge(_("not overridden"), doubt.kind.color)
    return badge(_("overridden"), "gray")
