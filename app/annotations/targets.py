"""What annotations may hang on; a domain registers its entity when it is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Target:
    """An entity with tags, notes or statuses; ``permission`` is what its page asks for."""

    model: Any
    permission: str

    @property
    def label(self) -> Any:
        """Return how people call it."""
        return self.model.__labels__[0]


_targets: dict[str, Target] = {}
#: Labels of the kinds known before their domain is imported.
KINDS: dict[str, Any] = {"client": _("Client"), "employee": _("Employee")}


def register_target(kind: str, model: Any, *, permission: str) -> None:
    """Let annotations hang on an entity."""
    _targets[kind] = Target(model, permission)


def target_of(kind: str) -> Target | None:
    """Return what was registered under a kind."""
    return _targets.get(kind)


def kind_choices() -> list[tuple[str, str]]:
    """Return every kind with its label, for forms."""
    labels = KINDS | {kind: target.label for kind, target in _targets.items()}
    return [(kind, str(label)) for kind, label in labels.items()]


def field_choices() -> list[tuple[str, str]]:
    """Return the labelled columns of every registered entity, for „required fields”."""
    choices: dict[str, str] = {}
    for target in _targets.values():
        for column in target.model.__mapper__.columns:
            label = column.info.get("label")
            if label is not None and column.nullable:
                choices[column.key] = str(label)
    return sorted(choices.items(), key=lambda choice: choice[1])
