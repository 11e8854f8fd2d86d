"""Two at once: a thing goes out once, comes back once, and a form works once."""

from werkzeug.datastructures import MultiDict

from app.core.clock import today
from app.items.models import Item, ItemIssue
from app.items.services import charging
from tests.factories.employees import EmployeeFactory
from tests.factories.items import ItemFactory, ItemIssueFactory
from tests.support.pages import fields_of
from tests.support.together import post_together

ALL = "Koordynator – wszyscy klienci, bez stawek"
HAND_OUT = "/item-issues/hand-out"


def wanting(browser, item, employee):
    form = MultiDict(fields_of(browser.get(HAND_OUT).text))
    form.setlist("row_thing", [f"i{item.id}", "", ""])
    form.setlist("employee", [str(employee.id)])
    return form


def test_of_two_who_hand_out_one_thing_one_is_told(app, db, login_as):
    phone, browsers = ItemFactory(inventory_number="INW-7"), [login_as(ALL), login_as(ALL)]
    forms = [wanting(browser, phone, EmployeeFactory()) for browser in browsers]
    pk = phone.id
    answers = post_together(
        app, [(one, HAND_OUT, form) for one, form in zip(browsers, forms, strict=True)]
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    (told,) = (answer.text for answer in answers if answer.status_code == 422)
    assert "jest już wydany" in told
    assert (db.session.get(Item, pk).issued, db.session.query(ItemIssue).count()) == (1, 1)


def test_a_form_sent_twice_at_once_works_once(app, db, login_as):
    browser, shelf = login_as(ALL), ItemFactory(quantity=5)
    form, pk = wanting(browser, shelf, EmployeeFactory()), shelf.id
    answers = post_together(app, [(browser, HAND_OUT, form)] * 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert (db.session.get(Item, pk).issued, db.session.query(ItemIssue).count()) == (1, 1)


def test_of_two_who_take_one_thing_back_one_is_told(app, db, login_as):
    phone, browsers = ItemFactory(issued=1), [login_as(ALL), login_as(ALL)]
    issue = ItemIssueFactory(item=phone, item_type=phone.item_type)
    url, pk = f"/item-issues/take-back?ids={issue.id}", phone.id
    requests = [(one, url, MultiDict(fields_of(one.get(url).text))) for one in browsers]
    answers = post_together(app, requests)
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert db.session.get(Item, pk).issued == 0


def test_of_charging_and_settling_at_once_the_settlement_is_not_lost(app, db, login_as):
    issue = ItemIssueFactory(charged_quantity=1, charged_on=today())
    charging.mark_charged([issue.id], "client:1")
    db.session.commit()
    url = f"/item-issues/action/uncharge/{issue.id}"
    browsers = [login_as(ALL), login_as(ALL)]
    post_together(app, [(one, url, {}) for one in browsers])
    db.session.refresh(issue)
    assert (issue.settled_key, issue.charged_quantity) == ("client:1", 1)
