"""The settings pages, used as an administrator uses them."""

import email
import email.policy
import re
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from app.core import audit
from app.core.audit.models import AuditEntry
from app.core.db import transaction
from app.core.modules import Module, is_enabled, switch
from app.core.numbering import NumberSeries, Reset, SeriesKind
from app.messaging.enums import MailStatus
from app.messaging.letterhead import LETTERHEAD
from app.messaging.models import OutboxMessage
from app.settings.models import Company, CompanyBankAccount
from app.settings.services import logos
from tests.factories.invoicing import CompanyFactory

IBAN = "PL61109010140000071219812874"


@pytest.fixture
def admin(login_as):
    return login_as("Administrator")


@pytest.fixture
def company(db):
    with transaction():
        company = Company(name="Opieka Plus sp. z o.o.", short_name="Opieka Plus")
        db.session.add(company)
    return company


def another_company(db):
    with transaction():
        db.session.add(Company(name="Druga sp. z o.o.", short_name="Druga"))


def picture(kind="PNG", size=(40, 20)):
    output = BytesIO()
    Image.new("RGB", size, "red").save(output, kind)
    return output.getvalue()


def upload(client, company, name, content):
    return client.post(f"/companies/logo/{company.id}", data={"logo": (BytesIO(content), name)})


@pytest.mark.parametrize(
    "url",
    [
        "/companies/list/",
        "/companies/add",
        "/company-accounts/list/",
        "/company-accounts/add",
        "/modules/",
        "/number-series/list/",
        "/number-series/add",
        "/mail-settings/",
        "/audit/list/",
    ],
)
def test_page_opens_for_the_administrator_only(admin, login_as, url):
    assert admin.get(url).status_code == 200
    assert login_as("Koordynator – swoi klienci, bez stawek").get(url).status_code == 403


def test_only_company_opens_at_once(admin, company):
    assert admin.get("/companies/").location == f"/companies/show/{company.id}"


def test_several_companies_are_listed(admin, db, company):
    another_company(db)
    assert admin.get("/companies/").location == "/companies/list/"


def test_company_is_added_with_clean_numbers(admin, db):
    answer = admin.post(
        "/companies/add",
        data={"name": "A sp. z o.o.", "short_name": "A", "nip": "526-00-01-246", "country": "pl"},
    )
    assert answer.status_code == 302
    company = db.session.scalar(sa.select(Company))
    assert (company.nip, company.country) == ("5260001246", "PL")


def test_company_with_a_wrong_nip_is_refused_and_typing_kept(admin, db):
    answer = admin.post(
        "/companies/add", data={"name": "Zachowana", "short_name": "A", "nip": "0000000000"}
    )
    assert answer.status_code == 422
    assert "Zachowana" in answer.text
    assert db.session.scalar(sa.select(Company)) is None


def add_account(client, **values):
    return client.post("/company-accounts/add", data={"currency": "PLN"} | values)


def test_account_of_the_only_company_gets_its_bank(admin, db, company):
    assert 'name="company"' not in admin.get("/company-accounts/add").text
    assert add_account(admin, iban="61 1090 1014 0000 0712 1981 2874").status_code == 302
    account = db.session.scalar(sa.select(CompanyBankAccount))
    assert (account.iban, account.company_id) == (IBAN, company.id)
    assert account.bank
    assert account.is_default


def test_company_is_asked_for_when_there_are_several(admin, db, company):
    another_company(db)
    assert 'name="company"' in admin.get("/company-accounts/add").text


def test_new_default_account_replaces_the_old_one(admin, db, company):
    add_account(admin, iban=IBAN)
    add_account(admin, iban="PL27114020040000300201355387", is_default="y")
    defaults = sa.select(CompanyBankAccount.iban).where(CompanyBankAccount.is_default)
    assert list(db.session.scalars(defaults)) == ["PL27114020040000300201355387"]


def test_account_with_a_wrong_iban_is_refused(admin, db, company):
    answer = add_account(admin, iban="PL61109010140000071219812875")
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(CompanyBankAccount)) is None


@pytest.mark.parametrize(("name", "kind"), [("logo.png", "PNG"), ("Zdjęcie.JPEG", "JPEG")])
def test_picture_is_kept_and_served_as_nothing_but_a_picture(admin, db, company, name, kind):
    upload(admin, company, name, picture(kind))
    db.session.refresh(company)
    assert company.logo_file
    answer = admin.get(f"/companies/logo/{company.id}")
    assert answer.status_code == 200
    assert answer.mimetype == f"image/{kind.lower()}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", b"<html><script>alert(1)</script>"),
        ("logo.png", b"MZ" + b"\0" * 100),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("logo.png", picture("JPEG")),
        ("logo.jpg", picture("PNG")),
        ("logo.html", picture()),
        ("logo.png.php", picture()),
        ("logo.png\x00.html", picture()),
        ("logo", picture()),
        ("logo.gif", picture("GIF")),
        ("logo.png", picture()[:60]),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 200),
        ("logo.png", picture(size=(2001, 5))),
        ("logo.png", b""),
    ],
    ids=range(15),
)
def test_what_is_no_small_picture_is_refused(admin, db, company, name, content):
    assert upload(admin, company, name, content).status_code == 302
    db.session.refresh(company)
    assert company.logo_file is None


def test_picture_of_more_than_the_limit_is_refused(admin, db, company, monkeypatch):
    monkeypatch.setattr(logos, "MAX_BYTES", len(picture()))
    upload(admin, company, "logo.png", picture() + b"\0")
    db.session.refresh(company)
    assert company.logo_file is None
    upload(admin, company, "logo.png", picture())
    db.session.refresh(company)
    assert company.logo_file is not None


def test_picture_loses_all_that_is_not_pixels(app, admin, db, company):
    upload(admin, company, "logo.png", picture() + b"<script>canary</script>")
    db.session.refresh(company)
    with app.app_context():
        assert b"canary" not in logos.path_of(company.logo_file).read_bytes()


def test_replaced_and_removed_pictures_are_deleted(app, admin, db, company):
    upload(admin, company, "logo.png", picture())
    db.session.refresh(company)
    with app.app_context():
        first = logos.path_of(company.logo_file)
    upload(admin, company, "logo.png", picture())
    assert not first.exists()
    admin.post(f"/companies/logo/{company.id}/remove")
    db.session.refresh(company)
    assert company.logo_file is None
    assert admin.get(f"/companies/logo/{company.id}").status_code == 404


@pytest.mark.parametrize("name", ["../../config.py", "/etc/passwd", "", None, "x.png", "a" * 36])
def test_logo_name_is_never_a_path(app, name):
    with app.app_context():
        assert logos.path_of(name) is None


def test_module_is_switched_off_and_on_and_recorded(admin, db):
    assert admin.post("/modules/tags").status_code == 302
    assert not is_enabled(Module.tags)
    query = sa.select(AuditEntry.record_id).where(AuditEntry.entity == "Setting")
    assert db.session.scalars(query.order_by(AuditEntry.id)).all()[-1] == "modules/tags"
    assert admin.get("/tags/list/").status_code == 404
    admin.post("/modules/tags")
    assert is_enabled(Module.tags)
    assert admin.get("/tags/list/").status_code == 200


def test_unknown_module_is_not_found(admin):
    assert admin.post("/modules/nuclear").status_code == 404


@pytest.fixture
def series(db):
    with transaction():
        series = NumberSeries(kind=SeriesKind.invoice, name="Faktury", pattern="FV/{seq}/{yyyy}")
        db.session.add(series)
    return series


def test_series_is_listed_with_its_next_number(admin, series):
    assert "FV/1/20" in admin.get("/number-series/list/").text


def test_series_of_several_companies_are_told_apart(admin, series):
    assert "Wzór" in heads_of(admin)
    CompanyFactory()
    assert "Spółka" not in heads_of(admin)
    CompanyFactory(nip="7740001454")
    assert "Spółka" in heads_of(admin)


def heads_of(admin):
    """Return the heads of the list of series."""
    page = admin.get("/number-series/list/").text
    return page.partition("<thead")[2].partition("</thead")[0]


def test_series_with_a_bad_pattern_is_refused(admin, db):
    values = {"name": "X", "kind": "invoice", "pattern": "FV", "reset": "yearly", "is_active": "y"}
    assert admin.post("/number-series/add", data=values).status_code == 422
    good = values | {"pattern": "FV/{seq:4}/{yyyy}"}
    assert admin.post("/number-series/add", data=good).status_code == 302
    added = db.session.scalars(sa.select(NumberSeries).filter_by(name="X")).one()
    assert added.reset is Reset.yearly


def test_series_of_the_same_name_is_refused(admin, series):
    values = {"name": "Faktury", "kind": "invoice", "pattern": "{seq}/{yyyy}", "reset": "yearly"}
    assert admin.post("/number-series/add", data=values).status_code == 422
    other = values | {"name": "Inne"}
    assert admin.post("/number-series/add", data=other).status_code == 302


def test_live_example_follows_the_pattern(admin):
    good = admin.get("/number-series/example?pattern=FV/{seq:3}/{yyyy}&reset=yearly")
    assert "FV/001/20" in good.text
    bad = admin.get("/number-series/example?pattern=<b>&reset=nonsense")
    assert bad.status_code == 200
    assert "<b>" not in bad.text


def test_mail_settings_are_saved(admin, db):
    values = {"sender_name": "Opieka Plus", "reply_to": "biuro@example.com"}
    assert admin.post("/mail-settings/", data=values).status_code == 302
    assert LETTERHEAD.get("sender_name") == "Opieka Plus"
    assert "Opieka Plus" in admin.get("/mail-settings/").text


def test_saved_mail_settings_stand_on_the_mail_that_leaves(app, admin, db):
    values = {
        "sender_name": "Opieka Plus",
        "sender_address": "nadawca@example.com",
        "reply_to": "odpowiedzi@example.com",
        "footer": "Opieka Plus, Gdańsk",
    }
    assert admin.post("/mail-settings/", data=values).status_code == 302
    admin.post("/mail-settings/test", data={"test-recipient": "biuro@example.com"})
    for part in ("scheduler", "worker"):
        assert app.test_cli_runner().invoke(args=["crm", part, "--once"]).exit_code == 0
    message = db.session.scalar(sa.select(OutboxMessage))
    assert message.status is MailStatus.sent
    path = Path(app.config["MAIL_DIR"]) / f"{message.id:06d}.eml"
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert letter["From"] == "Opieka Plus <nadawca@example.com>"
    assert letter["Reply-To"] == "odpowiedzi@example.com"
    assert letter.get_content().rstrip().endswith("Opieka Plus, Gdańsk")


@pytest.mark.parametrize(
    "values", [{"reply_to": "nikt"}, {"sender_name": "A\r\nBcc: x@example.com"}]
)
def test_mail_settings_that_would_break_a_header_are_refused(admin, values):
    answer = admin.post("/mail-settings/", data=values)
    assert answer.status_code == 422
    assert LETTERHEAD.get("sender_name") == ""


def test_test_message_is_queued(admin, db):
    answer = admin.post("/mail-settings/test", data={"test-recipient": "biuro@example.com"})
    assert answer.status_code == 302
    assert db.session.scalar(sa.select(OutboxMessage)).recipient == "biuro@example.com"
    refused = admin.post("/mail-settings/test", data={"test-recipient": "nikt"})
    assert refused.status_code == 422


def test_event_shows_before_and_after(admin, db, company):
    with transaction():
        company.city = "Gdańsk"
    with transaction():
        company.city = "Sopot"
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    text = admin.get(f"/audit/show/{entry.id}").text
    assert "<del>Gdańsk</del>" in text
    assert "<ins>Sopot</ins>" in text


def test_events_are_filtered_by_action_and_entity(admin, db, company):
    with transaction():
        audit.record("exported", "Company", label="canary-export")
    shown = admin.get("/audit/list/?_flt_0_action=exported&_flt_0_entity=Company").text
    assert "canary-export" in shown
    hidden = admin.get("/audit/list/?_flt_0_action=create").text
    assert "canary-export" not in hidden


@pytest.mark.parametrize("after", [None, [1, 2], "text", {"a": [{"id": "1", "label": "<b>x"}]}])
def test_event_of_any_content_is_shown_escaped(admin, db, after):
    with transaction():
        audit.record("strange_thing", "Unheard", 5, label="<script>x", after=after)
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    answer = admin.get(f"/audit/show/{entry.id}")
    assert answer.status_code == 200
    assert "<script>x" not in answer.text
    assert "<b>x" not in answer.text


@pytest.mark.parametrize("verb", ["add", "edit/1", "delete/1"])
def test_events_can_be_neither_written_nor_deleted(admin, verb):
    assert admin.post(f"/audit/{verb}").status_code == 404


def test_switching_in_a_service_needs_no_page(db):
    with transaction():
        switch(Module.notes, is_on=False)
    assert not is_enabled(Module.notes)


def test_list_without_any_condition_counts_its_rows(admin, db):
    with transaction():
        db.session.add_all(
            [
                NumberSeries(kind=SeriesKind.note, name=f"S{n}", pattern="{seq}/{yyyy}")
                for n in "abc"
            ]
        )
    # The one for contracts with employees is shipped.
    assert re.search(r"1–4\s+\w+\s+4\b", admin.get("/number-series/list/").text)


def test_an_event_without_a_name_shows_the_number_of_its_record(admin):
    with transaction():
        audit.record("update", "ClientSettlement", 4711)
        audit.record("update", "ClientSettlement", 4712, label="canary-name")
    page = admin.get("/audit/list/").text
    assert "#4711" in page
    assert "canary-name" in page
    assert "#4712" not in page
