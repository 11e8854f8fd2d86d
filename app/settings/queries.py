"""The agency's companies, as other pages ask for them."""

import sqlalchemy as sa

from app.extensions import db
from app.settings.models import Company


def companies() -> list[Company]:
    """Return the companies in use, by name."""
    query = sa.select(Company).where(Company.archived_on.is_(None)).order_by(Company.short_name)
    return list(db.session.scalars(query.limit(100)))


def only_company() -> Company | None:
    """Return the company when there is just one: then nobody is asked to choose."""
    found = companies()
    return found[0] if len(found) == 1 else None
