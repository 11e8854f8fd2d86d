"""The permission matrix: what each role may do with each entity, on one page."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import catalogue
from app.accounts.permissions import Grant
from app.accounts.roles import ADMINISTRATOR
from app.accounts.services import granting
from app.core.access import page
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import READ, WRITE, fab_name
from app.core.text import sort_key
from app.core.views import AppView
from app.extensions import db


@dataclass(frozen=True)
class RoleTab:
    """A role one can switch to."""

    name: str
    url: str
    is_active: bool


@dataclass(frozen=True)
class MatrixPage:
    """One role: entities down, verbs across; a missing verb is no checkbox."""

    title: str
    roles: list[RoleTab]
    role: str
    verbs: list[tuple[str, str]]
    groups: list[tuple[str, list[tuple[str, str, dict[str, bool | None]]]]]
    action: str
    is_locked: bool
    breadcrumb: list[tuple[str, str]]


class PermissionView(AppView):
    """Settings › Permissions."""

    route_base = "/permissions"
    class_permission_name = "Roles"
    menu_icon = "shield-lock"

    @page("/", READ)
    def index(self) -> Response:
        """Open the first role."""
        roles = _roles()
        return redirect(url_for("PermissionView.show", role_id=roles[0].id if roles else 0))

    @page("/<int:role_id>", READ)
    def show(self, role_id: int) -> str:
        """Show what a role allows."""
        return render_template("core/matrix.html", page=_matrix(_find(role_id)))

    @page("/<int:role_id>", WRITE, methods=("POST",))
    def save(self, role_id: int) -> Response:
        """Make a role allow what is ticked; pairs we do not know are ignored."""
        role = _find(role_id)
        wanted = {_grant(value) for value in request.form.getlist("grant")[:2000]}
        try:
            with transaction():
                changed = granting.change_grants(role, wanted, catalogue.grants())
        except DomainError as error:
            flash(str(error), "danger")
        else:
            flash(_("Permissions saved.") if changed else _("Nothing has changed."), "success")
        return redirect(url_for("PermissionView.show", role_id=role_id))


def _find(role_id: int) -> Role:
    role = db.session.get(Role, role_id) if role_id < 2**31 else None
    if role is None:
        abort(404)
    return role


def _roles() -> list[Role]:
    """Return every role, the administrator's first, then by the alphabet."""
    roles = db.session.scalars(sa.select(Role)).all()
    return sorted(roles, key=lambda role: (role.name != ADMINISTRATOR, sort_key(role.name)))


def _grant(value: str) -> Grant:
    entity, _colon, verb = value.partition(":")
    return fab_name(verb), entity


def _matrix(role: Role) -> MatrixPage:
    verbs = catalogue.verb_choices()
    held = granting.grants_of(role.id)
    sections: dict[str, list[tuple[str, str, dict[str, bool | None]]]] = {}
    for entity in catalogue.entities():
        cells = {
            verb: (fab_name(verb), entity.name) in held if verb in entity.verbs else None
            for verb, _label in verbs
        }
        section = entity.section or str(catalogue.OTHER)
        sections.setdefault(section, []).append((entity.label, entity.name, cells))
    return MatrixPage(
        title=_("Permissions"),
        roles=[
            RoleTab(item.name, url_for("PermissionView.show", role_id=item.id), item is role)
            for item in _roles()
        ],
        role=role.name,
        verbs=verbs,
        groups=list(sections.items()),
        action=url_for("PermissionView.save", role_id=role.id),
        is_locked=role.name == ADMINISTRATOR,
        breadcrumb=[(_("Roles"), url_for("RoleView.list"))],
    )
