"""axe-core finds nothing on any kind of page: light and dark, on a desk and in a hand."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from app.accounts.models import Account
from app.extensions import db
from app.home import queries
from tests.browser.conftest import open_page
from tests.browser.office import BOSS, PORTAL_USER, build
from tests.support import axe
from tests.support import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.any_database]

NOBODY = ""
PANE = ".pane:not([hidden])"
SIMULATION = (
    "/rate-simulator/?position={Position}&day=2026-11-24&burden=20,48&quantity_{RateKind}=168"
)
DESK, HAND = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
#: Every rule at both widths, colours in all four; in the order that changes least from one to
#: the next, because it is the change that takes time.
VARIANTS = (
    ("desk, light", DESK, "light", False),
    ("hand, light", HAND, "light", True),
    ("hand, dark", HAND, "dark", False),
    ("desk, dark", DESK, "dark", True),
)


@dataclass(frozen=True)
class Look:
    """A page, or with a ``scope`` what has opened on it: the page itself is another look."""

    url: str
    prepare: Callable[[Page], None] | None = None
    scope: str = ""
    who: str = BOSS
    status: int = 200


@dataclass(frozen=True)
class Looked:
    """Browsers of the people who look, each logged in once, and where everything is."""

    ids: dict
    pages: dict

    def open(self, look):
        page = self.pages[look.who]
        page.set_viewport_size(DESK)
        assert page.goto(look.url.format(**self.ids)).status == look.status
        if look.prepare:
            look.prepare(page)
        return page


@pytest.fixture(scope="module")
def looked(app, browser, _writes, _snapshot):
    _writes.clear()
    with app.app_context():
        ids = build().ids
        cookies = {name: browsers.cookie_of(app, _account(name)) for name in (BOSS, PORTAL_USER)}
        db.session.remove()
    with browsers.serve(app) as address:
        everybody = {NOBODY: None, **cookies}
        pages = {who: open_page(browser, address, cookie) for who, cookie in everybody.items()}
        yield Looked(ids, pages)
        for page in pages.values():
            page.context.close()
    with app.app_context():
        _snapshot.bring_back(_writes.tables)


def _account(name):
    return db.session.query(Account).filter_by(username=name).one()


def press(name):
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def open_tab(view):
    def prepare(page):
        page.locator(f"#tab-{view}").click()
        page.locator(f"#pane-{view} .loading").wait_for(state="detached")

    return prepare


def open_preview(page):
    page.keyboard.press("j")
    page.locator("#panel .panel-body").wait_for()


def choose_rows(page):
    page.get_by_label("Zaznacz wszystko").check()
    page.locator("[data-bulk]").wait_for()


def open_palette(page):
    page.keyboard.press("Control+k")
    page.locator("#palette-input").fill("ho")
    page.locator("#palette-list [role=option]").first.wait_for()


def open_help(page):
    page.keyboard.press("?")
    page.locator("#help[open]").wait_for()


def send_errors(page):
    page.locator("[name=nip]").fill("123")
    page.locator("[data-save]").click()
    page.locator("[data-error-summary]").wait_for()


def send_invoice(page):
    page.locator("[name=issue_date]").fill("")
    page.locator("[data-save]").click()
    page.locator("[data-error-summary]").wait_for()


def send_contract(page):
    page.locator("[data-save]").click()
    page.locator("[data-error-summary]").wait_for()


def send_double(page):
    page.locator("[name=name]").fill("Hotel Bałtyk")
    page.locator("[name=nip]").fill("5261040828")
    page.locator("[data-save]").click()
    page.locator(".notice-warning").wait_for()


def make_conflict(page):
    page.evaluate("document.querySelector('[name=_revision]').value = '0'")
    page.locator("[name=short_name]").fill("Moja nazwa")
    page.locator("[data-save]").click()
    page.locator("[name^=_keep_]").first.wait_for()


def send_nothing(page):
    page.locator("[data-save]").click()
    page.locator("[data-error-summary]").wait_for()


def ask_to_archive(page):
    page.get_by_role("button", name="Archiwizuj").first.click()
    page.locator("#confirm[open]").wait_for()


def open_note(page):
    page.locator(".note-add summary").click()


def open_user_menu(page):
    page.locator(".side-user").click()


def open_reasons(page):
    page.locator("details summary").first.click()


PAGES = {
    "login": Look("/login/", who=NOBODY),
    "password forgotten": Look("/forgot-password/", who=NOBODY),
    "invitation": Look("/link/{link}", who=NOBODY),
    "dead link": Look("/link/nothing", who=NOBODY, status=404),
    "start": Look("/"),
    "start of a client": Look("/", who=PORTAL_USER),
    "palette": Look("/", open_palette, "#palette"),
    "help": Look("/", open_help, "#help"),
    "user menu": Look("/", open_user_menu, ".user-menu"),
    "list": Look("/clients/list/"),
    "list, nothing found": Look("/clients/list/?q=nikogo+takiego"),
    "list, empty": Look("/groups/list/"),
    "list, filtered": Look("/clients/list/?_flt_0_kind=company&_flt_0_tags={Tag}"),
    "list, filters": Look("/clients/list/", press("Filtr"), ".dropdown-menu.show"),
    "list, columns": Look("/clients/list/", press("Kolumny"), ".dropdown-menu.show"),
    "list, views": Look("/clients/list/", press("Widoki"), ".dropdown-menu.show"),
    "list, export": Look("/clients/list/", press("Eksport"), ".dropdown-menu.show"),
    "list, preview": Look("/clients/list/", open_preview),
    "list, chosen rows": Look("/clients/list/", choose_rows),
    "list, archived": Look("/clients/list/?_archived=all"),
    "profile": Look("/clients/show/{Client}"),
    "profile, new note": Look("/clients/show/{Client}", open_note, ".rail"),
    "profile, archived": Look("/clients/show/{Archived}"),
    "profile, archive": Look("/clients/show/{Client}", ask_to_archive, "#confirm"),
    "tab of contacts": Look("/clients/show/{Client}", open_tab("ContactView"), PANE),
    "tab of addresses": Look("/clients/show/{Client}", open_tab("AddressView"), PANE),
    "tab of accounts": Look("/clients/show/{Client}", open_tab("ClientBankAccountView"), PANE),
    "tab of positions": Look("/clients/show/{Client}", open_tab("PositionView")),
    "tab of pricing": Look("/clients/show/{Client}", open_tab("ClientPricingView"), PANE),
    "new client": Look("/clients/add"),
    "form with errors": Look("/clients/add", send_errors),
    "form with a question": Look("/clients/add", send_double),
    "conflict": Look("/clients/edit/{Client}", make_conflict),
    "creator": Look("/clients/creator/{Client}"),
    "history": Look("/clients/history/{Client}"),
    "positions": Look("/positions/list/"),
    "position": Look("/positions/show/{Position}"),
    "tab of rates": Look("/positions/show/{Position}", open_tab("PositionRateView"), PANE),
    "tab of prices": Look("/positions/show/{Position}", open_tab("PositionPriceView"), PANE),
    "new position": Look("/positions/add?_rel_client={Client}"),
    "new rate": Look("/position-rates/add?_rel_position={Position}"),
    "new price": Look("/position-prices/add?_rel_position={Position}"),
    "history of a position": Look("/positions/history/{Position}"),
    "history of a field": Look("/positions/history/{Position}?field=rates.client_rate"),
    "compared versions": Look("/positions/compare/{Position}?all=1"),
    "equal versions": Look("/positions/compare/{Position}"),
    "position with prices of its own": Look("/positions/edit/{Position}"),
    "new price group": Look("/price-groups/add"),
    "price groups": Look("/price-groups/list/"),
    "price group": Look("/price-groups/show/{PriceGroup}", open_tab("PriceGroupItemView"), PANE),
    "kinds of rates": Look("/rate-kinds/list/"),
    "kind of rate": Look("/rate-kinds/edit/{RateKind}"),
    "simulator": Look("/rate-simulator/"),
    "simulation": Look(SIMULATION, open_reasons),
    "employees": Look("/employees/list/"),
    "employee": Look("/employees/show/{Employee}"),
    "tab of documents": Look("/employees/show/{Employee}", open_tab("EmployeeDocumentView"), PANE),
    "tab of contracts": Look("/employees/show/{Employee}", open_tab("ContractView"), PANE),
    "tab of items": Look("/employees/show/{Employee}", open_tab("ItemIssueView"), PANE),
    "new employee": Look("/employees/add"),
    "new document": Look("/employee-documents/add?_rel_employee={Employee}"),
    "tab of people": Look("/clients/show/{Client}", open_tab("ContractView"), PANE),
    "clients with contracts": Look("/clients/list/?_cols_ClientView=name,active_contracts"),
    "contracts": Look("/contracts/list/"),
    "contract": Look("/contracts/show/{Contract}"),
    "tab of annexes": Look("/contracts/show/{Contract}", open_tab("ContractAnnexView"), PANE),
    "tab of overrides": Look("/contracts/show/{Contract}", open_tab("ContractOverrideView"), PANE),
    "next contract": Look("/contracts/add?_next={Contract}"),
    "new annex": Look("/contract-annexes/add?_rel_contract={Contract}"),
    "cancelling a contract": Look("/contracts/cancel/{Contract}"),
    "contract with errors": Look("/contracts/add", send_contract),
    "edited contract": Look("/contracts/edit/{Contract}"),
    "new rate of a contract": Look("/contract-rates/add?_rel_contract={Contract}"),
    "history of a contract": Look("/contracts/history/{Contract}"),
    "edited employee": Look("/employees/edit/{Employee}"),
    "history of an employee": Look("/employees/history/{Employee}"),
    "invoices": Look("/invoices/list/"),
    "invoices, none": Look("/invoices/list/?q=nikogo+takiego"),
    "invoice": Look("/invoices/show/{Invoice}"),
    "preview of an invoice": Look("/invoices/list/", open_preview),
    "draft": Look("/invoices/show/{Draft}"),
    "draft of a correction": Look("/invoices/show/{Correction}"),
    "new invoice": Look("/invoices/add?_rel_client={Client}"),
    "invoice with errors": Look("/invoices/add", send_invoice),
    "edited draft": Look("/invoices/edit/{Draft}"),
    "correcting": Look("/invoices/correct/{Correction}"),
    "sending an invoice": Look("/invoices/send/{Invoice}"),
    "tab of payments": Look("/invoices/show/{Invoice}", open_tab("PaymentView"), PANE),
    "tab of invoices": Look("/clients/show/{Client}", open_tab("InvoiceView"), PANE),
    "payments": Look("/payments/list/"),
    "new payment": Look("/payments/add?_rel_invoice={Invoice}"),
    "invoice settings": Look("/invoice-settings/"),
    "minimum pay": Look("/minimum-pay/list/"),
    "new minimum pay": Look("/minimum-pay/add"),
    "pay settings": Look("/pay-settings/"),
    "items": Look("/item-issues/list/"),
    "item": Look("/item-issues/show/{ItemIssue}"),
    "handing out": Look("/item-issues/hand-out?_rel_employee={Employee}"),
    "handing out, errors": Look("/item-issues/hand-out", send_nothing),
    "taking back": Look("/item-issues/take-back?ids={ItemIssue}"),
    "stock": Look("/items/list/"),
    "item in stock": Look("/items/show/{Item}", open_tab("ItemIssueView")),
    "item types": Look("/item-types/list/"),
    "new item type": Look("/item-types/add"),
    "permissions": Look("/permissions/2"),
    "users": Look("/users/list/"),
    "user": Look("/users/show/{User}"),
    "new user": Look("/users/add"),
    "roles": Look("/roles/list/"),
    "own profile": Look("/profile/"),
    "companies": Look("/companies/list/"),
    "company": Look("/companies/show/{Company}"),
    "modules": Look("/modules/"),
    "number series": Look("/number-series/list/"),
    "new number series": Look("/number-series/add"),
    "mail": Look("/mail-settings/"),
    "sent mail": Look("/outbox/list/"),
    "statuses": Look("/statuses/list/"),
    "new status": Look("/statuses/add"),
    "tags": Look("/tags/list/"),
    "new tag": Look("/tags/add"),
    "event log": Look("/audit/list/?_flt_0_action=login"),
    "event": Look("/audit/show/1"),
    "no access": Look("/users/list/", who=PORTAL_USER, status=403),
    "not found": Look("/nothing", status=404),
    "not possible now": Look("/clients/edit/{Archived}", status=409),
}


def complaints(page, scope=""):
    """Return what axe finds in each variant of the page as it stands."""
    axe.load(page)
    found = []
    for name, size, theme, only_colours in VARIANTS:
        page.set_viewport_size(size)
        axe.set_theme(page, theme)
        lines = axe.violations(page, scope or "html", only_colours=only_colours)
        found += [f"{name}: {line}" for line in lines]
    return "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(looked, name):
    page = looked.open(PAGES[name])
    assert complaints(page, PAGES[name].scope) == ""


def test_axe_finds_nothing_on_the_page_of_an_unexpected_error(app, looked, monkeypatch):
    def fail():
        raise RuntimeError

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(queries, "recently_changed", fail)
    assert complaints(looked.open(Look("/", status=500))) == ""


def test_axe_finds_what_is_wrong(looked):
    page = looked.open(PAGES["start"])
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=x>')")
    assert "image-alt" in complaints(page)
