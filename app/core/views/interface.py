"""FAB's window on a model, with eager loading, safe filters and Polish search."""

from collections.abc import Iterable
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
        key = self._key_of(pk)
        if key is None:
            return None
        query = sa.select(self.obj).where(self._key() == key, *self.visible())
        return (session or self.session).scalar(query)

    def find_all(self, pks: Iterable[str]) -> list[Any] | None:
        """Return the rows with those keys, each once and in their order, by one query.

        ``None`` when one of them is not there: nobody meant a part of what was ticked.
        """
        keys = list(dict.fromkeys(map(self._key_of, pks)))
        column = self._key()
        query = sa.select(column, self.obj).where(column.in_(keys), *self.visible())
        found = {row[0]: row[1] for row in self.session.execute(query)}
        return [found[key] for key in keys] if len(found) == len(keys) else None

    def visible(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Return what narrows lists and single rows further than the scope does."""
        return ()

    def _key(self) -> sa.Column[Any]:
        key: sa.Column[Any] = sa.inspect(self.obj).primary_key[0]
        return key

    def _key_of(self, pk: str) -> Any:
        return read_key(pk) if isinstance(self._key().type, sa.Integer) else pk
