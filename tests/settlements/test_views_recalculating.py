"""Hours that change after a settlement: the difference is seen first, then becomes a correction."""

import re
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.core.db import transaction
from app.invoicing.models import Invoice
from app.items.services.issuing import Holder, Wanted, hand_out
from app.settlements.enums import ClientState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.services import employees
from tests.factories.items import ItemTypeFactory
from tests.factories.settlements import MONTH, less_overtime
from tests.settlements.settlement_page import invoiced, only, press, text_of
from tests.support.pages import fields_of, rows_of
from tests.support.together import post_together


def test_the_draft_of_a_correction_charges_what_its_settlement_says(db, accountant, month, url):
    invoiced(accountant, url)
    less_overtime(month)
    db.session.commit()
    page = url.replace("show", "correct")
    form = fields_of(accountant.get(page).text)
    form["reason"] = "Mniej nadgodzin"
    correct = accountant.post(page, data=form).location.replace("show", "correct")
    form = fields_of(accountant.get(correct).text)
    form.setlist("line_price", ["1,00", *form.getlist("line_price")[1:]])
    answer = accountant.post(correct, data=form)
    assert answer.status_code == 422
    assert "zmienia się w nim" in text_of(answer)
    form = fields_of(accountant.get(correct).text)
    form["reason"] = "Pomyłka w godzinach"
    assert accountant.post(correct, data=form).status_code == 302


def test_who_was_taken_back_is_not_said_to_be_missing_in_the_settlement(db, accountant, month, url):
    invoiced(accountant, url)
    people = list(db.session.scalars(sa.select(EmployeeSettlement)))
    employees.cancel(people[:1], "pomyłka")
    db.session.commit()
    page = text_of(accountant.get(url))
    assert "Części pracowników z tego miesiąca nie rozliczono." in page
    assert "nie ma ich w tym rozliczeniu" not in page


def test_changed_hours_are_seen_before_they_become_a_correction(db, accountant, month, url):
    place = invoiced(accountant, url)
    assert "Korekta ze zmienionych godzin" in text_of(accountant.get(place)), (
        "offered under More options"
    )
    answer = accountant.get(url.replace("show", "correct"))
    assert "Nic się nie zmieniło" in text_of(answer)
    less_overtime(month)
    db.session.commit()
    assert "zmieniły się rozliczenia pracowników" in text_of(accountant.get(url))
    page = accountant.get(url.replace("show", "correct"))
    (row,) = rows_of(page.text)
    assert [cell.replace("\u00a0", " ") for cell in row] == [
        "Pokojówka – nadgodziny 50 %", "12:45", "12:15", "916,09 zł", "880,16 zł", "-35,93 zł",
    ]  # fmt: skip
    form = fields_of(page.text)
    form["reason"] = "Mniej nadgodzin"
    for _again in range(2):
        answer = accountant.post(url.replace("show", "correct"), data=form)
    assert answer.status_code == 302
    db.session.expire_all()
    correction = db.session.scalars(sa.select(Invoice).order_by(Invoice.id.desc())).first()
    assert answer.location == f"/invoices/show/{correction.id}"
    assert (str(correction.net), str(correction.vat), str(correction.gross)) == (
        "-35.93", "-8.27", "-44.20",
    )  # fmt: skip
    assert len(db.session.scalars(sa.select(Invoice.id)).all()) == 2
    states = db.session.scalars(
        sa.select(ClientSettlement.state).order_by(ClientSettlement.id)
    ).all()
    assert states == [ClientState.corrected, ClientState.approved]
    new = db.session.scalars(sa.select(ClientSettlement.id).order_by(ClientSettlement.id)).all()[1]
    assert f"/client-settlements/show/{new}" in accountant.get(url).text


def test_a_correction_that_was_not_looked_at_is_not_made(db, accountant, month, url):
    invoiced(accountant, url)
    less_overtime(month)
    db.session.commit()
    answer = accountant.post(url.replace("show", "correct"), data={"reason": "x", "seen": "old"})
    assert answer.status_code == 422
    assert "Znowu się zmieniło" in text_of(answer)
    assert len(db.session.scalars(sa.select(Invoice.id)).all()) == 1


def test_a_new_calculation_shows_the_difference_first(db, accountant, month, url):
    less_overtime(month)
    db.session.commit()
    answer = press(accountant, url, "approve")
    assert "Od tego czasu rozliczono pracowników na nowo." in text_of(answer)
    assert only(db).state is ClientState.draft
    page = accountant.get(url.replace("show", "difference"))
    assert "-35,93 zł" in text_of(page)
    assert str(only(db).net) == "11128.37"
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    for value, net in (("other", "11128.37"), (seen, "11092.44")):
        accountant.post(url.replace("show", "recalculate"), data={"seen": value})
        assert str(only(db).net) == net


def test_nothing_new_is_not_offered_to_be_taken_over(db, accountant, url):
    page = accountant.get(url.replace("show", "difference"))
    assert "Nic się nie zmieniło" in text_of(page)
    assert "Przejmij" not in text_of(page)


def test_a_thing_charged_meanwhile_is_said_and_taken_over(db, accountant, month, url):
    kind = ItemTypeFactory(name="Łóżko", unit_price=Decimal("35.50"))
    with transaction():
        hand_out(Holder(client=month.client), [Wanted(kind, 2, is_charged=True)], on=MONTH)
    page = accountant.get(url.replace("show", "difference"))
    assert "Łóżko" in text_of(page)
    assert "Przejmij" in text_of(page)
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    accountant.post(url.replace("show", "recalculate"), data={"seen": seen})
    assert str(only(db).net) == "11199.37"


def test_of_two_who_correct_at_once_there_is_one_correction(
    app, db, login_as, accountant, month, url
):
    invoiced(accountant, url)
    less_overtime(month)
    db.session.commit()
    page = url.replace("show", "correct")
    browsers = [accountant, login_as(ADMINISTRATOR)]
    forms = [{**fields_of(one.get(page).text), "reason": "Mniej"} for one in browsers]
    answers = post_together(
        app, [(one, page, form) for one, form in zip(browsers, forms, strict=True)]
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert len(db.session.scalars(sa.select(Invoice.id)).all()) == 2
