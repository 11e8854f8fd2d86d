"""Versions of rows that were written past the session: by one INSERT … SELECT for all of them.

Continuum would load every row to write its version; here the database copies them.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy_continuum import Operation
from sqlalchemy_continuum.utils import version_table

from app.core.clock import now
from app.core.models import acting_user_id
from app.core.versioning import manager
from app.extensions import db

_CHUNK = 500


def write_versions(
    entity: Any, ids: Sequence[int], *, is_update: bool = False, within: int | None = None
) -> None:
    """Write a version of the given rows as they are now, as a flush would have done.

    ``within`` is what ``begin_change`` gave, where rows of several entities change together.
    """
    if not ids:
        return
    connection = db.session.connection()
    table, versions = entity.__table__, version_table(entity.__table__)
    kind = Operation.UPDATE if is_update else Operation.INSERT
    transaction_id = begin_change() if within is None else within
    copied = [column.name for column in versions.c if column.name in table.c]
    own = {"transaction_id": transaction_id, "operation_type": kind}
    if "end_transaction_id" in versions.c:
        own["end_transaction_id"] = None
    for start in range(0, len(ids), _CHUNK):
        chosen = sa.select(
            *(table.c[name] for name in copied), *(sa.literal(value) for value in own.values())
        ).where(table.c.id.in_(ids[start : start + _CHUNK]))
        connection.execute(sa.insert(versions).from_select([*copied, *own], chosen))


def begin_change() -> int:
    """Write the row that says who acts and when, return its id; later flushes get one of their own.

    A row that is written here and changed afterwards would else have two versions of one number.
    """
    db.session.flush()
    manager.unit_of_work(db.session()).reset()
    table = manager.transaction_cls.__table__
    values = {
        "issued_at": now().replace(tzinfo=None),
        "user_id": acting_user_id(),
        "remote_addr": request.remote_addr if has_request_context() else None,
    }
    return int(db.session.connection().scalar(sa.insert(table).returning(table.c.id), values) or 0)
