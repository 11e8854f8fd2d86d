"""What the start page shows."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.clients.models import Client, client_guardian
from app.extensions import db

SHOWN = 8


def recently_changed() -> list[Client]:
    """Return the clients changed last, inside the scope of the user."""
    return list(
        db.session.scalars(
            sa.select(Client)
            .where(Client.archived_on.is_(None))
            .order_by(Client.changed_on.desc(), Client.id.desc())
            .limit(SHOWN)
            .options(joinedload(Client.status), joinedload(Client.changed_by))
        )
    )


def guarded(user_id: int) -> list[Client]:
    """Return clients the user is a guardian of, in alphabetical order."""
    own = sa.select(client_guardian.c.client_id).where(client_guardian.c.user_id == user_id)
    return list(
        db.session.scalars(
            sa.select(Client)
            .where(Client.archived_on.is_(None), Client.id.in_(own))
            .order_by(Client.sort_key, Client.id)
            .limit(SHOWN)
            .options(joinedload(Client.status))
        )
    )
