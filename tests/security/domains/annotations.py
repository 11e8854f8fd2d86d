"""Tags, statuses, and notes on records."""

from app.annotations.models import EntityStatus, Note, Tag
from app.clients.models import Client
from tests.security.world import BOUND, fill

ADD = {
    "TagView": {"name": "Nowa etykieta", "color": "blue", "entities": "client"},
    "EntityStatusView": {
        "entity": "client", "name": "Nowy status", "color": "blue", "position": "90",
    },
}  # fmt: skip
PAGES = {
    "NoteView.list GET": ("/notes/client/{Client}", {}),
    "NoteView.add POST": ("/notes/client/{Client}", {"text": "Nowa notatka"}),
    "NoteView.edit GET": ("/notes/{Note}/edit", {}),
    "NoteView.save POST": ("/notes/{Note}/edit", {"text": "Zmieniona notatka"}),
    "NoteView.pin POST": ("/notes/{Note}/pin", {}),
    "NoteView.delete POST": ("/notes/{Note}/delete", {}),
}


def common(world):
    """Statuses and tags are the agency's: everybody may see all of them."""
    world.save(EntityStatus(entity="client", name="Pozyskany"))
    world.archive(EntityStatus(entity="client", name="Dawny"))
    world.save(Tag(name="Etykieta"))


def of_people(world):
    """A note on each client."""
    for side, owner in ((world.alfa, BOUND), (world.beta, "portal_beta")):
        client_id = side.ids[Client]
        place = {"entity": "client", "record_id": client_id, "client_id": client_id}
        side.save(fill(Note, side.mark, created_by_id=world.accounts[owner], **place))
