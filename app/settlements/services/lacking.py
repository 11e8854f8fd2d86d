"""What stands in the way of the settlement of a client, so that a page can say where to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.settlements.enums import ClientState, EmployeeState, Missing
from app.settlements.services.overview import Standing

#: With the client, or back from it with a reason.
_UNANSWERED = (EmployeeState.sent, EmployeeState.rejected)


@dataclass(frozen=True)
class ClientGap:
    """Something that is missing; ``count`` of it, or a ``detail``, where that tells more."""

    client_id: int
    missing: Missing
    count: int = 0
    detail: str = ""


def lacks(row: Standing) -> list[ClientGap]:
    """Return everything that stands in the way of a client in a month, from what is known of it."""
    return [ClientGap(row.client.id, *one) for one in _found(row)]


def _found(row: Standing) -> Iterator[tuple[Missing, int, str]]:
    unanswered = sum(row.people.get(state, 0) for state in _UNANSWERED)
    if row.unfinished > unanswered:
        yield Missing.open_employees, row.unfinished - unanswered, ""
    if unanswered:
        yield Missing.client_acceptance, unanswered, ""
    foreign = sorted(str(one) for one in row.currencies - {row.currency})
    if foreign:
        yield Missing.mixed_currency, 0, ", ".join(foreign)
    if _is_free(row):
        yield Missing.nothing_charged, 0, ""


def _is_free(row: Standing) -> bool:
    """Tell whether everybody is settled and nothing comes of it; items may still be charged."""
    if row.settlement is not None:
        return row.settlement.state is ClientState.draft and row.settlement.net <= 0
    return row.is_ready and not row.price
