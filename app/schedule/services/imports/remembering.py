"""What is remembered of files with the same headers: what their columns hold, who said so."""

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import gettext as _

from app.clients.models import Client
from app.core.clock import now
from app.extensions import db
from app.schedule.models import HoursLayout
from app.schedule.rules.importing.layouts import Layout


def remember(layout: Layout, name: str, client_id: int | None) -> None:
    """Read files with the same headers this way from now on, or those of one client."""
    known = remembered(layout, client_id)
    if known is None or known.client_id != client_id:
        known = HoursLayout(fingerprint=layout.signature, client_id=client_id)
        db.session.add(known)
    known.name = name.strip()[:80] or _("Layout")
    known.mapping, known.month_first = layout.to_data(), layout.month_first
    db.session.flush()


def remembered(layout: Layout, client_id: int | None) -> HoursLayout | None:
    """Return the layout of a client's files, else everybody's; never a foreign client's."""
    own = HoursLayout.client_id.in_(sa.select(Client.id).where(Client.id == client_id))
    query = (
        sa.select(HoursLayout)
        .where(
            HoursLayout.fingerprint == layout.signature,
            sa.or_(HoursLayout.client_id.is_(None), own),
        )
        .order_by(HoursLayout.client_id.is_(None), HoursLayout.id)
        .limit(1)
    )
    found: HoursLayout | None = db.session.scalar(query)
    return found


def with_remembered(layout: Layout, known: HoursLayout | None) -> Layout:
    """Return a layout with what is remembered of such files."""
    if known is None:
        return layout
    return replace(
        layout.with_mapping(known.mapping), month_first=known.month_first or layout.month_first
    )


def is_taken(layout: Layout, known: HoursLayout) -> bool:
    """Tell whether the columns hold what is remembered of them."""
    return with_remembered(layout, known).columns == layout.columns


def note_use(known: HoursLayout) -> None:
    """Count that a file was read the remembered way; who last changed it stays who they are."""
    table = HoursLayout.__table__
    db.session.execute(
        sa.update(table)
        .where(table.c.id == known.id)
        .values(
            uses=table.c.uses + 1,
            used_at=now(),
            changed_on=table.c.changed_on,
            changed_by_id=table.c.changed_by_id,
        )
    )


def reachable() -> sa.ColumnElement[bool]:
    """Return the condition that a layout is everybody's, or a client's within reach."""
    return sa.or_(HoursLayout.client_id.is_(None), HoursLayout.client_id.in_(sa.select(Client.id)))
