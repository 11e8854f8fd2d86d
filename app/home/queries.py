"""What the start page shows."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.assignments.models import Contract
from app.clients.models import Client, PortalUser, client_guardian
from app.extensions import db
from app.settings.models import Company
from app.settings.queries import companies

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


def bound(user_id: int) -> Client | None:
    """Return the client a portal account belongs to, with who looks after it."""
    own = sa.select(PortalUser.client_id).where(PortalUser.user_id == user_id)
    query = sa.select(Client).where(Client.id.in_(own)).options(selectinload(Client.guardians))
    found: Client | None = db.session.scalar(query)
    return found


def companies_of(client: Client | None) -> list[Company]:
    """Return the agency's companies that have contracts at a client; all of them without any."""
    known = companies()
    if client is None:
        return known
    used = sa.select(Contract.company_id).where(Contract.client_id == client.id).distinct()
    ids = set(db.session.scalars(used))
    return [one for one in known if one.id in ids] or known


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
