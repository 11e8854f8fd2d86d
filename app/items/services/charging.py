"""What holders pay for, and how a settlement takes that over."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.money import check_line
from app.extensions import db
from app.items import rules
from app.items.models import ItemIssue
from app.items.queries import lock_issues

_LONGEST_KEY = 60


def charge(issue: ItemIssue, *, on: date) -> None:
    """Charge every piece of an issue."""
    _check_open(issue)
    if issue.charged_quantity == issue.quantity:
        raise DomainError(_("“%(item)s” is charged already.", item=issue))
    _set(issue, issue.quantity, on=on)


def uncharge(issue: ItemIssue) -> None:
    """Charge nothing."""
    _check_open(issue)
    if not issue.charged_quantity:
        raise DomainError(_("“%(item)s” is not charged.", item=issue))
    issue.charged_quantity, issue.charged_on = 0, None


def add_damage(issue: ItemIssue, damaged: int, *, on: date) -> None:
    """Charge pieces that were damaged or lost, beside those charged already."""
    _check_open(issue)
    pieces = rules.charged_after_damage(
        charged=issue.charged_quantity, damaged=damaged, quantity=issue.quantity
    )
    _set(issue, pieces, on=on)


def _set(issue: ItemIssue, pieces: int, *, on: date) -> None:
    if not issue.unit_price:
        raise DomainError(_("“%(item)s”: what is charged needs a price.", item=issue))
    issue.charged_quantity, issue.charged_on = pieces, on


def _check_open(issue: ItemIssue) -> None:
    if issue.is_settled:
        raise DomainError(_("“%(item)s” is settled already.", item=issue))


def check_changes(issue: ItemIssue) -> None:
    """Refuse to change the price of what is settled, or to make it senseless."""
    attributes: Any = sa.inspect(issue).attrs
    priced = ("unit_price", "vat_rate")
    if issue.is_settled and any(attributes[key].history.has_changes() for key in priced):
        raise DomainError(_("“%(item)s” is settled already.", item=issue))
    if issue.unit_price < 0:
        raise DomainError(_("The price cannot be negative."))
    check_line(issue.quantity * issue.unit_price)
    if issue.charged_quantity and not issue.unit_price:
        raise DomainError(_("“%(item)s”: what is charged needs a price.", item=issue))


def mark_charged(issue_ids: Iterable[int], key: str) -> None:
    """Note that a settlement has taken charges over; to do so twice changes nothing."""
    mark_each(dict.fromkeys(issue_ids, key))


def mark_each(keys: Mapping[int, str]) -> None:
    """Note by which key each of the charges was taken over.

    The rows are locked and compared with their revision, so of two settlements one is refused.
    """
    for key in set(keys.values()):
        if not 0 < len(key) <= _LONGEST_KEY:
            raise ValueError(key)
    issues = lock_issues(keys)
    if issues.keys() != keys.keys():
        raise DomainError(_("Some of the items are not there any more. Count again."))
    for pk, issue in issues.items():
        if issue.settled_key == keys[pk]:
            continue
        _check_open(issue)
        if not issue.charged_quantity:
            raise DomainError(_("“%(item)s” is not charged.", item=issue))
        issue.settled_key = keys[pk]


def release(key: str, issue_ids: Iterable[int] | None = None) -> int:
    """Give back what a settlement had taken over, or some of it; return how many that were."""
    query = sa.select(ItemIssue.id).where(ItemIssue.settled_key == key)
    if issue_ids is not None:
        query = query.where(ItemIssue.id.in_(list(issue_ids)))
    issues = lock_issues(db.session.scalars(query))
    for issue in issues.values():
        issue.settled_key = None
    return len(issues)
