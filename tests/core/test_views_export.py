"""CSV and XLSX: the list as it is filtered and ordered, harmless in a spreadsheet."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import sqlalchemy as sa

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.clients.models import Client
from app.clients.views import ClientView
from app.core.audit.models import AuditEntry
from app.core.text import sort_key
from app.core.views import exporting
from tests.factories.clients import ClientFactory, ContactFactory, TagFactory

OWN = "Koordynator – swoi klienci, bez stawek"
PAYLOADS = [
    "=1+1",
    '=HYPERLINK("http://evil","x")',
    "+48 601 234 567",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "|cmd",
    "%0A=1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
]


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


def read_csv(answer):
    assert answer.status_code == 200
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def read_xlsx(answer):
    assert answer.status_code == 200
    return list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows())


def values(rows):
    return [[cell.value for cell in row] for row in rows]


@pytest.fixture
def three(db):
    ClientFactory(name="Łan", payment_days=7, tags=[TagFactory(name="VIP"), TagFactory(name="X")])
    ClientFactory(name="Lis", payment_days=14, client_since=date(2026, 1, 2))
    ClientFactory(name="Ćma", payment_days=30, created_on=datetime(2026, 1, 1, 23, 30, tzinfo=UTC))


def test_file_has_the_rows_the_columns_and_the_order_of_the_screen(admin, three):
    query = "_flt_2_payment_days=14&_oc_ClientView=name&_od_ClientView=desc"
    query += "&_cols_ClientView=name,payment_days"
    expected = [["Łan", "7"], ["Lis", "14"]]
    assert read_csv(admin.get(f"/clients/export/csv?{query}"))[1:] == expected
    rows = values(read_xlsx(admin.get(f"/clients/export/xlsx?{query}")))
    assert rows[1:] == [["Łan", 7], ["Lis", 14]]


def test_file_holds_every_page_and_not_only_the_one_on_screen(admin, db):
    numbers = range(1203)
    db.session.execute(
        sa.insert(Client),
        [{"name": f"K {n:05}", "sort_key": sort_key(f"K {n:05}")} for n in numbers],
    )
    db.session.commit()
    url = "psize_ClientView=25&page_ClientView=3&_cols_ClientView=name"
    rows = read_csv(admin.get(f"/clients/export/csv?{url}"))
    assert [row[0] for row in rows[1:]] == [f"K {n:05}" for n in numbers]


def test_heads_are_the_labels_of_the_screen(admin, three):
    page = admin.get("/clients/list/").text
    for head in read_csv(admin.get("/clients/export/csv"))[0]:
        assert head in page


def test_dates_numbers_and_lists_are_what_they_are(admin, three):
    columns = "_cols_ClientView=name,tags,client_since,payment_days,created_on"
    url = f"{columns}&_oc_ClientView=name&_od_ClientView=asc"
    cma, lis, lan = read_csv(admin.get(f"/clients/export/csv?{url}"))[1:]
    assert cma[4] == "2026-01-02 00:30"
    assert lis[2] == "2026-01-02"
    assert lan[1] == "VIP, X"
    _, cma, lis, lan = read_xlsx(admin.get(f"/clients/export/xlsx?{url}"))
    assert lis[2].value == datetime(2026, 1, 2)  # noqa: DTZ001 - cells have no zone
    assert lis[2].is_date
    assert cma[4].value == datetime(2026, 1, 2, 0, 30)  # noqa: DTZ001
    assert (lan[3].value, lan[3].data_type) == (7, "n")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_is_never_a_formula(admin, db, payload):
    ClientFactory(name="A", short_name=payload)
    url = "_cols_ClientView=short_name"
    text = admin.get(f"/clients/export/csv?{url}").data.decode("utf-8-sig")
    (cell,) = next(csv.reader(io.StringIO(text.partition("\r\n")[2]), delimiter=";"))
    assert cell == f"'{payload}"
    (sheet_cell,) = read_xlsx(admin.get(f"/clients/export/xlsx?{url}"))[1]
    assert sheet_cell.data_type in ("s", "inlineStr")
    assert sheet_cell.hyperlink is None


def test_harmless_text_is_left_alone(admin, db):
    ClientFactory(name="A=1 (B-2)")
    assert read_csv(admin.get("/clients/export/csv?_cols_ClientView=name"))[1] == ["A=1 (B-2)"]


@pytest.mark.parametrize(
    ("value", "in_csv"),
    [
        (Decimal("-1234.50"), "-1234,50"),
        (Decimal("0.1"), "0,1"),
        (Decimal("1E+3"), "1000"),
        (-5, -5),
        (True, "1"),
        (None, None),
    ],
)
def test_numbers_stay_numbers_also_below_zero(value, in_csv):
    assert exporting._csv_value(exporting.plain(value)) == in_csv
    body = b"".join(exporting._xlsx(["x"], iter([[exporting.plain(value)]])))
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    if value is not None:
        assert sheet["A2"].value == pytest.approx(float(value))
        assert sheet["A2"].data_type == ("b" if value is True else "n")


def test_text_longer_than_a_cell_is_cut_and_not_dropped():
    body = b"".join(exporting._xlsx(["x"], iter([["ż" * 40_000]])))
    cell = openpyxl.load_workbook(io.BytesIO(body)).active["A2"].value
    assert cell == "ż" * 32_767


def test_file_is_sent_while_it_is_read(admin, db):
    db.session.execute(
        sa.insert(Client),
        [{"name": f"K {n} " + "x" * 150, "sort_key": f"k {n}"} for n in range(900)],
    )
    db.session.commit()
    answer = admin.get("/clients/export/csv", buffered=False)
    assert answer.is_streamed
    assert answer.headers.get("Content-Length") is None
    chunks = list(answer.response)
    assert len(chunks) > 2


def test_file_has_a_name_a_type_and_is_not_kept(admin, three):
    answer = admin.get("/clients/export/csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_export_is_recorded(admin, three, db):
    admin.get("/clients/export/csv?_flt_0_payment_days=7")
    db.session.rollback()
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert entry.actor_id == admin.account_id
    assert entry.entity == "Client"
    assert "_flt_0_payment_days" in str(entry.after)


def test_export_needs_its_permission(login_as, three, db):
    role = login_as(ACCOUNTING)
    assert role.get("/clients/export/csv").status_code == 200
    assert "/clients/export/" in role.get("/clients/list/").text
    db.session.execute(
        sa.text(
            "DELETE FROM ab_permission_view_role WHERE permission_view_id IN (SELECT pv.id FROM "
            "ab_permission_view pv JOIN ab_permission p ON p.id = pv.permission_id "
            "WHERE p.name = 'can_export')"
        )
    )
    db.session.commit()
    assert role.get("/clients/export/csv").status_code == 403
    assert "/clients/export/" not in role.get("/clients/list/").text


@pytest.mark.parametrize("kind", ["pdf", "xls", "..", "csv%00"])
def test_unknown_kind_of_file_is_not_found(admin, db, kind):
    assert admin.get(f"/clients/export/{kind}").status_code == 404


def test_export_keeps_to_the_scope(login_as, three):
    assert len(read_csv(login_as(OWN).get("/clients/export/csv"))) == 1


def test_export_of_a_tab_holds_its_rows_only(admin, db):
    contact = ContactFactory(last_name="Alfowa")
    ContactFactory(last_name="Betowa")
    rows = read_csv(admin.get(f"/contacts/export/csv?_rel_client={contact.client_id}"))
    assert [row[0] for row in rows[1:]] == ["Łucja Alfowa"]


def test_restricted_column_is_neither_shown_filtered_ordered_nor_exported(
    login_as, three, monkeypatch
):
    monkeypatch.setattr(ClientView, "restricted", {"payment_days": "Rates"})
    query = (
        "_cols_ClientView=name,payment_days&_flt_0_payment_days=7"
        "&_oc_ClientView=payment_days&_od_ClientView=desc"
    )
    rich = login_as("Koordynator – wszyscy klienci, ze stawkami")
    poor = login_as("Koordynator – wszyscy klienci, bez stawek")
    assert read_csv(rich.get(f"/clients/export/csv?{query}"))[1:] == [["Łan", "7"]]
    assert read_csv(poor.get(f"/clients/export/csv?{query}"))[1:] == [["Ćma"], ["Lis"], ["Łan"]]
    page = poor.get(f"/clients/list/?{query}").text
    assert "payment_days" not in page.replace("_flt_0_payment_days=7", "")
    assert poor.get("/clients/list/filter/payment_days").status_code == 404
    assert rich.get("/clients/list/filter/payment_days").status_code == 200
    form = poor.get("/clients/add").text
    assert 'name="payment_days"' not in form
    assert 'name="payment_days"' in rich.get("/clients/add").text
    assert poor.post("/clients/add", data={"name": "Nowy", "payment_days": "99"}).status_code == 302
    rows = read_csv(rich.get("/clients/export/csv?q=nowy&_cols_ClientView=payment_days"))
    assert rows[1:] == [["14"]]
