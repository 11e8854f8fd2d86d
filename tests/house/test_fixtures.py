"""The fixtures keep their promises; every other test relies on them."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from tests.support.databases import Writes
from tests.support.people import PASSWORD, make_account


def accounts(db):
    return db.session.scalar(sa.select(sa.func.count()).select_from(Account))


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_of_one_test_are_gone_in_the_next(db, turn):
    assert accounts(db) == 0
    make_account(ADMINISTRATOR)
    assert accounts(db) == 1


@pytest.mark.parametrize("turn", [1, 2])
def test_seeded_roles_come_back_after_a_test_that_removes_them(db, turn):
    table = sa.table("ab_permission_view_role")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) > 0
    db.session.execute(sa.delete(table))
    db.session.commit()


def test_clients_are_not_taken_for_each_other(login_as, client):
    admin, accountant = login_as(ADMINISTRATOR), login_as(ACCOUNTING)
    assert admin.get("/profile/").status_code == 200
    assert client.get("/profile/").status_code == 302
    assert admin.account_id != accountant.account_id


def test_statements_are_counted_without_the_frame_of_the_transaction(db, count_sql):
    with count_sql() as statements:
        db.session.execute(sa.text("SELECT 1"))
        db.session.commit()
    assert statements == ["SELECT 1"]


def test_every_kind_of_write_is_noticed():
    writes = Writes()
    for statement in (
        "INSERT INTO a VALUES (1)",
        "INSERT OR IGNORE INTO b VALUES (1)",
        'UPDATE "c" SET x = 1',
        "\n  DELETE FROM d",
        "SELECT 1 FROM e",
    ):
        writes._note(None, None, statement)
    assert writes.tables == {"a", "b", "c", "d"}


@pytest.mark.browser
def test_browser_logs_in(app, page):
    with app.app_context():
        account = make_account(ADMINISTRATOR)
        name = account.username
    page.goto("/login/")
    page.get_by_role("textbox").first.fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)
    page.locator("h1, h2").first.wait_for()
