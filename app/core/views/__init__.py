"""Base views: what every page of the back office shares."""

from app.core.views.actions import action
from app.core.views.app_view import AppView
from app.core.views.interface import Interface
from app.core.views.model_view import AppModelView, ArchiveModelView
from app.core.views.settings_page import SettingsPage

__all__ = [
    "AppModelView",
    "AppView",
    "ArchiveModelView",
    "Interface",
    "SettingsPage",
    "action",
]
