"""Clients, their contacts, addresses and accounts; who is bound to which client."""

from datetime import date

from app.accounts.models import Account
from app.annotations.models import EntityStatus, Tag
from app.clients.models import Address, Client, ClientBankAccount, Contact, PortalUser
from app.extensions import db
from tests.security.world import BOUND, GUARDIAN, fill

ADD = {
    "ClientView": {
        "name": "Nowy klient", "kind": "company", "payment_days": "14", "currency": "PLN",
        "vat_rate": "vat_23", "language": "pl", "invoice_detail": "one_line", "employee_names": "none",
    },
    "ContactView": {"client": "{Client}", "first_name": "Ewa", "last_name": "Nowa"},
    "AddressView": {
        "client": "{Client}", "kind": "workplace", "street": "Nowa 1", "postal_code": "00-950",
        "city": "Warszawa", "country": "PL",
    },
    "ClientBankAccountView": {
        "client": "{Client}", "iban": "PL10105000997603123456789123", "currency": "PLN",
    },
}  # fmt: skip
PAGES = {
    "ClientView.creator GET": ("/clients/creator/{Client}", {}),
    "ClientView.creator POST": ("/clients/creator/{Client}", {"created_by": "{Account}"}),
}


def of_client(side, world):
    """The client itself, and what hangs on it."""
    status = db.session.get(EntityStatus, world.ids[EntityStatus])
    client = side.save(
        fill(Client, side.mark, eu_vat=None, status=status, client_since=date(2026, 1, 5))
    )
    client.tags.append(Tag(name=f"Etykieta {side.mark[-4:]}"))  # one in use cannot be deleted
    side.save(fill(Contact, side.mark, client=client))
    address = {"postal_code": "00-950", "country": "PL"}
    side.save(fill(Address, side.mark, client=client, **address))
    side.save(fill(ClientBankAccount, side.mark, client=client))


def of_people(world):
    """Bind the portal's accounts, name guardians, and add clients without canaries."""
    for person, side in (("portal", world.alfa), (BOUND, world.alfa), ("portal_beta", world.beta)):
        binding = PortalUser(user_id=world.accounts[person], client_id=side.ids[Client])
        db.session.add(binding)
    alfa = db.session.get(Client, world.alfa.ids[Client])
    for person in ("coordinator_own", GUARDIAN):
        alfa.guardians.append(db.session.get(Account, world.accounts[person]))
    own = {"guardians": list(alfa.guardians)}
    world.archive(Client(name="Dawny klient", **own))
    bare = Client(name="Klient bez cen", **own)
    db.session.add(bare)
    db.session.flush()
    world.values["Unpriced"] = bare.id
