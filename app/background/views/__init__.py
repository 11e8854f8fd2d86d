"""Settings › Background work, and the processes that do it."""

from flask_appbuilder import AppBuilder

from app.background import exports
from app.background.models import BackgroundProcess, Job
from app.background.views.jobs import JobView
from app.background.views.processes import ProcessView

__all__ = ["exports", "register"]


def register(appbuilder: AppBuilder) -> None:
    """Add the pages to the menu."""
    appbuilder.add_view(JobView, "Jobs", label=Job.__labels__[1], category="Settings")
    appbuilder.add_view(
        ProcessView, "Processes", label=BackgroundProcess.__labels__[1], category="Settings"
    )
