"""The number series every agency starts with; they serve all companies until one has its own."""

import sqlalchemy as sa

from app.core import seeds
from app.core.numbering.enums import Reset, SeriesKind
from app.core.numbering.models import NumberSeries
from app.extensions import db

#: The names are data an agency changes, so they are Polish.
SHIPPED = (
    (SeriesKind.invoice, "Faktury", "FV/{yyyy}/{mm}/{seq:4}", Reset.monthly),
    (SeriesKind.correction, "Korekty", "KOR/{yyyy}/{mm}/{seq:4}", Reset.monthly),
    (SeriesKind.employee_contract, "Umowy i wyjazdy", "U/{yyyy}/{mm}/{seq}", Reset.monthly),
    (SeriesKind.note, "Noty księgowe", "NK/{yyyy}/{seq:4}", Reset.yearly),
    (SeriesKind.item_protocol, "Protokoły wydania", "PW/{yyyy}/{mm}/{seq}", Reset.monthly),
)


@seeds.seed
def seed_series() -> int:
    """Add the shipped series that were never added here; return how many."""
    is_in_use = bool(db.session.scalar(sa.select(sa.exists().select_from(NumberSeries))))
    kinds = seeds.take_unsown(
        "number series", [kind.value for kind, *_rest in SHIPPED], is_in_use=is_in_use
    )
    for kind, name, pattern, reset in SHIPPED:
        if kind.value in kinds:
            db.session.add(NumberSeries(kind=kind, name=name, pattern=pattern, reset=reset))
    db.session.flush()
    return len(kinds)
