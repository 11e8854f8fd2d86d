"""The month of all clients as a file: the numbers of the dashboard, filtered like it."""

import csv
from decimal import Decimal
from html import unescape
from io import BytesIO

from openpyxl import load_workbook

from app.invoicing.models import Payment
from app.invoicing.services import issue
from app.invoicing.services.payments import settle
from tests.factories.assignments import ContractFactory
from tests.factories.settlements import MONTH
from tests.settlements.documents import ISSUED_ON, approved, corrected, issued
from tests.settlements.office import URL, WITHOUT, allow, month_url, settle_people
from tests.support.pages import rows_of


def file_of(browser, kind="csv", query="month=2026-10"):
    answer = browser.get(f"/settlements/export/{kind}?{query}")
    assert answer.status_code == 200
    return answer.data


def lines_of(data):
    return list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_the_month_is_had_as_a_file_with_the_numbers_of_the_page(db, accountant, month):
    settle_people(accountant, month)
    accountant.post(month_url(month))
    heads, row = lines_of(file_of(accountant))
    found = dict(zip(heads, row, strict=True))
    # 9 318.77 is the cost of the page, 1 809.60 ÷ 11 128.37 = 16.26 %
    assert found == {
        "Klient": "Hotel Bałtyk sp. z o.o.", "Umowy": "2", "Zaakceptowane godziny": "218,50",
        "Godziny oczekujące": "0,00", "Doby, sztuki i ryczałty": "0",
        "Rozliczono pracowników": "2", "Pracownicy do rozliczenia": "0",
        "Rozliczenie Klienta": "szkic", "Netto": "11128,37", "Koszt": "9318,77",
        "Marża": "1809,60", "Marża %": "16,26", "Waluta": "PLN", "Faktura": "", "Płatność": "",
    }  # fmt: skip
    book = load_workbook(BytesIO(file_of(accountant, "xlsx")))
    assert [cell.value for cell in book.active[2]][8:10] == [11128.37, 9318.77]
    assert accountant.get("/settlements/export/pdf?month=2026-10").status_code == 404


def test_the_file_is_filtered_like_the_page_and_shows_no_money_to_who_sees_none(
    db, login_as, accountant, month
):
    settle_people(accountant, month)
    assert len(lines_of(file_of(accountant, query="month=2026-10&q=inny"))) == 1
    assert len(lines_of(file_of(accountant, query="month=2026-10&stage=ready"))) == 2
    allow(db, WITHOUT, ("can_read", "ClientSettlements"))
    clueless = login_as(WITHOUT)
    assert "/settlements/export/" not in clueless.get(URL).text
    assert clueless.get("/settlements/export/csv").status_code == 403
    allow(db, WITHOUT, ("can_export", "ClientSettlements"))
    assert "/settlements/export/xlsx?month=2026-10" in unescape(clueless.get(URL).text)
    data = file_of(clueless).decode()
    assert "218,50" in data
    assert "11128,37" not in data


def test_the_file_costs_the_same_for_few_and_for_many(db, accountant, month, count_sql):
    costs = []
    for more in (0, 30):
        for _n in range(more):
            ContractFactory(starts_on=MONTH, ends_on=None)
        db.session.commit()
        with count_sql() as statements:
            assert len(lines_of(file_of(accountant))) == more + 2
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_a_corrected_month_says_how_its_documents_are_paid(db, accountant, month):
    settlement = approved(month)
    invoice = issued(settlement)
    issue(corrected(month, settlement))
    # 13 687.90 - 44.20
    payment = Payment(invoice=invoice, amount=Decimal("13643.70"), paid_on=ISSUED_ON)
    payment.client = invoice.client
    db.session.add(payment)
    settle(invoice)
    db.session.commit()
    heads, line = lines_of(file_of(accountant))
    assert line[heads.index("Faktura")].startswith("KOR/")
    assert line[heads.index("Płatność")] == "Opłacona"
    (row,) = rows_of(accountant.get(URL).text)
    assert row[5].split()[-1] == "Opłacona"
