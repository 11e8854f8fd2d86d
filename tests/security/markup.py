"""Markup typed wherever the two worlds hold text, and how a page gives it away."""

from datetime import date

import sqlalchemy as sa

from app.assignments.models import Contract
from app.core.audit.models import AuditEntry
from app.extensions import db
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from tests.security.pages import Page
from tests.security.world import _MEANINGFUL as MEANINGFUL

#: Leaves an attribute, a text field, a title and a script; what it brings exists in no page.
LONG = '\'" onxss=1 "></textarea></title></script><xss>{{7*7}}'
SHORT = "'\"><xss>"
RAW, ESCAPED = "<xss", "&lt;xss"
#: Text that was sanitised when it was saved, and is markup ever since.
SANITISED = {("note", "text")}


def write_everywhere(world) -> set[type]:
    """Put markup into every text of every row that requests name; return the models."""
    marked = set()
    with db.session.no_autoflush:
        for model, pk in {**world.ids, **world.alfa.ids, **world.alfa.drafts}.items():
            columns = texts_of(model)
            if not columns:
                continue
            row = db.session.get(model, pk)
            for column in columns:
                setattr(row, column.key, markup_for(column))
            marked.add(model)
        # A reason for an end stands beside its day alone.
        db.session.get(Contract, world.alfa.ids[Contract]).cancelled_on = date(2099, 2, 1)
        # A reason of a rejection stands beside that state alone.
        entry = db.session.get(ScheduleEntry, world.alfa.ids[ScheduleEntry])
        entry.state = EntryState.rejected
    db.session.commit()
    return marked


def texts_of(model):
    """Return the columns that take free text; the event log takes none from us."""
    if model is AuditEntry:
        return []
    return [
        column
        for column in sa.inspect(model).columns
        if isinstance(column.type, sa.String)
        and not isinstance(column.type, sa.Enum)
        and not column.primary_key
        and not column.foreign_keys
        and column.key not in MEANINGFUL
        and (column.table.name, column.key) not in SANITISED
        and (column.type.length or len(LONG)) >= len(SHORT)
    ]


def markup_for(column):
    if column.key == "website":
        return "javascript:xss()"
    return LONG if (column.type.length or len(LONG)) >= len(LONG) else SHORT


def faults_of(answer) -> list[str]:
    """Tell how an answer lets markup through: raw, as an element, an attribute or a link."""
    if answer.mimetype != "text/html":
        is_safe = answer.headers["X-Content-Type-Options"] == "nosniff"
        return [] if is_safe else [f"{answer.mimetype} may be taken for a page"]
    text = answer.get_data(as_text=True)
    faults = ["raw"] if RAW in text.casefold() else []
    for tag, attributes in Page(text).elements:
        if tag == "xss" or "onxss" in attributes:
            faults.append(f"element {tag} {attributes}")
        for name, value in attributes.items():
            if name in ("href", "src", "action") and is_script(value):
                faults.append(f"{tag} {name}={value}")
    return faults


def is_script(address):
    plain = "".join(address.split()).casefold()
    return plain.startswith(("javascript:", "data:", "vbscript:"))
