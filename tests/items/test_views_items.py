"""Items on profiles and in lists, and who sees what."""

from decimal import Decimal

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR, PORTAL
from app.core.clock import today
from app.core.modules import Module, switch
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory, PortalUserFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.items import (
    ClientIssueFactory,
    ItemFactory,
    ItemIssueFactory,
    ItemTypeFactory,
)
from tests.items.office import HAND_OUT, OWN, hand_out, issues
from tests.support.pages import column_of, fields_of, rows_of

D = Decimal


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
