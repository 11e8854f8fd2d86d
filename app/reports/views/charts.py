"""What a chart shows, as text for an attribute; ``reports.js`` draws it with Chart.js."""

import json
from dataclasses import dataclass
from decimal import Decimal

from app.core.currency import Currency


@dataclass(frozen=True)
class Bars:
    """One series of bars; its colour is the name of a token of ``tokens.css``."""

    label: str
    color: str
    values: list[Decimal]


@dataclass(frozen=True)
class Chart:
    """Bars of amounts in one currency, standing or lying."""

    title: str
    currency: Currency
    labels: list[str]
    series: list[Bars]
    is_lying: bool = False

    @property
    def size(self) -> str:
        """Return how much room it needs: lying bars need more, the more there are."""
        rows = len(self.labels)
        return "few" if self.is_lying and rows <= 4 else "many" if self.is_lying else "some"

    def __str__(self) -> str:
        """Return everything the script needs; amounts as exact text."""
        series = [
            {"label": one.label, "color": one.color, "values": [str(v) for v in one.values]}
            for one in self.series
        ]
        return json.dumps(
            {
                "currency": self.currency.value,
                "labels": self.labels,
                "series": series,
                "lying": self.is_lying,
            },
            ensure_ascii=False,
        )
