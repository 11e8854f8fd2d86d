"""The base of custom pages."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import request, url_for
from flask_appbuilder import BaseView

from app.core.limits import Limit
from app.core.modules import Module, is_enabled


class AppView(BaseView):
    """A page that is no CRUD: its methods are routed and guarded by ``app.core.access.page``."""

    default_view = "index"
    module: Module | None = None
    menu_icon = ""
    #: Name of a page's method -> how often an account may ask for it.
    request_limits: ClassVar[Mapping[str, Limit]] = {}

    def is_available(self) -> bool:
        """Tell whether the module of the page is switched on."""
        return is_enabled(self.module)

    def back_url(self, default: str = "") -> str:
        """Return where the user came from, when that is a page of ours."""
        return safe_back_url() or default or url_for("HomeView.index")

    def get_method_permission(self, method_name: str) -> str:
        """Return the verb of a method for FAB's permission table."""
        verb: Any = getattr(self, method_name)._permission_name
        return str(verb)


def safe_back_url() -> str:
    """Return the path of the referring page of this host, "" otherwise."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or parts.scheme not in ("http", "https"):
        return ""
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path
