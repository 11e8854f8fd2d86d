"""A table printed behind an invoice: kept as text, so that it can be frozen with the rest."""

import json
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from app.invoicing.rules import Annex, AnnexColumn


class AnnexText(sa.types.TypeDecorator[Annex]):
    """An annex as canonical JSON in a text column."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Annex | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write it down."""
        if value is None:
            return None
        return json.dumps(asdict(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Annex | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else _read(json.loads(value))


def _read(data: dict[str, Any]) -> Annex:
    return Annex(
        title=data["title"],
        columns=tuple(AnnexColumn(**column) for column in data["columns"]),
        rows=tuple(tuple(row) for row in data["rows"]),
        has_total=data["has_total"],
        note=data.get("note", ""),  # annexes of older invoices have none
    )
