"""What the kernel answers to: files, health, language, the palette and saved views."""

from app.core.views.saved import SavedView
from app.extensions import db
from tests.security.world import BOUND, fill

PAGES = {
    "static GET": ("/static/favicon.svg", {}),
    "assets.bundle_file GET": ("{bundle}", {}),
    "health.healthz GET": ("/healthz", {}),
    "LanguageView.index POST": ("/language/en", {}),
    "PaletteView.search GET": ("/palette/search?q=kanarek", {}),
    "SavedViewView.save POST": (
        "/views/save", {"view": "ClientView", "name": "Moja lista", "state": "q=abc"},
    ),
    "SavedViewView.default POST": ("/views/default/{own_view}", {}),
    "SavedViewView.delete POST": ("/views/delete/{own_view}", {}),
}  # fmt: skip


def of_people(world):
    """A saved list of everybody, and one of each client with its canary."""
    saved = {"view": "ClientView", "query": "q=a"}
    for person, pk in world.accounts.items():
        db.session.add(SavedView(name=person, owner_id=pk, **saved))
    for side, owner in ((world.alfa, BOUND), (world.beta, "portal_beta")):
        side.save(fill(SavedView, side.mark, owner_id=world.accounts[owner], **saved))
