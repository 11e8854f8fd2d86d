"""Handing things out and taking them back, as people do it."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.core.clock import today
from app.core.numbering import SeriesKind
from app.items.enums import IssueState, ItemState
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.employees import EmployeeFactory
from tests.factories.invoicing import SeriesFactory
from tests.factories.items import (
    ItemFactory,
    ItemIssueFactory,
    ItemTypeFactory,
)
from tests.items.office import HAND_OUT, hand_out, issues, take_back
from tests.support.pages import fields_of

D = Decimal


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
