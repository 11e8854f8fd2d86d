"""Which tags a kind of record may bear."""

from typing import Any

import sqlalchemy as sa

from app.annotations.models import Tag


def tags_for(kind: str) -> sa.Select[Any]:
    """Return the SELECT of the tags that may be put on a kind of record."""
    entities = sa.type_coerce(Tag.entities, sa.String)
    return (
        sa.select(Tag)
        .where(sa.or_(entities == "", entities.contains(f",{kind},", autoescape=True)))
        .order_by(Tag.name)
    )
