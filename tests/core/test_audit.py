"""The audit log: every write leaves a row, and no row can be changed."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import audit
from app.core.audit.content import HIDDEN, canonical, one_line, plain
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from app.core.enums import LabeledEnum
from app.core.models import Setting
from app.extensions import db as extension

CRLF = "line\r\n2026-11-23 admin login ok"


class Base(sa.orm.DeclarativeBase):
    """Tables of this test only."""


book_tag = sa.Table(
    "audit_test_book_tag",
    Base.metadata,
    sa.Column("book_id", sa.ForeignKey("audit_test_book.id"), primary_key=True),
    sa.Column("tag_id", sa.ForeignKey("audit_test_tag.id"), primary_key=True),
)


class Tag(Base):
    __tablename__ = "audit_test_tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    def __str__(self):
        return self.name


class Book(Base):
    __tablename__ = "audit_test_book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(50), unique=True)
    price: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    password: Mapped[str | None]
    cached: Mapped[str | None] = mapped_column(info={"audit": False})
    revision: Mapped[int] = mapped_column(default=1)
    tags: Mapped[list[Tag]] = sa.orm.relationship(secondary=book_tag)
    pages: Mapped[list["Page"]] = sa.orm.relationship(
        back_populates="book", cascade="all, delete-orphan"
    )

    def __str__(self):
        return self.title


class Page(Base):
    __tablename__ = "audit_test_page"
    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_test_book.id"))
    book: Mapped[Book] = sa.orm.relationship(back_populates="pages")

    def __str__(self):
        return f"page of {self.book.title}"


class Note(Base):
    __tablename__ = "audit_test_note"
    __audited__ = False
    id: Mapped[int] = mapped_column(primary_key=True)


@pytest.fixture
def session(db):
    """The product's own session, with the tables of this test in the database."""
    Base.metadata.create_all(db.engine)
    yield db.session
    db.session.remove()
    Base.metadata.drop_all(db.engine)


#: Seeding the roles left rows before the first test.
start = {"id": 0}


@pytest.fixture(autouse=True)
def _only_own_rows(db):
    start["id"] = 0
    start["id"] = max((entry.id for entry in entries()), default=0)


def entries():
    """Return the rows this test has written."""
    reading = extension.engine.execution_options(writes=False)
    with Session(reading) as session:
        query = sa.select(AuditEntry).where(AuditEntry.id > start["id"]).order_by(AuditEntry.id)
        return list(session.scalars(query))


@pytest.fixture
def statements(db):
    """Every statement sent to the database, in order."""
    seen = []

    def note(_conn, _cursor, statement, *_):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def add_book(session, title="Solaris", **values):
    with transaction():
        book = Book(title=title, **values)
        session.add(book)
    return book


def test_created_row_is_recorded_with_its_values(session):
    book = add_book(session, price=Decimal("10.50"), cached="x")
    (entry,) = entries()
    assert (entry.action, entry.entity, entry.label) == ("create", "Book", "Solaris")
    assert entry.record_id == str(book.id)
    assert entry.before is None
    assert entry.after == {"id": book.id, "title": "Solaris", "price": "10.50"}
    assert entry.actor_name == "system"


def test_changed_row_is_recorded_before_and_after(session):
    book = add_book(session)
    with transaction():
        book.title = "Eden"
    entry = entries()[-1]
    assert (entry.action, entry.before, entry.after) == (
        "update",
        {"title": "Solaris"},
        {"title": "Eden"},
    )


def test_unchanged_save_leaves_no_row(session):
    book = add_book(session)
    with transaction():
        book.title = str(book.title)
    assert len(entries()) == 1


def test_technical_change_leaves_no_row(session):
    book = add_book(session)
    with transaction():
        book.cached, book.revision = "new", 2
    assert len(entries()) == 1


def test_deleted_row_is_recorded_with_what_it_held(session):
    book = add_book(session)
    with transaction():
        session.delete(book)
    entry = entries()[-1]
    assert (entry.action, entry.after) == ("delete", None)
    assert entry.before["title"] == "Solaris"


def test_row_deleted_by_a_cascade_is_recorded(session):
    book = add_book(session, pages=[Page(), Page()])
    with transaction():
        book.pages.pop()
    assert [(e.action, e.entity) for e in entries()[3:]] == [("delete", "Page")]
    with transaction():
        session.delete(book)
    assert sorted(e.entity for e in entries()[4:]) == ["Book", "Page"]


def test_list_of_related_rows_is_recorded_before_and_after(session):
    with transaction():
        tags = [Tag(name="old"), Tag(name="new")]
        session.add_all(tags)
    book = add_book(session, tags=tags[:1])
    old, new = ({"id": str(tag.id), "label": tag.name} for tag in tags)
    assert entries()[-1].after["tags"] == [old]
    with transaction():
        book.tags = [tags[1]]
    entry = entries()[-1]
    assert (entry.before, entry.after) == ({"tags": [old]}, {"tags": [new]})


def test_label_never_costs_a_query(session, statements):
    book = add_book(session, pages=[Page()])
    page_id = book.pages[0].id
    session.remove()
    with transaction():
        page = session.get(Page, page_id)
        statements.clear()
        session.delete(page)
    assert entries()[-1].label == ""
    assert not [s for s in statements if "FROM audit_test_book " in s]


def test_secret_is_never_written_but_its_change_is(session, db):
    book = add_book(session, password="canary-one")
    with transaction():
        book.password = "canary-two"
    assert entries()[-1].after == {"password": HIDDEN}
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM audit_entry")).all()
    assert "canary" not in repr(rows)


def test_rolled_back_change_leaves_no_row(session):
    def fail():
        with transaction():
            session.add(Book(title="Ghost"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert entries() == []


def test_failed_flush_does_not_haunt_the_next_one(session):
    add_book(session, "Twin")
    with pytest.raises(IntegrityError), transaction():
        session.add_all([Book(title="Fresh"), Book(title="Twin")])
    add_book(session, "Other")
    assert [entry.label for entry in entries()] == ["Twin", "Other"]


def test_flush_costs_one_statement_however_many_rows(session, statements):
    with transaction():
        session.add_all([Book(title=f"Book {n}") for n in range(50)])
    assert len([s for s in statements if "audit_entry" in s]) == 1
    assert len(entries()) == 50


def test_bulk_update_says_what_it_set(session):
    add_book(session, password="x")
    with transaction():
        session.execute(sa.update(Book).values(title="Renamed", password="canary"))
    entry = entries()[-1]
    assert (entry.action, entry.entity) == ("bulk_update", "Book")
    assert entry.after == {"title": "Renamed", "password": HIDDEN}


def test_class_that_opts_out_is_not_recorded(session):
    with transaction():
        session.add(Note())
    assert entries() == []


def test_paused_log_writes_one_row_with_the_counts(session):
    with transaction(), audit.paused("Import of books"):
        session.add_all([Book(title=f"Book {n}") for n in range(5)])
    (entry,) = entries()
    assert (entry.action, entry.label) == ("bulk", "Import of books")
    assert entry.after == {"Book.create": 5}


def test_log_goes_on_after_a_pause(session):
    with transaction(), audit.paused("Import"), audit.paused("Inner"):
        session.add(Book(title="A"))
    add_book(session, "B")
    assert [entry.action for entry in entries()] == ["bulk", "create"]


def test_request_leaves_who_and_from_where(app, db):
    environ = {"crm.user_id": 7, "crm.request_id": "abc", "REMOTE_ADDR": "203.0.113.9"}
    with app.test_request_context("/", method="POST", environ_overrides=environ), transaction():
        audit.record("login", label=CRLF)
    (entry,) = entries()
    assert (entry.actor_id, entry.ip, entry.request_id) == (7, "203.0.113.9", "abc")
    assert "\n" not in entry.label
    assert "\r" not in entry.label


def test_line_breaks_in_values_are_kept_escaped(db):
    with transaction():
        db.session.add(Setting(group="mail", name="footer", value=CRLF))
    (entry,) = entries()
    assert entry.record_id == "mail/footer"
    assert entry.after["value"] == CRLF
    with db.engine.connect() as connection:
        stored = connection.scalar(sa.text("SELECT after FROM audit_entry ORDER BY id DESC"))
    assert "\n" not in stored


def test_event_of_a_get_request_is_kept_without_a_commit(app, db):
    with app.test_request_context("/", method="GET"):
        audit.record("export", "Client", after={"rows": 60})
        db.session.rollback()
    (entry,) = entries()
    assert (entry.action, entry.after) == ("export", {"rows": 60})


def test_refusal_is_kept_while_the_request_is_rolled_back(app, session):
    with app.test_request_context("/", method="POST"):
        session.add(Book(title="Ghost"))
        session.flush()
        audit.record_refusal("denied", "Client", 5)
    assert [(entry.action, entry.record_id) for entry in entries()] == [("denied", "5")]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET label = 'x'", "DELETE FROM audit_entry"]
)
def test_database_refuses_to_change_the_log(db, statement):
    with transaction():
        audit.record("login")
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert len(entries()) == 1


class Colour(LabeledEnum):
    red = "red", "Red"


def test_values_become_json_without_loss():
    values = {
        "amount": Decimal("10.10"),
        "day": date(2026, 11, 23),
        "at": datetime(2026, 11, 23, 12, tzinfo=UTC),
        "colour": Colour.red,
        "file": b"123",
        "parts": (1, True, None),
    }
    assert plain(values) == {
        "amount": "10.10",
        "day": "2026-11-23",
        "at": "2026-11-23T12:00:00.000000+00:00",
        "colour": "red",
        "file": "<3 bytes>",
        "parts": [1, True, None],
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(value=json_values)
def test_canonical_text_survives_a_round_trip(value):
    text = canonical(value)
    assert canonical(json.loads(text)) == text
    assert text.isascii()


@given(text=st.text(max_size=300))
def test_one_line_never_holds_a_control_character(text):
    line = one_line(text, 50)
    assert len(line) <= 50
    assert line.isprintable() or not line
