"""Minimum pay and the employer's burden: data of the settings, used wherever pay is."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.core.clock import today
from app.core.currency import Currency
from app.core.errors import DomainError
from app.positions import services
from app.positions.enums import Unit
from app.positions.models import MinimumPay
from app.positions.queries import countries_without_minimum, employer_burden, minimum_pay
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.positions import PositionFactory, PositionRateFactory
from tests.support.pages import fields_of

D = Decimal


@pytest.mark.parametrize(
    ("country", "unit", "day", "amount"),
    [
        ("PL", Unit.hour, date(2026, 1, 1), D("31.40")),
        ("PL", Unit.month, date(2026, 12, 31), D("4806.00")),
        ("PL", Unit.hour, date(2025, 12, 31), D("30.50")),
        ("PL", Unit.month, date(2025, 1, 1), D("4666.00")),
        ("PL", Unit.hour, date(2024, 12, 31), None),
        ("PL", Unit.hour, date(2027, 1, 1), None),
        ("DE", Unit.hour, date(2026, 12, 31), D("13.90")),
        ("DE", Unit.hour, date(2027, 1, 1), D("14.60")),
        ("DE", Unit.month, date(2026, 6, 1), None),
        ("CZ", Unit.hour, date(2026, 6, 1), None),
    ],
)
def test_minimum_pay_is_shipped_for_the_years_that_are_known(db, country, unit, day, amount):
    assert minimum_pay(country, unit, day) == amount


def test_countries_without_a_value_for_a_year_are_named(db):
    assert countries_without_minimum(2026) == []
    assert countries_without_minimum(2027) == ["PL"]
    db.session.add(MinimumPay(amount=D("32.50"), valid_from=date(2027, 1, 1)))
    db.session.flush()
    assert countries_without_minimum(2027) == []


@pytest.mark.parametrize(
    "values",
    [{"country": "POL"}, {"country": "1L"}, {"amount": D(0)}, {"valid_from": date(1999, 1, 1)},
     {"amount": D(100_001)}],
)  # fmt: skip
def test_impossible_minimum_is_refused(db, values):
    pay = MinimumPay(country="pl", amount=D(30), valid_from=date(2024, 1, 1))
    services.check_minimum_pay(pay)
    assert pay.country == "PL"
    for name, value in values.items():
        setattr(pay, name, value)
    with pytest.raises(DomainError):
        services.check_minimum_pay(pay)


def save(browser, url, **values):
    form = MultiDict(fields_of(browser.get(url).text))
    for name, value in values.items():
        form[name] = value
    return browser.post(url, data=form)


def test_list_says_which_year_has_no_value(db, login_as):
    browser, year = login_as(ADMINISTRATOR), today().year + 1
    db.session.execute(sa.delete(MinimumPay).where(MinimumPay.valid_from >= date(year, 1, 1)))
    for country in ("DE", "PL"):
        assert f"{country}: " in browser.get("/minimum-pay/list/").text
        answer = save(browser, "/minimum-pay/add", country=country, unit="hour", amount="33,10",
                      valid_from=f"{year}-01-01")  # fmt: skip
        assert answer.status_code == 302
        assert f"{country}: " not in browser.get("/minimum-pay/list/").text


def test_burden_is_set_once_and_used_by_the_simulator(db, login_as):
    browser = login_as(ADMINISTRATOR)
    assert employer_burden() == D("20.48")
    for wrong in ("", "-1", "101", "abc"):
        assert save(browser, "/pay-settings/", employer_burden=wrong).status_code == 422
    assert save(browser, "/pay-settings/", employer_burden="21,3").status_code == 302
    fields = browser.get("/rate-simulator/").text
    assert 'value="21,3"' in fields
    assert login_as(ACCOUNTING).get("/pay-settings/").status_code == 200


def test_rates_of_a_position_abroad_are_compared_with_that_countrys_minimum(db):
    client = ClientFactory(currency=Currency.EUR)
    address = AddressFactory(client=client, country="DE")
    rate = PositionRateFactory(
        position=PositionFactory(client=client, address=address), employee_rate=D("13.50"),
        client_rate=D(25),
    )  # fmt: skip
    assert len(services.rate_doubts(rate)) == 1
    rate.employee_rate = D("13.90")
    assert services.rate_doubts(rate) == []
