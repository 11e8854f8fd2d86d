"""Two clients, Alfa and Beta, with a canary in every text column, and a person for every role."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.core.clock import now
from app.core.isolation import Attached, Reached, Scoped
from app.extensions import db

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
_MEANINGFUL = {
    "sort_key", "color", "entity", "country", "view", "query", "logo_file", "html", "settled_key",
}  # fmt: skip

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
class Rows:
    """The ids of rows by model; the last one saved is the one the requests name."""

    ids: dict[type, int] = field(default_factory=dict)
    #: Rows that can still be changed, where that of ``ids`` cannot.
    drafts: dict[type, int] = field(default_factory=dict)

    def save(self, row):
        """Add a row whose id requests may name."""
        db.session.add(row)
        db.session.flush()
        self.ids[type(row)] = row.id
        return row


@dataclass
class Side(Rows):
    """The rows of one client."""

    mark: str = ""
    #: What else of this client's requests name in curly braces.
    values: dict[str, object] = field(default_factory=dict)
    #: Rows that can still be changed, where that of ``ids`` cannot.
    drafts: dict[type, int] = field(default_factory=dict)


@dataclass
class World(Rows):
    """What the tests know of the database: ids of rows, accounts and secrets of sessions."""

    alfa: Side = field(default_factory=lambda: Side(mark=ALFA))
    beta: Side = field(default_factory=lambda: Side(mark=BETA))
    accounts: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    archived: dict[type, int] = field(default_factory=dict)
    #: What else requests name in curly braces.
    values: dict[str, object] = field(default_factory=dict)
    #: Path below FILES_DIR → content.
    files: dict[str, bytes] = field(default_factory=dict)

    def archive(self, row):
        """Add a row that is put aside already, for the action that brings it back."""
        row.archived_on = now()
        db.session.add(row)
        db.session.flush()
        self.archived[type(row)] = row.id


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


def scoped_models():
    """Return every mapped class whose rows not everybody may see."""
    return {
        mapper.class_
        for mapper in db.Model.registry.mappers
        if issubclass(mapper.class_, (Scoped, Reached, Attached))
    }
