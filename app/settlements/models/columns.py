"""Types of columns that settlements share."""

import sqlalchemy as sa

MONEY = sa.Numeric(14, 2)
RATE = sa.Numeric(12, 4)
#: Of a thing or a fee: the price of one may be all a line is worth.
PRICE = sa.Numeric(14, 4)
QUANTITY = sa.Numeric(12, 4)


def live(name: str, *columns: str, states: tuple[str, ...]) -> sa.Index:
    """Return a unique index over the rows in some states only."""
    listed = ", ".join(f"'{state}'" for state in states)
    condition = sa.text(f"state IN ({listed})")
    return sa.Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)
