"""Pages of long lists: every row exactly once, forwards, backwards and from the end."""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.clients.models import Client
from app.core.text import sort_key
from tests.support.pages import column_of, step

LIST = "/clients/list/"
ROWS = 1130
DAY_ZERO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


@pytest.fixture
def many(db):
    """More rows than are counted; many share a name, half have no date."""
    rows = [
        {
            "name": f"Klient {number // 3:04}",
            "sort_key": sort_key(f"Klient {number // 3:04}"),
            "phone": str(number),
            "payment_days": number % 7,
            "client_since": (DAY_ZERO + timedelta(days=number % 50)).date() if number % 2 else None,
            "created_on": DAY_ZERO + timedelta(seconds=number // 2),
        }
        for number in range(ROWS)
    ]
    db.session.execute(sa.insert(Client), rows)
    db.session.commit()


def phones(page):
    return column_of(page, text_of=1)


def walk(admin, url, symbol):
    seen, pages = [], []
    while url:
        answer = admin.get(url)
        assert answer.status_code == 200
        pages.append(phones(answer.text))
        seen += pages[-1]
        url = step(answer.text, symbol)
        assert len(pages) < 40
    return seen, pages


@pytest.mark.slow
@pytest.mark.parametrize("column", ["name", "payment_days", "created_on", "client_since"])
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_walking_forwards_meets_every_row_once(admin, many, column, direction):
    order = f"_oc_ClientView={column}&_od_ClientView={direction}"
    url = f"{LIST}?{order}&psize_ClientView=100&_cols_ClientView=name,phone"
    seen, pages = walk(admin, url, "chevron-right")
    assert len(pages) == 12
    assert sorted(map(int, seen)) == list(range(ROWS))


@pytest.mark.slow
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_walking_back_from_the_end_meets_every_row_once(admin, many, direction):
    order = f"_oc_ClientView=name&_od_ClientView={direction}"
    url = f"{LIST}?{order}&psize_ClientView=100&_cols_ClientView=name,phone"
    forwards, _ = walk(admin, url, "chevron-right")
    last = step(admin.get(url).text, "chevrons-right")
    seen, pages = walk(admin, last, "chevron-left")
    assert sorted(map(int, seen)) == list(range(ROWS))
    assert [phone for page in reversed(pages) for phone in page] == forwards


def test_page_reached_from_the_end_leads_forwards_again(admin, many):
    url = f"{LIST}?psize_ClientView=100&_cols_ClientView=name,phone"
    last = step(admin.get(url).text, "chevrons-right")
    before = step(admin.get(last).text, "chevron-left")
    page = admin.get(before).text
    again = admin.get(step(page, "chevron-right")).text
    assert phones(again) == phones(admin.get(last).text)


def test_bounded_count_says_more_than_a_thousand(admin, many):
    page = admin.get(LIST).text
    assert "1000+" in page
    assert "1–50" in page


def test_last_page_claims_no_position_it_does_not_know(admin, many):
    page = admin.get(step(admin.get(LIST).text, "chevrons-right")).text
    assert "1–50" not in page
    assert "1000+" in page


def test_short_list_knows_its_pages_and_its_last_one_is_partial(admin, many):
    url = f"{LIST}?_flt_2_payment_days=0&psize_ClientView=100&_cols_ClientView=name,phone"
    last = step(admin.get(url).text, "chevrons-right")
    page = admin.get(last).text
    assert len(phones(page)) == 62
    assert "101–162" in page
    assert step(page, "chevron-right") == ""
    assert phones(admin.get(step(page, "chevron-left")).text) == phones(admin.get(url).text)


def test_page_beyond_the_end_is_empty_and_no_error(admin, many):
    assert phones(admin.get(f"{LIST}?page_ClientView=99999&_cols_ClientView=name,phone").text) == []


def cursor(value, pk=1):
    return base64.urlsafe_b64encode(json.dumps([value, pk]).encode()).decode()


FORGED = [
    "zzz",
    "-",
    "-zzz",
    "last-",
    "\x00",
    base64.urlsafe_b64encode(b"{}").decode(),
    base64.urlsafe_b64encode(b"[" * 200).decode(),
    base64.urlsafe_b64encode(b"[1,2,3]").decode(),
    cursor(None),
    cursor("\x00"),
    cursor("\ud800"),
    cursor("x", 10**25),
    cursor("x", "1"),
    cursor(10**30),
    cursor(["x"]),
    cursor("2026-01-01"),
    cursor("2026-01-01T00:00:00"),
    cursor("0001-01-01T00:00:00+14:00"),
    cursor("9999-12-31T23:59:59-14:00"),
    cursor("NaN"),
    cursor(True),
]


@pytest.mark.parametrize("text", FORGED)
@pytest.mark.parametrize("column", ["name", "payment_days", "created_on", "client_since"])
def test_forged_cursor_is_no_error(admin, db, text, column):
    for prefix in ("", "-"):
        url = f"{LIST}?_oc_ClientView={column}&_od_ClientView=asc&after={prefix}{quote(text)}"
        assert admin.get(url).status_code == 200


def test_rows_added_meanwhile_do_not_shift_the_next_page(admin, many, db):
    url = f"{LIST}?psize_ClientView=100&_cols_ClientView=name,phone"
    first = admin.get(url).text
    db.session.execute(sa.insert(Client), [{"name": "Aaa", "sort_key": "aaa", "phone": "9999"}] * 5)
    db.session.commit()
    assert phones(admin.get(step(first, "chevron-right")).text)[0] == "100"
