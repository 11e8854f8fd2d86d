"""The page of a client's settlement, from the draft to the invoice, to the grosz."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.core.modules import Module, switch
from app.invoicing.models import Invoice
from app.positions.enums import RateRule
from app.schedule.rules.worked import read_worked
from app.schedule.services import deciding, entries
from app.settlements.enums import ClientState
from app.settlements.models import ClientSettlementLine, EmployeeSettlementLine
from app.settlements.services import employees
from tests.factories.positions import PositionRateFactory
from tests.factories.settlements import MONTH, make_worked_month
from tests.settlements.settlement_page import invoiced, lines_of, only, press, text_of
from tests.support.pages import fields_of, rows_of


def test_the_lines_are_those_of_the_worked_month(accountant, url):
    # 168:30 × 47.90 = 8 071.15; 37:15 × 57.48 = 2 141.13; 12:45 × 71.85 = 916.0875
    assert [row[1:8] for row in lines_of(accountant, url)] == [
        ["1", "Pokojówka – dzienna", "168:30", "godzina", "47,90", "8 071,15 zł", "23%"],
        ["2", "Pokojówka – nocna", "37:15", "godzina", "57,48", "2 141,13 zł", "23%"],
        ["3", "Pokojówka – nadgodziny 50 %", "12:45", "godzina", "71,85", "916,09 zł", "23%"],
    ]
    page = text_of(accountant.get(url))
    for amount in ("218:30", "11 128,37 zł", "9 318,77 zł", "1 809,60 zł", "16,3 %"):
        assert amount in page


def test_a_line_unfolds_to_people_rates_and_days(db, accountant, month, url):
    night = only(db).lines[1]
    page = text_of(accountant.get(f"/client-settlements/unfold/{night.id}"))
    assert "Anna Nowak" in page
    assert "Beata" not in page
    assert "37:15 × 57,48 = 2 141,13 zł" in page
    # 37.25 × 39.41 = 1 468.0225; × 1.2048 = 1 768.673508
    assert "Wynagrodzenie 1 468,02 zł, koszt 1 768,67 zł" in page
    assert page.count("obowiązuje") == 2
    assert "57,48 · stanowisko · nocna · od 01.09.2026" in page
    assert "47,90 · stanowisko · dzienna · od 01.09.2026" in page
    source = db.session.scalar(sa.select(EmployeeSettlementLine).filter_by(client_line_id=night.id))
    days = rows_of(accountant.get(f"/client-settlements/days/{source.id}").text)
    # 2235 minutes, eight hours a day at most
    assert [row[2] for row in days] == ["8:00"] * 4 + ["5:15"]
    assert days[0][0] == "01.10.2026"


def test_a_shift_split_into_kinds_says_where_its_other_hours_are(db, accountant):
    month = make_worked_month(is_worked=False)
    contract = month.contracts[0]
    # ten hours and half an hour of break: eight by day, two of overtime
    made = entries.report(contract, MONTH, read_worked(MONTH, "7-17:30 (30)"))
    deciding.accept([made])
    employees.settle([contract.id], MONTH, close=True)
    db.session.commit()
    found = db.session.scalars(
        sa.select(EmployeeSettlementLine).order_by(EmployeeSettlementLine.place)
    )
    pages = [rows_of(accountant.get(f"/client-settlements/days/{one.id}").text) for one in found]
    assert [page[0][1:3] for page in pages] == [
        ["07:00–17:30 przerwa 0:30", "8:00 oraz 2:00 – nadgodziny 50 %"],
        ["07:00–17:30 przerwa 0:30", "2:00 oraz 8:00 – dzienna"],
    ]


def test_days_of_a_rate_that_changed_in_the_month_go_to_their_own_line(db, accountant, month):
    PositionRateFactory(
        position=month.position, rate_kind=month.kinds[RateRule.night],
        employee_rate=Decimal("40.00"), client_rate=Decimal("60.00"), valid_from=date(2026, 10, 4),
    )  # fmt: skip
    db.session.commit()
    employees.settle([one.id for one in month.contracts], MONTH, close=True)
    db.session.commit()
    night = db.session.scalars(
        sa.select(EmployeeSettlementLine)
        .filter_by(rate_kind_id=month.kinds[RateRule.night].id)
        .order_by(EmployeeSettlementLine.place)
    ).all()
    found = [rows_of(accountant.get(f"/client-settlements/days/{one.id}").text) for one in night]
    assert [[row[0] for row in days] for days in found] == [
        ["01.10.2026", "02.10.2026", "03.10.2026"], ["04.10.2026", "05.10.2026"],
    ]  # fmt: skip


def test_a_line_of_ones_own_is_added_unticked_and_removed(db, accountant, url):
    form = fields_of(accountant.get(url).text).to_dict()
    form |= {"text": "Dojazd", "quantity": "3", "rate": "33,35", "vat_rate": "vat_8"}
    pk = only(db).id
    for _again in range(2):
        answer = accountant.post(f"/client-settlements/lines/{pk}", data=form)
        assert answer.location == url
    line = only(db).lines[-1]
    assert (line.text, str(line.net), str(only(db).net)) == ("Dojazd", "100.05", "11228.42")
    assert len(only(db).lines) == 4
    accountant.post(f"/client-settlements/charge-line/{line.id}?on=0")
    assert str(only(db).net) == "11128.37"
    accountant.post(f"/client-settlements/charge-line/{line.id}?on=1")
    assert str(only(db).net) == "11228.42"
    press(accountant, url, "remove-line")
    assert (len(only(db).lines), str(only(db).net)) == (3, "11128.37")


@pytest.mark.parametrize(
    "wrong",
    [{"quantity": "0"}, {"quantity": "x"}, {"text": ""}, {"rate": "1e12"}, {"vat_rate": "?"}],
)
def test_a_wrong_line_is_shown_as_it_was_typed(db, accountant, url, wrong):
    form = {"text": "Dojazd", "quantity": "1", "rate": "10", "vat_rate": "vat_23"} | wrong
    answer = accountant.post(f"/client-settlements/lines/{only(db).id}", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert len(only(db).lines) == 3


def test_work_can_be_neither_unticked_nor_removed(db, accountant, url):
    line = only(db).lines[0]
    for page in ("charge-line", "remove-line"):
        accountant.post(f"/client-settlements/{page}/{line.id}?on=0")
    assert (len(only(db).lines), str(only(db).net)) == (3, "11128.37")


def test_lines_are_put_in_order_and_stay_so(db, accountant, url):
    pk, ids = only(db).id, [line.id for line in only(db).lines]
    answer = accountant.post(
        f"/client-settlements/order-lines/{pk}", data={"lines": f"{ids[2]},{ids[0]},{ids[1]}"}
    )
    assert answer.status_code == 200
    assert [row[3] for row in lines_of(accountant, url)] == ["12:45", "168:30", "37:15"]
    for wrong in ("", f"{ids[0]}", f"{ids[0]},{ids[0]},{ids[1]}", "1,2,99"):
        answer = accountant.post(f"/client-settlements/order-lines/{pk}", data={"lines": wrong})
        assert answer.status_code == 422
    assert [row[3] for row in lines_of(accountant, url)] == ["12:45", "168:30", "37:15"]


def test_what_is_approved_is_what_was_on_the_screen(db, accountant, url):
    stale = re.search(r'data-post="([^"]+/approve/[^"]+)"', accountant.get(url).text)[1]
    form = {"text": "Dojazd", "quantity": "1", "rate": "10", "vat_rate": "vat_23"}
    accountant.post(f"/client-settlements/lines/{only(db).id}", data=form)
    answer = accountant.post(unescape(stale), follow_redirects=True)
    assert "Ktoś właśnie" in text_of(answer)
    assert only(db).state is ClientState.draft
    press(accountant, url, "approve")
    assert only(db).state is ClientState.approved


def test_an_approved_settlement_goes_back_and_is_cancelled(db, accountant, month, url):
    press(accountant, url, "approve")
    assert 'name="text"' not in accountant.get(url).text
    press(accountant, url, "reopen")
    assert only(db).state is ClientState.draft
    press(accountant, url, "cancel")
    assert only(db).state is ClientState.cancelled
    again = accountant.post(f"/settlements/client/{month.client.id}?month=2026-10").location
    assert again != url
    assert "11 128,37 zł" in text_of(accountant.get(again))


def test_the_issued_invoice_says_exactly_this(db, accountant, url):
    place = invoiced(accountant, url)
    invoice = only(db, Invoice)
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == (
        "11128.37", "2559.53", "13687.90",
    )  # fmt: skip
    pdf = accountant.get(place.replace("show", "pdf")).data
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    text = " ".join(text.replace("\u00a0", " ").split())
    for words in (
        "Pokojówka – nadgodziny 50 %", "8 071,15", "2 141,13", "916,09", "11 128,37", "2 559,53",
        "13 687,90", "168,5 godz.", "168:30", "Specyfikacja godzin – październik 2026",
    ):  # fmt: skip
        assert words in text, words
    assert url in accountant.get(place).text


def test_the_page_of_an_invoice_writes_quantities_and_numbers_as_its_file_does(accountant, url):
    place = invoiced(accountant, url)
    page = text_of(accountant.get(place))
    for said in ("168,5", "37,25", "12,75", "NIP: 526-10-40-828"):
        assert said in page
    for said in ("168,50", "5261040828"):
        assert said not in page


def test_the_draft_of_an_invoice_charges_what_its_settlement_says(db, accountant, url):
    press(accountant, url, "approve")
    place = accountant.post(url.replace("show", "invoice")).location
    edit, issuing = place.replace("show", "edit"), place.replace("show", "action/issue")
    for wrong in (
        {"price": "1,00"},
        {"quantity": "1"},
        {"vat": "vat_8"},
        {"key": "", "price": "0"},
    ):
        form = fields_of(accountant.get(edit).text)
        for name, value in wrong.items():
            form.setlist(f"line_{name}", [value, *form.getlist(f"line_{name}")[1:]])
        answer = accountant.post(edit, data=form)
        assert answer.status_code == 422, wrong
        assert "Hotel Bałtyk" in text_of(answer)
        assert "zmienia się w nim" in text_of(answer)
    form = fields_of(accountant.get(edit).text)
    form["currency"] = "EUR"
    assert accountant.post(edit, data=form).status_code == 422
    form = fields_of(accountant.get(edit).text)
    form["notes"] = "Dziękujemy"
    form.setlist("line_text", ["Sprzątanie", *form.getlist("line_text")[1:]])
    assert accountant.post(edit, data=form).status_code == 302
    accountant.post(issuing)
    invoice = only(db, Invoice)
    assert (invoice.is_draft, str(invoice.net), invoice.notes) == (False, "11128.37", "Dziękujemy")
    assert invoice.after[0].text == "Sprzątanie"


def test_without_the_module_of_invoices_none_is_made(db, accountant, url):
    press(accountant, url, "approve")
    switch(Module.invoices, is_on=False)
    db.session.commit()
    assert "/client-settlements/invoice/" not in accountant.get(url).text
    assert accountant.post(url.replace("show", "invoice")).status_code == 404


def test_statements_do_not_depend_on_the_number_of_lines(db, accountant, url, count_sql):
    costs = []
    for more in (0, 30):
        item = only(db)
        for number in range(more):
            item.lines.append(
                ClientSettlementLine(
                    client_id=item.client_id, place=9 + number, key=f"k{number}", kind="manual",
                    text="Dojazd", unit="piece", net=1, vat_rate="vat_23",
                )
            )  # fmt: skip
        db.session.commit()
        accountant.get(url)
        with count_sql() as statements:
            assert accountant.get(url).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 20, costs


def test_a_settlement_of_months_and_pieces_names_no_hours(db, accountant, url):
    tile = re.compile(r"<dt>Godziny</dt>\s*<dd>\s*(\S+)\s*</dd>")
    hours = tile.search(accountant.get(url).text)
    assert hours is not None
    assert re.fullmatch(r"[1-9]\d*:\d\d", hours[1])
    item = only(db)
    item.minutes = 0
    db.session.commit()
    assert tile.search(accountant.get(url).text)[1] == "—"
