"""Employees and their documents."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.annotations.models import EntityStatus, Taggable
from app.core.clock import today
from app.core.db import enum, sort_key_type
from app.core.history import Versioned
from app.core.isolation import Reached
from app.core.models import Archivable, Audited, Revisioned
from app.core.search import Searchable, SearchText
from app.core.text import sort_key
from app.employees import rules
from app.employees.enums import DocumentKind, Gap, Validity
from app.extensions import Model

#: What guards a PESEL wherever it is shown, asked for or kept.
PERSONAL_NUMBERS = "PersonalNumbers"


class Employee(
    Versioned, Reached, Searchable, Taggable, Audited, Archivable, Revisioned, Model
):  # fmt: skip
    """A person the agency employs, or is about to."""

    __tablename__ = "employee"
    __labels__ = _("Employee"), _("Employees")
    search_kind = "employee"
    search_restricted = (PERSONAL_NUMBERS,)
    reach_kind = "employee"
    reach_key = "id"
    __table_args__ = (
        sa.Index("ix_employee_archived_on_sort_key", "archived_on", "sort_key", "id"),
        # What the list can be ordered by is read in that order, however long the list is.
        sa.Index("ix_employee_created_on_id", "created_on", "id"),
        sa.Index("ix_employee_changed_on_id", "changed_on", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(sa.String(60), info={"label": _("First name")})
    last_name: Mapped[str] = mapped_column(sa.String(80), info={"label": _("Last name")})
    sort_key: Mapped[str] = mapped_column(sort_key_type(200), default="", index=True)
    status_id: Mapped[int | None] = mapped_column(sa.ForeignKey("entity_status.id"), index=True)
    guardian_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ab_user.id"), index=True)
    phone: Mapped[str | None] = mapped_column(sa.String(40), info={"label": _("Phone")})
    email: Mapped[str | None] = mapped_column(sa.String(254), info={"label": _("E-mail")})
    # Not unique: whoever may not see it would learn from a refusal that it exists.
    pesel: Mapped[str | None] = mapped_column(sa.String(11), index=True, info={"label": _("PESEL")})
    born_on: Mapped[date | None] = mapped_column(info={"label": _("Birth date")})
    nationality: Mapped[str] = mapped_column(
        sa.String(2), default="PL", info={"label": _("Nationality (country code)")}
    )
    iban: Mapped[str | None] = mapped_column(
        sa.String(34), info={"label": _("Account number (IBAN)")}
    )
    street: Mapped[str | None] = mapped_column(
        sa.String(160), info={"label": _("Street and number")}
    )
    postal_code: Mapped[str | None] = mapped_column(sa.String(12), info={"label": _("Postal code")})
    city: Mapped[str | None] = mapped_column(sa.String(80), info={"label": _("City")})
    country: Mapped[str] = mapped_column(
        sa.String(2), default="PL", info={"label": _("Country code")}
    )
    description: Mapped[str | None] = mapped_column(sa.Text, info={"label": _("Description")})

    status: Mapped[EntityStatus | None] = relationship(info={"label": _("Status")})
    guardian: Mapped[Any] = relationship(
        "Account", foreign_keys=[guardian_id], info={"label": _("Employee guardian")}
    )
    documents: Mapped[list[EmployeeDocument]] = relationship(
        back_populates="employee", order_by="EmployeeDocument.valid_to.desc()"
    )

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def gaps(self) -> list[Gap]:
        """Return what the employee lacks today to be settled."""
        facts = rules.Facts(
            has_bank_account=bool(self.iban),
            has_pesel=bool(self.pesel),
            has_birth_date=self.born_on is not None,
            has_address=bool(self.street and self.city),
            documents=tuple(document.as_held() for document in self.documents),
        )
        return rules.gaps(facts, today())

    def search_text(self) -> SearchText:
        """Return how the employee is found: by name, phone, e-mail and, restricted, PESEL."""
        digits = "".join(filter(str.isdigit, self.phone or ""))
        restricted = {PERSONAL_NUMBERS: (self.pesel,)} if self.pesel else {}
        return SearchText(
            self.name, self.city or "", (digits, self.email), restricted=restricted
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class EmployeeDocument(Versioned, Reached, Audited, Revisioned, Model):
    """A document of an employee, valid for a time: badania, A1, zezwolenie na pracę, BHP."""

    __tablename__ = "employee_document"
    __labels__ = _("Document"), _("Documents")
    reach_kind = "employee"
    reach_key = "employee_id"
    __table_args__ = (
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name="valid_in_order",
        ),
        sa.Index("ix_employee_document_valid_to_id", "valid_to", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(sa.ForeignKey("employee.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(
        enum(DocumentKind), default=DocumentKind.medical, info={"label": _("Kind of document")}
    )
    number: Mapped[str | None] = mapped_column(sa.String(60), info={"label": _("Number")})
    valid_from: Mapped[date | None] = mapped_column(info={"label": _("Valid from")})
    valid_to: Mapped[date | None] = mapped_column(info={"label": _("Valid to")})
    note: Mapped[str | None] = mapped_column(sa.String(300), info={"label": _("Note")})

    employee: Mapped[Employee] = relationship(
        back_populates="documents", info={"label": _("Employee")}
    )

    def as_held(self) -> rules.Held:
        """Return what the rules know of it."""
        return rules.Held(self.kind, self.valid_from, self.valid_to)

    @property
    def validity(self) -> Validity:
        """Return what the document is today."""
        return rules.validity(self.as_held(), today())

    def __str__(self) -> str:
        return f"{self.kind} {self.number}" if self.number else str(self.kind)


@event.listens_for(Employee, "before_insert")
@event.listens_for(Employee, "before_update")
def _keep_key(_mapper: Any, _connection: Any, employee: Employee) -> None:
    employee.sort_key = sort_key(f"{employee.last_name} {employee.first_name}")[:200]
