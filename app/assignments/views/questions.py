"""Doubts about a contract as a question of a form; the answer is kept with the contract."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from app.assignments.models import Contract
from app.assignments.services.doubts import Doubt, override, unanswered
from app.core.views.editing import NeedsConfirmation


class Question(NeedsConfirmation):
    """What speaks against saving a contract; it is saved anyway only with a reason."""

    def __init__(self, doubts: list[Doubt]) -> None:
        super().__init__(
            _("This speaks against it:"),
            [(one.text, _url(one)) for one in doubts],
            _("Save it anyway only if it is really meant so."),
            asks_reason=True,
        )
        self.doubts = doubts


def ask(contract: Contract, doubts: Iterable[Doubt], also: Iterable[Doubt] = ()) -> None:
    """Ask about the doubts nobody has answered yet, and about those of this very change."""
    asked = [*unanswered(contract, doubts), *also]
    if asked:
        raise Question(asked)


def keep(contract: Contract, question: NeedsConfirmation) -> None:
    """Keep the reason for which the doubts were set aside."""
    doubts = question.doubts if isinstance(question, Question) else []
    override(contract, doubts, reason=question.reason)


def _url(doubt: Doubt) -> str:
    return url_for("ContractView.show", pk=doubt.contract_id) if doubt.contract_id else ""
