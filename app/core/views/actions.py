"""Actions on rows: each needs its own verb, and every row is looked up inside the scope."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, flash, redirect, request
from flask_appbuilder import action as fab_action
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.core import limits
from app.core.access import can, page
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.permissions import ARCHIVE, READ
from app.core.views.conflicts import check_seen
from app.core.views.part import ViewPart

Handler = TypeVar("Handler", bound=Callable[..., Any])
MAX_ROWS = 200


def action(  # noqa: PLR0913 - the declaration of an action reads as one line
    name: str,
    label: Any,
    *,
    verb: str,
    icon: str,
    confirm: Any = "",
    multiple: bool = True,
    single: bool = True,
    offered: Callable[[Any], bool] | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a method ``(self, rows) -> message | Response | None`` as an action.

    ``offered`` tells for a row whether its profile shows the button.
    """

    def mark(handler: Handler) -> Handler:
        handler = fab_action(name, label, confirm, icon, multiple, single)(handler)
        handler._action_verb = verb  # type: ignore[attr-defined]
        handler._offered = offered  # type: ignore[attr-defined]
        return handler

    return mark


class ActionsMixin(ViewPart):
    """The routes through which actions are run, and the actions every archive has."""

    def may_act(self, name: str) -> bool:
        """Tell whether the user may run an action of this view."""
        item = self.actions.get(name)
        return item is not None and can(item.func._action_verb, self.class_permission_name)

    @page("/action/<string:name>/<pk>", READ, methods=["POST"])
    def action(self, name: str, pk: str) -> Response:
        """Run an action on one row; a page that says which ``revision`` it shows is held to it."""
        return self._run(name, [pk], seen=request.args.get("revision"))

    @page("/action_post", READ, methods=["POST"])
    def action_post(self) -> Response:
        """Run an action on the rows ticked in the list."""
        return self._run(request.form.get("action", ""), request.form.getlist("rowid"))

    def _handler(self, name: str) -> Callable[[list[Any]], Any]:
        """Return the method of an action the user may run."""
        item = self.actions.get(name)
        if item is None:
            abort(404)
        if not self.may_act(name):
            abort(403)
        handler: Callable[[list[Any]], Any] = item.func
        return handler

    def _run(self, name: str, pks: list[str], *, seen: str | None = None) -> Response:
        handler = self._handler(name)
        limits.use(self.request_limits.get(f"action/{name}"))
        if not 0 < len(pks) <= MAX_ROWS:
            abort(400)
        rows = self.datamodel.find_all(pks)
        if rows is None:
            abort(404)
        try:
            with transaction():
                if seen is not None:
                    check_seen(rows[0], seen)
                answer = handler(rows)
        except DomainError as error:
            flash(str(error), "danger")
            answer = None
        except StaleDataError:
            flash(_("Somebody has just changed it. Look at it again."), "danger")
            answer = None
        if isinstance(answer, Response):
            return answer
        if answer:
            flash(answer, "success")
        return redirect(self.back_url())


class ArchiveMixin:
    """Archive and restore, for models with ``Archivable``."""

    @action(
        "archive",
        lazy_gettext("Archive"),
        verb=ARCHIVE,
        icon="archive",
        confirm=lazy_gettext("Archive? It stays readable and can be restored."),
        offered=lambda row: not row.is_archived,
    )
    def archive(self, rows: list[Any]) -> str:
        """Put rows aside."""
        for row in rows:
            if not row.is_archived:
                self.pre_archive(row)
                row.archived_on = now()
        return str(_("Archived: %(count)s.", count=len(rows)))

    @action(
        "restore",
        lazy_gettext("Restore"),
        verb=ARCHIVE,
        icon="archive-off",
        offered=lambda row: row.is_archived,
    )
    def restore(self, rows: list[Any]) -> str:
        """Take rows back into use."""
        for row in rows:
            row.archived_on = None
        return str(_("Restored: %(count)s.", count=len(rows)))

    def pre_archive(self, row: Any) -> None:
        """Refuse with ``DomainError`` when a row may not be put aside."""
