"""Positions as people work with them: profile, rates, prices, history, and who sees what."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.accounts.roles import ACCOUNTING, ADMINISTRATOR
from app.core.clock import now
from app.positions.enums import FeeMode, PriceMode, PriceSection, PriceSource
from app.positions.models import (
    ClientPricing,
    Position,
    PositionPrice,
    PositionRate,
    PriceGroup,
    RateKind,
)
from app.positions.services import seed_rate_kinds
from tests.factories.clients import AddressFactory, ClientFactory
from tests.factories.positions import (
    PositionFactory,
    PositionRateFactory,
    PriceGroupFactory,
    PriceGroupItemFactory,
    RateKindFactory,
)
from tests.support.pages import fields_of

WITH, WITHOUT = (f"Koordynator – wszyscy klienci, {what}" for what in ("ze stawkami", "bez stawek"))
OWN = "Koordynator – swoi klienci, ze stawkami"


@pytest.fixture
def admin(login_as):
    return login_as(ADMINISTRATOR)


@pytest.fixture
def office(login_as):
    return login_as(WITH)


def save(browser, url, **values):
    answer = browser.get(url)
    assert answer.status_code == 200
    fields = MultiDict(fields_of(answer.text))
    for name, value in values.items():
        fields[name] = value
    return browser.post(url, data=fields)


def only(db, model):
    db.session.rollback()
    return db.session.scalars(sa.select(model)).one()


def test_position_is_added_on_the_tab_of_its_client(db, office):
    client = ClientFactory(name="Hotel Bałtyk")
    address = AddressFactory(client=client)
    profile = office.get(f"/clients/show/{client.id}").text
    assert f"/positions/list/?_rel_client={client.id}" in profile
    answer = save(office, f"/positions/add?_rel_client={client.id}", name="Pokojówka",
                  occupation_code="911201", address=str(address.id))  # fmt: skip
    position = only(db, Position)
    assert answer.location == f"/positions/show/{position.id}"
    assert (position.client_id, position.workplace) == (client.id, str(address))
    assert "Pokojówka" in office.get(f"/positions/list/?_rel_client={client.id}").text


def test_only_addresses_of_the_client_are_offered(db, office):
    position = PositionFactory()
    AddressFactory(client=position.client, street="Nasza 1")
    foreign = AddressFactory(street="Cudza 2")
    url = f"/positions/options/address?client={position.client_id}"
    assert url in office.get(f"/positions/edit/{position.id}").text
    assert [row["text"][:7] for row in office.get(url).json] == ["Nasza 1"]
    refused = save(office, f"/positions/edit/{position.id}", address=str(foreign.id))
    assert refused.status_code == 422


def test_position_is_found_by_name_and_place(db, office):
    position = PositionFactory(name="Pokojówka", workplace="Sopot, Recepcja")
    for text in ("pokojowka", "sopot"):
        assert position.name in office.get(f"/positions/list/?q={text}").text
    assert position.name not in office.get("/positions/list/?q=magazyn").text


def test_rate_is_typed_the_polish_way(db, office):
    position, kind = PositionFactory(), RateKindFactory()
    answer = save(office, f"/position-rates/add?_rel_position={position.id}",
                  rate_kind=str(kind.id), employee_rate="33,4001", client_rate="1 047,90",
                  valid_from="2026-10-01", _confirmed="")  # fmt: skip
    assert answer.status_code == 422  # 1 047,90 zł an hour is asked about
    again = MultiDict(fields_of(answer.text))
    assert again["_confirmed"]
    answer = office.post(f"/position-rates/add?_rel_position={position.id}", data=again)
    assert answer.location == f"/positions/show/{position.id}#PositionRateView"
    rate = only(db, PositionRate)
    assert (rate.employee_rate, rate.client_rate) == (Decimal("33.4001"), Decimal("1047.90"))
    assert rate.client_id == position.client_id


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"employee_rate": "-1"}, "A rate cannot be negative."),
        ({"employee_rate": "33,40001"}, "At most 4 decimal places."),
        ({"employee_rate": "dużo"}, "Enter a number"),
        ({"employee_rate": "", "client_rate": ""}, "Enter the employee rate"),
        ({"client_rate": "100000,01"}, "is refused"),
        ({"client_rate": "99999999999"}, "too large"),
        ({"valid_from": "0026-10-01"}, "Check the year"),
        ({"valid_from": ""}, "required"),
        ({"valid_from": "2026-09-01"}, "There already is a rate"),
    ],
)
def test_bad_rate_is_refused_in_words(db, login_as, values, message):
    rate = PositionRateFactory(valid_from=date(2026, 9, 1))
    office = login_as(WITH)
    office.post("/language/en")
    good = {"rate_kind": str(rate.rate_kind_id), "valid_from": "2026-10-01",
            "employee_rate": "33,40", "client_rate": "47,90"}  # fmt: skip
    url = f"/position-rates/add?_rel_position={rate.position_id}"
    answer = save(office, url, **(good | values))
    assert answer.status_code == 422
    assert message in answer.text
    assert save(office, url, **good).status_code == 302


def test_live_margin_shows_what_is_left(office):
    shown = office.get("/position-rates/margin?employee_rate=33,40&client_rate=47,90").text
    assert "14,50" in shown
    assert "30,27" in shown
    assert "<output>" not in office.get("/position-rates/margin?employee_rate=x").text


def test_rate_is_shown_as_short_as_it_was_typed(db, office):
    for typed, shown in ((Decimal("33.40"), "33,40"), (Decimal("33.4001"), "33,4001")):
        rate = PositionRateFactory(employee_rate=typed)
        form = fields_of(office.get(f"/position-rates/edit/{rate.id}").text)
        assert form["employee_rate"] == shown


def test_history_of_a_position_names_the_changed_rate(db, office):
    kind = RateKindFactory(name="nocna")
    rate = PositionRateFactory(rate_kind=kind)
    url = f"/position-rates/edit/{rate.id}"
    assert save(office, url, client_rate="49,90").status_code == 302
    text = " ".join(office.get(f"/positions/history/{rate.position_id}").text.split())
    assert "nocna, 01.10.2026" in text
    assert "<del>47,90</del>" in text
    assert "<ins>49,90</ins>" in text
    assert "Osoba Testowa" in text
    assert (
        f'href="/positions/history/{rate.position_id}"'
        in office.get(f"/positions/show/{rate.position_id}").text
    )


def test_history_of_a_position_names_the_price_group(db, office):
    position, group = PositionFactory(), PriceGroupFactory(name="Hotele 2026")
    save(office, f"/positions/edit/{position.id}", price_source="group", price_group=str(group.id))
    assert "<ins>Hotele 2026</ins>" in office.get(f"/positions/history/{position.id}").text


def test_archived_position_is_not_offered_and_not_changed(db, office):
    rate = PositionRateFactory()
    url = f"/position-rates/edit/{rate.id}"
    office.post(f"/positions/action/archive/{rate.position_id}")
    assert office.get("/position-rates/options/position").json == []
    assert office.get(url).status_code == 409
    office.post(f"/positions/action/restore/{rate.position_id}")
    assert len(office.get("/position-rates/options/position").json) == 1
    assert office.get(url).status_code == 200


def test_copy_opens_the_new_position(db, office):
    rate = PositionRateFactory(note="Od podwyżki")
    answer = office.post(f"/positions/action/copy/{rate.position_id}")
    twin = db.session.scalar(sa.select(Position).where(Position.id != rate.position_id))
    assert answer.location == f"/positions/edit/{twin.id}"
    assert [(one.client_rate, one.note) for one in twin.rates] == [
        (Decimal("47.90"), "Od podwyżki")
    ]


def test_copy_by_somebody_without_rates_has_none(db, login_as):
    rate = PositionRateFactory()
    login_as(WITHOUT).post(f"/positions/action/copy/{rate.position_id}")
    twin = db.session.scalar(sa.select(Position).where(Position.id != rate.position_id))
    assert twin.rates == []


def test_rates_are_hidden_from_those_without_them(db, login_as):
    group = PriceGroupFactory(name="Tajna grupa")
    rate = PositionRateFactory(
        client_rate=Decimal("57.91"), rate_kind=RateKindFactory(client_rate=Decimal("57.91"))
    )
    rate.position.price_source, rate.position.price_group = PriceSource.group, group
    db.session.commit()
    pages = [
        f"/positions/show/{rate.position_id}",
        f"/positions/show/{rate.position_id}?_panel=1",
        f"/positions/edit/{rate.position_id}",
        f"/positions/history/{rate.position_id}",
        "/positions/list/?_cols_PositionView=name,price_source,price_group",
        "/positions/export/csv?_cols_PositionView=name,price_source,price_group",
        "/positions/list/?q=57,91",
        f"/rate-kinds/show/{rate.rate_kind_id}",
        f"/rate-kinds/history/{rate.rate_kind_id}",
        "/rate-kinds/list/",
    ]
    secrets = ("57,91", "57.91", "Tajna grupa")
    without = login_as(WITHOUT)
    for url in pages:
        answer = without.get(url)
        assert answer.status_code == 200, url
        hits = [secret for secret in secrets if secret in answer.text]
        assert hits == (["57,91"] if "q=57" in url else []), url
    known = login_as(WITH)
    assert "57,91" in known.get(f"/positions/history/{rate.position_id}").text
    assert "Tajna grupa" in known.get(f"/positions/show/{rate.position_id}").text
    for url in ("/position-rates/list/", "/price-groups/list/", "/rate-simulator/",
                "/position-rates/margin?employee_rate=1&client_rate=2"):  # fmt: skip
        assert without.get(url).status_code == 403, url
        assert known.get(url).status_code == 200, url


def test_filter_by_a_hidden_column_is_left_out(db, login_as):
    PositionFactory(name="Bez grupy")
    without = login_as(WITHOUT)
    assert "Bez grupy" in without.get("/positions/list/?_flt_0_price_source=group").text
    assert "Bez grupy" not in login_as(WITH).get("/positions/list/?_flt_0_price_source=group").text


def test_hidden_price_source_cannot_be_posted(db, login_as):
    position, group = PositionFactory(), PriceGroupFactory()
    url = f"/positions/edit/{position.id}"
    values = {"price_source": "group", "price_group": str(group.id)}
    save(login_as(WITHOUT), url, **values)
    assert only(db, Position).price_source is PriceSource.client
    save(login_as(WITH), url, **values)
    assert only(db, Position).price_source is PriceSource.group


def test_positions_of_foreign_clients_do_not_exist(db, login_as):
    rate = PositionRateFactory()
    own, every = login_as(OWN), login_as(WITH)
    for url in (f"/positions/show/{rate.position_id}", f"/position-rates/show/{rate.id}"):
        assert own.get(url).status_code == 404
        assert every.get(url).status_code == 200
    simulated = f"/rate-simulator/?position={rate.position_id}"
    assert "Pokojówka" not in own.get(simulated).text
    assert "Pokojówka" in every.get(simulated).text


def test_client_gets_one_price_group(db, office):
    client, group = ClientFactory(), PriceGroupFactory()
    url = f"/client-pricing/add?_rel_client={client.id}"
    answer = save(office, url, price_group=str(group.id))
    assert answer.location == f"/clients/show/{client.id}#ClientPricingView"
    assert only(db, ClientPricing).price_group_id == group.id
    assert save(office, url, price_group=str(group.id)).status_code == 422


def test_custom_prices_of_a_position(db, office):
    position = PositionFactory()
    url = f"/position-prices/add?_rel_position={position.id}"
    values = {"name": "Wynagrodzenie", "margin": "25,5"}
    assert save(office, url, **values).status_code == 422
    save(office, f"/positions/edit/{position.id}", price_source="own")
    assert save(office, url, **values).status_code == 302
    assert only(db, PositionPrice).margin == Decimal("25.50")
    assert "25,50" in office.get(f"/positions/history/{position.id}").text


def test_price_group_is_made_of_records(db, admin):
    assert save(admin, "/price-groups/add", name="Hotele").status_code == 302
    group = only(db, PriceGroup)
    url = f"/price-group-items/add?_rel_price_group={group.id}"
    fee = {"section": "fee", "name": "Rekrutacja", "mode": "amount", "amount": "500"}
    answer = save(admin, url, **fee, fee="added")
    assert answer.location == f"/price-groups/show/{group.id}#PriceGroupItemView"
    assert save(admin, url, **(fee | {"amount": ""})).status_code == 422
    assert "500,00" in admin.get(f"/price-groups/history/{group.id}").text


def test_rate_kind_is_configured_in_settings(db, admin, login_as):
    values = {"name": "nocna", "rule": "night", "night_from": "21:00", "night_to": "05:00"}
    assert save(admin, "/rate-kinds/add", **values).status_code == 302
    assert only(db, RateKind).night_from == "21:00"
    bad = values | {"name": "x", "night_to": "99"}
    assert save(admin, "/rate-kinds/add", **bad).status_code == 422
    assert login_as(WITH).get("/rate-kinds/add").status_code == 403


def simulate(browser, position, **values):
    query = "&".join(f"{key}={value}" for key, value in values.items())
    answer = browser.get(f"/rate-simulator/?position={position.id}&{query}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_simulator_counts_and_says_why(db, login_as):
    seed_rate_kinds()
    day, night = db.session.scalars(sa.select(RateKind).order_by(RateKind.place)).all()[:2]
    position = PositionRateFactory(rate_kind=day).position
    text = simulate(login_as(ACCOUNTING), position, day="2026-10-15", burden="0",
                    **{f"quantity_{day.id}": "152,5", f"quantity_{night.id}": "10"})  # fmt: skip
    assert "5 093,50 zł" in text.replace("\xa0", " ")
    assert "7 304,75 zł" in text.replace("\xa0", " ")  # 152.5 × 47.90
    assert "479,00 zł" in text  # the night falls back to the day
    assert text.count("<details") == 2


def test_simulator_uses_the_scheme(db, office):
    kind = RateKindFactory()
    position = PositionRateFactory(rate_kind=kind).position
    item = PriceGroupItemFactory(margin=Decimal(10))
    position.price_source, position.price_group = PriceSource.group, item.price_group
    db.session.commit()
    text = simulate(office, position, burden="0", **{f"quantity_{kind.id}": "10"})
    assert "367,40 zł" in text  # 334.00 + 10 %
    assert "479,00 zł" not in text


def test_simulator_writes_the_sums_down(db, office):
    kind = RateKindFactory()
    position = PositionRateFactory(rate_kind=kind).position
    asked = {"burden": "20,48", f"quantity_{kind.id}": "152,5"}
    text = simulate(office, position, **asked)
    assert "152,50 × 33,40 = 5 093,50 zł" in text.replace("\xa0", " ")
    # 152.5 × 33.40 × 1.2048 = 6136.6488
    assert "152,50 × 33,40 × 1,2048 = 6 136,65 zł" in text.replace("\xa0", " ")
    assert "152,50 × 47,90 = 7 304,75 zł" in text.replace("\xa0", " ")
    item = PriceGroupItemFactory(margin=Decimal(18))
    fee = {"section": PriceSection.fee, "mode": PriceMode.amount, "fee": FeeMode.added}
    PriceGroupItemFactory(
        price_group=item.price_group, name="Rekrutacja", amount=Decimal(500), **fee
    )
    position.price_source, position.price_group = PriceSource.group, item.price_group
    db.session.commit()
    text = simulate(office, position, **asked).replace("\xa0", " ")
    # 6136.6488 × 1.18 = 7241.245584; (7241.25 − 6136.65) ÷ 7241.25 = 15.2543 %
    assert "152,50 × 33,40 × 1,2048 × 1,18 = 7 241,25 zł" in text
    assert "15,25 %" in text
    assert "Rekrutacja, 500,00 zł" in text


def test_positions_are_offered_with_the_names_of_their_clients(db, office, count_sql):
    for name in ("Hotel Bałtyk", "Hotel Morze"):
        PositionFactory(client=ClientFactory(name=name, short_name=None))
    with count_sql() as few:
        found = office.get("/position-rates/options/position").json
    assert sorted(one["text"] for one in found) == [
        "Pokojówka, Hotel Bałtyk",
        "Pokojówka, Hotel Morze",
    ]
    for _number in range(5):
        PositionFactory()
    with count_sql() as many:
        office.get("/position-rates/options/position")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "query", ["position=x", "position=1&day=32", "position=999&quantity_1=abc"]
)
def test_simulator_survives_nonsense(office, query):
    assert office.get(f"/rate-simulator/?{query}").status_code == 200


def test_simulator_does_not_offer_archived_positions(db, office):
    position = PositionFactory(archived_on=now())
    assert "Pokojówka" not in simulate(office, position)
