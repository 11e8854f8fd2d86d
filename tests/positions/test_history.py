"""The full history of a position: its rates, and the prices that reach it from outside."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.accounts.roles import ADMINISTRATOR
from app.core.db import transaction
from app.positions.enums import PriceSource
from app.positions.rules import Span, meet, spans
from tests.factories.positions import (
    ClientPricingFactory,
    PositionFactory,
    PositionRateFactory,
    PriceGroupFactory,
    PriceGroupItemFactory,
)

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))


@pytest.fixture
def office(login_as):
    return login_as(WITH)


def texts(browser, position, **query):
    answer = browser.get(f"/positions/history/{position.id}", query_string=query)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def compared(browser, position, **query):
    answer = browser.get(f"/positions/compare/{position.id}", query_string=query)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def set_margin(item, margin):
    with transaction():
        item.margin = Decimal(margin)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([], []),
        ([(3, "a")], [Span("a", 3)]),
        ([(3, "a"), (5, "a"), (7, "b")], [Span("a", 3, 7), Span("b", 7)]),
        ([(3, "a"), (5, "b"), (9, "a")], [Span("a", 3, 5), Span("b", 5, 9), Span("a", 9)]),
    ],
)
def test_versions_become_spans(versions, expected):
    assert spans(versions) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Span("x", 1), Span("y", 4), Span("y", 4)),
        (Span("x", 5, 9), Span("y", 1, 7), Span("y", 5, 7)),
        (Span("x", 5, 9), Span("y", 9), None),
        (Span("x", 5, 9), Span("y", 1, 5), None),
    ],
)
def test_spans_meet(one, other, expected):
    assert meet(one, other) == expected


def test_records_of_the_used_group_belong_to_the_history(db, office):
    item = PriceGroupItemFactory(margin=Decimal(25))
    position = PositionFactory(price_source=PriceSource.group, price_group=item.price_group)
    other = PriceGroupItemFactory(margin=Decimal(11))
    set_margin(item, "27.5")
    set_margin(other, "12.5")
    text = texts(office, position)
    assert "<del>25,00</del>" in text
    assert "<ins>27,50</ins>" in text
    assert "12,50" not in text


def test_group_belongs_to_the_history_only_while_it_is_used(db, office):
    item = PriceGroupItemFactory(margin=Decimal(25))
    position = PositionFactory()
    set_margin(item, "26")
    with transaction():
        position.price_source, position.price_group = PriceSource.group, item.price_group
    set_margin(item, "27")
    with transaction():
        position.price_source, position.price_group = PriceSource.own, None
    set_margin(item, "28")
    text = texts(office, position)
    assert "<del>26,00</del>" in text
    assert "<ins>27,00</ins>" in text
    assert "28,00" not in text
    assert "<ins>26,00</ins>" not in text


def test_price_group_of_the_client_belongs_to_the_history_while_z_klienta_holds(db, office):
    first = PriceGroupItemFactory(price_group=PriceGroupFactory(name="Hotele"), margin=Decimal(25))
    second = PriceGroupItemFactory(price_group=PriceGroupFactory(name="Hale"), margin=Decimal(18))
    position = PositionFactory()
    pricing = ClientPricingFactory(client=position.client, price_group=first.price_group)
    set_margin(first, "26")
    with transaction():
        pricing.price_group = second.price_group
    set_margin(first, "29")
    set_margin(second, "19")
    text = texts(office, position)
    assert "<del>Hotele</del>" in text
    assert "<ins>Hale</ins>" in text
    assert "<ins>26,00</ins>" in text
    assert "<ins>19,00</ins>" in text
    assert "29,00" not in text
    with transaction():
        position.price_source = PriceSource.own
    with transaction():
        pricing.price_group = first.price_group
    assert texts(office, position).count("Hale</del>") == 0


def test_only_the_chosen_field_is_shown(db, office):
    rate = PositionRateFactory()
    with transaction():
        rate.client_rate, rate.note = Decimal("49.90"), "Podwyżka"
    text = texts(office, rate.position, field="rates.client_rate")
    assert "<del>47,90</del>" in text
    assert "<ins>49,90</ins>" in text
    assert "Podwyżka" not in text
    assert 'value="rates.client_rate" selected' in text
    assert "Tego pola nigdy nie zmieniono." in texts(office, rate.position, field="own.description")
    assert "Podwyżka" in texts(office, rate.position, field="nonsense")


def test_compared_versions_show_rates_as_they_were(db, office):
    rate = PositionRateFactory()
    with transaction():
        rate.client_rate = Decimal("49.90")
    text = compared(office, rate.position)
    assert "<td>47,90</td> <td>49,90</td>" in text
    assert "33,40" not in text
    assert "<td>33,40</td> <td>33,40</td>" in compared(office, rate.position, all="1")


def test_compared_versions_show_the_group_as_it_was(db, office):
    item = PriceGroupItemFactory(margin=Decimal(25))
    position = PositionFactory(price_source=PriceSource.group, price_group=item.price_group)
    set_margin(item, "27")
    assert "<td>25,00</td> <td>27,00</td>" in compared(office, position)


def test_versions_of_another_record_are_not_compared(db, office):
    position, other = PositionFactory(), PositionFactory()
    position_tx, other_tx = (
        db.session.scalar(
            sa.text("SELECT transaction_id FROM position_version WHERE id = :id"), {"id": one.id}
        )
        for one in (position, other)
    )
    url = f"/positions/compare/{position.id}"
    assert office.get(url, query_string={"a": position_tx}).status_code == 200
    assert office.get(url, query_string={"a": other_tx}).status_code == 404
    for nonsense in ("x", "-1", "99999999999", "²"):
        assert office.get(url, query_string={"a": nonsense}).status_code == 200


def test_rates_are_hidden_in_history_filter_and_comparison(db, login_as):
    item = PriceGroupItemFactory(margin=Decimal("25.17"))
    rate = PositionRateFactory(client_rate=Decimal("57.91"))
    position = rate.position
    with transaction():
        position.price_source, position.price_group = PriceSource.group, item.price_group
        position.name = "Recepcja"
    set_margin(item, "27.18")
    with transaction():
        rate.client_rate = Decimal("58.92")
    secrets = ("57,91", "58,92", "25,17", "27,18", item.price_group.name, "rates.client_rate")
    pages = [
        f"/positions/history/{position.id}",
        f"/positions/history/{position.id}?field=rates.client_rate",
        f"/positions/history/{position.id}?field=own.price_group_id",
        f"/positions/compare/{position.id}?all=1",
    ]
    without, known = login_as(WITHOUT), login_as(WITH)
    for url in pages:
        text = without.get(url).text
        assert [secret for secret in secrets if secret in text] == [], url
    assert "27,18" in known.get(pages[0]).text
    assert "58,92" in known.get(pages[3]).text


def test_statements_of_the_history_do_not_grow(db, login_as, count_sql):
    office = login_as(ADMINISTRATOR)
    item = PriceGroupItemFactory()
    rate = PositionRateFactory()
    ClientPricingFactory(client=rate.client, price_group=item.price_group)
    url, compare = (f"/positions/{name}/{rate.position_id}" for name in ("history", "compare"))

    def counted():
        with count_sql() as statements:
            for address in (url, compare):
                assert office.get(address).status_code == 200
        return len(statements)

    set_margin(item, 50)
    counted()
    few = counted()
    for number in range(30):
        set_margin(item, number)
        with transaction():
            rate.client_rate = Decimal(40 + number)
    assert counted() == few
