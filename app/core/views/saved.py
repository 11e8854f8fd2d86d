"""Saved views: a list's filters, order, columns and page size under a name."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from flask import abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core.access import LOGGED_IN, can, page
from app.core.db import transaction
from app.core.models import acting_user_id
from app.core.permissions import MANAGE, ON_PAGES, READ
from app.core.request_cache import cached
from app.core.views.app_view import AppView
from app.core.views.pages import ViewLink
from app.extensions import Model, db


class SavedView(Model):
    """A named state of one list; private to its owner unless shared."""

    __tablename__ = "saved_view"
    __labels__ = lazy_gettext("Saved view"), lazy_gettext("Saved views")
    __table_args__ = (sa.Index("ix_saved_view_view_owner_id", "view", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    view: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(60), info={"label": lazy_gettext("Name")})
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("ab_user.id"))
    query: Mapped[str] = mapped_column(sa.Text)
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.name


def _visible(view: str) -> list[SavedView]:
    """Return the user's own views of a list and the shared ones, in one query per request."""
    mine = SavedView.owner_id == acting_user_id()
    return cached(
        ("saved views", view),
        lambda: list(
            db.session.scalars(
                sa.select(SavedView)
                .where(SavedView.view == view, sa.or_(mine, SavedView.is_shared))
                .order_by(SavedView.name, SavedView.id)
            )
        ),
    )


def default_args(view: str) -> MultiDict[str, str] | None:
    """Return the arguments of the user's own default view, else of a shared default."""
    defaults = [saved for saved in _visible(view) if saved.is_default]
    defaults.sort(key=lambda saved: saved.owner_id != acting_user_id())
    return MultiDict(parse_qsl(defaults[0].query)) if defaults else None


def links(view: str, base: str, args: list[tuple[str, str]]) -> list[ViewLink]:
    """Return the saved views of a list as links."""
    current = urlencode(args)
    return [
        ViewLink(
            id=saved.id,
            name=saved.name,
            url=f"{base}?{saved.query}&_view={saved.id}",
            is_active=saved.query == current,
            is_shared=saved.is_shared,
            is_default=saved.is_default,
            is_mine=saved.owner_id == acting_user_id(),
        )
        for saved in _visible(view)
    ]


def may_share() -> bool:
    """Tell whether the user may show their views to everybody."""
    return can(MANAGE, SavedViewView.class_permission_name)


class SavedViewView(AppView):
    """Save, change and delete views; each needs the permission to read the list itself."""

    route_base = "/views"
    class_permission_name = "SavedViews"
    permission_label = lazy_gettext("Shared views")
    permission_section = ON_PAGES
    extra_verbs = (MANAGE,)

    @page("/save", LOGGED_IN, methods=["POST"])
    def save(self) -> Response:
        """Save the current state of a list under a name; the same name is replaced."""
        view = self._list_view(request.form.get("view", ""))
        name = " ".join(request.form.get("name", "").replace("\x00", " ").split())[:60]
        if not name:
            flash(_("Give the view a name."), "danger")
            return redirect(self.back_url())
        with transaction():
            saved = db.session.scalar(
                sa.select(SavedView).where(
                    SavedView.view == view,
                    SavedView.name == name,
                    SavedView.owner_id == acting_user_id(),
                )
            ) or SavedView(view=view, name=name, owner_id=acting_user_id())
            saved.query = urlencode(parse_qsl(request.form.get("state", "")[:4000]))
            saved.is_shared = may_share() and bool(request.form.get("is_shared"))
            db.session.add(saved)
            self._set_default(saved, is_default=bool(request.form.get("is_default")))
        flash(_("View saved."), "success")
        return redirect(links_url(saved))

    @page("/default/<int:pk>", LOGGED_IN, methods=["POST"])
    def default(self, pk: int) -> Response:
        """Make a view the one a list opens with, or stop it."""
        with transaction():
            saved = self._mine_or_404(pk)
            self._set_default(saved, is_default=not saved.is_default)
        return redirect(self.back_url())

    @page("/delete/<int:pk>", LOGGED_IN, methods=["POST"])
    def delete(self, pk: int) -> Response:
        """Delete one's own view."""
        with transaction():
            db.session.delete(self._mine_or_404(pk))
        flash(_("View deleted."), "success")
        return redirect(self.back_url())

    def _list_view(self, name: str) -> str:
        view = lists().get(name)
        is_list = hasattr(view, "list_state")
        if view is None or not is_list or not can(READ, view.class_permission_name):
            abort(404)
        return name

    def _mine_or_404(self, pk: int) -> SavedView:
        saved = db.session.get(SavedView, pk)
        if saved is None or saved.owner_id != acting_user_id():
            abort(404)
        return saved

    def _set_default(self, saved: SavedView, *, is_default: bool) -> None:
        if is_default:
            db.session.execute(
                sa.update(SavedView)
                .where(SavedView.view == saved.view, SavedView.owner_id == saved.owner_id)
                .values(is_default=False)
            )
        saved.is_default = is_default


def lists() -> dict[str, Any]:
    """Return the list views of the app by name."""
    return current_app.extensions["crm.views"]  # type: ignore[no-any-return]


def links_url(saved: SavedView) -> str:
    """Return the URL of a saved view."""
    return f"{url_for(f'{saved.view}.list')}?{saved.query}&_view={saved.id}"
