"""Values of versions as people read them, and the names of what they refer to."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.core.clock import local
from app.core.history.sources import label_query
from app.core.versioning import manager
from app.extensions import db

#: (model, id) → name
Names = dict[tuple[Any, int], str]


def names_of(wanted: Mapping[Any, set[Any]]) -> Names:
    """Return the names of rows of several models, in one statement."""
    models = {str(number): model for number, model in enumerate(wanted)}
    queries = [
        label_query(model, number, wanted[model] - {None}) for number, model in models.items()
    ]
    if not queries:
        return {}
    found = db.session.execute(sa.union_all(*queries))
    return {(models[number], pk): name for number, pk, name in found}


def user_model() -> Any:
    """Return the model of those who act."""
    return sa.inspect(manager.transaction_cls).relationships["user"].mapper.class_


def shown(value: Any, target: Any, names: Names) -> str:
    """Return a value as it is shown: Polish dates and decimals, labels, names."""
    if target is not None and value is not None:
        return names.get((target, value), f"#{value}")
    match value:
        case None:
            return ""
        case bool():
            return str(_("Yes") if value else _("No"))
        case datetime():
            return local(value).strftime("%d.%m.%Y %H:%M")
        case date():
            return value.strftime("%d.%m.%Y")
        case Decimal():
            return str(format_decimal(value, "#,##0.00##"))
    return str(value)
