"""Help in the reader's language, for everybody who is logged in."""

from flask import abort, current_app, render_template, request, url_for
from flask_appbuilder import AppBuilder
from flask_babel import get_locale

from app.core.access import LOGGED_IN, can, page
from app.core.permissions import READ
from app.core.views import AppView
from app.help import pages


class HelpView(AppView):
    """The pages of docs/ inside the product."""

    route_base = "/help"

    @page("/", LOGGED_IN)
    def index(self) -> str:
        """Show what there is to read."""
        return _render(pages.INDEX)

    @page("/<name>", LOGGED_IN)
    def show(self, name: str) -> str:
        """Show one page."""
        if name not in pages.FILES:
            abort(404)
        return _render(name)


def _render(name: str) -> str:
    language, offered = _language(), _offered()
    return render_template(
        "help/page.html",
        name=name,
        page=pages.read(name, language, _address, offered),
        contents=pages.contents(language, offered),
        language=language,
    )


def _offered() -> list[str]:
    """Return the pages about what the reader may see; all can be read by whoever finds them."""
    return [
        name
        for name in pages.FILES
        if name not in pages.ABOUT or any(can(READ, entity) for entity in pages.ABOUT[name])
    ]


def _language() -> str:
    """Return the language asked for by a link between languages, else the user's own."""
    asked = request.args.get("lang", "")
    return asked if asked in current_app.config["LANGUAGES"] else _own_language()


def _own_language() -> str:
    return str(get_locale() or current_app.config["BABEL_DEFAULT_LOCALE"])


def _address(name: str, language: str) -> str:
    is_own = language == _own_language()
    return url_for("HelpView.show", name=name, lang=None if is_own else language)


def register(appbuilder: AppBuilder) -> None:
    """Add the pages; the user menu and empty lists lead to them."""
    appbuilder.add_view_no_menu(HelpView)
