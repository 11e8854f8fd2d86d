"""Items as people work with them: handing out, taking back, profiles, lists, the stock."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.core.clock import today
from app.core.modules import Module, switch
from app.core.numbering import SeriesKind
from app.items.enums import IssueState, ItemState
from app.items.models import Item, ItemIssue, ItemType
from app.items.services import charging
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory, PortalUserFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.invoicing import SeriesFactory
from tests.factories.items import (
    ClientIssueFactory,
    ItemFactory,
    ItemIssueFactory,
    ItemTypeFactory,
)
from tests.support.pages import column_of, fields_of, rows_of

D = Decimal
ALL = "Koordynator – wszyscy klienci, bez stawek"
OWN = "Koordynator – swoi klienci, bez stawek"
HAND_OUT = "/item-issues/hand-out"


@pytest.fixture
def office(login_as):
    return login_as(ALL)


def hand_out(browser, *rows, url=HAND_OUT, **values):
    """Send the form as the page shows it, with rows of (thing, pieces, charge, price)."""
    form = MultiDict(fields_of(browser.get(url).text))
    for part in ("thing", "quantity", "charge", "price"):
        form.poplist(f"row_{part}")
    for row in rows:
        filled = (*row, *("1", "", "")[len(row) - 1 :])
        for part, value in zip(("thing", "quantity", "charge", "price"), filled, strict=True):
            form.add(f"row_{part}", str(value))
    for name, value in values.items():
        form.setlist(name, [str(value)])
    return browser.post(url, data=form)


def take_back(browser, url, ticked, **values):
    form = MultiDict(fields_of(browser.get(url).text))
    form.setlist("back", [str(pk) for pk in ticked])
    for name, value in values.items():
        form.setlist(name, [str(value)])
    return browser.post(url, data=form)


def issues(db):
    db.session.rollback()
    return list(db.session.scalars(sa.select(ItemIssue).order_by(ItemIssue.id)))


# -- handing out ------------------------------------------------------------------------------


def test_several_things_are_handed_out_at_once(db, office):
    SeriesFactory(kind=SeriesKind.item_protocol, pattern="PW/{yyyy}/{mm}/{seq}")
    employee = EmployeeFactory()
    gloves = ItemTypeFactory(unit_price=D("4.50"), is_returnable=False)
    phone = ItemFactory(inventory_number="INW-7")
    answer = hand_out(
        office,
        (f"t{gloves.id}", 10, "yes", "3,99"),
        (f"i{phone.id}", 1, "", ""),
        ("", 1, "", ""),
        employee=employee.id,
        note="Na start",
    )
    assert answer.status_code == 302
    assert answer.location.endswith(f"/employees/show/{employee.id}#ItemIssueView")
    pairs, telephone = issues(db)
    assert (pairs.quantity, pairs.charge, pairs.state) == (10, D("39.90"), IssueState.kept)
    assert (telephone.item, telephone.charge) == (phone, None)
    assert (telephone.issued_on, telephone.note) == (today(), "Na start")
    assert telephone.number == pairs.number == f"PW/{today():%Y/%m}/1"
    assert telephone.handed_by_id == office.account_id
    assert phone.state is ItemState.issued


def test_form_opened_from_a_person_names_them_and_their_contract(db, office):
    contract = ContractFactory(starts_on=today(), ends_on=None)
    url = f"{HAND_OUT}?_rel_employee={contract.employee_id}"
    fields = fields_of(office.get(url).text)
    assert fields["employee"] == str(contract.employee_id)
    assert (fields["contract"], fields["client"]) == (str(contract.id), str(contract.client_id))
    assert fields["issued_on"] == today().isoformat()
    ContractFactory(employee=contract.employee, starts_on=today(), ends_on=None)
    assert fields_of(office.get(url).text)["contract"] == ""


def test_a_client_gets_things_too(db, office):
    client, kind = ClientFactory(), ItemTypeFactory()
    answer = hand_out(office, (f"t{kind.id}", 2), url=f"{HAND_OUT}?_rel_client={client.id}")
    assert answer.location.endswith(f"/clients/show/{client.id}#ItemIssueView")
    assert [(one.client, one.employee) for one in issues(db)] == [(client, None)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("t0", 1), "Wybierz pozycję z listy"),
        (("x", 1), "Wybierz pozycję z listy"),
        (("t{}", "dużo"), "Podaj liczbę sztuk"),
        (("t{}", 0), "Podaj liczbę sztuk"),
        (("t{}", 1, "yes", "drogo"), "Podaj liczbę, na przykład"),
        (("t{}", 1, "yes", "1,234"), "Podaj liczbę, na przykład"),
        (("t{}", 1, "yes", "0"), "potrzebna jest cena"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_lost(db, office, row, words):
    kind, employee = ItemTypeFactory(), EmployeeFactory()
    typed = (str(row[0]).format(kind.id), *row[1:])
    answer = hand_out(office, (f"t{kind.id}", 3), typed, employee=employee.id, note="Zostaje")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Zostaje" in answer.text
    assert fields_of(answer.text).getlist("row_quantity")[0] == "3"
    assert issues(db) == []


def test_form_without_rows_or_holder_is_refused(db, office):
    kind = ItemTypeFactory()
    assert hand_out(office, employee=EmployeeFactory().id).status_code == 422
    answer = hand_out(office, (f"t{kind.id}", 1))
    assert answer.status_code == 422
    assert "Wybierz pracownika albo Klienta" in answer.text


def test_form_sent_twice_hands_out_once(db, office):
    kind, employee = ItemTypeFactory(), EmployeeFactory()
    form = MultiDict(fields_of(office.get(HAND_OUT).text))
    form.setlist("row_thing", [f"t{kind.id}", "", ""])
    form.setlist("employee", [str(employee.id)])
    first, second = (office.post(HAND_OUT, data=form) for _ in range(2))
    assert first.location == second.location
    assert len(issues(db)) == 1


def test_too_many_rows_are_refused(db, office):
    kind = ItemTypeFactory()
    rows = [(f"t{kind.id}", 1)] * 51
    assert hand_out(office, *rows, employee=EmployeeFactory().id).status_code == 422
    assert hand_out(office, *rows[:50], employee=EmployeeFactory().id).status_code == 302


def test_things_are_found_by_type_name_and_number(db, office):
    jacket = ItemTypeFactory(name="Kurtka Łowicz")
    large = ItemFactory(item_type=jacket, name="L", inventory_number="INW-9")
    ItemFactory(item_type=jacket, name="M", issued=1)
    ItemFactory(item_type=ItemTypeFactory(name="Telefon"), serial_number="SN-1")
    ItemTypeFactory(name="Kurtka dawna", archived_on=sa.func.now())

    def found(text):
        answer = office.get("/item-issues/things", query_string={"q": text})
        return [one["value"] for one in answer.json]

    assert found("łowicz") == [f"t{jacket.id}", f"i{large.id}"]
    assert found("kurtka inw-9") == [f"i{large.id}"]
    assert len(found("sn-1")) == 1
    assert len(found("kurtka")) == 2
    assert found("nic takiego") == []


# -- taking back ------------------------------------------------------------------------------


def test_ticked_rows_come_back(db, office):
    shelf = ItemFactory(quantity=5, issued=3)
    employee = EmployeeFactory()
    first = ItemIssueFactory(
        employee=employee, item=shelf, item_type=shelf.item_type, quantity=3, unit_price=D(120)
    )
    second = ItemIssueFactory(employee=employee)
    ids = [first.id, second.id]
    answer = office.post(
        "/item-issues/action_post",
        data=MultiDict([("action", "returning"), *(("rowid", pk) for pk in ids)]),
    )
    page = office.get(answer.location)
    assert fields_of(page.text).getlist("back") == [str(pk) for pk in ids]
    answer = take_back(
        office, answer.location, ids[:1],
        **{f"quantity_{ids[0]}": 2, f"damaged_{ids[0]}": 1, "charge": ids[0]},
    )  # fmt: skip
    assert answer.location.endswith(f"/employees/show/{employee.id}#ItemIssueView")
    first, second = issues(db)
    assert (first.outstanding, first.damaged_quantity, first.charge) == (1, 1, D(120))
    assert second.outstanding == 1
    assert (shelf.quantity, shelf.issued, shelf.written_off) == (4, 1, 1)


def test_the_page_of_a_person_shows_what_they_hold_unticked(db, office):
    held = ItemIssueFactory()
    ItemIssueFactory()
    fields = fields_of(office.get(f"/item-issues/take-back?_rel_employee={held.employee_id}").text)
    assert f"quantity_{held.id}" in fields
    assert fields.getlist("back") == []
    assert sum(name.startswith("quantity_") for name in fields) == 1


def test_wrong_returns_are_named_and_stay_typed(db, office):
    held = ItemIssueFactory(quantity=2)
    url = f"/item-issues/take-back?ids={held.id}"
    quantity = f"quantity_{held.id}"
    for values, words in (
        ({quantity: 3}, "zostało tylko 2"),
        ({quantity: "dwie"}, "podaj, ile sztuk wraca"),
        ({"returned_on": "2026-11-01"}, "później niż tego dnia"),
        ({"returned_on": ""}, "To pole jest wymagane"),
    ):
        answer = take_back(office, url, [held.id], **values)
        assert answer.status_code == 422, values
        assert words in answer.text, values
    assert fields_of(answer.text)[quantity] == "2"
    assert take_back(office, url, []).status_code == 422
    assert take_back(office, url, [held.id]).status_code == 302


def test_nothing_out_says_so(db, office):
    assert "Nic nie jest wydane." in office.get("/item-issues/take-back?_rel_employee=1").text


# -- lists and profiles -----------------------------------------------------------------------


def test_profiles_of_holders_list_what_they_hold(db, office):
    contract = ContractFactory()
    used = ItemIssueFactory(employee=contract.employee, client=contract.client)
    own = ClientIssueFactory(client=contract.client)
    of_client = office.get(f"/item-issues/list/?_rel_client={contract.client_id}").text
    assert sorted(column_of(of_client)) == sorted([str(used.item_type), str(own.item_type)])
    of_employee = office.get(f"/item-issues/list/?_rel_employee={contract.employee_id}").text
    assert column_of(of_employee) == [str(used.item_type)]
    profile = office.get(f"/employees/show/{contract.employee_id}").text
    assert "ItemIssueView" in profile
    assert f"{HAND_OUT}?_rel_employee={contract.employee_id}" in of_employee


def test_what_was_handed_out_is_found_by_who_has_it_and_what_it_is(db, office):
    phone = ItemFactory(item_type=ItemTypeFactory(name="Telefon służbowy"), serial_number="IMEI-77")
    mine = ItemIssueFactory(
        item_type=phone.item_type, item=phone, number="PW/2026/1",
        employee=EmployeeFactory(first_name="Łucja", last_name="Żółć"),
    )  # fmt: skip
    ClientIssueFactory(client=ClientFactory(name="Hotel Jantar"), number="PW/2026/2")
    for text in ("zolc", "służb", "imei-7", "pw/2026/1", "ŁUCJA żółć"):
        page = office.get(f"/item-issues/list/?q={text}").text
        assert f"/item-issues/show/{mine.id}" in page, text
        assert len(rows_of(page)) == 1, text
    assert len(rows_of(office.get("/item-issues/list/?q=jantar").text)) == 1
    assert rows_of(office.get("/item-issues/list/?q=100%").text) == []
    for text in ("telefon", "imei"):
        assert len(rows_of(office.get(f"/items/list/?q={text}").text)) == 1


def test_lists_are_narrowed_by_state(db, office):
    held, kept = ItemIssueFactory(), ItemIssueFactory(is_returnable=False)
    part = ItemIssueFactory(quantity=2, returned_quantity=1, returned_on=today())
    back = ItemIssueFactory(returned_quantity=1, returned_on=today())
    for value, rows in (
        ("held", [held]), ("kept", [kept]), ("partly", [part]), ("returned", [back]),
        ("out", [held, part]),
    ):  # fmt: skip
        page = office.get(f"/item-issues/list/?_flt_0_state={value}").text
        assert sorted(column_of(page)) == sorted(str(row.item_type) for row in rows), value
        assert all(str(row.state) in page for row in rows)
    assert "Nie można odczytać" in office.get("/item-issues/list/?_flt_0_state=x").text


def test_lists_of_people_and_clients_count_what_is_to_come_back(db, office, login_as):
    issue = ItemIssueFactory(quantity=3, employee=EmployeeFactory(last_name="Zzz"))
    own = ClientIssueFactory(quantity=5)
    page = office.get("/employees/list/?" + columns("EmployeeView", "name", "held_items")).text
    assert f"_rel_employee={issue.employee_id}" in page
    assert "3" in rows_of(page)[-1]
    page = office.get("/clients/list/?" + columns("ClientView", "name", "held_items")).text
    assert f"_rel_client={own.client_id}" in page
    with login_as(ADMINISTRATOR).application.app_context():
        switch(Module.items, is_on=False)
        db.session.commit()
    page = office.get("/clients/list/?" + columns("ClientView", "name", "held_items")).text
    assert "_rel_client" not in page


def columns(view, *keys):
    return f"_cols_{view}={','.join(keys)}"


def test_module_that_is_off_is_not_there(db, login_as):
    boss = login_as(ADMINISTRATOR)
    issue = ItemIssueFactory()
    switch(Module.items, is_on=False)
    db.session.commit()
    for url in ("/item-issues/list/", HAND_OUT, "/items/list/", "/item-types/list/"):
        assert boss.get(url).status_code == 404, url
    assert "item-issues" not in boss.get(f"/employees/show/{issue.employee_id}").text


def test_list_asks_as_often_for_many_rows_as_for_one(db, office, count_sql):
    def cost():
        office.get("/item-issues/list/")
        with count_sql() as statements:
            assert office.get("/item-issues/list/").status_code == 200
        return len(statements)

    contract = ContractFactory()
    ItemIssueFactory(employee=contract.employee, client=contract.client, contract=contract)
    one = cost()
    for number in range(12):
        other = ContractFactory()
        item = ItemFactory(inventory_number=f"INW-{number}")
        ItemIssueFactory(
            employee=other.employee, client=other.client, contract=other, item=item,
            item_type=item.item_type,
        )  # fmt: skip
    assert cost() == one


def test_pages_of_rows_ask_as_often_for_many_as_for_one(db, office, count_sql):
    def cost(url):
        office.get(url)
        with count_sql() as statements:
            assert office.get(url).status_code == 200
        return len(statements)

    employee = EmployeeFactory()
    people = columns("EmployeeView", "name", "held_items")
    urls = (
        f"/item-issues/take-back?_rel_employee={employee.id}", "/items/list/",
        "/item-issues/things?q=", f"/employees/list/?{people}",
    )  # fmt: skip
    ItemIssueFactory(employee=employee, item=ItemFactory())
    before = [cost(url) for url in urls]
    for _number in range(9):
        ItemIssueFactory(employee=employee, item=ItemFactory())
        ItemIssueFactory()
    assert [cost(url) for url in urls] == before


# -- charges, changes, mistakes ---------------------------------------------------------------


def test_charge_is_set_and_taken_back_on_the_profile(db, office):
    issue = ItemIssueFactory(quantity=2, unit_price=D("12.50"))
    office.post(f"/item-issues/action/charge/{issue.id}")
    db.session.refresh(issue)
    assert (issue.charge, issue.charged_on) == (D("25.00"), today())
    assert "25,00" in office.get(f"/item-issues/show/{issue.id}").text
    office.post(f"/item-issues/action/uncharge/{issue.id}")
    db.session.refresh(issue)
    assert issue.charge is None


def test_price_is_changed_until_it_is_settled(db, office):
    issue = ItemIssueFactory(charged_quantity=1, charged_on=today())
    url = f"/item-issues/edit/{issue.id}"

    def change(price):
        form = MultiDict(fields_of(office.get(url).text))
        form["unit_price"] = price
        return office.post(url, data=form)

    assert change("99,90").status_code == 302
    db.session.refresh(issue)
    assert issue.unit_price == D("99.90")
    charging.mark_charged([issue.id], "employee:1")
    db.session.commit()
    assert change("1").status_code == 422
    assert change("99,90").status_code == 302


def test_an_issue_noted_by_mistake_is_deleted(db, office):
    shelf = ItemFactory(quantity=3, issued=2, state=ItemState.in_store)
    issue = ItemIssueFactory(item=shelf, item_type=shelf.item_type, quantity=2)
    office.post(f"/item-issues/delete/{issue.id}")
    assert issues(db) == []
    db.session.refresh(shelf)
    assert (shelf.issued, shelf.in_store) == (0, 3)


def test_history_tells_what_came_back(db, office):
    issue = ItemIssueFactory()
    take_back(office, f"/item-issues/take-back?ids={issue.id}", [issue.id])
    page = office.get(f"/item-issues/history/{issue.id}").text
    assert "Zwrócono sztuk" in page


# -- types and the stock ----------------------------------------------------------------------


def save(browser, url, **values):
    form = MultiDict(fields_of(browser.get(url).text))
    for name, value in values.items():
        form.setlist(name, [str(value)])
    return browser.post(url, data=form)


def test_types_are_the_administrators(db, office, login_as):
    assert office.get("/item-types/add").status_code == 403
    boss = login_as(ADMINISTRATOR)
    assert save(boss, "/item-types/add", name="Łom", unit_price="45").status_code == 302
    assert save(boss, "/item-types/add", name="Łom", unit_price="45").status_code == 422
    assert save(boss, "/item-types/add", name="Hak", unit_price="-1").status_code == 422
    kind = db.session.scalars(sa.select(ItemType)).one()
    assert (kind.sort_key[:2], kind.unit_price) == ("l~", D(45))
    assert save(boss, f"/item-types/edit/{kind.id}", unit_price="50").status_code == 302


def test_stock_is_kept(db, office):
    kind = ItemTypeFactory()
    answer = save(office, "/items/add", item_type=kind.id, name="L", quantity=20)
    assert answer.status_code == 302
    answer = save(office, "/items/add", item_type=kind.id, serial_number="SN", quantity=2)
    assert answer.status_code == 422
    shelf = db.session.scalars(sa.select(Item)).one()
    assert (shelf.quantity, shelf.state, str(shelf)) == (20, ItemState.in_store, f"{kind} L")
    office.post(f"/items/action/write_off/{shelf.id}")
    db.session.refresh(shelf)
    assert (shelf.quantity, shelf.written_off, shelf.state) == (0, 20, ItemState.written_off)


def test_inventory_numbers_are_the_only_ones_of_their_kind(db, office):
    known = ItemFactory(inventory_number="INW-1")
    values = {"item_type": known.item_type_id, "quantity": 1, "inventory_number": "INW-1"}
    assert save(office, "/items/add", **values).status_code == 422
    assert save(office, "/items/add", **values | {"inventory_number": "INW-2"}).status_code == 302


# -- who sees what ----------------------------------------------------------------------------


def test_coordinator_sees_what_their_people_and_clients_hold(db, login_as):
    browser = login_as(OWN)
    mine = ContractFactory()
    mine.client.guardians.append(db.session.get(Account, browser.account_id))
    foreign = ContractFactory()
    db.session.commit()
    seen = [
        ItemIssueFactory(employee=mine.employee),
        ItemIssueFactory(employee=mine.employee, client=mine.client),
        ClientIssueFactory(client=mine.client),
        ItemIssueFactory(),
    ]
    hidden = [
        ItemIssueFactory(employee=foreign.employee),
        ItemIssueFactory(employee=mine.employee, client=foreign.client),
        ClientIssueFactory(client=foreign.client),
    ]
    page = browser.get("/item-issues/list/").text
    assert sorted(column_of(page)) == sorted(str(row.item_type) for row in seen)
    for row, status in [*((row, 200) for row in seen), *((row, 404) for row in hidden)]:
        assert browser.get(f"/item-issues/show/{row.id}").status_code == status
    url = "/item-issues/take-back?ids=" + ",".join(str(row.id) for row in (*seen, *hidden))
    names = [name for name in fields_of(browser.get(url).text) if name.startswith("quantity_")]
    assert sorted(names) == sorted(f"quantity_{row.id}" for row in seen)


def test_coordinator_hands_out_within_reach_only(db, login_as):
    browser = login_as(OWN)
    mine, foreign = ContractFactory(), ContractFactory()
    mine.client.guardians.append(db.session.get(Account, browser.account_id))
    db.session.commit()
    row = (f"t{ItemTypeFactory().id}", 1)
    for holder, status in (
        ({"employee": foreign.employee_id}, 422),
        ({"client": foreign.client_id}, 422),
        ({"employee": mine.employee_id, "contract": foreign.id}, 422),
        ({"employee": mine.employee_id, "contract": mine.id}, 302),
        ({"employee": mine.employee_id}, 302),
        ({"client": mine.client_id}, 302),
    ):
        assert hand_out(browser, row, **holder).status_code == status, holder
    assert len(issues(db)) == 3


def test_accounting_reads_and_the_portal_sees_nothing(db, login_as):
    issue = ClientIssueFactory()
    reader = login_as(ACCOUNTING)
    assert reader.get(f"/item-issues/show/{issue.id}").status_code == 200
    assert reader.get(HAND_OUT).status_code == 403
    guest = login_as(PORTAL)
    PortalUserFactory(user_id=guest.account_id, client_id=issue.client_id)
    assert guest.get(f"/item-issues/show/{issue.id}").status_code == 403


def test_amounts_stand_to_the_right_although_the_first_row_has_none(office, clean_database):
    ItemFactory(name="old", value=D("129.00"))
    ItemFactory(name="new", value=None)

    page = office.get("/items/list/?_cols_ItemView=name,value").text

    cells = [row for row in page.split("<tr") if "129,00" in row or ">new<" in row]
    assert len(cells) == 2
    assert all('class="n"' in row for row in cells)
    assert page.index(">new<") < page.index("129,00")
