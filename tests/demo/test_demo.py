"""The demo: plausible, valid, the same for the same seed, and never in a database in use."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ADMINISTRATOR, ROLES
from app.accounts.rules import problem
from app.annotations.models import Note
from app.assignments.models import Contract
from app.clients.models import Address, Client, ClientBankAccount, Contact
from app.core import history
from app.core.audit.models import AuditEntry
from app.core.cli import crm
from app.core.currency import Currency
from app.core.identifiers import clean_eu_vat, clean_iban, clean_krs, clean_nip, clean_regon
from app.core.search import SearchEntry, entry_of
from app.core.views.saved import SavedView
from app.demo import passwords
from app.demo.agency import PEOPLE
from app.demo.cli import SIZES
from app.demo.places import TOWNS
from app.employees.models import Employee
from app.extensions import db as database
from app.invoicing.models import Invoice
from app.settings.models import Company
from tests.demo.conftest import PASSWORD, TINY, as_installed, end, make_agency

pytestmark = pytest.mark.no_cover
CHECKS = {"nip": clean_nip, "regon": clean_regon, "krs": clean_krs, "eu_vat": clean_eu_vat}


def every(session, model):
    return list(session.scalars(sa.select(model).order_by(model.id)))


def run(app, *arguments):
    with app.app_context():
        return app.test_cli_runner().invoke(crm.commands["demo"], list(arguments))


def test_there_are_sixty_clients_of_all_sorts(demo):
    clients = every(demo, Client)
    assert len(clients) == 60
    assert {str(client.status) for client in clients} >= {"Aktywny", "Potencjalny", "Zakończony"}
    assert sum(client.is_archived for client in clients) == 4
    assert sum(client.currency is Currency.EUR for client in clients) == 14
    assert sum(bool(client.payer) for client in clients) == 2
    assert all(client.guardians for client in clients)
    assert len({client.name for client in clients}) == 60


def test_every_number_passes_its_check(demo):
    checked = 0
    for client in every(demo, Client):
        for name, clean in CHECKS.items():
            value = getattr(client, name)
            assert value is None or clean(value) == value
            checked += value is not None
    for account in every(demo, ClientBankAccount):
        assert clean_iban(account.iban) == account.iban
        assert account.bank
    assert checked > 120


def test_polish_addresses_have_the_right_postal_codes(demo):
    polish = [address for address in every(demo, Address) if address.country == "PL"]
    assert len(polish) > 46
    assert [str(a) for a in polish if TOWNS[a.city] != a.postal_code] == []


def test_search_finds_every_client_and_contact(demo):
    for row in (*every(demo, Client), *every(demo, Contact)):
        entry = demo.scalar(
            sa.select(SearchEntry).filter_by(kind=row.search_kind, record_id=row.id)
        )
        assert entry.text == entry_of(row)["text"]


def test_every_seeded_role_has_a_user_who_may_log_in(agency, demo):
    assert list(PEOPLE) == [role.name for role in ROLES]
    for username, *_rest in PEOPLE.values():
        answer = agency.test_client().post(
            "/login/", data={"username": username, "password": PASSWORD}
        )
        assert answer.status_code == 302, username
    assert (
        agency.test_client()
        .post("/login/", data={"username": "szefowa", "password": "inne haslo 123"})
        .status_code
        != 302
    )


def test_histories_say_who_changed_what(demo):
    entries = demo.scalars(sa.select(AuditEntry).filter_by(entity="Client", action="update")).all()
    assert len(entries) >= 20
    assert all(entry.actor_name and entry.actor_id for entry in entries)
    client = demo.get(Client, int(entries[0].record_id))
    kinds = [change.kind for change in history.changes_of(client)]
    assert "update" in kinds


def test_agency_has_companies_accounts_series_notes_and_views(demo):
    assert len(every(demo, Company)) == 2
    assert all(company.bank_accounts for company in every(demo, Company))
    assert len(every(demo, Note)) == 30
    assert all(view.is_shared for view in every(demo, SavedView))


def test_equal_seeds_give_equal_agencies(demo, server_url, tmp_path):
    def listed(session):
        return [
            [(c.name, c.nip, c.phone, sorted(map(str, c.tags))) for c in every(session, Client)],
            [(e.name, e.pesel, e.iban, e.phone, str(e.status)) for e in every(session, Employee)],
            [(c.number, c.starts_on, c.effective_end) for c in every(session, Contract)],
            [(i.number, i.gross, i.paid) for i in every(session, Invoice)],
        ]

    first = listed(demo)
    other, url = make_agency(server_url, tmp_path)
    with other.app_context():
        assert listed(database.session) == first
    end(other, url)


def test_another_seed_gives_another_agency(demo, server_url, tmp_path):
    names = [employee.name for employee in every(demo, Employee)]
    other, url = make_agency(server_url, tmp_path, seed=2)
    with other.app_context():
        assert [employee.name for employee in every(database.session, Employee)] != names
    end(other, url)


def test_passwords_follow_the_rule_and_differ():
    names = [username for username, *_rest in PEOPLE.values()]
    made = {passwords.new_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert problem(password, names=names, companies=["Jantar Praca", "Kadra"]) is None


def test_command_fills_a_database_in_use_when_told_to_and_no_other(
    app, db, tmp_path, monkeypatch, login_as
):
    """tests/core/test_launcher.py fills an empty one."""
    monkeypatch.setitem(app.config, "INSTANCE_DIR", str(tmp_path))
    as_installed()
    monkeypatch.setitem(SIZES, "small", TINY)
    login_as(ADMINISTRATOR)
    assert run(app).output == ""
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 1
    db.session.rollback()  # the reading above holds SQLite's only write lock
    assert "60 clients" in run(app, "--force").output
    kept = tmp_path / "demo-logins.txt"
    assert kept.stat().st_mode & 0o777 == 0o600
    db.session.rollback()
    assert run(app, "--if-empty").output == kept.read_text()
