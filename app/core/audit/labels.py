"""How the audit log is read: codes and class names as words."""

from typing import Any

import sqlalchemy as sa
from flask_appbuilder import Model
from flask_babel import lazy_gettext as _

ACTIONS: dict[str, tuple[Any, str]] = {
    "create": (_("Added"), "green"),
    "update": (_("Changed"), "blue"),
    "version restored": (_("Version restored"), "blue"),
    "delete": (_("Deleted"), "red"),
    "bulk": (_("Bulk load"), "purple"),
    "bulk_update": (_("Changed in bulk"), "purple"),
    "bulk_delete": (_("Deleted in bulk"), "red"),
    "denied": (_("Access denied"), "orange"),
    "exported": (_("Exported"), "teal"),
    "downloaded": (_("Downloaded"), "teal"),
    "limit reached": (_("Too many requests"), "orange"),
    "logged in": (_("Logged in"), "green"),
    "logged out": (_("Logged out"), "gray"),
    "login failed": (_("Log-in refused"), "orange"),
    "mail queued again": (_("Mail queued again"), "blue"),
    "password changed": (_("Password changed"), "blue"),
    "password reset asked for": (_("Password reset asked for"), "gray"),
    "invite accepted": (_("Invitation accepted"), "green"),
    "reset accepted": (_("Password set by link"), "blue"),
    "permissions changed": (_("Permissions changed"), "purple"),
    "permissions synchronised": (_("Permissions synchronised"), "purple"),
    "session ended": (_("Session ended"), "gray"),
    "sessions ended": (_("Every session ended"), "gray"),
    "work cancelled": (_("Background work cancelled"), "gray"),
    "employees settled": (_("Employees settled"), "green"),
    "month opened": (_("Month opened again"), "orange"),
    "settling ordered": (_("Settling of a month ordered"), "blue"),
    "work ordered again": (_("Background work ordered again"), "gray"),
    "test mail queued": (_("Test message queued"), "gray"),
}


def action_label(code: str) -> tuple[str, str]:
    """Return the words and the colour of an action; an unknown one stands for itself."""
    label, color = ACTIONS.get(code, (code.replace("_", " "), "gray"))
    return str(label), color


def entity_model(name: str) -> Any:
    """Return the mapped class of that name, ``None`` for what is no row."""
    for mapper in Model.registry.mappers:
        if name in (mapper.class_.__name__, mapper.local_table.name):
            return mapper.class_
    return None


def entity_label(name: str) -> str:
    """Return how people call an entity."""
    labels = getattr(entity_model(name), "__labels__", None)
    return str(labels[0]) if labels else name


def field_label(entity: str, key: str) -> str:
    """Return the label of a column; a foreign key bears that of its relation.

    A relation without a label (those that FAB declares) is called by what it leads to.
    """
    model = entity_model(entity)
    if model is None:
        return key
    mapper = sa.inspect(model)
    attribute = mapper.all_orm_descriptors.get(key)
    label = attribute.info.get("label") if attribute is not None else None
    if label is None and key in mapper.columns:
        label = next(
            (
                relation.info["label"]
                for relation in mapper.relationships
                if mapper.columns[key] in relation.local_columns and "label" in relation.info
            ),
            None,
        )
    if label is None and key in mapper.relationships:
        relation = mapper.relationships[key]
        labels = getattr(relation.mapper.class_, "__labels__", (key, key))
        label = labels[1 if relation.uselist else 0]
    return str(label) if label is not None else key
