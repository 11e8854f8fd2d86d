"""What makes pages cheap: translations kept per language, icons and asset names kept at all.

A list asks for two hundred texts and forty icons. Flask-Babel would find out the language
for each of them anew, and each icon would build the same URL.
"""

import re
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import Domain, get_babel, get_locale
from jinja2 import pass_eval_context
from jinja2.ext import Extension
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from app.core.assets import asset

_INDENTATION = re.compile(r"\n[ \t]+")


def init_app(app: Flask) -> None:
    """Attach to an app that already has FAB's translations."""
    domain = _Domain()
    get_babel(app).instance.domain_instance = domain
    app.jinja_env.add_extension(_Compact)
    # A Polish letter takes two bytes then, and not six.
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    app.jinja_env.globals.update(_=domain.in_template, icon=icon)


class _Compact(Extension):
    """Leaves the indentation of our sources out of the pages; mails keep theirs."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's signature
        """Keep the line breaks, so that errors name the right line."""
        is_page = name is not None and name.endswith(".html") and not name.startswith("email/")
        return _INDENTATION.sub("\n", source) if is_page else source


class _Domain(Domain):
    """Flask-Babel's catalogue with a memory for the texts of the program."""

    def __init__(self) -> None:
        super().__init__()
        self._text = lru_cache(maxsize=8192)(self._look_up)

    def _look_up(self, _language: str, string: str) -> str:
        return str(self.get_translations().ugettext(string))

    def gettext(self, string: str, **variables: Any) -> str:
        """Translate as Flask-Babel does; only the text itself is remembered."""
        locale = get_locale()
        text: str = self._text(locale.language if locale else "", string)
        return text % variables if variables else text

    @pass_eval_context
    def in_template(self, context: EvalContext, string: str, **variables: Any) -> str:
        """Translate for a template; values are escaped wherever the template escapes."""
        locale = get_locale()
        text: str = self._text(locale.language if locale else "", string)
        if context.autoescape:
            text = Markup(text)  # noqa: S704 - a text of ours; values are escaped below
        return text % variables if variables or "%" in text else text


def icon(name: str, cls: str = "") -> Markup:
    """Return an icon of the sprite; it is decoration, the text stands beside it."""
    return _icon(name, cls, asset("vendor/icons/icons.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, cls: str, sprite: str) -> Markup:
    classes = f"icon {escape(cls)}".rstrip()
    symbol = escape(name.removeprefix("fa-"))
    return Markup(  # noqa: S704 - its parts are escaped
        f'<svg class="{classes}" aria-hidden=true><use href="{escape(sprite)}#i-{symbol}"/></svg>'
    )
