"""Settlements of people and clients, in months far ahead where nothing else happens."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.assignments.models import Contract
from app.background.enums import JobState
from app.background.models import Job
from app.clients.models import Client
from app.core.clock import now
from app.core.vat import VatRate
from app.core.views.editing import NeedsConfirmation
from app.employees.models import Employee
from app.extensions import db
from app.invoicing.rules import Line
from app.invoicing.services import Dates, create_draft
from app.positions.enums import Unit
from app.positions.models import Position, RateKind
from app.settings.models import Company
from app.settlements.enums import ClientState, EmployeeState, FinanceKind, LineKind, RunResult
from app.settlements.models import (
    ClientSettlement,
    ClientSettlementLine,
    EmployeeSettlement,
    EmployeeSettlementLine,
    FinanceEntry,
    RunOutcome,
    SettlementSkip,
)
from app.settlements.rules.changes import fingerprint
from app.settlements.services import clients, invoicing
from app.settlements.services.runs import RUN
from tests.security.domains.invoicing import _freeze as freeze
from tests.security.world import fill

#: A draft of people, a client to settle, and settlements in each state.
PEOPLE, READY, DRAFT, APPROVED, INVOICED = (date(2096, month, 1) for month in range(2, 7))
SENT = date(2096, 10, 1)
_D = Decimal


def _post(page, of="ClientSettlement", **form):
    return f"/client-settlements/{page}/{{{of}}}", form


ADD = {
    "FinanceEntryView": {
        "contract": "{Contract}", "month": "2099-02-01", "kind": "bonus", "amount": "150",
        "text": "Premia", "_confirmed": NeedsConfirmation("", [("02.2099", "")]).key,
    },
}  # fmt: skip
PAGES = {
    "RosterView.index GET": ("/employee-settlements/month/?month=2096-02", {}),
    "RosterView.settle POST": (
        "/employee-settlements/month/settle?month=2099-02",
        {"act": "skip", "row": "{Contract}", "reason": "Urlop"},
    ),
    "RosterView.approve POST": (
        "/employee-settlements/month/approve?month=2096-02",
        {"act": "approve", "row": "{settled_contract}"},
    ),
    "SettlementsToAcceptView.index GET": ("/settlements-to-accept/", {}),
    "SettlementsToAcceptView.accept POST": (
        "/settlements-to-accept/accept/{Client}/2096-10",
        {},
    ),
    "SettlementSettingsView.index GET": ("/settlement-settings/", {}),
    "SettlementSettingsView.save POST": ("/settlement-settings/", {"acceptance_day": "7"}),
    "EmployeeSettlementView.days GET": (
        "/employee-settlements/days/{EmployeeSettlementLine}",
        {},
    ),
    "EmployeeSettlementView.reject GET": ("/employee-settlements/reject/{sent_person}", {}),
    "EmployeeSettlementView.reject POST": (
        "/employee-settlements/reject/{sent_person}",
        {"reason": "Brak podpisu"},
    ),
    "EmployeeSettlementView.cancel GET": ("/employee-settlements/cancel/{draft_person}", {}),
    "EmployeeSettlementView.cancel POST": (
        "/employee-settlements/cancel/{draft_person}",
        {"reason": "Pomyłka"},
    ),
    "DashboardView.index GET": ("/settlements/?month=2096-03", {}),
    "DashboardView.export GET": ("/settlements/export/csv?month=2096-03", {}),
    "DashboardView.totals GET": ("/settlements/totals?month=2096-03", {}),
    "DashboardView.client GET": ("/settlements/client/{Client}?month=2096-03", {}),
    "DashboardView.settle POST": ("/settlements/client/{Client}", {"month": "2096-03"}),
    "SettlePeopleView.settle POST": ("/settlements/people/{Client}", {"month": "2096-02"}),
    "RunView.index GET": ("/settlements/run/?month=2096-03", {}),
    "RunView.start POST": ("/settlements/run/", {"month": "2096-03", "people": "1"}),
    "RunView.result GET": ("/settlements/run/{own_run}", {}),
    "ClientSettlementView.unfold GET": _post("unfold", "ClientSettlementLine"),
    "ClientSettlementView.days GET": _post("days", "EmployeeSettlementLine"),
    "ClientSettlementView.difference GET": _post("difference"),
    "ClientSettlementView.recalculate POST": _post("recalculate", seen="{seen}"),
    "ClientSettlementView.add_line POST": _post(
        "lines", text="Dojazd", quantity="2", rate="30", vat_rate="vat_23"
    ),
    "ClientSettlementView.remove_line POST": _post("remove-line", "ClientSettlementLine"),
    "ClientSettlementView.charge_line POST": _post("charge-line", "ClientSettlementLine", on="0"),
    "ClientSettlementView.order_lines POST": _post("order-lines", lines="{lines}"),
    "ClientSettlementView.approve POST": _post("approve", revision="1"),
    "ClientSettlementView.reopen POST": _post("reopen", "approved", revision="1"),
    "ClientSettlementView.cancel POST": _post("cancel", revision="1"),
    "SettlementInvoiceView.invoice POST": _post("invoice", "approved"),
    "SettlementInvoiceView.correct GET": _post("correct", "invoiced"),
    "SettlementInvoiceView.correct POST": _post(
        "correct", "invoiced", seen="{corrected}", reason="Inne godziny"
    ),
}


def of_client(side, world):
    """People and settlements in every state; their stored amounts are not those of a new count."""
    own = _Own(side, world)
    side.save(fill(SettlementSkip, side.mark, month=date(2096, 8, 1), **own.contract))
    entry = {"kind": FinanceKind.bonus, "amount": _D(50), "item_issue_id": None}
    side.save(fill(FinanceEntry, side.mark, month=date(2096, 9, 1), **entry, **own.contract))
    draft_person = own.people(PEOPLE, EmployeeState.draft)
    sent_person = own.people(SENT, EmployeeState.sent)
    own.people(READY, EmployeeState.closed)
    approved = own.settled(APPROVED, ClientState.approved)
    invoiced = own.settled(INVOICED, ClientState.approved)
    own.invoice(invoiced)
    draft = own.settled(DRAFT, ClientState.draft)
    side.values |= {
        "settled_contract": own.contract["contract_id"],
        "draft_person": draft_person.settlement_id,
        "sent_person": sent_person.settlement_id,
        "approved": approved.id,
        "invoiced": invoiced.id,
        "seen": fingerprint(clients.difference(draft)),
        "corrected": fingerprint(invoicing.correction_changes(invoiced)),
        "lines": ",".join(str(line.id) for line in reversed(draft.lines)),
    }


def of_people(world):
    """A run of everybody, with what came of both clients."""
    for owner_id in world.accounts.values():
        state = JobState.cancelled
        run = Job(kind=RUN, arguments={"month": f"{READY}"}, owner_id=owner_id, state=state)
        run.announced_at = now()
        db.session.add(run)
        db.session.flush()
        for side in (world.alfa, world.beta):
            said = {"client_id": side.ids[Client], "result": RunResult.refused, "month": READY}
            side.save(fill(RunOutcome, side.mark, job_id=run.id, **said))


def own(user_id):
    """Return the run of a person."""
    run = sa.select(Job.id).where(Job.owner_id == user_id, Job.kind == RUN)
    return {"own_run": db.session.scalar(run)}


class _Own:
    """Makes the rows of one client, on a contract that nothing else needs."""

    def __init__(self, side, world):
        self.side, self.company_id = side, world.ids[Company]
        self.kind_id = world.ids[RateKind]
        self.client = {"client_id": side.ids[Client]}
        contract = fill(
            Contract, side.mark, number=f"{side.mark} R/1", employee_id=side.ids[Employee],
            position_id=side.ids[Position], starts_on=date(2096, 9, 1), ends_on=date(2096, 10, 31),
            cancel_reason=None, **self.client,
        )  # fmt: skip
        db.session.add(contract)
        db.session.flush()
        self.contract = {"contract_id": contract.id, **self.client}

    def people(self, month, state, settlement=None):
        """A settlement of the employee, with one line: eight hours at 47.90."""
        head = self.side.save(
            fill(
                EmployeeSettlement, self.side.mark, month=month, state=state, minutes=480,
                gross=_D("267.20"), payable=_D("267.20"), cost=_D("321.92"), price=_D("383.20"),
                employee_id=self.side.ids[Employee], position_id=self.side.ids[Position],
                company_id=self.company_id, client_settlement_id=settlement and settlement.id,
                **self.contract,
            )
        )  # fmt: skip
        line = fill(
            EmployeeSettlementLine, self.side.mark, settlement_id=head.id, place=1,
            kind=LineKind.work, rate_kind_id=self.kind_id, unit=Unit.hour, minutes=480,
            employee_rate=_D("33.40"), client_rate=_D("47.90"), pay=_D("267.20"),
            cost=_D("321.92"), price=_D("383.20"), explanation={}, **self.client,
        )  # fmt: skip
        return self.side.save(line)

    def settled(self, month, state):
        """A settlement of the client with a line of work and one of its own."""
        mark = self.side.mark
        item = self.side.save(
            fill(
                ClientSettlement, mark, month=month, state=state, company_id=self.company_id,
                minutes=480, net=_D(400), cost=_D("321.92"), **self.client,
            )
        )  # fmt: skip
        common = {"settlement_id": item.id, "vat_rate": VatRate.vat_23, **self.client}
        self.side.save(
            fill(
                ClientSettlementLine, mark, place=1, key=f"{month}", kind=LineKind.work,
                unit=Unit.hour, minutes=480, rate=_D(45), net=_D(360), item_issue_id=None, **common,
            )
        )  # fmt: skip
        self.side.save(
            fill(
                ClientSettlementLine, mark, place=2, key=f"{month} own", kind=LineKind.manual,
                unit=Unit.piece, quantity=_D(1), rate=_D(40), net=_D(40), item_issue_id=None,
                **common,
            )
        )  # fmt: skip
        self.people(month, EmployeeState.closed, item)
        return item

    def invoice(self, item):
        """Invoice a settlement under a number that gives the client away."""
        lines = [Line(f"{self.side.mark} rozliczenie", _D(8), "h", _D("47.90"), key="roz")]
        company = db.session.get(Company, self.company_id)
        invoice = create_draft(item.client, company, lines, Dates(date(2026, 11, 6), INVOICED))
        db.session.flush()
        freeze(invoice, f"{self.side.mark} FR")
        item.invoice, item.state = invoice, ClientState.invoiced
        db.session.flush()
