"""Contracts and trips, with their rates, annexes and overridden warnings."""

from datetime import date
from decimal import Decimal

from app.assignments.models import Contract, ContractAnnex, ContractOverride, ContractRate
from app.clients.models import Client
from app.employees.models import Employee
from app.positions.models import Position, RateKind
from tests.security.world import fill

ADD = {
    "ContractView": {
        "employee": "{Employee}", "client": "{Client}", "position": "{Position}",
        "kind": "contract", "contract_type": "temporary", "starts_on": "2098-01-01",
        "ends_on": "2098-03-31",
    },
    "ContractRateView": {
        "contract": "{Contract}", "rate_kind": "{RateKind}", "valid_from": "2099-02-01",
        "employee_rate": "40", "client_rate": "60",
    },
    "ContractAnnexView": {
        "contract": "{Contract}", "concluded_on": "2099-01-20", "effective_from": "2099-02-01",
        "description": "Inne warunki",
    },
}  # fmt: skip
PAGES = {
    "ContractView.terms GET": ("/contracts/terms?position={Position}", {}),
    "ContractView.cancel GET": ("/contracts/cancel/{Contract}", {}),
    "ContractView.cancel POST": (
        "/contracts/cancel/{Contract}", {"day": "2099-02-10", "reason": "Rezygnacja"},
    ),
}  # fmt: skip


def of_client(side, world):
    """Far in the future, where nothing speaks against a change."""
    client = {"client_id": side.ids[Client]}
    days = {"starts_on": date(2099, 1, 1), "ends_on": date(2099, 3, 31), "cancel_reason": None}
    who = {"employee_id": side.ids[Employee], "position_id": side.ids[Position], **client}
    contract = side.save(fill(Contract, side.mark, **who, **days))
    own = {"contract_id": contract.id, **client}
    rate = {"rate_kind_id": world.ids[RateKind], "valid_from": date(2099, 1, 1)}
    rate |= {"employee_rate": Decimal("33.40"), "client_rate": Decimal("47.90")}
    side.save(fill(ContractRate, side.mark, **own, **rate))
    agreed = {"concluded_on": date(2098, 12, 1), "effective_from": date(2099, 1, 15)}
    side.save(fill(ContractAnnex, side.mark, **own, **agreed))
    side.save(fill(ContractOverride, side.mark, **own))
