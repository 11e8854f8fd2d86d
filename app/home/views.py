"""The page people start the day on."""

from flask import render_template
from flask_appbuilder import AppBuilder
from flask_login import current_user

from app.core.access import LOGGED_IN, can, page
from app.core.menu import visible_menu
from app.core.permissions import READ, WRITE
from app.core.views import AppView
from app.home import queries
from app.home.duties import waiting


class HomeView(AppView):
    """The start page; what stands on it depends on what the user may see."""

    route_base = ""
    endpoint = "HomeView"

    @page("/", LOGGED_IN)
    def index(self) -> str:
        """Show the start page, or whom to ask where there is no page to go to."""
        if not visible_menu():
            client = queries.bound(current_user.id)
            return render_template(
                "home/no_pages.html", client=client, companies=queries.companies_of(client)
            )
        sees_clients = can(READ, "Clients")
        return render_template(
            "home/index.html",
            sees_clients=sees_clients,
            adds_clients=can(WRITE, "Clients"),
            guarded=queries.guarded(current_user.id) if sees_clients else [],
            waiting=list(waiting()),
            recent=queries.recently_changed() if sees_clients else [],
        )


def register(appbuilder: AppBuilder) -> None:
    """The index view is handed to FAB in ``create_app``; there is nothing to add."""
