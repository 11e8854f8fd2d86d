"""The dashboard of settlements: who is how far, and the worked month taken through it."""

from decimal import Decimal
from html import escape

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.core.modules import Module, switch
from app.invoicing.models import Invoice
from app.positions.enums import RateRule, Unit
from app.positions.models import PositionRate, RateKind
from app.schedule.rules.worked import ChosenKind, Worked
from app.schedule.services import deciding, entries
from app.settlements.enums import EmployeeState
from app.settlements.models import ClientSettlement, EmployeeSettlement
from app.settlements.queries import ACCEPTANCE
from app.settlements.services import employees
from tests.factories.assignments import ContractFactory
from tests.factories.clients import ClientFactory
from tests.factories.settlements import MONTH, work
from tests.settlements.office import (
    OWN,
    URL,
    WITHOUT,
    allow,
    approve,
    month_url,
    row_of,
    settle_people,
    text_of,
)
from tests.support.pages import rows_of
from tests.support.people import make_account
from tests.support.together import post_together


def test_a_row_tells_how_far_a_client_is(accountant, month):
    # 152:30 + 37:15 + 12:45 + 16:00
    assert row_of(accountant)[:4] == [
        "Hotel Bałtyk sp. z o.o.", "2", "218:30", "0 z 2 Rozlicz pracowników",
    ]  # fmt: skip
    settle_people(accountant, month)
    # 11 128.37 - (7 200.30 + 534.40) × 1.2048; cost is rounded per line: 6 136.65 + 1 768.67
    # + 769.60 + 643.85 = 9 318.77; the price of people line by line is the same sum here.
    assert row_of(accountant)[3:] == ["2 z 2", "Rozlicz Klienta", "—", "1 809,60 zł 16,3 %"]
    accountant.post(month_url(month))
    assert row_of(accountant)[4:] == [
        "szkic 11 128,37 zł", "—", "1 809,60 zł 16,3 %",
    ]  # fmt: skip


def test_hours_that_wait_are_told_and_lead_to_where_they_are_accepted(db, accountant, month):
    waiting = work(month.contracts[1], next(iter(month.kinds.values())), 60, is_accepted=False,
                   first=MONTH.replace(day=20))  # fmt: skip
    db.session.commit()
    assert "czeka 1:00" in row_of(accountant)[2]
    answer = accountant.post(month_url(month, "people"), follow_redirects=True)
    assert "Rozliczono: 1, zatwierdzono: 1, jeszcze niemożliwe: 1." in text_of(answer)
    link = f"/schedule-entries/list/?_rel_contract={month.contracts[1].id}"
    assert link in text_of(answer)
    deciding.accept(waiting)
    db.session.commit()
    assert link not in text_of(accountant.get(month_url(month)))


def wait(month, *days):
    """Have each person wait for an hour to be accepted."""
    base = month.kinds[RateRule.base]
    return [
        work(contract, base, 60, is_accepted=False, first=MONTH.replace(day=day))
        for day, contract in zip(days, month.contracts, strict=True)
    ]


def test_where_everybody_waits_for_accepted_hours_accepting_is_the_main_way(db, login_as, month):
    office = login_as(ADMINISTRATOR)
    first, _second = wait(month, 20, 21)
    db.session.commit()
    way = escape(f"/acceptance/?client={month.client.id}&first=2026-10-01&last=2026-10-31")
    for url, style in ((month_url(month), "btn btn-primary"), (URL, "btn btn-sm")):
        page = office.get(url).text
        assert f'class="{style}" href="{way}"' in page
        assert "Rozlicz pracowników" not in page
    assert row_of(office)[3] == "0 z 2 Akceptuj godziny"
    deciding.accept(first)
    db.session.commit()
    for url in (month_url(month), URL):
        page = office.get(url).text
        assert "Rozlicz pracowników" in page
        assert "/acceptance/?client" not in page


def test_whoever_is_settled_and_not_approved_does_not_wait_for_hours(db, login_as, month):
    office = login_as(ADMINISTRATOR)
    employees.settle([month.contracts[0].id], MONTH)
    base = month.kinds[RateRule.base]
    work(month.contracts[1], base, 60, is_accepted=False, first=MONTH.replace(day=20))
    db.session.commit()
    assert row_of(office)[3] == "0 z 2 Rozlicz pracowników"
    employees.approve(db.session.scalars(sa.select(EmployeeSettlement)).all())
    db.session.commit()
    assert row_of(office)[3] == "1 z 2 Akceptuj godziny"


def test_whoever_accepts_no_hours_is_led_nowhere(db, accountant, month):
    wait(month, 20, 21)
    db.session.commit()
    for url in (month_url(month), URL):
        page = accountant.get(url)
        assert "/acceptance/?client" not in page.text
        assert "Rozlicz pracowników" in page.text
        assert "czeka" in page.text


def test_a_margin_says_whether_it_covers_everybody(db, accountant, month):
    day, base = MONTH.replace(day=20), month.kinds[RateRule.base]
    waiting = work(month.contracts[1], base, 60, is_accepted=False, first=day)
    db.session.commit()
    settle_people(accountant, month)
    assert "Marża na rozliczonych" in text_of(accountant.get(month_url(month)))
    deciding.accept(waiting)
    db.session.commit()
    settle_people(accountant, month)
    page = text_of(accountant.get(month_url(month)))
    assert "Marża" in page
    assert "Marża na rozliczonych" not in page


def test_days_and_nights_stand_where_there_are_no_hours(db, accountant, month):
    day = db.session.scalars(sa.select(RateKind).filter_by(unit=Unit.day)).first()
    contract = ContractFactory(starts_on=MONTH, ends_on=None)
    for number in (1, 2):
        said = Worked(quantity=Decimal(1), kind=ChosenKind(day.id, day.unit))
        deciding.accept([entries.report(contract, MONTH.replace(day=number), said)])
    db.session.commit()
    rows = rows_of(accountant.get(f"{URL}&q={contract.client.name}").text)
    assert [row[2] for row in rows] == ["2 jedn."]


def test_a_missing_rate_is_named_with_its_position(db, accountant, month):
    db.session.execute(sa.update(PositionRate).values(client_rate=None))
    db.session.commit()
    answer = accountant.post(month_url(month, "people"), follow_redirects=True)
    assert "Brak stawki Klienta: nocna" in text_of(answer)
    assert f"/positions/show/{month.position.id}#PositionRateView" in answer.text


def test_a_client_is_not_settled_before_its_people_but_can_be_without_them(db, accountant, month):
    answer = accountant.post(month_url(month), follow_redirects=True)
    assert "Pracownicy nie są jeszcze rozliczeni (umowy z godzinami: 2)" in text_of(answer)
    employees.settle([month.contracts[1].id], MONTH, close=True)
    db.session.commit()
    assert "Rozlicz bez nich" in text_of(accountant.get(month_url(month)))
    accountant.post(f"{month_url(month)}&despite_open=1")
    assert str(db.session.scalars(sa.select(ClientSettlement.net)).one()) == "766.40"


def test_settling_twice_changes_nothing(db, accountant, month):
    for _again in range(2):
        settle_people(accountant, month)
        accountant.post(month_url(month))
    count = sa.select(sa.func.count())
    assert db.session.scalar(count.select_from(EmployeeSettlement)) == 2
    assert db.session.scalar(count.select_from(ClientSettlement)) == 1


def test_of_two_who_settle_a_client_at_once_both_see_one_settlement(app, db, login_as, month):
    browsers = [login_as(ACCOUNTING), login_as(ADMINISTRATOR)]
    settle_people(browsers[0], month)
    answers = post_together(app, [(browser, month_url(month), {}) for browser in browsers])
    pk = db.session.scalars(sa.select(ClientSettlement.id)).one()
    assert [answer.location for answer in answers] == [f"/client-settlements/show/{pk}"] * 2


def test_of_two_who_settle_people_at_once_each_person_is_settled_once(app, db, login_as, month):
    browsers = [login_as(ACCOUNTING), login_as(ADMINISTRATOR)]
    post_together(app, [(browser, month_url(month, "people"), {}) for browser in browsers])
    db.session.expire_all()
    states = db.session.scalars(sa.select(EmployeeSettlement.state)).all()
    assert states == [EmployeeState.closed] * 2


def test_of_two_who_make_the_invoice_at_once_there_is_one_draft(app, db, login_as, month):
    browsers = [login_as(ACCOUNTING), login_as(ADMINISTRATOR)]
    settle_people(browsers[0], month)
    url = browsers[0].post(month_url(month)).location
    approve(browsers[0], url)
    invoice = url.replace("show", "invoice")
    answers = post_together(app, [(browser, invoice, {}) for browser in browsers])
    pk = db.session.scalars(sa.select(Invoice.id)).one()
    assert [answer.location for answer in answers] == [f"/invoices/show/{pk}"] * 2


def test_what_a_client_accepts_is_shown_and_only_that_is_approved(db, accountant, month):
    ACCEPTANCE.set(client_accepts=True)
    db.session.commit()
    settle_people(accountant, month)
    heads = db.session.scalars(sa.select(EmployeeSettlement).order_by(EmployeeSettlement.id)).all()
    assert [one.state for one in heads] == [EmployeeState.draft] * 2
    employees.send_to_client(heads)
    employees.decide(heads[:1], accepted=True)
    db.session.commit()
    assert row_of(accountant)[4] == "u Klienta 1 zaakceptowane przez Klienta 1"
    settle_people(accountant, month)
    db.session.expire_all()
    assert [one.state for one in heads] == [EmployeeState.closed, EmployeeState.sent]


@pytest.mark.parametrize(
    ("stage", "before", "after"), [("open", 1, 0), ("ready", 0, 1), ("settled", 0, 0)]
)
def test_the_dashboard_is_narrowed_to_a_stage(accountant, month, stage, before, after):
    url = f"{URL}&stage={stage}"
    assert len(rows_of(accountant.get(url).text)) == before
    settle_people(accountant, month)
    assert len(rows_of(accountant.get(url).text)) == after


def test_clients_are_found_by_name_and_by_guardian(db, login_as, month):
    boss = login_as(ADMINISTRATOR)
    for url, count in ((f"{URL}&q=baltyk", 1), (f"{URL}&q=Zakopane", 0), (f"{URL}&guardian=99", 0)):
        assert len(rows_of(boss.get(url).text)) == count
    for url, count in (("/settlements/?month=2026-08", 0), (URL, 1)):
        assert len(rows_of(boss.get(url).text)) == count


def test_pages_go_on_by_key(db, accountant, month):
    for number in range(60):
        settle = ClientFactory(name=f"Klient {number:02}")
        db.session.add(ClientSettlement(client=settle, company=month.company, month=MONTH, net=100))
    db.session.commit()
    first = accountant.get(URL)
    names = [row[0] for row in rows_of(first.text)]
    assert (len(names), names[:2]) == (50, ["Hotel Bałtyk sp. z o.o.", "Klient 00"])
    last = db.session.scalar(sa.select(ClientSettlement.client_id).join(
        ClientSettlement.client).filter_by(name=names[-1]))  # fmt: skip
    assert f"after={last}" in first.text
    second = [row[0] for row in rows_of(accountant.get(f"{URL}&after={last}").text)]
    assert (second[0], second[-1]) == ("Klient 49", "Klient 59")
    back = accountant.get(f"{URL}&before={last}")
    assert next(row[0] for row in rows_of(back.text)) == "Hotel Bałtyk sp. z o.o."


def test_statements_do_not_depend_on_the_number_of_clients(db, accountant, month, count_sql):
    costs = []
    for more in (0, 40):
        for _number in range(more):
            client = ClientFactory()
            db.session.add(
                ClientSettlement(client=client, company=month.company, month=MONTH, net=100)
            )
        db.session.commit()
        accountant.get(URL)
        with count_sql() as statements:
            assert accountant.get(URL).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 20, costs


def test_without_rates_there_are_hours_and_states_but_no_money(db, login_as, month):
    allow(db, WITHOUT, ("can_read", "ClientSettlements"))
    boss, other = login_as(ACCOUNTING), login_as(WITHOUT)
    settle_people(boss, month)
    url = boss.post(month_url(month)).location
    pages = {
        URL: "11 128,37", month_url(month): "7 200,30", url: "8 071,15",
        "/settlements/totals?month=2026-10": "11 128,37", "/client-settlements/list/": "11 128,37",
        url.replace("show", "history"): "11 128,37",
    }  # fmt: skip
    for page, known in pages.items():
        clueless, informed = text_of(other.get(page)), text_of(boss.get(page))
        for secret in ("11 128,37", "1 809,60", "47,90", "9 318,77", "7 200,30"):
            assert secret not in clueless, (page, secret)
        assert known in informed, page
    assert "218:30" in text_of(other.get(URL))


def test_guardians_are_those_of_the_clients_one_may_see(db, login_as, month):
    allow(db, OWN, ("can_read", "ClientSettlements"))
    coordinator, boss = login_as(OWN, last_name="Swoja"), login_as(ACCOUNTING)
    month.client.guardians = [db.session.get(Account, coordinator.account_id)]
    ClientFactory(guardians=[make_account(last_name="Cudza")])
    db.session.commit()
    names = [
        [name for name in ("Swoja", "Cudza") if f"{name}</option>" in browser.get(URL).text]
        for browser in (coordinator, boss)
    ]
    assert names == [["Swoja"], ["Swoja", "Cudza"]]


def test_with_the_module_off_all_of_it_is_gone(db, accountant, month):
    settle_people(accountant, month)
    show = accountant.post(month_url(month)).location
    assert 'href="/settlements/"' in accountant.get("/").text
    switch(Module.client_settlements, is_on=False)
    db.session.commit()
    pages = [URL, "/settlements/totals", month_url(month), show, "/client-settlements/list/"]
    assert [accountant.get(page).status_code for page in pages] == [404] * len(pages)
    pages = [month_url(month), month_url(month, "people"), show.replace("show", "approve")]
    assert [accountant.post(page).status_code for page in pages] == [404] * len(pages)
    assert 'href="/settlements/"' not in accountant.get("/").text
    assert "ClientSettlementView" not in accountant.get(f"/clients/show/{month.client.id}").text


@pytest.mark.parametrize("text", ["2026-13", "0000-01", "x", "2026-1", "9999-12", ""])
def test_a_month_that_is_none_is_the_last_one(accountant, month, text):
    assert accountant.get(f"/settlements/?month={text}").status_code == 200
