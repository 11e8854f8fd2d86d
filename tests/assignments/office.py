"""What somebody in the office does with the pages of contracts."""

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from tests.support.pages import save, typed_into

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
OWN = "Koordynator – swoi klienci, ze stawkami"
DAY = timedelta(days=1)
SECRET = Decimal("73.19")


def confirm(browser, url, answer, **values):
    """Send the form again as the answer shows it, with its mark of confirmation."""
    return browser.post(url, data=typed_into(answer, **values))


def newest(db, model):
    db.session.rollback()
    return db.session.scalars(sa.select(model).order_by(model.id.desc())).first()


def add(browser, employee, position, **values):
    form = {
        "employee": employee.id,
        "client": position.client_id,
        "position": position.id,
        "kind": "contract",
        "contract_type": "mandate",
        "starts_on": "2026-12-01",
        "ends_on": "31.12.2026",
    }
    return save(browser, "/contracts/add", **(form | values))
