"""What speaks against a contract: never a refusal, always a question that asks for a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from app.assignments import rules
from app.assignments.enums import Warned
from app.assignments.models import Contract, ContractOverride
from app.assignments.queries import agreement_of, at_client, contract_kinds, overlapping
from app.core.clock import today
from app.core.views.cells import format_number
from app.employees.enums import Validity
from app.employees.rules import latest, validity
from app.positions.enums import ContractType, PriceMode, Unit
from app.positions.models import RateKind
from app.positions.queries import country_of_pay, minimum_pay
from app.positions.rules import Agreement, settle_line

#: What tells of rates and margins, which not everybody may see.
ABOUT_RATES = frozenset({Warned.below_minimum, Warned.negative_margin, Warned.minimum_unknown})
#: What a contract is warned of, but nobody is asked about: the table of minimum pay is the cure.
ONLY_SHOWN = frozenset({Warned.minimum_unknown})
_BY_MONTH = frozenset({ContractType.employment, ContractType.temporary})


@dataclass(frozen=True)
class Doubt:
    """One thing that speaks against a contract; ``contract_id`` names another one it is about."""

    kind: Warned
    text: str
    contract_id: int | None = None


def doubts_about(contract: Contract, *, with_rates: bool) -> list[Doubt]:
    """Return all that speaks against a contract as it stands."""
    if contract.period.is_empty:
        return []
    found = [
        *_overlaps(contract),
        *_months(contract),
        *_documents(contract),
        *_archived(contract),
    ]
    return [*found, *rate_doubts(contract)] if with_rates else found


def unanswered(contract: Contract, doubts: Iterable[Doubt]) -> list[Doubt]:
    """Return the doubts nobody has overridden yet for this contract."""
    answered = {line for one in contract.overrides for line in one.warnings.splitlines()}
    return [
        doubt for doubt in doubts if doubt.text not in answered and doubt.kind not in ONLY_SHOWN
    ]


def override(contract: Contract, doubts: Iterable[Doubt], *, reason: str) -> None:
    """Keep that warnings were set aside, and why; the event log has it with who and when."""
    asked = list(doubts)
    for is_about_rates in (False, True):
        texts = [one.text for one in asked if (one.kind in ABOUT_RATES) is is_about_rates]
        if texts:
            contract.overrides.append(
                ContractOverride(
                    client=contract.client,
                    warnings="\n".join(texts),
                    reason=reason,
                    is_about_rates=is_about_rates,
                )
            )


def without_annex(contract: Contract) -> Doubt:
    """Return the doubt about a change of what only an annex should change."""
    return Doubt(
        Warned.without_annex,
        _(
            "The contract has begun; its days, place of work and rates are changed by an annex."
            " Changed without one on %(day)s.",
            day=_day(today()),
        ),
        contract.id,
    )


def _overlaps(contract: Contract) -> list[Doubt]:
    seen, others = overlapping(contract)
    found = [
        Doubt(
            Warned.overlap,
            _(
                "%(employee)s has %(number)s at %(client)s at the same time: %(period)s.",
                employee=contract.employee,
                number=one.number,
                client=one.client,
                period=period_text(one),
            ),
            one.id,
        )
        for one in seen
    ]
    if others:
        text = _("%(employee)s has another contract at the same time.", employee=contract.employee)
        found.append(Doubt(Warned.overlap, text))
    return found


def _months(contract: Contract) -> list[Doubt]:
    others = [one.period for one in at_client(contract)]
    until = contract.effective_end or max(today(), contract.starts_on)
    used = rules.months_used([*others, contract.period], since=contract.starts_on, until=until)
    if not (used.is_near or used.is_over):
        return []
    text = _(
        "%(employee)s works for %(client)s %(calendar)s within 36 months, counted in months of"
        " 30 days %(days)s; the limit is 18 months.",
        employee=contract.employee,
        client=contract.client,
        calendar=months_text(used.by_calendar),
        days=months_text(used.by_days),
    )
    return [Doubt(Warned.months_over if used.is_over else Warned.months_near, text)]


def _documents(contract: Contract) -> list[Doubt]:
    on = max(contract.starts_on, today())
    found = []
    for held in latest(document.as_held() for document in contract.employee.documents):
        if held.valid_to and validity(held, on) in (Validity.expired, Validity.expiring):
            text = _("%(document)s ends on %(day)s.", document=held.kind, day=_day(held.valid_to))
            found.append(Doubt(Warned.document, text))
    return found


def _archived(contract: Contract) -> list[Doubt]:
    if not contract.position.is_archived:
        return []
    text = _("The position “%(position)s” is archived.", position=contract.position)
    return [Doubt(Warned.archived_position, text)]


def rate_doubts(contract: Contract) -> list[Doubt]:
    """Return what speaks against the rates of a contract, on each day on which they change."""
    kinds = contract_kinds(contract)
    agreement = agreement_of(contract, kinds)
    changes = [one.valid_from for one in agreement.employee if one.valid_from]
    days = rules.days_to_check(contract.period, changes)
    found = [
        doubt
        for day in days
        for kind in kinds
        for doubt in _of_kind(contract, agreement, kind, day)
    ]
    return list({(doubt.kind, doubt.text): doubt for doubt in found}.values())


def _of_kind(contract: Contract, agreement: Agreement, kind: RateKind, day: date) -> list[Doubt]:
    line = settle_line(agreement, Decimal(1), kind_id=kind.id, base_id=kind.base_id, on=day)
    rate = line.employee.amount
    found = [] if rate is None else _against_law(contract, kind, rate, day)
    is_lump = line.record is not None and line.record.mode is not PriceMode.margin
    if line.margin is not None and line.margin.amount < 0 and not is_lump:
        text = _(
            "%(kind)s from %(day)s: the client pays less than the employee costs.",
            kind=kind.name,
            day=_day(day),
        )
        found.append(Doubt(Warned.negative_margin, text))
    return found


def _against_law(contract: Contract, kind: RateKind, rate: Decimal, day: date) -> list[Doubt]:
    country = country_of_pay(contract.client, contract.address or contract.position.address)
    if country is None or not _is_compared(contract, kind):
        return []
    minimum = minimum_pay(country, kind.unit, day)
    if minimum is None:
        return [_unknown(kind, day)]
    if rate >= minimum:
        return []
    text = _(
        "%(kind)s from %(day)s: the employee gets less than the minimum pay, %(amount)s.",
        kind=kind.name,
        day=_day(day),
        amount=format_number(minimum),
    )
    return [Doubt(Warned.below_minimum, text)]


def _is_compared(contract: Contract, kind: RateKind) -> bool:
    """An hour has a minimum for everybody, a month only where there is an employment contract."""
    return kind.unit is Unit.hour or (
        kind.unit is Unit.month and contract.contract_type in _BY_MONTH
    )


def _unknown(kind: RateKind, day: date) -> Doubt:
    text = _("%(kind)s: no minimum pay is known for %(year)s.", kind=kind.name, year=day.year)
    return Doubt(Warned.minimum_unknown, text)


def months_text(found: rules.Months) -> str:
    """Write „18 months 7 days”."""
    return str(_("%(months)s months %(days)s days", months=found.months, days=found.days))


def period_text(contract: Contract) -> str:
    """Write from when to when a contract holds."""
    end = contract.effective_end
    return f"{_day(contract.starts_on)} – {_day(end) if end else _('without end')}"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
