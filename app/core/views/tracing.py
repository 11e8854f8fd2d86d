"""The history of a row: every version of it, and two of them side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from app.core import history
from app.core.access import LARGEST_KEY, page
from app.core.clock import local
from app.core.history import Elsewhere, Moment
from app.core.permissions import READ
from app.core.views.pages import ComparePage, HistoryPage, Version
from app.core.views.part import ViewPart

HISTORY_PAGE = 100
#: As many moments as a select can offer.
OFFERED_MOMENTS = 200


class HistoryMixin(ViewPart):
    """The history page of ``AppModelView``."""

    @page("/history/<pk>", READ)
    def history(self, pk: str) -> str:
        """Show who changed what, and when."""
        item = self.find_or_404(pk)
        if not self._history_url(item):
            abort(404)
        return render_template("core/history.html", page=self._history_page(item))

    def history_elsewhere(self, item: Any) -> list[Elsewhere]:  # noqa: ARG002 - for views
        """Return rows no relation leads to whose changes belong to the history of a row."""
        return []

    def told(self, item: Any) -> dict[str, Any]:
        """Return what the user may read of the history of a row."""
        return {
            "related": self.history_relations,
            "elsewhere": self.history_elsewhere(item),
            "hidden": self.hidden_columns(),
        }

    def version_links(self, item: Any, newest: int) -> Callable[[int], dict[str, str]]:  # noqa: ARG002 - for the mixin below
        """Return what tells where one can go from a version."""
        return lambda _number: {}

    def _history_page(self, item: Any) -> HistoryPage:
        told = self.told(item)
        fields = history.fields_of(item, **told)
        only = request.args.get("field", "")
        only = only if only in dict(fields) else ""
        before = number_of("before")
        changes = history.changes_of(item, **told, only=only, limit=HISTORY_PAGE, before=before)
        newest = history.moments(item, **told, limit=1)
        links = self.version_links(item, newest[0].number if newest else 0)
        versions: dict[int, Version] = {}
        for change in changes:
            number = change.number
            if number not in versions:
                versions[number] = Version(number, change.at, change.actor, [], **links(number))
            versions[number].changes.append(change)
        here = url_for(f"{self.endpoint}.history", pk=item.id)
        more = f"{here}?before={changes[-1].number}" if len(changes) >= HISTORY_PAGE else ""
        return HistoryPage(
            title=str(item),
            url=here,
            breadcrumb=self.breadcrumb(item),
            versions=[*versions.values()],
            fields=fields,
            field=only,
            more_url=f"{more}&field={only}" if more and only else more,
        )


class VersionsMixin(HistoryMixin):
    """For views whose versions can be compared; the history leads there."""

    @page("/compare/<pk>", READ)
    def compare(self, pk: str) -> str:
        """Show two versions side by side; without a choice the newest and the one before it."""
        item = self.find_or_404(pk)
        if not self._history_url(item):
            abort(404)
        told = self.told(item)
        known = history.moments(item, **told, limit=OFFERED_MOMENTS)
        if not known:
            abort(404)
        second = self.moment(item, told, known, number_of("b")) or known[0]
        earlier = next((one for one in known if one.number < second.number), second)
        first = self.moment(item, told, known, number_of("a")) or earlier
        found = self._compare_page(item, known, first, second)
        return render_template("core/compare.html", page=found)

    def _compare_page(
        self, item: Any, known: list[Moment], first: Moment, second: Moment
    ) -> ComparePage:
        told = self.told(item)
        groups = history.compare(
            *(history.held(item, moment.number, **told) for moment in (first, second))
        )
        shows_all = "all" in request.args
        way = (_("History of changes"), self._history_url(item))
        moments = _joined(known, first, second)
        return ComparePage(
            title=str(item),
            url=url_for(f"{self.endpoint}.compare", pk=item.id),
            breadcrumb=[*self.breadcrumb(item), way],
            entity=str(self.show_title),
            first=first,
            second=second,
            moments=[(one.number, self.moment_label(one)) for one in moments],
            groups=[group for group in groups if shows_all or group.is_changed],
            shows_all=shows_all,
            restore_url=self.version_links(item, known[0].number)(first.number).get(
                "restore_url", ""
            ),
        )

    def moment_label(self, moment: Moment) -> str:
        """Return how a version is called: when and by whom it was made."""
        at = local(moment.at).strftime("%d.%m.%Y %H:%M:%S")  # two may lie in one minute
        return f"{at} · {moment.actor or _('System')}"

    def version_links(self, item: Any, newest: int) -> Callable[[int], dict[str, str]]:
        """Lead from every older version to its comparison with what holds now."""

        def links(number: int) -> dict[str, str]:
            if number >= newest:
                return {}
            url = url_for(f"{self.endpoint}.compare", pk=item.id, a=number, b=newest)
            return {"compare_url": url}

        return links

    def moment(
        self, item: Any, told: dict[str, Any], known: list[Moment], number: int | None
    ) -> Moment | None:
        """Return a moment of the row's own history; another's is none of it."""
        if number is None:
            return None
        found = next((one for one in known if one.number == number), None)
        if found is None:
            asked = history.moments(item, **told, among=[number])
            found = asked[0] if asked else abort(404)
        return found


def _joined(known: list[Moment], *chosen: Moment) -> list[Moment]:
    """Return the moments to choose from, with what is chosen among them."""
    every = {one.number: one for one in (*known, *chosen)}
    return [every[number] for number in sorted(every, reverse=True)]


def number_of(name: str) -> int | None:
    """Return a number of the address; what is none is not there."""
    text = request.args.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return min(int(text), LARGEST_KEY)
