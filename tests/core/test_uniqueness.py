"""Two people who save the same value at once: one of them is told at the field, nobody fails."""

import re

import pytest
import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, Role
from flask_appbuilder.validators import Unique
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.accounts.services import links
from app.annotations.models import EntityStatus, Tag
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.modules import Module
from app.core.numbering import NumberSeries, Reset, SeriesKind
from app.core.uniqueness import Taken
from app.positions.models import PriceGroup, RateKind
from app.settings.models import Company, CompanyBankAccount
from tests.factories.clients import BankAccountFactory, ClientFactory
from tests.factories.positions import ClientPricingFactory, PositionRateFactory
from tests.support.people import PASSWORD, make_account
from tests.support.together import post_together

IBAN = "PL61109010140000071219812874"


def series(company_id=None):
    return NumberSeries(
        kind=SeriesKind.invoice, name="A", pattern="{seq}", reset=Reset.never, company_id=company_id
    )


def company(**values):
    return Company(**({"name": "A sp. z o.o.", "short_name": "A", "nip": "5260001246"} | values))


def own_account(company_id, **values):
    return CompanyBankAccount(**({"company_id": company_id, "iban": IBAN} | values))


def account(number, **values):
    names = {"username": f"a{number}", "email": f"a{number}@example.com", "active": True}
    return Account(**({"first_name": "A", "last_name": "B", "password": ""} | names | values))


#: What a row is -> two rows that must not both be there, and the field somebody typed.
TWINS = {
    "tag": ([lambda: Tag(name="A"), lambda: Tag(name="A")], "name"),
    "status": ([lambda: EntityStatus(entity="client", name="A")] * 2, "name"),
    "shared series": ([series] * 2, "name"),
    "company": ([company, lambda: company(nip="1132191233")], "short_name"),
    "company's NIP": ([company, lambda: company(short_name="B")], "nip"),
    "role": ([lambda: Role(name="A")] * 2, "name"),
    "group": ([lambda: Group(name="A", label="A")] * 2, "name"),
    "kind of rate": ([lambda: RateKind(name="A")] * 2, "name"),
    "price group": ([lambda: PriceGroup(name="A")] * 2, "name"),
    "user name": ([lambda: account(1), lambda: account(2, username="a1")], "username"),
    "e-mail": ([lambda: account(1), lambda: account(2, email="a1@example.com")], "email"),
}


@pytest.mark.parametrize(("make", "field"), TWINS.values(), ids=TWINS)
def test_a_twin_is_refused_with_the_name_of_the_field(db, make, field):
    with transaction():
        db.session.add(make[0]())
    with pytest.raises(Taken) as refusal, transaction():
        db.session.add(make[1]())
    assert refusal.value.fields[0] == field
    assert len(refusal.value.labels) >= 1
    assert refusal.value.labels[-1] in str(refusal.value)


@pytest.fixture
def owner(db):
    """The number of a company with a series and a default account."""
    with transaction():
        owner = company()
        db.session.add(owner)
        db.session.flush()
        db.session.add_all([series(owner.id), own_account(owner.id, is_default=True)])
    return owner.id


def test_a_twin_among_the_rows_of_a_company_is_refused(db, owner):
    twins = {
        "name": series(owner),
        "iban": own_account(owner),
        "currency": own_account(owner, iban="PL27114020040000300201355387", is_default=True),
    }
    for field, twin in twins.items():
        with pytest.raises(Taken) as refusal, transaction():
            db.session.add(twin)
        assert refusal.value.fields[0] == field


def test_a_twin_among_the_rows_of_a_client_is_refused(db):
    bank, rate, pricing = BankAccountFactory(), PositionRateFactory(), ClientPricingFactory()
    twins = {
        "iban": copy_of(bank, "client_id", "iban"),
        "valid_from": copy_of(
            rate, "position_id", "client_id", "rate_kind_id", "employee_rate", "valid_from"
        ),
        "client_id": copy_of(pricing, "client_id", "price_group_id"),
    }
    for field, twin in twins.items():
        with pytest.raises(Taken) as refusal, transaction():
            db.session.add(twin)
        assert refusal.value.fields[0] == field


def copy_of(row, *keys):
    return type(row)(**{key: getattr(row, key) for key in keys})


def test_a_broken_reference_is_no_matter_of_uniqueness(db):
    with pytest.raises(IntegrityError) as refusal, transaction():
        db.session.execute(sa.insert(NumberSeries.__table__), [_orphan()])
    assert not isinstance(refusal.value, DomainError)


def _orphan():
    values = {"company_id": 999, "kind": SeriesKind.invoice, "name": "A", "pattern": "{seq}"}
    return values | {"reset": Reset.never, "is_active": True, "revision": 1}


# -- in the browser ---------------------------------------------------------------------------

_PERSON = {"first_name": "A", "last_name": "B", "email": "a@example.com", "locale": "pl"}
FORMS = {
    "/tags/add": ({"name": "A", "color": "red"}, "name"),
    "/statuses/add": ({"entity": "client", "name": "A", "color": "red", "position": "1"}, "name"),
    "/companies/add": ({"name": "A", "short_name": "A", "country": "PL"}, "short_name"),
    "/number-series/add": (
        {"kind": "invoice", "name": "A", "pattern": "{seq}", "reset": "never", "is_active": "y"},
        "name",
    ),
    "/roles/add": ({"name": "A"}, "name"),
    "/groups/add": ({"name": "a", "label": "A"}, "name"),
    "/price-groups/add": ({"name": "A"}, "name"),
    "/users/add": (_PERSON, "email"),
}


def marked(page):
    """Return the fields a page marks as wrong."""
    controls = re.findall(r"<(?:input|select|textarea)[^>]*>", page)
    wrong = [control for control in controls if 'aria-invalid="true"' in control]
    return [re.search(r'name="([^"]+)"', control)[1] for control in wrong]


@pytest.mark.parametrize(("url", "data", "field"), [(url, *rest) for url, rest in FORMS.items()])
def test_who_looked_too_early_is_told_at_the_field(login_as, monkeypatch, url, data, field):
    admin = login_as("Administrator")
    monkeypatch.setattr(Unique, "__call__", lambda *_: None)
    assert admin.post(url, data=data).status_code == 302, admin.post(url, data=data).text
    second = admin.post(url, data=data)
    assert second.status_code == 422
    assert marked(second.text) == [field]


def test_of_two_who_take_one_address_one_is_told_at_the_field(app, db, login_as):
    browsers = [login_as(), login_as()]
    data = {"email-email": "nowy@example.com", "email-current": PASSWORD}
    answers = post_together(app, [(browser, "/profile/email", data) for browser in browsers])
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    (refused,) = (answer for answer in answers if answer.status_code == 422)
    assert marked(refused.text) == ["email-email"]


def test_an_address_taken_after_the_look_is_refused_at_the_field(db, login_as, monkeypatch):
    browser, rival = login_as(), make_account().id
    data = {"email-email": "nowy@example.com", "email-current": PASSWORD}

    def revoke(_account):
        db.session.get_one(Account, rival).email = "nowy@example.com"

    monkeypatch.setattr(links, "revoke", revoke)
    refused = browser.post("/profile/email", data=data)
    assert refused.status_code == 422
    assert marked(refused.text) == ["email-email"]
    monkeypatch.undo()
    assert browser.post("/profile/email", data=data).status_code == 302


def test_a_refusal_outside_a_form_is_a_page_not_a_failure(app, db, login_as, monkeypatch):
    ClientFactory()

    def twins(*_arguments, **_options):
        db.session.add_all([Tag(name="A"), Tag(name="A")])
        db.session.flush()

    monkeypatch.setattr("app.settings.views.modules.switch", twins)
    answer = login_as("Administrator").post(f"/modules/{Module.tags.value}")
    assert answer.status_code == 422
    assert "error-page" in answer.text
