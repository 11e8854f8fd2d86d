"""The agency's companies and accounts, number series, modules, mail and the event log."""

import sqlalchemy as sa

from app.clients.models import Client
from app.core.audit.models import AuditEntry
from app.core.numbering import NumberSeries, SeriesKind
from app.extensions import db
from app.settings.models import Company, CompanyBankAccount
from tests.security.visits import Upload

#: The smallest picture there is: one transparent pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c"
    "6360606060000000050001a5f645400000000049454e44ae426082"
)
LOGO = f"{'0' * 32}.png"

ADD = {
    "CompanyView": {"name": "Druga Agencja", "short_name": "Druga", "country": "PL"},
    "CompanyBankAccountView": {
        "iban": "PL61109010140000071219812874", "bank": "Pekao", "currency": "EUR",
    },
    "NumberSeriesView": {
        "name": "Faktury", "kind": "invoice", "pattern": "FV/{{yyyy}}/{{seq:4}}", "reset": "yearly",
        "is_active": "y",
    },
}  # fmt: skip
PAGES = {
    "CompanyView.index GET": ("/companies/", {}),
    "CompanyView.logo GET": ("/companies/logo/{Company}", {}),
    "CompanyView.save_logo POST": (
        "/companies/logo/{Company}", {"logo": Upload("logo.png", PIXEL)},
    ),
    "CompanyView.remove_logo POST": ("/companies/logo/{Company}/remove", {}),
    "NumberSeriesView.example GET": ("/number-series/example?pattern=FV/%7Bseq%7D", {}),
    "MailSettingsView.index GET": ("/mail-settings/", {}),
    "MailSettingsView.save POST": (
        "/mail-settings/",
        {"sender_name": "Agencja", "sender_address": "biuro@example.com", "footer": "Stopka"},
    ),
    "MailSettingsView.test POST": ("/mail-settings/test", {"test-recipient": "a@example.com"}),
    "ModulesView.index GET": ("/modules/", {}),
    "ModulesView.switch POST": ("/modules/bank_accounts", {}),
}  # fmt: skip


def common(world):
    """One company with a logo, its account, and what it numbers."""
    company = world.save(
        Company(
            name="Agencja Testowa",
            short_name="Testowa",
            nip="1234563218",
            logo_file=LOGO,
            street="Testowa 1",
            postal_code="00-950",
            city="Warszawa",
        )
    )
    world.files[f"logos/{LOGO}"] = PIXEL
    own = {"company": company, "bank": "ING"}
    world.save(CompanyBankAccount(iban="PL10105000997603123456789123", is_default=True, **own))
    world.archive(CompanyBankAccount(iban="PL83101010230000261395100000", **own))
    world.archive(Company(name="Dawna Agencja", short_name="Dawna"))
    world.save(NumberSeries(name="Oferty", kind=SeriesKind.offer, pattern="OF/{yyyy}/{seq}"))


def of_client(side, _world):
    """What the event log says about the birth of the client."""
    about = {"action": "create", "entity": "Client", "client_id": side.ids[Client]}
    side.ids[AuditEntry] = db.session.scalar(sa.select(AuditEntry.id).filter_by(**about))
