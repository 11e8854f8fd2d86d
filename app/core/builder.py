"""FAB's AppBuilder without the pages we do not offer."""

from flask_appbuilder import AppBuilder

from app.core.menu import SECTIONS


class CrmAppBuilder(AppBuilder):
    """Adds the start page and the security manager's pages.

    Left out: the „back” page, the language switch by GET, OpenAPI and the menu API; nothing
    outside calls us, and a GET changes nothing.
    """

    def _add_admin_views(self) -> None:
        for name, label, icon in SECTIONS:
            self.menu.add_category(name, icon=icon, label=label)
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()

    def _add_global_static(self) -> None:
        """Serve nothing of FAB's own front end."""
