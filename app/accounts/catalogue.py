"""Everything that can be granted: the verbs of every registered page, and the data permissions."""

from dataclasses import dataclass, replace
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
    """Something with verbs; ``section`` is where it stands in the menu, or what its view says."""

    name: str
    label: str
    section: str
    verbs: frozenset[str]


def entities() -> list[Entity]:
    """Return what can be granted, in the order of the menu."""
    sections = _sections()
    found: dict[str, Entity] = {}
    for view in _views():
        verbs = _verbs(view)
        if verbs:
            name = view.class_permission_name
            section = sections.get(name) or str(getattr(view, "permission_section", ""))
            entity = Entity(name, _label(view), section, verbs)
            found[name] = _joined(found[name], entity) if name in found else entity
    for name, (data_verbs, label) in DATA_PERMISSIONS.items():
        found[name] = Entity(name, str(label), str(DATA), frozenset(data_verbs))
    declared = [entity.section for entity in found.values() if entity.section != str(DATA)]
    order = [*dict.fromkeys([*sections.values(), *filter(None, declared)]), str(DATA), ""]
    return sorted(found.values(), key=lambda entity: order.index(entity.section))


def grants() -> set[Grant]:
    """Return every pair that can be granted."""
    return {(fab_name(verb), entity.name) for entity in entities() for verb in entity.verbs}


def verb_choices() -> list[tuple[str, str]]:
    """Return the verbs in use with their labels, the usual ones first."""
    used = {verb for entity in entities() for verb in entity.verbs}
    usual = [verb for verb in VERB_LABELS if verb in used]
    others = sorted(used - set(usual))
    return [(verb, str(VERB_LABELS.get(verb, verb))) for verb in (*usual, *others)]


def _views() -> list[Any]:
    views: list[Any] = current_app.appbuilder.baseviews  # type: ignore[attr-defined]
    return views


def _label(view: Any) -> str:
    label = getattr(view, "permission_label", "") or getattr(view, "list_title", "")
    return str(label or view.class_permission_name)


def _joined(one: Entity, other: Entity) -> Entity:
    """Several pages may share an entity; the first one names it."""
    return replace(one, verbs=one.verbs | other.verbs)


def _verbs(view: Any) -> frozenset[str]:
    """Return the verbs of a page's routes and actions, and those it declares itself."""
    routes = {
        permission.removeprefix(_PREFIX)
        for permission in view.base_permissions or ()
        if permission.startswith(_PREFIX)
    }
    actions = {
        item.func._action_verb  # noqa: SLF001 - the mark of our own decorator
        for item in getattr(view, "actions", {}).values()
    }
    if view.class_permission_name == SEES_ALL_CLIENTS[1]:
        routes.add(SEES_ALL_CLIENTS[0].removeprefix(_PREFIX))
    return frozenset(routes | actions | set(getattr(view, "extra_verbs", ())))


def _sections() -> dict[str, str]:
    """Return permission name → section of the menu; a tab stands where its profile does."""
    sections: dict[str, str] = {}
    for category in current_app.appbuilder.menu.get_list():  # type: ignore[attr-defined]
        views = [entry.baseview for entry in category.childs if entry.baseview is not None]
        tabs = [tab for view in views for tab in getattr(view, "related_views", None) or ()]
        for view in (*views, *tabs):
            sections.setdefault(view.class_permission_name, str(category.label))
    return sections
