"""The agency's own companies and their bank accounts."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import numbering
from app.core.currency import Currency
from app.core.db import enum
from app.core.identifiers import show_iban
from app.core.models import Archivable, Audited, Revisioned
from app.extensions import db

__all__ = ["Company", "CompanyBankAccount", "numbering"]


class Company(Audited, Archivable, Revisioned, db.Model):  # type: ignore[name-defined]
    """A legal entity the agency works through (Spółka); the seller on its documents."""

    __tablename__ = "company"
    __labels__ = _("Own company"), _("Own companies")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), info={"label": _("Full name")})
    short_name: Mapped[str] = mapped_column(
        sa.String(60), unique=True, info={"label": _("Short name")}
    )
    nip: Mapped[str | None] = mapped_column(sa.String(10), unique=True, info={"label": _("NIP")})
    regon: Mapped[str | None] = mapped_column(sa.String(14), info={"label": _("REGON")})
    krs: Mapped[str | None] = mapped_column(sa.String(10), info={"label": _("KRS")})
    eu_vat: Mapped[str | None] = mapped_column(sa.String(16), info={"label": _("EU VAT number")})
    #: Number in the register of employment agencies (Krajowy Rejestr Agencji Zatrudnienia).
    kraz_number: Mapped[str | None] = mapped_column(
        sa.String(20), info={"label": _("KRAZ register number")}
    )
    street: Mapped[str | None] = mapped_column(
        sa.String(160), info={"label": _("Street and number")}
    )
    postal_code: Mapped[str | None] = mapped_column(sa.String(12), info={"label": _("Postal code")})
    city: Mapped[str | None] = mapped_column(sa.String(80), info={"label": _("City")})
    country: Mapped[str] = mapped_column(
        sa.String(2), default="PL", info={"label": _("Country code")}
    )
    email: Mapped[str | None] = mapped_column(sa.String(254), info={"label": _("E-mail")})
    phone: Mapped[str | None] = mapped_column(sa.String(40), info={"label": _("Phone")})
    website: Mapped[str | None] = mapped_column(sa.String(200), info={"label": _("Website")})
    #: The generated name of a file below INSTANCE_DIR/files/logos.
    logo_file: Mapped[str | None] = mapped_column(sa.String(40), info={"label": _("Logo")})

    bank_accounts: Mapped[list[CompanyBankAccount]] = relationship(
        back_populates="company", info={"label": _("Bank accounts")}
    )

    def __str__(self) -> str:
        return self.short_name


class CompanyBankAccount(Audited, Archivable, Revisioned, db.Model):  # type: ignore[name-defined]
    """An account clients pay to."""

    __tablename__ = "company_bank_account"
    __labels__ = _("Own bank account"), _("Own bank accounts")
    __table_args__ = (
        sa.UniqueConstraint("company_id", "iban"),
        sa.Index(
            "uq_company_bank_account_default",
            "company_id",
            "currency",
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    iban: Mapped[str] = mapped_column(sa.String(34), info={"label": _("Account number (IBAN)")})
    bank: Mapped[str | None] = mapped_column(sa.String(120), info={"label": _("Bank")})
    currency: Mapped[Currency] = mapped_column(
        enum(Currency),
        default=Currency.PLN,
        info={"label": _("Currency")},
    )
    is_default: Mapped[bool] = mapped_column(
        default=False, info={"label": _("Default for its currency")}
    )

    company: Mapped[Company] = relationship(
        back_populates="bank_accounts", info={"label": _("Own company")}
    )

    def __str__(self) -> str:
        return show_iban(self.iban)
