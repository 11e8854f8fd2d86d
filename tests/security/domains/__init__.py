"""What each domain brings to the battery: its requests, and its rows in the two worlds.

A module bears the name of its package in ``app`` and may have

``ADD``       view → what is typed into the form of a new row; ``{Client}`` is Alfa's id of it
``PAGES``     "View.page METHOD" → (URL, form) of a page that is no part of a list
``TARGETS``   action → whose account it is run on, where not every row will do
``common``    ``(world)`` adds rows that belong to no client
``of_client`` ``(side, world)`` adds rows of one client, with its canary in every text
``of_people`` ``(world)`` adds rows that need an account or a role
``own``       ``(user_id)`` what a person's own requests name, ``own_…`` → id
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from app import DOMAINS


def modules() -> list[ModuleType]:
    """Return the modules there are, in the order of the app's domains."""
    names = [f"{__name__}.{domain}" for domain in ("core", *DOMAINS)]
    return [import_module(name) for name in names if find_spec(name)]


def gathered(name: str) -> dict:
    """Return what all domains say under one name; no two speak of the same thing."""
    found: dict = {}
    for module in modules():
        said = getattr(module, name, {})
        assert not found.keys() & said.keys(), (module.__name__, found.keys() & said.keys())
        found |= said
    return found


def build(hook: str, *args: object) -> None:
    """Let every domain add its rows."""
    for module in modules():
        if hasattr(module, hook):
            getattr(module, hook)(*args)


def owned(user_id: int) -> dict[str, int]:
    """Return what all domains call a person's own."""
    found: dict[str, int] = {}
    for module in modules():
        if hasattr(module, "own"):
            found |= module.own(user_id)
    return found
