"""The profile of a row: sections, lazy tabs, actions and the side panel."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.core import history
from app.core.access import can, page
from app.core.permissions import READ, WRITE
from app.core.views.cells import format_datetime
from app.core.views.pages import Action, RailBlock, Section, ShowPage, Tab
from app.core.views.part import ViewPart


class ShowingMixin(ViewPart):
    """The show page of ``AppModelView``."""

    show_template = "core/show.html"

    @page("/show/<pk>", READ)
    def show(self, pk: str) -> str:
        """Show a row, or its preview in the side panel."""
        item = self.find_or_404(pk)
        return render_template(self.show_template, page=self.show_page(item), item=item)

    def find_or_404(self, pk: str) -> Any:
        """Return a row of the current scope; a foreign one does not exist."""
        item = self.datamodel.find(str(pk))
        if item is None:
            abort(404)
        return item

    def show_page(self, item: Any) -> ShowPage:
        """Return everything the profile shows."""
        is_panel = "_panel" in request.args
        return ShowPage(
            title=str(item),
            subtitle=self.subtitle(item),
            entity=str(self.show_title),
            breadcrumb=self.breadcrumb(None),
            sections=self.show_sections(item),
            tabs=[] if is_panel else self._tabs(item),
            actions=self._row_actions(item),
            edit_url=self._edit_url(item),
            rail=[] if is_panel else self.rail(item),
            is_archived=self.is_archivable and item.is_archived,
            history_url=self._history_url(item),
            url=url_for(f"{self.endpoint}.show", pk=item.id),
        )

    def show_sections(self, item: Any) -> list[Section]:
        """Return the titled groups of the declaration with the values of a row."""
        groups = self.show_fieldsets or [("", {"fields": self.show_columns})]
        hidden = self.hidden_columns()
        return [
            Section(
                str(title or ""),
                [
                    (self.column_label(key), self.format(item, key))
                    for key in group["fields"]
                    if key not in hidden
                ],
            )
            for title, group in groups
        ]

    def subtitle(self, item: Any) -> Markup | str:  # noqa: ARG002 - for views
        """Return what stands under the title: nothing unless a view says so."""
        return ""

    def rail(self, item: Any) -> list[RailBlock]:
        """Return the blocks of the side panel: who created and last changed the row."""
        if not hasattr(item, "created_on"):
            return []
        lines = [
            (_("Created"), item.created_by, item.created_on),
            (_("Last change"), item.changed_by, item.changed_on),
        ]
        html = Markup("").join(
            Markup("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>").format(
                label, who or _("System"), format_datetime(at)
            )
            for label, who, at in lines
        )
        return [
            RailBlock("activity", _("Activity"), Markup('<dl class="facts">{}</dl>').format(html))
        ]

    def breadcrumb(self, item: Any | None) -> list[tuple[str, str]]:
        """Return the way back: the list, and the row when inside it."""
        way = [(str(self.list_title), url_for(f"{self.endpoint}.list"))]
        if item is not None and item.id:
            way.append((str(item), url_for(f"{self.endpoint}.show", pk=item.id)))
        return way

    def _tabs(self, item: Any) -> list[Tab]:
        own = url_for(f"{self.endpoint}.show", pk=item.id)
        views = self.tab_views()
        extras = [tab for tab in self.extra_tabs if tab.is_open()]
        if not views and not extras:
            return []
        counts = self._counts(item, views) if views else {}
        return [
            Tab("details", str(self.details_label), own, None, is_active=True),
            *(
                Tab(
                    key=view.endpoint,
                    label=view.tab_title(column),
                    url=f"{url_for(f'{view.endpoint}.list')}?"
                    f"{urlencode({f'_rel_{column}': item.id})}",
                    count=counts[view.endpoint],
                    is_active=False,
                )
                for view, column in views
            ),
            *(Tab(tab.key, str(tab.label), tab.url(item), None, is_active=False) for tab in extras),
        ]

    def tab_views(self) -> list[tuple[Any, str]]:
        """Return the related views the user may read, with the column that points here."""
        return [
            (view, view.datamodel.get_related_fk(self.datamodel.obj))
            for view in self._related_views
            if view.is_available() and can(READ, view.class_permission_name)
        ]

    def _counts(self, item: Any, views: list[tuple[Any, str]]) -> dict[str, int]:
        """Count the rows of every tab in one statement."""
        selects = []
        for view, column in views:
            model = view.datamodel.obj
            count = sa.select(sa.func.count()).select_from(model)
            count = view.operators(column)[0].apply(count, str(item.id))
            if view.is_archivable:
                count = count.where(model.archived_on.is_(None))
            selects.append(count.scalar_subquery().label(view.endpoint))
        row = self.datamodel.session.execute(sa.select(*selects)).one()
        return dict(row._mapping)

    def _row_actions(self, item: Any) -> list[Action]:
        actions = []
        for name, action in self.actions.items():
            offered = getattr(action.func, "_offered", None)
            if action.single and self.may_act(name) and (offered is None or offered(item)):
                url = url_for(f"{self.endpoint}.action", name=name, pk=item.id)
                confirm = str(action.confirmation or "")
                actions.append(Action(name, str(action.text), action.icon or "", confirm, url))
        if "delete" not in self.exclude_route_methods and can("delete", self.class_permission_name):
            url = url_for(f"{self.endpoint}.delete", pk=item.id)
            sure = _("Delete “%(name)s”? This cannot be undone.", name=item)
            actions.append(Action("delete", _("Delete"), "trash", sure, url))
        return actions

    def _edit_url(self, item: Any) -> str:
        is_closed = self.is_archivable and item.is_archived
        if is_closed or "edit" in self.exclude_route_methods:
            return ""
        if not can(WRITE, self.class_permission_name):
            return ""
        return url_for(f"{self.endpoint}.edit", pk=item.id)

    def _history_url(self, item: Any) -> str:
        if not history.is_versioned(item) or "history" in self.exclude_route_methods:
            return ""
        return url_for(f"{self.endpoint}.history", pk=item.id)
