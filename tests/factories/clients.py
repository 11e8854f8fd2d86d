"""Clients and what hangs on them."""

import factory

from app.annotations.models import EntityStatus, Tag
from app.clients.models import Address, Client, ClientBankAccount, Contact, PortalUser
from app.extensions import db


class _Saved(factory.alchemy.SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731 - FactoryBoy's option
        sqlalchemy_session_persistence = "commit"


class TagFactory(_Saved):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda number: f"Znacznik {number}")


class StatusFactory(_Saved):
    class Meta:
        model = EntityStatus

    entity = "client"
    name = factory.Sequence(lambda number: f"Status {number}")


class ClientFactory(_Saved):
    class Meta:
        model = Client

    name = factory.Sequence(lambda number: f"Klient {number:05}")


class ContactFactory(_Saved):
    class Meta:
        model = Contact

    client = factory.SubFactory(ClientFactory)
    first_name = "Łucja"
    last_name = factory.Sequence(lambda number: f"Nowak {number}")


class AddressFactory(_Saved):
    class Meta:
        model = Address

    client = factory.SubFactory(ClientFactory)
    street = "ul. Długa 1"
    postal_code = "00-950"
    city = "Warszawa"


class BankAccountFactory(_Saved):
    class Meta:
        model = ClientBankAccount

    client = factory.SubFactory(ClientFactory)
    iban = "PL61109010140000071219812874"


class PortalUserFactory(_Saved):
    class Meta:
        model = PortalUser
