"""A new installation has what an agency begins with; afterwards it belongs to the administrator."""

import flask_migrate
import pytest
from flask_appbuilder.security.sqla.models import Role

from app.accounts.roles import PORTAL, ROLES
from app.annotations.models import EntityStatus
from app.core import seeds
from app.core.db import transaction
from app.core.models import Setting
from app.core.numbering import NumberSeries, SeriesKind
from app.extensions import db as database
from app.positions.models import RateKind
from tests.support.app import make_app

STATUSES = ["Potencjalny", "W negocjacji", "Aktywny", "Wstrzymany", "Zakończony"]
OF_EMPLOYEES = ["Kandydat", "Aktywny", "Urlop / przerwa", "Zakończony"]


@pytest.fixture
def installation(empty_database, tmp_path):
    """Return a new installation, as docs/OPERATIONS.md has it made."""
    app = make_app(empty_database, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        sync(app)
        yield app
        database.session.remove()
        database.engine.dispose()


def sync(app):
    result = app.test_cli_runner().invoke(args=["crm", "sync-roles"])
    assert result.exit_code == 0, result.output
    return result.output


def names(model, column="name"):
    return [getattr(row, column) for row in database.session.query(model).order_by(model.id)]


def test_a_new_installation_has_roles_statuses_rates_and_series(installation):
    assert set(names(Role)) == {seed.name for seed in ROLES}
    assert names(EntityStatus) == [*STATUSES, *OF_EMPLOYEES]
    assert "dzienna" in names(RateKind)
    numbered = ("invoice", "correction", "employee_contract", "note", "item_protocol")
    kinds = [SeriesKind[name] for name in numbered]
    assert names(NumberSeries, "kind") == kinds


def test_what_was_renamed_or_deleted_is_not_made_anew(installation):
    with transaction():
        for model in (Role, EntityStatus, NumberSeries):
            rows = database.session.query(model).order_by(model.id.desc()).limit(2).all()
            rows[0].name = "Przemianowane"
            database.session.delete(rows[1])
        for kind in database.session.query(RateKind).filter(RateKind.base_id.is_not(None)):
            database.session.delete(kind)
    before = [names(model) for model in (Role, EntityStatus, NumberSeries, RateKind)]
    assert ": 0." in sync(installation)
    assert [names(model) for model in (Role, EntityStatus, NumberSeries, RateKind)] == before


def test_a_whole_vocabulary_that_was_deleted_stays_deleted(installation):
    with transaction():
        database.session.query(NumberSeries).delete()
        database.session.query(EntityStatus).delete()
    sync(installation)
    assert names(NumberSeries) == names(EntityStatus) == []


def test_a_role_of_a_later_version_is_added_once(db):
    portal = db.session.query(Role).filter_by(name=PORTAL).one()
    record = db.session.get_one(Setting, ("seeds", "sown"))
    with transaction():
        db.session.delete(portal)
        sown = record.value["roles"]
        record.value = record.value | {"roles": [name for name in sown if name != PORTAL]}
    with transaction():
        roles = [seed.name for seed in ROLES]
        assert seeds.take_unsown("roles", roles, is_in_use=True) == [PORTAL]
        assert seeds.take_unsown("roles", roles, is_in_use=True) == []


def test_rows_without_a_record_are_taken_as_sown(db):
    with transaction():
        assert seeds.take_unsown("old", ["one", "two"], is_in_use=True) == []
        assert seeds.take_unsown("old", ["one", "two", "three"], is_in_use=True) == ["three"]
        assert seeds.take_unsown("new", ["one"], is_in_use=False) == ["one"]
