"""Settings › Tags, Settings › Statuses, and the notes in the side panel of a record."""

from flask_appbuilder import AppBuilder

from app.annotations.models import EntityStatus, Tag
from app.annotations.views.lists import EntityStatusView, TagView
from app.annotations.views.notes import NoteView


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu."""
    appbuilder.add_view(
        EntityStatusView, "Statuses", label=EntityStatus.__labels__[1], category="Settings"
    )
    appbuilder.add_view(TagView, "Tags", label=Tag.__labels__[1], category="Settings")
    appbuilder.add_view_no_menu(NoteView)
