"""An agency with a row of everything, for pages that are only looked at."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.accounts.enums import TokenKind
from app.accounts.models import AccountToken
from app.accounts.roles import ADMINISTRATOR, PORTAL
from app.accounts.services import sessions
from app.annotations.models import Note
from app.clients.models import PortalUser
from app.core.clock import now
from app.core.db import transaction
from app.core.views.saved import SavedView
from app.extensions import db
from app.invoicing.services import create_correction
from app.items.enums import ItemState
from app.messaging.models import OutboxMessage
from app.positions.enums import PriceSource, RateRule
from tests.factories import assignments, clients, employees, invoicing, items, positions
from tests.support.people import make_account

BOSS, PORTAL_USER = "szefowa", "recepcja"


@dataclass
class Office:
    """What addresses are made of: ids by the name of the model, the secret of an invitation."""

    ids: dict[str, int | str] = field(default_factory=dict)


def build() -> Office:
    """Fill an empty database."""
    office = Office()
    boss = make_account(ADMINISTRATOR, username=BOSS, first_name="Łucja", last_name="Żak")
    guest = make_account(PORTAL, username=PORTAL_USER)
    hotel = _client(office, boss)
    maid = _position(office, hotel)
    _people(office, maid)
    _invoices(office, hotel)
    db.session.add(PortalUser(user_id=guest.id, client_id=hotel.id))
    _settings(office, boss)
    db.session.commit()
    return office


def _client(office, boss):
    tag = clients.TagFactory(name="VIP", color="yellow")
    status = clients.StatusFactory(name="Aktywny", color="green")
    for name in ("Zakład Ćwik", "Caritas"):
        clients.ClientFactory(name=name, status=status, tags=[tag])
    hotel = clients.ClientFactory(
        name="Hotel Bałtyk", nip="5261040828", phone="+48 600 100 200", status=status, tags=[tag],
        guardians=[boss],
    )  # fmt: skip
    clients.ContactFactory(client=hotel)
    clients.AddressFactory(client=hotel)
    clients.BankAccountFactory(client=hotel)
    old = clients.ClientFactory(name="Dawny klient", archived_on=now())
    place = {"entity": "client", "record_id": hotel.id, "client_id": hotel.id}
    db.session.add(Note(text="<p>Ważne</p>", created_by_id=boss.id, **place))
    hotel.phone = "+48 600 100 201"
    db.session.commit()
    office.ids |= {"Client": hotel.id, "Archived": old.id, "Tag": tag.id, "Status": status.id}
    return hotel


def _position(office, hotel):
    kind = positions.RateKindFactory(name="dzienna")
    night = positions.RateKindFactory(name="nocna", rule=RateRule.night, base=kind)
    group = positions.PriceGroupFactory(name="Hotele")
    positions.PriceGroupItemFactory(price_group=group)
    positions.ClientPricingFactory(client=hotel, price_group=group)
    maid = positions.PositionFactory(client=hotel, price_source=PriceSource.own)
    rate = positions.PositionRateFactory(position=maid, rate_kind=kind)
    positions.PositionRateFactory(position=maid, rate_kind=night, client_rate=Decimal(30))
    positions.PositionPriceFactory(position=maid)
    rate.employee_rate = Decimal("34.10")
    db.session.commit()
    office.ids |= {"Position": maid.id, "PriceGroup": group.id, "RateKind": kind.id}
    return maid


def _people(office, maid):
    """Somebody who works at the hotel, with an expired document, an annex and a telephone."""
    oksana = employees.EmployeeFactory(last_name="Kowalenko", iban="PL61109010140000071219812874")
    employees.DocumentFactory(employee=oksana, valid_to=date(2026, 1, 31))
    contract = assignments.ContractFactory(
        employee=oksana, position=maid, ends_on=date(2030, 1, 31)
    )
    assignments.ContractAnnexFactory(contract=contract)
    assignments.ContractRateFactory(contract=contract, rate_kind=maid.rates[0].rate_kind)
    assignments.ContractOverrideFactory(contract=contract)
    phone = items.ItemFactory(inventory_number="INW-7", issued=1, state=ItemState.issued)
    own = {"item": phone, "item_type": phone.item_type, "employee": oksana}
    issue = items.ItemIssueFactory(**own, contract=contract, client=contract.client)
    items.ItemIssueFactory(employee=oksana, quantity=2)
    office.ids |= {
        "Employee": oksana.id, "Contract": contract.id, "Item": phone.id,
        "ItemType": phone.item_type_id, "ItemIssue": issue.id,
    }  # fmt: skip


def _invoices(office, hotel):
    """An overdue invoice paid in part, its correction, and a draft with gaps."""
    company = invoicing.make_company(name="Agencja Jantar", short_name="Jantar")
    parties = {"client": hotel, "company": company}
    invoice = invoicing.make_invoice(**parties)
    invoicing.PaymentFactory(
        invoice=invoice, client=hotel, amount=Decimal(1000), paid_on=date(2026, 11, 20)
    )
    with transaction():
        correction = create_correction(invoice, [], "Usługa nie została wykonana")
    draft = invoicing.make_draft(**parties)
    office.ids |= {
        "Company": company.id, "Invoice": invoice.id, "Draft": draft.id,
        "Correction": correction.id,
    }  # fmt: skip


def _settings(office, boss):
    mail = OutboxMessage(
        recipient="a@example.com", subject="Zaproszenie", text="Dzień dobry", message_id="1"
    )
    view = SavedView(view="ClientView", name="Moje", query="q=hotel", owner_id=boss.id)
    secret = sessions.new_secret()
    guest = make_account(ADMINISTRATOR, username="gosc", confirmed_at=None)
    token = AccountToken(
        kind=TokenKind.invite, token_hash=sessions.digest(secret), user_id=guest.id,
        expires_at=now().replace(year=now().year + 1),
    )  # fmt: skip
    for row in (mail, view, token):
        db.session.add(row)
    db.session.commit()
    office.ids |= {"User": boss.id, "link": secret}
