"""The main job in a browser: a month from accepted hours to an invoice, and to its correction."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from pypdf import PdfReader

from app.accounts.roles import ADMINISTRATOR
from app.background import worker
from app.extensions import db
from app.messaging.models import OutboxMessage
from tests.factories.settlements import make_worked_month

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OVERTIME = "Pokojówka – nadgodziny 50 %"
#: Every step is an answer of a server beside it: what takes longer than this hangs.
PATIENCE_MS = 8_000


@pytest.fixture
def office(app, visit):
    """Somebody of the office, and the worked month with its hours accepted."""
    with app.app_context():
        make_worked_month(invoice_email="faktury@baltyk.example")
        db.session.commit()
        db.session.remove()
    page = visit(ADMINISTRATOR)
    page.set_default_timeout(PATIENCE_MS)
    return page


def words(text):
    return " ".join(text.replace("\u00a0", " ").split())


def confirmed(page, button):
    """Press a button that asks first."""
    button.click()
    page.locator("[data-confirm-ok]").click()


def settle_everybody(app, page):
    """Order the run from the dashboard and let the worker do it, here: no process waits for it."""
    page.goto("/settlements/?month=2026-10")
    page.get_by_role("link", name="Rozlicz wszystkich gotowych").click()
    page.get_by_text("Najpierw rozlicz pracowników").click()
    page.get_by_role("button", name="Rozlicz").click()
    page.wait_for_url("**/settlements/run/*")
    assert worker.work_once(app) == 1
    page.reload()
    (row,) = page.locator("table.doc-table tbody tr").all_inner_texts()
    assert "rozliczony" in row
    page.locator("tbody a[href*='/client-settlements/show/']").click()
    page.wait_for_url("**/client-settlements/show/*")
    assert page.locator(".subtitle", has_text="zatwierdzone").is_visible()


def look_into_overtime(page):
    """Unfold a line: who, how many hours of which days, and which rate has won."""
    page.get_by_role("button", name=f"Pokaż, z czego się składa: {OVERTIME}").click()
    person = page.locator("tr.behind:not([hidden]) .person")
    person.locator(".days-table").wait_for()
    said = words(person.inner_text())
    # 12.75 × 71.85 = 916.0875
    assert "Anna Nowak nadgodziny 50 % 12:45 × 71,85 = 916,09 zł" in said
    assert "71,85 · stanowisko · nadgodziny 50 % · od 01.09.2026 — obowiązuje" in said
    days = [words(row).split()[:3] for row in person.locator("tbody tr").all_inner_texts()]
    assert days == [["01.10.2026", "—", "8:00"], ["02.10.2026", "—", "4:45"]]


def issue(page):
    """Issue the draft on the screen; return the words of its PDF."""
    confirmed(page, page.get_by_role("button", name="Wystaw", exact=True))
    page.get_by_role("link", name="Wyślij", exact=True).wait_for()
    address = page.get_by_role("link", name="PDF", exact=True).get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    sheets = PdfReader(BytesIO(answer.body())).pages
    return words(" ".join(sheet.extract_text() for sheet in sheets))


def take_half_an_hour_back(page):
    """Cancel Anna's settlement; its last overtime becomes 4:15, is accepted and settled again."""
    page.goto("/employee-settlements/month/?month=2026-10&q=anna")
    page.locator("tbody a[href*='/employee-settlements/show/']").click()
    page.get_by_role("button", name="Anuluj rozliczenie").click()
    page.locator("[name=reason]").fill("Nadgodzin było mniej")
    page.locator("[data-save]").click()
    page.wait_for_url("**/employee-settlements/show/*")

    page.goto("/hours/?month=2026-10")
    row = page.locator(".hours-table tbody tr", has_text="Nowak")
    row.locator("td").nth(1).click()
    page.keyboard.press("Enter")
    entry = page.locator("#hours-day[open] form", has=page.locator("input[value='4:45']"))
    entry.locator("[name=amount]").fill("4:15")
    entry.get_by_role("button", name="Zapisz").click()
    page.locator("#hours-day").wait_for(state="hidden")

    page.goto("/acceptance/")
    assert page.locator("input[name=row]").count() == 1
    page.locator("[data-tick-all]").check()
    page.keyboard.press("a")
    page.locator(".toast-success").wait_for()

    page.goto("/settlements/?month=2026-10")
    page.locator("td").get_by_role("button", name="Rozlicz pracowników").click()
    page.wait_for_url("**/settlements/client/**")


def make_the_invoice(page):
    """Make the invoice of the settlement on the screen, and read it."""
    page.get_by_role("button", name="Wystaw fakturę").click()
    page.wait_for_url("**/invoices/show/*")
    invoice = issue(page)
    for said in ("8 071,15", "2 141,13", "916,09", "11 128,37", "2 559,53", "13 687,90", "168:30"):
        assert said in invoice


def make_the_correction(page):
    """Find the difference from the dashboard, make the correction of it, and read it."""
    page.goto("/settlements/?month=2026-10")
    page.locator("tbody .chip-orange", has_text="do przeliczenia").wait_for()
    table = page.locator(".month-table").locator("xpath=..")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth"), "scrolls sideways"
    page.locator("tbody a[href*='/client-settlements/show/']").click()
    page.locator(".page-actions").get_by_role("link", name="Utwórz korektę").click()
    page.wait_for_url("**/client-settlements/correct/*")
    (change,) = page.locator("table.doc-table tbody tr").all_inner_texts()
    assert words(change) == f"{OVERTIME} 12:45 12:15 916,09 zł 880,16 zł -35,93 zł"
    page.locator("[name=reason]").fill("Mniej nadgodzin")
    page.locator("[data-save]").click()
    page.wait_for_url("**/invoices/show/*")
    correction = issue(page)
    for said in ("-35,93", "-8,27", "-44,20", "Mniej nadgodzin", "12,75", "12,25"):
        assert said in correction


def send(page):
    page.get_by_role("link", name="Wyślij", exact=True).click()
    page.wait_for_url("**/invoices/send/*")
    assert page.locator("[name=recipient]").input_value() == "faktury@baltyk.example"
    page.get_by_role("button", name="Wyślij").click()
    page.locator(".toast-success").wait_for()


def test_a_month_from_accepted_hours_to_a_correction_in_the_mail(app, office):
    """The worked month of DOMAIN.md §5: 13 687.90 invoiced, and 44.20 less for half an hour."""
    settle_everybody(app, office)
    look_into_overtime(office)
    make_the_invoice(office)
    take_half_an_hour_back(office)
    make_the_correction(office)
    send(office)
    with app.app_context():
        mail = db.session.scalars(sa.select(OutboxMessage)).one()
        assert mail.recipient == "faktury@baltyk.example"
        (attached,) = mail.attachments
        assert (attached.filename[:4], attached.content[:4]) == ("KOR-", b"%PDF")


def test_people_of_a_month_are_ticked_by_keyboard(office):
    office.goto("/employee-settlements/month/?month=2026-10")
    bar = office.locator(".roster-bar")
    expect(bar).to_be_hidden()
    office.keyboard.press("j")
    office.keyboard.press("x")
    expect(bar).to_contain_text("Zaznaczono: 1")
