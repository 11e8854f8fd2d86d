"""What people type is text, wherever it is shown: D-IN-01, D-IN-02, D-IN-04."""

import csv
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.annotations.models import Note
from app.clients.models import Client
from app.core.views import AppModelView
from app.messaging import jobs
from app.messaging.models import OutboxMessage
from tests.security.markup import ESCAPED, LONG, RAW, faults_of, texts_of
from tests.security.pages import Page
from tests.support.people import PASSWORD


def lists(app):
    return [view for view in app.extensions["crm.views"].values() if isinstance(view, AppModelView)]


#: Pages of a list that ``pages_of`` opens already.
OPENED = ("list", "show", "history", "edit", "export")


def pages_of(view, samples):
    """Every column, the fragment a filter swaps in, the profile, its preview and its history."""
    base, pk = view.route_base, samples.pk(view)
    columns = ",".join(view.list_columns)
    yield f"{base}/list/?archived=all&_cols_{type(view).__name__}={columns}", {}
    yield f"{base}/list/?q=xss", {"HX-Request": "true"}
    for page in ("show/{}", "show/{}?_panel=1", "history/{}", "edit/{}"):
        yield f"{base}/{page.format(pk)}", {}


def test_markup_is_shown_as_text_on_every_page(app, samples, marked, admin):
    """And it is shown: what a page leaves out proves nothing."""
    wrong, seen = [], set()
    for view in lists(app):
        for url, headers in pages_of(view, samples):
            answer = admin.get(url, headers=headers)
            wrong += [(url, fault) for fault in faults_of(answer)]
            if answer.status_code == 200 and ESCAPED in answer.text:
                seen.add((view.datamodel.obj, url.split("/")[2].split("?")[0]))
    known = {type(view).__name__ for view in lists(app)}
    for view, cell in samples.cells():
        if cell.endswith(" GET") and (view not in known or not cell.startswith(OPENED)):
            visit = samples.visit(view, cell, "administrator")
            wrong += [(visit.url, fault) for fault in faults_of(admin.send(visit))]
    assert wrong == []
    for model in marked & {view.datamodel.obj for view in lists(app)}:
        assert {(model, "list"), (model, "show")} & seen, model
    assert (Client, "show") in seen
    assert (Client, "list") in seen
    assert (Client, "history") in seen


def test_markup_that_is_refused_comes_back_as_text(app, samples, marked, admin):
    """The conflict page, which shows both versions, and the form with what was typed."""
    wrong, conflicts = [], 0
    for view in lists(app):
        if "edit" in view.exclude_route_methods:
            continue
        url = f"{view.route_base}/edit/{samples.pk(view)}"
        form = Page(admin.get(url).text).form
        names = {column.key for column in texts_of(view.datamodel.obj)} & set(form)
        for name in names:
            form[name] = f"{LONG} inne"
        form["_revision"] = "0"
        for page in (url, f"{view.route_base}/add"):
            answer = admin.post(page, form)
            wrong += [(page, fault) for fault in faults_of(answer)]
            conflicts += answer.status_code == 409
    assert wrong == []
    assert conflicts > 5


def test_markup_in_a_message_is_text(marked, samples, admin, world):
    """What was done is said with the name of what it was done to."""
    for view, cell in samples.cells():
        if cell.endswith(" POST") and "logout" not in cell and "Profile" not in view:
            admin.send(samples.visit(view, cell, "administrator"))
            answer = admin.get("/profile/")
            assert faults_of(answer) == [], (view, cell)


@pytest.mark.parametrize(
    "url",
    [
        "/clients/list/?q={}", "/clients/list/?_flt_0_email={}", "/clients/list/filter/email?{}",
        "/clients/list/?_cols_ClientView={}", "/login/?next={}", "/{}", "/clients/show/{}",
        "/clients/options/payer?q={}", "/number-series/example?pattern={}", "/link/{}",
        "/clients/add?_rel_client={}", "/rate-simulator/?position={}", "/notes/{}/1",
        "/position-rates/margin?employee_rate={}&client_rate=1",
    ],
)  # fmt: skip
def test_markup_in_an_address_is_text(url, admin):
    from urllib.parse import quote

    answer = admin.get(url.format(quote(LONG, safe="")))
    assert answer.status_code < 500
    assert faults_of(answer) == []


def test_the_palette_answers_with_data_and_not_with_a_page(marked, admin):
    answer = admin.get("/palette/search?q=xss")
    assert answer.mimetype == "application/json"
    titles = [item["title"] for group in answer.json["groups"] for item in group["items"]]
    assert LONG in titles


def test_markup_in_a_file_stays_in_its_cell(marked, admin):
    answer = admin.get("/clients/export/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert any(cell.endswith(LONG) for row in rows for cell in row)
    assert {len(row) for row in rows} == {len(rows[0])}
    book = openpyxl.load_workbook(BytesIO(admin.get("/clients/export/xlsx").data))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert any(str(cell.value).endswith(LONG) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_markup_in_a_mail_is_text(admin, db, world, app):
    account = db.session.get(Account, world.accounts["invited"])
    account.first_name = account.last_name = LONG
    db.session.commit()
    admin.post(f"/users/action/invite/{account.id}")
    jobs.write_letters()
    mail = db.session.scalar(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()))
    assert mail.recipient == account.email
    assert ESCAPED in mail.html
    assert RAW not in mail.html


TYPED = [
    "<script>xss()</script>ok", "<img src=x onerror=xss()>ok", "<svg/onload=xss()>ok", "<xss>ok",
    "<a href='javascript:xss()'>ok</a>", "<a href='data:text/html,x'>ok</a>",
    "<a href='&#106;avascript:xss()'>ok</a>", "<a href='java\tscript:xss()'>ok</a>",
    "<p style='background:url(x)' onclick=xss()>ok</p>", "<iframe src=//x></iframe>ok",
    "<form action=//x><button>ok</button></form>", "<base href=//x>ok", "<meta http-equiv=refresh>ok",
    "<math><mi><mglyph><style><img src=x onerror=xss()></style></mglyph></mi></math>ok",
    "<noscript><p title='</noscript><img src=x onerror=xss()>'>ok</p></noscript>ok",
    "<!--><img src=x onerror=xss()>-->ok", "<p title='</div><xss>'>ok</p>", "</div></ol><xss>ok",
    "<div hx-get=/logout/ hx-trigger=load>ok</div>", "<b data-confirm=x class=btn id=panel>ok</b>",
    "<img srcset='x 1x'>ok", "<link rel=stylesheet href=//x>ok", "<input autofocus onfocus=xss()>ok",
]  # fmt: skip
ALLOWED = {"p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "a"}


@pytest.mark.parametrize("typed", TYPED)
def test_a_note_keeps_only_harmless_markup(typed, admin, db, world):
    place = f"/notes/client/{world.alfa.ids[Client]}"
    answer = admin.post(place, {"text": f"<strong>{typed}</strong>"})
    assert answer.status_code == 200
    text = db.session.scalar(sa.select(Note.text).order_by(Note.id.desc()))
    assert "ok" in text
    assert text in answer.text
    elements = Page(text).elements
    assert ("strong", {}) in elements, "what is allowed is kept"
    for tag, attributes in elements:
        assert tag in ALLOWED
        assert attributes.keys() <= ({"href", "rel"} if tag == "a" else set())
    assert faults_of(answer) == []
    # Saved once more as the form shows it, it stays what it is.
    note = db.session.scalar(sa.select(Note).order_by(Note.id.desc()))
    again = Page(admin.get(f"/notes/{note.id}/edit").text).form["text"]
    admin.post(f"/notes/{note.id}/edit", {"text": again})
    db.session.expire_all()
    assert db.session.get(Note, note.id).text == text


@pytest.mark.browser
def test_nothing_typed_comes_alive_in_a_browser(marked, world, page):
    """In the page, in what scripts put into it, and without the policy having to step in."""
    alarms = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: alarms.append(line.text) if line.type == "error" else None)
    page.goto("/login/")
    page.fill("[name=username]", "administrator")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"^(?!.*login)"))
    client = world.alfa.ids[Client]
    for url in (f"/clients/show/{client}", "/clients/list/", f"/clients/edit/{client}"):
        page.goto(url)
        assert page.locator("xss").count() == 0, url
        assert page.get_by_text("<xss>").count() or page.locator("[value*='<xss>']").count(), url
    page.goto("/clients/list/")
    page.keyboard.press("Control+k")
    page.keyboard.type("xss")
    page.locator("dialog[open]").get_by_text("<xss>").first.wait_for()
    assert page.locator("xss").count() == 0
    assert alarms == []
