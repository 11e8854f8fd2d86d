"""Colours of tags and statuses, and who reads a note."""

from flask_babel import lazy_gettext as _

from app.core.enums import LabeledEnum


class Color(LabeledEnum):
    """The palette; the code is the class the style sheet knows."""

    gray = "gray", _("Grey")
    blue = "blue", _("Blue")
    azure = "azure", _("Azure")
    indigo = "indigo", _("Indigo")
    purple = "purple", _("Purple")
    pink = "pink", _("Pink")
    red = "red", _("Red")
    orange = "orange", _("Orange")
    yellow = "yellow", _("Yellow")
    lime = "lime", _("Lime")
    green = "green", _("Green")
    teal = "teal", _("Teal")
    cyan = "cyan", _("Cyan")


class Visibility(LabeledEnum):
    """Who reads a note: the green and the orange padlock."""

    everyone = "everyone", _("Everyone who sees the record"), "green"
    chosen = "chosen", _("Only chosen people and groups"), "orange"
