"""Tags, notes and statuses: what may hang on any entity that opts in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.annotations.enums import Visibility
from app.core.db import enum
from app.core.isolation import Attached
from app.core.models import Archivable, Audited, Revisioned
from app.extensions import db


class CodeList(sa.types.TypeDecorator[list[str]]):
    """A few codes in one text column, „,client,contact,”: found by LIKE on any database."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Join the codes, each between commas."""
        return f",{','.join(value)}," if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:  # noqa: ARG002
        """Split them again."""
        return [code for code in (value or "").split(",") if code]


def _link(name: str, own: str, other: str, target: str) -> sa.Table:
    """Return an association table whose rows go with the row they belong to."""
    table, _dot, _column = own.partition(".")
    return sa.Table(
        name,
        db.metadata,
        sa.Column(f"{table}_id", sa.ForeignKey(own, ondelete="CASCADE"), primary_key=True),
        sa.Column(other, sa.ForeignKey(target), primary_key=True, index=True),
    )


class Tag(Audited, Revisioned, db.Model):  # type: ignore[name-defined]
    """A coloured word; ``entities`` lists what it may be put on, empty: everything."""

    __tablename__ = "tag"
    __labels__ = _("Tag"), _("Tags")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True, info={"label": _("Name")})
    color: Mapped[str] = mapped_column(sa.String(20), default="blue", info={"label": _("Colour")})
    entities: Mapped[list[str]] = mapped_column(
        CodeList(400), default=list, info={"label": _("Used for")}
    )

    def __str__(self) -> str:
        return self.name


class Taggable:
    """Mixin that adds ``tags`` through a table ``<entity>_tag``."""

    @declared_attr
    def tags(cls) -> Mapped[list[Any]]:
        """Return the tags of a row."""
        own = cls.__tablename__  # type: ignore[attr-defined]
        table = _link(f"{own}_tag", f"{own}.id", "tag_id", "tag.id")
        return relationship(Tag, secondary=table, order_by=Tag.name, info={"label": _("Tags")})


note_user = _link("note_user", "note.id", "user_id", "ab_user.id")
note_group = _link("note_group", "note.id", "group_id", "ab_group.id")


class Note(Attached, Audited, Revisioned, db.Model):  # type: ignore[name-defined]
    """A rich text on any record; its author always reads it."""

    __tablename__ = "note"
    __labels__ = _("Note"), _("Notes")
    __table_args__ = (sa.Index("ix_note_entity_record_id", "entity", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(sa.String(40))
    record_id: Mapped[int]
    #: The client whose record it stands on: what isolates it from the others' eyes.
    client_id: Mapped[int | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(sa.Text, info={"label": _("Text")})
    is_pinned: Mapped[bool] = mapped_column(default=False, info={"label": _("Pinned")})
    visibility: Mapped[Visibility] = mapped_column(
        enum(Visibility),
        default=Visibility.everyone,
        info={"label": _("Who reads it")},
    )

    readers: Mapped[list[Any]] = relationship(
        "Account", secondary=note_user, info={"label": _("People")}
    )
    reader_groups: Mapped[list[Any]] = relationship(
        "Group", secondary=note_group, info={"label": _("Groups")}
    )

    @property
    def html(self) -> Markup:
        """Return the text as markup: it was sanitised by an allow-list when it was saved."""
        return Markup(self.text)  # noqa: S704 - see above

    def __str__(self) -> str:
        return f"#{self.id}"


entity_status_role = _link("entity_status_role", "entity_status.id", "role_id", "ab_role.id")
entity_status_source = _link(
    "entity_status_source", "entity_status.id", "source_id", "entity_status.id"
)


class EntityStatus(Audited, Archivable, Revisioned, db.Model):  # type: ignore[name-defined]
    """A status an agency defines for one kind of record."""

    __tablename__ = "entity_status"
    __labels__ = _("Status"), _("Statuses")
    __table_args__ = (sa.UniqueConstraint("entity", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(sa.String(40), info={"label": _("For")})
    name: Mapped[str] = mapped_column(sa.String(60), info={"label": _("Name")})
    color: Mapped[str] = mapped_column(sa.String(20), default="blue", info={"label": _("Colour")})
    position: Mapped[int] = mapped_column(default=0, info={"label": _("Order")})
    required_fields: Mapped[list[str]] = mapped_column(
        CodeList(400), default=list, info={"label": _("Required fields")}
    )

    #: „Widoczne dla”: who may set it; empty: everybody.
    roles: Mapped[list[Any]] = relationship(
        "Role", secondary=entity_status_role, info={"label": _("Visible to")}
    )
    #: „Widoczne gdy”: from which statuses it may follow; empty: from every one.
    sources: Mapped[list[EntityStatus]] = relationship(
        secondary=entity_status_source,
        primaryjoin=lambda: EntityStatus.id == entity_status_source.c.entity_status_id,
        secondaryjoin=lambda: EntityStatus.id == entity_status_source.c.source_id,
        info={"label": _("Visible when")},
    )

    def __str__(self) -> str:
        return self.name
