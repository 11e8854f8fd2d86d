"""Bringing an older version back: an edit that types what that version held.

So it needs the same permission, is checked by the same rules, asks the same questions and leaves
a new version. What the edit form does not hold is not restored, nor what the user may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core import history
from app.core.access import page
from app.core.audit.recording import record
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms.fields import CheckField, EnumField, RelationField
from app.core.history import Held, Moment
from app.core.permissions import WRITE
from app.core.views.cells import format_datetime
from app.core.views.editing import EditingMixin, NeedsConfirmation
from app.core.views.tracing import VersionsMixin, number_of


class RestoringMixin(VersionsMixin, EditingMixin):
    """For views whose older versions can be brought back.

    ``restored_relations`` names the related rows the edit form holds: a field of it that has a
    method ``as_of`` returns what it would post to have them as they were.
    """

    restored_relations: tuple[str, ...] = ()

    @page("/restore-version/<pk>", WRITE, methods=["POST"])
    def restore_version(self, pk: str) -> Response | tuple[str, int]:
        """Save a version anew, without a choice the one before the newest; or show what hinders."""
        item = self.find_or_404(pk)
        if not self._history_url(item):
            abort(404)
        told = self.told(item)
        known = history.moments(item, **told, limit=2)
        moment = self.moment(item, told, known, number_of("version")) or (known or abort(404))[-1]
        if number_of("seen") not in (None, known[0].number):
            flash(_("Somebody has just changed it. Look at it again."), "danger")
            return redirect(self._history_url(item))
        past = history.held(item, moment.number, **told)
        if not past.own:
            abort(404)
        return self._bring_back(item, moment, past)

    def restored(self, item: Any, past: Held) -> None:
        """Put back what no field of the form holds; nothing unless a view says so."""

    def version_links(self, item: Any, newest: int) -> Callable[[int], dict[str, str]]:
        """Offer to restore what was changed since, to those who may change the row."""
        links = super().version_links(item, newest)
        last = self._last_restorable(item) if self._edit_url(item) else 0
        page_name = f"{self.endpoint}.restore_version"

        def with_restoring(number: int) -> dict[str, str]:
            found = links(number)
            if number < last:
                found["restore_url"] = url_for(page_name, pk=item.id, version=number, seen=newest)
            return found

        return with_restoring

    def form_action(self) -> str:
        """Send a form that was filled with a version to where the row is edited."""
        if request.endpoint == f"{self.endpoint}.restore_version":
            return url_for(f"{self.endpoint}.edit", **(request.view_args or {}))
        return super().form_action()

    def _last_restorable(self, item: Any) -> int:
        """Return when something was last changed that restoring would change back."""
        told = {"related": self.restored_relations, "hidden": self.hidden_columns()}
        found = history.moments(item, **told, limit=1)
        return found[0].number if found else 0

    def _bring_back(self, item: Any, moment: Moment, past: Held) -> Response | tuple[str, int]:
        form, left = self._typed_again(item, past)
        at = format_datetime(moment.at)
        refusal: Exception | None = None
        try:
            self.check_editable(item)
            if form.validate():
                with transaction():
                    url = self._save(form, item, is_new=False)
                    self.restored(item, past)
                    record(
                        "version restored",
                        type(item).__name__,
                        item.id,
                        label=str(item),
                        after={"version": at},
                    )
                self._say_restored(at, left)
                return redirect(url)
        except StaleDataError:
            flash(_("Somebody has just changed it. Look at it again."), "danger")
            return redirect(self._history_url(item))
        except (DomainError, NeedsConfirmation, IntegrityError) as error:
            refusal = error
        if not isinstance(refusal, NeedsConfirmation):
            text = _("The version of %(at)s cannot be restored as it was. Check the values.", at=at)
            form.form_errors = [*form.form_errors, text]
        return self._refuse(refusal, form, item, is_new=False)

    def _say_restored(self, at: str, left: list[str]) -> None:
        flash(_("Restored: the version of %(at)s.", at=at), "success")
        if left:
            names = ", ".join(left)
            flash(_("What no longer exists was left out: %(names)s.", names=names), "warning")

    def _typed_again(self, item: Any, past: Held) -> tuple[Any, list[str]]:
        """Return the edit form as if somebody had typed the version, and what is gone of it."""
        shell = self._edit_form_of(item, None)
        posted: MultiDict[str, str] = MultiDict()
        left: list[str] = []
        chosen: dict[str, list[int]] = {}
        for field in shell:
            if hasattr(field, "as_of"):
                values = list(field.as_of(past))
            elif isinstance(field, RelationField):
                chosen[field.name] = self._ids(field, past)
                kept = self._still_there(field, chosen[field.name])
                if len(kept) < len(chosen[field.name]):
                    left.append(str(field.label.text))
                values = _choice(field, kept, chosen[field.name])
            else:
                values = list(_typed(field, past))
            for name, value in values:
                posted.add(name, value)
        form = self._edit_form_of(item, posted)
        self._name_what_is_not_offered(form, chosen)
        return form, left

    def _edit_form_of(self, item: Any, posted: MultiDict[str, str] | None) -> Any:
        form = self.edit_form(posted, obj=item)
        form._id = item.id
        self.limit_fields(form, is_new=False)
        return form

    def _ids(self, field: Any, past: Held) -> list[int]:
        """Return what a relation referred to."""
        if field.is_multiple:
            return past.list_of(field.name)
        relation = sa.inspect(self.datamodel.obj).relationships[field.name]
        pk = past.own.get(next(iter(relation.local_columns)).key)
        return [] if pk is None else [pk]

    def _still_there(self, field: Any, pks: list[int]) -> list[int]:
        model = self.datamodel.get_related_model(field.name)
        names = history.names_of({model: set(pks)}) if pks else {}
        return [pk for pk in pks if (model, pk) in names]

    def _name_what_is_not_offered(self, form: Any, chosen: dict[str, list[int]]) -> None:
        """Say which of the old choices cannot be chosen any more, say because it is archived."""
        for field in form:
            if field.name in chosen and field.process_errors:
                model = self.datamodel.get_related_model(field.name)
                names = history.names_of({model: set(chosen[field.name])})
                text = ", ".join(sorted(names.values()))
                field.process_errors = [
                    _("“%(name)s” cannot be chosen any more. Choose another.", name=text)
                ]


def _choice(field: Any, kept: list[int], before: list[int]) -> list[tuple[str, str]]:
    """Return what a select posts; a single choice that is gone leaves what there is."""
    if field.is_multiple:
        return [(field.name, ""), *((field.name, str(pk)) for pk in kept)]
    if before and not kept:
        return []
    return [(field.name, str(kept[0]) if kept else "")]


def _typed(field: Any, past: Held) -> Iterator[tuple[str, str]]:
    """Return what a field posts that holds the value of a version; none it does not know."""
    if field.name not in past.own:
        return
    value = past.own[field.name]
    if isinstance(field, CheckField):
        yield field.name, "y" if value else ""
    elif isinstance(field, EnumField):
        yield field.name, value.value if value is not None else ""
    else:
        field.process_data(value)
        yield field.name, "" if value is None else str(field._value())
