"""Statuses of records: those shipped, and what setting one asks for."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from app.annotations.models import EntityStatus
from app.annotations.rules import StatusRule, allowed_statuses
from app.core import seeds
from app.core.errors import DomainError
from app.extensions import db

#: Entity → (name, colour); the names are data an agency changes, so they are Polish.
SHIPPED: dict[str, tuple[tuple[str, str], ...]] = {
    "client": (
        ("Potencjalny", "azure"),
        ("W negocjacji", "yellow"),
        ("Aktywny", "green"),
        ("Wstrzymany", "orange"),
        ("Zakończony", "gray"),
    ),
    "employee": (
        ("Kandydat", "azure"),
        ("Aktywny", "green"),
        ("Urlop / przerwa", "yellow"),
        ("Zakończony", "gray"),
    ),
}


@seeds.seed
def seed_statuses() -> int:
    """Add the shipped statuses that were never added here; return how many."""
    added = 0
    for entity, statuses in SHIPPED.items():
        of_entity = sa.select(EntityStatus.id).filter_by(entity=entity)
        unsown = seeds.take_unsown(
            f"statuses of {entity}",
            [name for name, _color in statuses],
            is_in_use=db.session.scalar(of_entity.limit(1)) is not None,
        )
        for position, (name, color) in enumerate(statuses, 1):
            if name in unsown:
                db.session.add(
                    EntityStatus(entity=entity, name=name, color=color, position=position * 10)
                )
        added += len(unsown)
    db.session.flush()
    return added


def offered_statuses(
    entity: str, current: EntityStatus | None, role_ids: Iterable[int]
) -> list[EntityStatus]:
    """Return the statuses a person with these roles may give a record now."""
    query = (
        sa.select(EntityStatus)
        .where(EntityStatus.entity == entity)
        .order_by(EntityStatus.position, EntityStatus.id)
        .options(selectinload(EntityStatus.roles), selectinload(EntityStatus.sources))
    )
    statuses = {status.id: status for status in db.session.scalars(query)}
    rules = [_rule(status) for status in statuses.values()]
    now = current.id if current else None
    return [statuses[pk] for pk in allowed_statuses(now, rules, role_ids)]


def require_status(
    row: Any, status: EntityStatus, *, current: EntityStatus | None, role_ids: Iterable[int]
) -> None:
    """Refuse a status that may not be set now, or that asks for fields still empty."""
    offered = offered_statuses(status.entity, current, role_ids)
    if status not in offered:
        raise DomainError(_("Status “%(name)s” cannot be chosen here.", name=status))
    missing = [field_label(type(row), name) for name in status.required_fields or ()
               if getattr(row, name, None) in (None, "", [])]  # fmt: skip
    if missing:
        raise DomainError(
            _("Status “%(name)s” needs: %(fields)s.", name=status, fields=", ".join(missing))
        )


def field_label(model: Any, name: str) -> str:
    """Return the label of an attribute."""
    attribute = sa.inspect(model).all_orm_descriptors.get(name)
    return str(attribute.info.get("label", name)) if attribute is not None else name


def _rule(status: EntityStatus) -> StatusRule:
    return StatusRule(
        id=status.id,
        role_ids=frozenset(role.id for role in status.roles),
        source_ids=frozenset(source.id for source in status.sources),
        is_archived=status.is_archived,
    )
