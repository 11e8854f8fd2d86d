"""FAB's window on a model, with eager loading, safe filters and Polish search."""

from typing import Any

import sqlalchemy as sa
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy.orm.interfaces import ORMOption

from app.core.arguments import read_key
from app.core.views.filters import FilterConverter


class Interface(SQLAInterface):
    """``Interface(Client, selectinload(Client.tags))``: the options serve lists and exports."""

    filter_converter_class = FilterConverter

    def __init__(self, obj: Any, *options: ORMOption, session: Any = None) -> None:
        super().__init__(obj, session)
        self.options = options

    def label(self, name: str) -> Any:
        """Return the label written beside the attribute in the model, or ``None``."""
        attribute = sa.inspect(self.obj).all_orm_descriptors.get(name)
        return attribute.info.get("label") if attribute is not None else None

    def find(self, pk: str, *, session: Any = None) -> Any:
        """Return the row with that key inside the current scope, or ``None``.

        A key that is no number is no row; it is not an error of ours.
        """
        column = sa.inspect(self.obj).primary_key[0]
        if isinstance(column.type, sa.Integer):
            key: Any = read_key(pk)
            if key is None:
                return None
        else:
            key = pk
        query = sa.select(self.obj).where(column == key)
        return (session or self.session).scalar(query)
