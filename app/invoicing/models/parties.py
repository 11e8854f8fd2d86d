"""Seller, buyer and bank account as they were on the day of issue: copies, no references."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from app.invoicing.rules import Party

#: Follows from the client or company on the day of issue, so neither history nor log repeats it.
_COPY = {"audit": False}


class PartyColumns:
    """The copied columns; empty while the document is a draft."""

    seller_name: Mapped[str | None] = mapped_column(sa.String(200), info={"label": _("Seller")})
    seller_nip: Mapped[str | None] = mapped_column(sa.String(10), info={"label": _("Seller's NIP")})
    seller_eu_vat: Mapped[str | None] = mapped_column(sa.String(16), info=_COPY)
    seller_street: Mapped[str | None] = mapped_column(sa.String(160), info=_COPY)
    seller_postal_code: Mapped[str | None] = mapped_column(sa.String(12), info=_COPY)
    seller_city: Mapped[str | None] = mapped_column(sa.String(80), info=_COPY)
    seller_country: Mapped[str | None] = mapped_column(sa.String(2), info=_COPY)
    #: REGON, KRS, KRAZ and how to reach the seller, for the foot of the page.
    seller_details: Mapped[str | None] = mapped_column(sa.String(500), info=_COPY)
    seller_logo: Mapped[str | None] = mapped_column(sa.String(40), info=_COPY)
    bank_iban: Mapped[str | None] = mapped_column(sa.String(34), info={"label": _("Account")})
    bank_name: Mapped[str | None] = mapped_column(sa.String(120), info=_COPY)
    bank_bic: Mapped[str | None] = mapped_column(sa.String(11), info=_COPY)

    buyer_name: Mapped[str | None] = mapped_column(sa.String(200), info={"label": _("Buyer")})
    buyer_nip: Mapped[str | None] = mapped_column(sa.String(10), info={"label": _("Buyer's NIP")})
    buyer_eu_vat: Mapped[str | None] = mapped_column(sa.String(16), info=_COPY)
    buyer_street: Mapped[str | None] = mapped_column(sa.String(160), info=_COPY)
    buyer_postal_code: Mapped[str | None] = mapped_column(sa.String(12), info=_COPY)
    buyer_city: Mapped[str | None] = mapped_column(sa.String(80), info=_COPY)
    buyer_country: Mapped[str | None] = mapped_column(sa.String(2), info=_COPY)

    @property
    def seller(self) -> Party:
        """Return the copied seller."""
        return self._party("seller")

    @property
    def buyer(self) -> Party:
        """Return the copied buyer."""
        return self._party("buyer")

    def _party(self, prefix: str) -> Party:
        return Party(**{name: getattr(self, f"{prefix}_{name}") or "" for name in PARTY})

    def copy_party(self, prefix: str, party: Party) -> None:
        """Keep a party on the document."""
        for name in PARTY:
            setattr(self, f"{prefix}_{name}", getattr(party, name) or None)


PARTY = ("name", "nip", "eu_vat", "street", "postal_code", "city", "country")
