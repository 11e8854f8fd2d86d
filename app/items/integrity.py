"""What must hold of items: the stock is what was issued says, and contracts are the holders'."""

from collections.abc import Generator

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.assignments.models import Contract
from app.core.integrity import Broken, invariant, rows
from app.items.enums import ItemState
from app.items.models import Item, ItemIssue

_ITEM, _ISSUE, _CONTRACT = (model.__table__.c for model in (Item, ItemIssue, Contract))


@invariant("I13", _("What is out of the stock is in somebody's hands"))
def stock_agrees_with_issues() -> Generator[Broken]:
    """Compare the issued pieces of every item with those that have not come back."""
    out = (
        sa.select(
            _ISSUE.item_id, sa.func.sum(_ISSUE.quantity - _ISSUE.returned_quantity).label("pieces")
        )
        .where(_ISSUE.item_id.is_not(None))
        .group_by(_ISSUE.item_id)
        .subquery()
    )
    query = (
        sa.select(_ITEM.id)
        .select_from(Item.__table__.outerjoin(out, out.c.item_id == _ITEM.id))
        .where(_ITEM.issued != sa.func.coalesce(out.c.pieces, 0))
        .limit(1)
    )
    for row in rows(query):
        yield Broken("item", row.id, "issued")


@invariant("I13", _("Items are where their pieces are"))
def states_follow_from_numbers() -> Generator[Broken]:
    """Find items whose state is not what their pieces say."""
    state = sa.case(
        (_ITEM.quantity == 0, ItemState.written_off.name),
        (_ITEM.issued >= _ITEM.quantity, ItemState.issued.name),
        else_=ItemState.in_store.name,
    )
    for row in rows(sa.select(_ITEM.id).where(sa.cast(_ITEM.state, sa.String) != state).limit(1)):
        yield Broken("item", row.id, "state")


@invariant("I13", _("Items for a contract are held by its employee, at its client"))
def contracts_are_the_holders() -> Generator[Broken]:
    """Compare holder and client of an issue with those of its contract."""
    query = (
        sa.select(_ISSUE.id)
        .select_from(ItemIssue.__table__.join(Contract.__table__))
        .where(
            sa.or_(
                _ISSUE.employee_id != _CONTRACT.employee_id,
                _ISSUE.client_id != _CONTRACT.client_id,
            )
        )
        .limit(1)
    )
    for row in rows(query):
        yield Broken("item_issue", row.id, "contract")
