"""Everything that can be granted: the verbs of every registered page, and the data permissions."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _

from app.accounts.permissions import Grant
from app.accounts.scopes import SEES_ALL_CLIENTS
from app.core.permissions import DATA_PERMISSIONS, VERB_LABELS, fab_name

_PREFIX = fab_name("")
OTHER = _("Other")
DATA = _("Data")


@dataclass(frozen=True)
class Entity:
    """Something with verbs; ``section`` is where it stands in the menu."""

    name: str
    label: str
    section: str
    verbs: frozenset[str]


def entities() -> list[Entity]:
    """Return what can be granted, in the order of the menu."""
    found: dict[str, Entity] = {}
    sections = _sections()
    for view in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
        verbs = _verbs(view)
        if not verbs:
            continue
        name = view.class_permission_name
        known = found.get(name)
        section = sections.get(name, "")
        label = str(getattr(view, "permission_label", "") or getattr(view, "list_title", ""))
        found[name] = Entity(
            name=name,
            label=(known.label if known else "") or label or name,
            section=(known.section if known else "") or section,
            verbs=verbs | (known.verbs if known else frozenset()),
        )
    for name, (data_verbs, label) in DATA_PERMISSIONS.items():
        found[name] = Entity(name, str(label), str(DATA), frozenset(data_verbs))
    return list(found.values())


def grants() -> set[Grant]:
    """Return every pair that can be granted."""
    return {(fab_name(verb), entity.name) for entity in entities() for verb in entity.verbs}


def verb_choices() -> list[tuple[str, str]]:
    """Return the verbs in use with their labels, the usual ones first."""
    used = {verb for entity in entities() for verb in entity.verbs}
    usual = [verb for verb in VERB_LABELS if verb in used]
    others = sorted(used - set(usual))
    return [(verb, str(VERB_LABELS.get(verb, verb))) for verb in (*usual, *others)]


def _verbs(view: Any) -> frozenset[str]:
    routes = {
        permission.removeprefix(_PREFIX)
        for permission in view.base_permissions or ()
        if permission.startswith(_PREFIX)
    }
    actions = {
        item.func._action_verb  # noqa: SLF001 - the mark of our own decorator
        for item in getattr(view, "actions", {}).values()
    }
    extra = (
        {SEES_ALL_CLIENTS[0].removeprefix(_PREFIX)}
        if (view.class_permission_name == SEES_ALL_CLIENTS[1])
        else set()
    )
    return frozenset(routes | actions | extra | set(getattr(view, "extra_verbs", ())))


def _sections() -> dict[str, str]:
    """Return permission name → label of the menu section its page stands in."""
    return {
        entry.baseview.class_permission_name: str(category.label)
        for category in current_app.appbuilder.menu.get_list()  # type: ignore[attr-defined]
        for entry in category.childs
        if entry.baseview is not None
    }
