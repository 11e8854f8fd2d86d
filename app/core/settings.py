"""Declared settings: a group knows its names and defaults, the database holds the rest."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.core.models import Setting
from app.core.request_cache import cached, forget
from app.extensions import db

_CACHE = "settings"


class Settings:
    """A strict view of one group: an unknown name raises ``KeyError``.

    Values are anything JSON can hold.
    """

    def __init__(self, group: str, defaults: Mapping[str, Any]) -> None:
        self.group = group
        self.defaults = dict(defaults)

    def get(self, name: str) -> Any:
        """Return one value, the default when it was never set."""
        return self.all()[name]

    def all(self) -> dict[str, Any]:
        """Return every value of the group; what another version has stored is not ours."""
        stored = _stored().get(self.group, {})
        return {name: stored.get(name, default) for name, default in self.defaults.items()}

    def set(self, **values: Any) -> None:
        """Change values inside the caller's transaction."""
        for name, value in values.items():
            if name not in self.defaults:
                raise KeyError(name)
            db.session.merge(Setting(group=self.group, name=name, value=value))
        db.session.flush()
        forget(_CACHE)


def _stored() -> dict[str, dict[str, Any]]:
    """Return all groups in one query per request."""
    return cached(_CACHE, _load)


def _load() -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for group, name, value in db.session.execute(
        sa.select(Setting.group, Setting.name, Setting.value)
    ):
        groups.setdefault(group, {})[name] = value
    return groups
