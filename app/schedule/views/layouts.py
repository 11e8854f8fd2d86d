"""Grafik › Import godzin › Zapamiętane układy kolumn: what was remembered, renamed or forgotten."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.core.permissions import WRITE
from app.core.views import AppModelView, Interface, action
from app.core.views.pages import ListLink
from app.extensions import db
from app.schedule.enums import HoursField
from app.schedule.models import HoursLayout
from app.schedule.services.imports import remembering, steps


class ReachableLayouts(Interface):
    """Finds layouts that are everybody's, or of a client within reach."""

    def visible(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the condition that a layout is the caller's to see."""
        return (remembering.reachable(),)


def columns_in_words(mapping: dict[str, str]) -> Markup:
    """Return what each header stands for."""
    fields = {field.value: field for field in HoursField}
    pairs = [(header, fields[value]) for header, value in mapping.items() if value in fields]
    return Markup(", ").join(Markup("{} → {}").format(header, field) for header, field in pairs)


class HoursLayoutView(AppModelView):
    """What is remembered of files with the same headers."""

    datamodel = ReachableLayouts(
        HoursLayout, joinedload(HoursLayout.client), joinedload(HoursLayout.changed_by)
    )
    route_base = "/hours-layouts"
    class_permission_name = steps.PERMISSION
    menu_icon = "bookmarks"
    help_page = "importing"
    exclude_route_methods = {
        "download", "add", "delete", "history", "export", "export_later",
    }  # fmt: skip
    list_columns = [
        "name", "mapping", "client", "changed_by", "changed_on", "uses", "used_at",
    ]  # fmt: skip
    default_columns = ("name", "mapping", "client", "changed_by", "uses", "used_at")
    order_columns = ["used_at", "uses"]
    base_order = ("id", "desc")
    search_columns = ["name", "client", "used_at"]
    formatters_columns = {"mapping": columns_in_words}
    show_columns = ["mapping", "month_first", "client", "uses", "used_at"]
    add_columns: list[str] = []
    edit_columns = ["name"]
    edit_title = lazy_gettext("Rename the layout")
    empty_hint = lazy_gettext(
        "What the columns of an imported file hold is remembered here, for the next file with the "
        "same headers."
    )

    def list_links(self) -> Sequence[ListLink]:
        """Lead back to the files."""
        return [ListLink(_("Import of hours"), url_for("HoursImportView.list"), "file-import")]

    @action(
        "forget",
        lazy_gettext("Forget"),
        verb=WRITE,
        icon="trash",
        confirm=lazy_gettext(
            "Forget it? Files with these headers are recognised anew from then on."
        ),
    )
    def forget(self, rows: list[HoursLayout]) -> Response:
        """Forget layouts; hours that came in by them stay."""
        for layout in rows:
            db.session.delete(layout)
        flash(_("Forgotten: %(count)s.", count=len(rows)), "success")
        return redirect(self.after_delete_url(str(rows[0].id)))
