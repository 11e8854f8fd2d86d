"""Whatever is typed, posted or put into an address: never a 500, never a trace: D-WB-09, D-IN-03."""

import base64
import json
import random
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.clients.models import Client
from app.core.views import AppModelView
from tests.security.visits import Visit

REQUESTS = 2000
SEED = 20261123
#: A worker's share; together they send more than REQUESTS.
PARTS = 4

VALUES = [
    "", " ", "0", "-1", "1e9", "1.5", "0x10", "NaN", "Infinity", "-Infinity", "²", "١٢",
    "2147483648", "99999999999999999", "100000000000000000000", "9" * 300, "1,5,7",
    "'", '"', "' OR 1=1--", "');DROP TABLE client;--", "1; SELECT pg_sleep(9)", "%", "_", "\\",
    "%%%", "%00", "%s%s%n", "{{7*7}}", "${7*7}", "../../etc/passwd", "..\\..", "\x00", "a\x00b",
    "\x01\x1f\x7f", "\r\nX: y", "\u202e", "\ud7ff\ue000", "żółć", "Ŧ\U0001f600", "\ufeff", "A" * 5000,
    "(filters:!((col:secret,opr:sw,value:s)))", "((((((", "[]", "{}", '{"a":1}', "null", "true",
    "None", "undefined", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "31.12.9999",
    "01.01.0001", "2026-11-23T25:61", "<script>alert(1)</script>", "javascript:alert(1)",
    "*", "AND", "NEAR(", 'a" OR "b', "-", "^", "NOT", "a*", "(", "__class__", "__init__", "id",
    "password", "asc", "csv", "list", "wszystko", "y", "n", "on",
]  # fmt: skip
BREAKING = [
    "\x00", "9" * 17, "100000000000000000000", "0001-01-01", "9999-12-31", "1.5", "999999999999999",
    "' OR 1=1--", "-1", "żółć\\", "%",
]  # fmt: skip
NAMES = [
    "q", "page", "after", "_view", "archived", "_panel", "next", "locale", "rowid", "action",
    "_revision", "_token", "_confirmed", "_keep_name", "csrf_token", "view", "state", "name", "grant",
    "is_default", "is_shared", "before", "id", "pk", "client", "[]", "a[b]", "żółć", "_flt_0_password",
    "_flt_9_name", "_flt_0_", "_flt__name", "_rel_client", "_rel_password", "_oc_", "psize_",
]  # fmt: skip


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode()


CURSORS = [
    cursor("a", 1), cursor("a", 10**30), cursor("a\x00", 1), cursor(None, None), cursor([], {}),
    cursor(10**30, 1), cursor("2026-01-01T00:00:00", 1), cursor("2026-01-01", 1), cursor(True, True),
    cursor("0001-01-01T00:00:00+00:00", 1), cursor("9999-12-31T23:59:59-23:00", 1), cursor("a"),
    cursor(1.5, 1), cursor("NaN", 1), "!!!", "W10=", base64.urlsafe_b64encode(b"[" * 200).decode(),
]  # fmt: skip


@pytest.fixture
def endless_attempts(monkeypatch):
    """Guesses are throttled; here it is the form behind them that is tried."""
    monkeypatch.setattr("app.accounts.services.throttle.FREE_ATTEMPTS", 10**6)


@pytest.mark.parametrize("part", range(PARTS))
def test_garbage_is_answered_politely(
    part, app, samples, visitor, reset, inner_errors, endless_attempts
):
    chance = random.Random(SEED + part)
    cells = sorted(samples.cells())
    for _ in range(REQUESTS // PARTS + 1):
        visit = garble(app, samples, chance, *chance.choice(cells))
        answer = visitor("administrator").send(visit)
        assert answer.status_code < 500, (visit, visit.form, inner_errors[-1:])
        assert b"Traceback" not in answer.get_data()
        assert inner_errors == [], visit
        reset()


def garble(app, samples, chance, view, cell):
    """Return a request for a cell with wrong ids, arguments or fields."""
    visit = samples.visit(view, cell, "administrator")
    url, form = visit.url.split("?")[0], MultiDict(visit.form)
    if chance.random() < 0.3:
        parts = url.split("/")
        parts[-1] = quote(chance.choice(VALUES), safe="")
        url = "/".join(parts)
    args = [
        (argument(app, chance, view), chance.choice(VALUES)) for _ in range(chance.randint(0, 4))
    ]
    if chance.random() < 0.1:
        args.append(("after", chance.choice(CURSORS)))
    for _ in range(chance.randint(0, 3)):
        name = chance.choice([*form, *NAMES])
        if chance.random() < 0.3:
            form.poplist(name)
        else:
            form.setlist(name, chance.choices(VALUES, k=chance.choice((1, 1, 1, 3))))
    return Visit(visit.method, f"{url}?{urlencode(args)}", form)


def argument(app, chance, view):
    """Return the name of an argument, rather one the page knows."""
    known = app.extensions["crm.views"].get(view)
    if not isinstance(known, AppModelView) or chance.random() < 0.3:
        return chance.choice(NAMES)
    column = chance.choice([*known.search_columns, *known.list_columns, *known.parent_columns])
    place = chance.randint(0, 3)
    return chance.choice([
        f"_flt_{place}_{column}", f"_rel_{column}", f"_oc_{view}", f"_od_{view}", f"page_{view}",
        f"psize_{view}", f"_cols_{view}", "q", "after", "archived", "page",
    ])  # fmt: skip


def lists(app):
    return [view for view in app.extensions["crm.views"].values() if isinstance(view, AppModelView)]


def test_every_filter_reads_every_value(app, visitor, inner_errors):
    """Not by chance: each operator of each column of each list, with what has broken others.

    All at once, for a condition is read and bound even where another one finds nothing.
    """
    person = visitor("administrator")
    for view in lists(app):
        names = [
            f"_flt_{place}_{column}"
            for column in view.search_columns
            for place in range(len(view.operators(column)))
        ]
        for value in BREAKING:
            args = urlencode(dict.fromkeys(names, value))
            answer = person.get(f"{view.route_base}/list/?{args}")
            assert answer.status_code == 200, (view, args, inner_errors)


def test_every_order_resumes_after_every_cursor(app, visitor, inner_errors):
    """A cursor is read by the type of its column: each type is asked for all of them once."""
    person, types = visitor("administrator"), set()
    for view in lists(app):
        name = type(view).__name__
        for column in view.order_columns:
            kind = type_of(view, column)
            for after in CURSORS[:3] if kind in types else CURSORS:
                args = urlencode({f"_oc_{name}": column, f"_od_{name}": "asc", "after": after})
                answer = person.get(f"{view.route_base}/list/?{args}")
                assert answer.status_code == 200, (view, args, inner_errors)
            types.add(kind)
    assert len(types) > 3


def type_of(view, column):
    columns = view.datamodel.obj.__mapper__.columns
    return type(getattr(columns.get(view.sort_keys.get(column, column)), "type", None))


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "1" + "0" * 20, "0", "-1"])
def test_every_id_that_is_none_is_missing(number, app, visitor, inner_errors):
    """Numbers beyond what a column holds are no rows, in any rule that takes one."""
    asked = 0
    for rule in app.url_map.iter_rules():
        if not {"pk", "role_id", "session_id", "note_id", "record_id"} & rule.arguments:
            continue
        values = dict.fromkeys(rule.arguments, number)
        values |= {key: "client" for key in ("kind",) if key in values}
        url = rule.rule
        for key, value in values.items():
            for pattern in (f"<int:{key}>", f"<string:{key}>", f"<{key}>"):
                url = url.replace(pattern, value)
        for method in rule.methods - {"OPTIONS"}:
            answer = visitor("administrator").send(Visit(method, url))
            assert answer.status_code in (302, 404), (method, url, answer.status_code, inner_errors)
            asked += 1
    assert asked > 40


@pytest.mark.parametrize("value", ["' OR 1=1--", "') OR 1=1--", '" OR ""="', "\\' OR 1=1--"])
def test_quotes_are_only_text(value, visitor, db):
    """A condition that is always true would bring up every row."""
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Client))
    assert count >= 3
    for name in ("q", "_flt_0_nip", "_flt_2_nip", "_flt_0_email"):
        answer = visitor("administrator").get(f"/clients/list/?{urlencode({name: value})}")
        assert "/clients/show/" not in answer.text, name
    answer = visitor("administrator").get(
        "/clients/list/?_oc_ClientView=name)--&_od_ClientView=asc"
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"{", b"a=%zz", b"a" * 3_000_000, b"&".join([b"a=1"] * 3000), b"name=%ff"],
)
@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"],
)
def test_a_broken_body_is_no_error_of_ours(body, kind, visitor, inner_errors):
    person = visitor("administrator")
    for url in ("/clients/add", "/login/", "/clients/action_post", "/views/save", "/profile/"):
        answer = person.client.post(url, data=body, content_type=kind)
        assert answer.status_code < 500, (url, inner_errors)


def test_a_body_too_large_is_refused(app, visitor, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    person = visitor("administrator")
    assert person.post("/clients/add", {"name": "a" * 2000}).status_code == 413
    assert person.post("/clients/add", {"name": "a" * 100}).status_code == 302
