"""What somebody in the office types into the form of an invoice, and finds afterwards."""

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.invoicing.models import Invoice
from tests.support.pages import fields_of

ROWS = [
    ("Pokojówka – dzień", "168,5", "47,90"),
    ("Pokojówka – noc", "37,25", "57,48"),
    ("Nadgodziny", "12,75", "71,85"),
]
#: Half an hour of overtime less.
LESS = [*ROWS[:2], ("Nadgodziny", "12,25", "71,85")]


def lines(rows=ROWS, keys=()):
    """Return the fields of rows as a browser sends them."""
    form = MultiDict({"rows": "1"})
    for number, (text, quantity, price) in enumerate(rows):
        form.add("line_key", keys[number] if number < len(keys) else "")
        form.add("line_text", text)
        form.add("line_quantity", quantity)
        form.add("line_unit", "h")
        form.add("line_price", price)
        form.add("line_vat", "vat_23")
    return form


def with_lines(fields, new):
    """Return the fields of a page with other rows."""
    form = MultiDict((k, v) for k, v in fields.items(multi=True) if not k.startswith("line_"))
    form.update(MultiDict((k, v) for k, v in new.items(multi=True) if k != "rows"))
    form["rows"] = "1"
    return form


def only(db, model=Invoice):
    db.session.rollback()
    return db.session.scalars(sa.select(model)).one()


def add(browser, client, rows=ROWS, **values):
    page = browser.get(f"/invoices/add?_rel_client={client.id}")
    form = with_lines(fields_of(page.text), lines(rows))
    for name, value in values.items():
        form[name] = value
    return browser.post("/invoices/add", data=form)
