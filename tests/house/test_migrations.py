"""The migrations build exactly the models' tables, and every step can be taken back."""

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.extensions import db
from tests.support.app import make_app


@pytest.fixture
def empty_app(empty_database, tmp_path):
    app = make_app(empty_database, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences():
    """Return what `flask db revision --autogenerate` would write."""
    is_sqlite = db.engine.dialect.name == "sqlite"

    def include(_item, name, *_):
        """What one database alone has is made by hand, see migrations/env.py."""
        return "_fts" not in name and not (is_sqlite and name.endswith("_trgm"))

    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_object": include},
        )
        return compare_metadata(context, db.metadata)


def structure():
    """Return every column, key, check, index and trigger as a line of text."""
    found = sa.inspect(db.engine)
    parts = {
        "column": found.get_columns,
        "index": found.get_indexes,
        "foreign key": found.get_foreign_keys,
        "unique": found.get_unique_constraints,
        "check": found.get_check_constraints,
        "primary key": lambda name: [found.get_pk_constraint(name)],
    }
    lines = [
        f"{table} {kind} {plain(part)}"
        for table in found.get_table_names()
        for kind, look_up in parts.items()
        for part in look_up(table)
    ]
    return sorted(lines + triggers())


def plain(value):
    """Return what an inspector tells as text that can be compared."""
    if isinstance(value, dict):
        return sorted((key, plain(inner)) for key, inner in value.items())
    return [plain(inner) for inner in value] if isinstance(value, list) else str(value)


def triggers():
    is_sqlite = db.engine.dialect.name == "sqlite"
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.engine.connect() as connection:
        return sorted(connection.execute(sa.text(query)).scalars())


def test_migrations_make_the_tables_of_the_models(empty_app):
    flask_migrate.upgrade()
    assert differences() == []


def test_a_missing_migration_is_noticed(empty_app):
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE forgotten (id INTEGER PRIMARY KEY)")
    assert [step[0] for step in differences()] == ["remove_table"]


def test_migrations_go_down_and_up_again(empty_app):
    flask_migrate.upgrade()
    before = structure()
    flask_migrate.downgrade(revision="base")
    left = set(sa.inspect(db.engine).get_table_names())
    assert left <= {"alembic_version"}
    flask_migrate.upgrade()
    assert structure() == before


def test_migrated_and_created_tables_have_the_same_triggers(empty_app):
    flask_migrate.upgrade()
    migrated = triggers()
    flask_migrate.downgrade(revision="base")
    db.create_all()
    assert migrated == triggers()
