"""Two clients, Alfa and Beta, with a canary in every text column, and a person for every role."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, Role

from app.accounts.enums import TokenKind
from app.accounts.models import Account, AccountToken, UserSession
from app.accounts.permissions import Grant
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.accounts.scopes import SEES_ALL_CLIENTS
from app.accounts.services import sessions
from app.annotations.models import EntityStatus, Note, Tag
from app.clients.models import Address, Client, ClientBankAccount, Contact, PortalUser
from app.core.clock import now
from app.core.isolation import Scoped
from app.core.numbering import NumberSeries, Reset, SeriesKind
from app.core.views.saved import SavedView
from app.extensions import db
from app.invoicing.enums import InvoiceStatus, PayState
from app.invoicing.models import Invoice, Payment
from app.invoicing.rules import Line
from app.invoicing.services import Dates, create_draft
from app.invoicing.services.files import store_pdf
from app.invoicing.services.parties import copy_parties, parties_of
from app.messaging.enums import MailStatus
from app.messaging.models import OutboxMessage
from app.positions.enums import PriceSource, RateRule
from app.positions.models import (
    ClientPricing,
    Position,
    PositionPrice,
    PositionRate,
    PriceGroup,
    PriceGroupItem,
    RateKind,
)
from app.settings.models import Company, CompanyBankAccount
from tests.support.people import make_account

ALFA, BETA = "kanarekalfa", "kanarekbeta"
#: Shorter columns hold codes, in which a canary would not be told from other text.
SHORTEST = 24
#: Values that must look real, because the forms of the product check them.
REAL = {
    ALFA: {
        "nip": "5261040828",
        "regon": "123456785",
        "krs": "0000028860",
        "phone": "600100201",
        "iban": "PL61109010140000071219812874",
    },
    BETA: {
        "nip": "7740001454",
        "regon": "590096454",
        "krs": "0000033420",
        "phone": "600100999",
        "iban": "PL27114020040000300201355387",
    },
}
#: What gives Beta away, in any spelling: by name, or by number.
CANARIES = (BETA, *(REAL[BETA][key] for key in ("nip", "regon", "krs", "phone")), "300201355387")

#: Columns whose text is computed, or means something to the program.
_MEANINGFUL = {"sort_key", "color", "entity", "country", "view", "query", "logo_file", "html"}

OWN = "Koordynator – swoi klienci, bez stawek"
ALL = "Koordynator – wszyscy klienci, ze stawkami"
#: The columns of the matrix, and the seeded role each of them stands for.
ROLES = {
    "portal": PORTAL,
    "coordinator_own": OWN,
    "coordinator_all": ALL,
    "accountant": ACCOUNTING,
    "administrator": ADMINISTRATOR,
    "deactivated": ADMINISTRATOR,
    "invited": ADMINISTRATOR,
}
#: Every permission on clients' data, yet bound to Alfa: by the portal, or as its guardian.
BOUND, GUARDIAN = "bound", "guardian"
#: Everything at once, and for all clients: the one whose request must succeed.
CONTROL = "control"


@dataclass
class Side:
    """The rows of one client, by model."""

    mark: str
    ids: dict[type, int] = field(default_factory=dict)
    #: Rows that can still be changed, where that of ``ids`` cannot.
    drafts: dict[type, int] = field(default_factory=dict)


@dataclass
class World:
    """What the tests know of the database: ids of rows, accounts and secrets of sessions."""

    alfa: Side
    beta: Side
    accounts: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    ids: dict[type, int] = field(default_factory=dict)
    archived: dict[type, int] = field(default_factory=dict)
    link: str = ""
    #: A client without a price group, which one can still be given.
    unpriced: int = 0


def build(scoped_grants: set[Grant]) -> World:
    """Fill an empty database; ``scoped_grants`` are all permissions on clients' data."""
    world = World(Side(ALFA), Side(BETA))
    _add_prices(world)
    for side in (world.alfa, world.beta):
        _add_client(side)
        _add_position(side, world)
    _add_people(world, scoped_grants)
    for side, owner in ((world.alfa, BOUND), (world.beta, "portal_beta")):
        _add_notes(side, world.accounts[owner])
    _add_settings(world)
    for side in (world.alfa, world.beta):
        _add_invoices(side, world)
    # „Last seen” is written again after five minutes; a long run must not take that for a write.
    seen = now() + timedelta(hours=4)
    db.session.execute(sa.update(UserSession.__table__).values(last_seen_at=seen))
    db.session.commit()
    return world


def fill(model, mark, **values):
    """Return a row with a canary in every text column that is not given a value."""
    row = model(**values)
    for column in sa.inspect(model).columns:
        if column.key in values or column.key in _MEANINGFUL or column.foreign_keys:
            continue
        text = REAL[mark].get(column.key) or _canary(mark, column)
        if text:
            setattr(row, column.key, text)
    return row


def _canary(mark, column):
    kind = column.type
    if not isinstance(kind, sa.String) or isinstance(kind, sa.Enum):
        return ""
    if (kind.length or SHORTEST) < SHORTEST or column.primary_key:
        return ""
    if column.key.endswith("email"):
        return f"{column.key}@{mark}.example.com"
    if column.key == "website":
        return f"https://{mark}.example.com"
    return f"{mark} {column.table.name} {column.key}"


def _save(side, row):
    db.session.add(row)
    db.session.flush()
    side.ids[type(row)] = row.id
    return row


def _add_client(side):
    # Statuses and tags are the agency's: everybody may see all of them.
    status = _save(
        side, EntityStatus(entity="client", name=f"Status {len(side.mark)}{side.mark[-4]}")
    )
    tag = _save(side, Tag(name=f"Etykieta {side.mark[-4]}"))
    client = _save(
        side, fill(Client, side.mark, eu_vat=None, status=status, client_since=date(2026, 1, 5))
    )
    client.tags.append(tag)
    _save(side, fill(Contact, side.mark, client=client))
    address = {"postal_code": "00-950", "country": "PL"}
    _save(side, fill(Address, side.mark, client=client, **address))
    _save(side, fill(ClientBankAccount, side.mark, client=client))


def _add_prices(world):
    """What is agreed for all clients."""
    kind = RateKind(name="dzienna", rule=RateRule.base)
    group = PriceGroup(name="Hotele", description="Opis")
    item = PriceGroupItem(price_group=group, name="Wynagrodzenie", margin=Decimal(25))
    for row in (kind, group, item):
        db.session.add(row)
        db.session.flush()
        world.ids[type(row)] = row.id
    for model, row in ((RateKind, RateKind(name="dawna")), (PriceGroup, PriceGroup(name="Dawna"))):
        row.archived_on = now()
        db.session.add(row)
        db.session.flush()
        world.archived[model] = row.id


def _add_position(side, world):
    client_id = side.ids[Client]
    place = {"occupation_code": "911201", "price_source": PriceSource.own}
    position = _save(side, fill(Position, side.mark, client_id=client_id, **place))
    own = {"client_id": client_id, "position_id": position.id}
    rate = {"rate_kind_id": world.ids[RateKind], "valid_from": date(2026, 10, 1)}
    rate |= {"employee_rate": Decimal("33.40"), "client_rate": Decimal("47.90")}
    _save(side, fill(PositionRate, side.mark, **own, **rate))
    _save(side, fill(PositionPrice, side.mark, **own, margin=Decimal(25)))
    group_id = world.ids[PriceGroup]
    _save(side, fill(ClientPricing, side.mark, client_id=client_id, price_group_id=group_id))
    if side.mark == ALFA:
        old = Position(name="Dawne stanowisko", client_id=client_id, archived_on=now())
        db.session.add(old)
        db.session.flush()
        world.archived[Position] = old.id


def _add_people(world, scoped_grants):
    everything = _role("Wszystko o klientach", scoped_grants)
    all_but_others = _role("Wszystko o swoich klientach", scoped_grants - {SEES_ALL_CLIENTS})
    wanted = {
        **ROLES,
        BOUND: everything.name,
        GUARDIAN: all_but_others.name,
        CONTROL: ADMINISTRATOR,
        "portal_beta": everything.name,
    }
    for person, role in wanted.items():
        # A portal user of Beta carries its canary, too.
        name = {"last_name": f"{BETA} account"} if person == "portal_beta" else {}
        account = make_account(role, username=person, email=f"{person}@example.com", **name)
        world.accounts[person] = account.id
        world.secrets[person] = sessions.open_session(account, ip="127.0.0.1", user_agent="")
        db.session.add(SavedView(view="ClientView", name=person, query="q=a", owner_id=account.id))
    for person, side in (("portal", world.alfa), (BOUND, world.alfa), ("portal_beta", world.beta)):
        user_id = world.accounts[person]
        db.session.add(PortalUser(user_id=user_id, client_id=side.ids[Client]))
    alfa = db.session.get(Client, world.alfa.ids[Client])
    for person in ("coordinator_own", GUARDIAN):
        alfa.guardians.append(db.session.get(Account, world.accounts[person]))
    old = Client(name="Dawny klient", archived_on=now(), guardians=list(alfa.guardians))
    db.session.add(old)
    db.session.flush()
    world.archived[Client] = old.id
    bare = Client(name="Klient bez cen", guardians=list(alfa.guardians))
    db.session.add(bare)
    db.session.flush()
    world.unpriced = bare.id
    db.session.get(Account, world.accounts["deactivated"]).active = False
    db.session.get(Account, world.accounts["invited"]).confirmed_at = None
    world.link = _link(world.accounts["invited"])


def _role(name, grants):
    from app.accounts.services.granting import change_grants

    role = Role(name=name)
    db.session.add(role)
    db.session.flush()
    change_grants(role, set(grants), set(grants))
    return role


def _link(user_id):
    secret = sessions.new_secret()
    db.session.add(
        AccountToken(
            kind=TokenKind.invite,
            token_hash=sessions.digest(secret),
            user_id=user_id,
            expires_at=now() + timedelta(hours=24),
        )
    )
    return secret


def _add_notes(side, owner_id):
    client_id = side.ids[Client]
    place = {"entity": "client", "record_id": client_id, "client_id": client_id}
    _save(side, fill(Note, side.mark, created_by_id=owner_id, **place))
    saved = {"view": "ClientView", "query": "q=a", "owner_id": owner_id}
    _save(side, fill(SavedView, side.mark, **saved))


def _add_settings(world):
    """Rows that belong to no client."""
    company = Company(name="Agencja Testowa", short_name="Testowa", nip="1234563218")
    company.street, company.postal_code, company.city = "Testowa 1", "00-950", "Warszawa"
    account = CompanyBankAccount(company=company, iban="PL10105000997603123456789123", bank="ING")
    mail = OutboxMessage(
        recipient="a@example.com", subject="List", text="Dzień dobry", message_id="1"
    )
    mail.status = MailStatus.failed
    role = Role(name="Rola bez ludzi")
    group = Group(name="zespol", label="Zespół", description="Opis")
    for row in (company, account, mail, role, group):
        db.session.add(row)
        db.session.flush()
        world.ids[type(row)] = row.id
    world.ids[Account] = world.accounts["accountant"]


def _add_invoices(side, world):
    """A draft that can be issued, and an issued invoice with a payment."""
    company = db.session.get(Company, world.ids[Company])
    for kind in (SeriesKind.invoice, SeriesKind.correction):
        if side.mark == ALFA:
            pattern = f"{kind.value[:2].upper()}/{{yyyy}}/{{seq}}"
            series = {"kind": kind, "name": kind.value, "reset": Reset.yearly, "pattern": pattern}
            db.session.add(NumberSeries(company=company, **series))
    client = db.session.get(Client, side.ids[Client])
    line = Line(f"{side.mark} praca", Decimal(8), "h", Decimal("47.90"))
    dates = Dates(date(2026, 11, 6), date(2026, 10, 31))
    draft, invoice = (create_draft(client, company, [line], dates) for _ in range(2))
    for row in (draft, invoice):
        row.notes, row.order_number = f"{side.mark} uwagi", f"{side.mark} zamówienie"
    db.session.flush()
    side.drafts[Invoice], side.ids[Invoice] = draft.id, invoice.id
    # A number that gives the client away; by the usual way it would be a plain one.
    invoice.number, invoice.issued_at = f"{side.mark} FV", now()
    invoice.owed, invoice.pay_state = invoice.gross, PayState.unpaid
    parties = parties_of(invoice)
    copy_parties(invoice, parties)
    store_pdf(invoice, parties)
    invoice.status = InvoiceStatus.issued
    db.session.flush()
    paid = {"amount": Decimal(10), "paid_on": date(2026, 11, 10)}
    own = {"client_id": client.id, "invoice_id": invoice.id}
    _save(side, fill(Payment, side.mark, **own, **paid))


def scoped_models():
    """Return every mapped class whose rows belong to a client."""
    return {
        mapper.class_ for mapper in db.Model.registry.mappers if issubclass(mapper.class_, Scoped)
    }
