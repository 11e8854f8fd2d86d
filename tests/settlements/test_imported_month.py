"""The worked month of DOMAIN.md §5 from a file of the client to the PDF, by commands alone."""

from datetime import date, timedelta

import sqlalchemy as sa
from pypdf import PdfReader

from app.core.db import transaction
from app.schedule.enums import EntryState
from app.schedule.models import ScheduleEntry
from app.schedule.rules.durations import as_clock
from app.schedule.services import deciding
from tests.factories.settlements import MINUTES, MONTH, make_worked_month
from tests.schedule.files import xlsx

HEADER = ("Nr umowy", "Data", "Godziny", "Rodzaj stawki")


def lines(month):
    """Yield a line for each day: a kind of rate after the other, eight hours at most."""
    for contract, worked in zip(month.contracts, MINUTES, strict=True):
        day = MONTH
        for rule, minutes in worked.items():
            while minutes > 0:
                yield contract.number, day, as_clock(min(minutes, 480)), month.kinds[rule].name
                minutes, day = minutes - 480, day + timedelta(days=1)  # noqa: PLW2901 - used up


def run(app, *args):
    done = app.test_cli_runner().invoke(args=["crm", *args])
    assert done.exit_code == 0, done.output


def test_a_file_of_hours_becomes_exactly_this_invoice(app, db, tmp_path):
    month = make_worked_month(is_worked=False)
    path = xlsx(tmp_path / "godziny.xlsx", HEADER, *lines(month))
    db.session.commit()
    db.session.remove()
    run(app, "import-hours", str(path))
    reported = db.session.scalars(sa.select(ScheduleEntry).order_by(ScheduleEntry.id)).all()
    # 20 days with 152:30, 5 with 37:15, 2 with 12:45; and 2 with 16:00
    assert [one.state for one in reported] == [EntryState.reported] * 29
    assert max(one.day for one in reported) == date(2026, 10, 27)
    with transaction():
        deciding.accept(reported)
    db.session.remove()
    run(app, "run-month", "2026-10", "--out", str(tmp_path / "pdf"))
    (file,) = (tmp_path / "pdf").glob("*.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(file).pages)
    text = " ".join(text.replace("\u00a0", " ").split())
    for said in (
        "168,5 godz. 47,90 23% 8 071,15", "37,25 godz. 57,48 23% 2 141,13",
        "12,75 godz. 71,85 23% 916,09", "11 128,37 2 559,53 13 687,90", "Razem 218:30 godz.",
    ):  # fmt: skip
        assert said in text, said
