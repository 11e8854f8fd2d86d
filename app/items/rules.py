"""Where things are, and how many pieces are charged. Pure."""

from app.items.enums import IssueState, ItemState


def item_state(*, quantity: int, issued: int) -> ItemState:
    """Return where an item is; of several pieces one in store is enough."""
    if quantity == 0:
        return ItemState.written_off
    return ItemState.issued if issued >= quantity else ItemState.in_store


def issue_state(*, quantity: int, returned: int, is_returnable: bool) -> IssueState:
    """Return what became of an issue; what nobody expects back is not held."""
    if returned >= quantity:
        return IssueState.returned
    if not is_returnable:
        return IssueState.kept
    return IssueState.partly if returned else IssueState.held


def charged_after_damage(*, charged: int, damaged: int, quantity: int) -> int:
    """Return how many pieces are charged: a piece is paid for once, however it was lost."""
    return min(quantity, charged + damaged)
