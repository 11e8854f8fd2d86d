"""The rows of a large agency as column values, table by table."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from app.assignments.enums import ContractKind
from app.assignments.models import Contract
from app.clients.enums import AddressKind, ClientKind, EmployeeNames, InvoiceDetail, Language
from app.clients.models import Client
from app.core.currency import Currency
from app.core.search import entries_of
from app.core.text import sort_key
from app.core.vat import VatRate
from app.demo import numbers, occupations, workers
from app.demo.mass.world import POSITIONS_PER_CLIENT, World
from app.demo.people import PLAIN
from app.demo.places import GERMAN_STREETS, STREETS, TOWNS
from app.demo.texts import GERMAN_CARE
from app.employees.models import Employee
from app.positions.enums import ContractType, PriceSource
from app.positions.models import Position

Values = dict[str, Any]
Maker = Callable[[World, range], Iterator[Values]]

_TOWNS = tuple(TOWNS.items())
_LINES = ("Hotel", "Magazyn", "Logistyka", "Produkcja", "Piekarnia", "Centrum", "Zakład")
_FORMS = ("sp. z o.o.", "S.A.", "sp.j.", "sp.k.")
_MONTHS_AGREED = 20
_DOCUMENTS = 4


def _stamps(world: World) -> Values:
    at, who = world.created_at, world.office.people[0]
    return {
        "created_on": at,
        "changed_on": at,
        "created_by_id": who,
        "changed_by_id": who,
        "revision": 1,
    }


def clients(world: World, ids: range) -> Iterator[Values]:
    """Return clients: firms in Poland, every twelfth a home in Germany."""
    for number in ids:
        row, is_care = world.row("client", number), world.is_care(number)
        name = f"{row.one_of('name', _LINES)} {row.one_of('owner', PLAIN)} {number}"
        if is_care:
            name = f"Seniorenhaus {row.one_of('place', GERMAN_STREETS)[0]} {number}"
        full = name if is_care else f"{name} {row.one_of('form', _FORMS)}"
        polish_vat = row.one_of("vat", (VatRate.vat_23,) * 9 + (VatRate.vat_8,))
        yield {
            "id": world.first + number,
            "name": full,
            "short_name": name,
            "kind": ClientKind.institution if is_care else ClientKind.company,
            "status_id": world.client_status,
            "sort_key": sort_key(full)[:300],
            "nip": None if is_care else numbers.nip(row.whole("nip")),
            "eu_vat": numbers.german_vat(row.whole("eu vat")) if is_care else None,
            "email": f"biuro@{number}.example.com",
            "phone": numbers.mobile(row.whole("phone")),
            "client_since": world.hours_from - timedelta(days=30 + row.whole("since", 2000)),
            "payment_days": row.one_of("payment_days", (7, 14, 14, 21, 30)),
            "currency": Currency.EUR if is_care else Currency.PLN,
            "vat_rate": VatRate.reverse_eu if is_care else polish_vat,
            "language": Language.de if is_care else Language.pl,
            "invoice_detail": row.one_of("detail", tuple(InvoiceDetail)),
            "employee_names": EmployeeNames.none,
            "invoice_service": GERMAN_CARE if is_care else None,
            "requires_order_number": False,
            **_stamps(world),
        }


def addresses(world: World, ids: range) -> Iterator[Values]:
    """Return the registered office of each client."""
    for number in ids:
        row, is_care = world.row("address", number), world.is_care(number)
        city, code = row.one_of("town", _TOWNS)
        street = row.one_of("street", STREETS)
        if is_care:
            city, code, street = row.one_of("german", GERMAN_STREETS)
        yield {
            "id": world.first + number,
            "client_id": world.first + number,
            "kind": AddressKind.registered,
            "street": f"{street} {row.whole('house', 180) + 1}",
            "postal_code": code,
            "city": city,
            "country": "DE" if is_care else "PL",
            **_stamps(world),
        }


def pricings(world: World, ids: range) -> Iterator[Values]:
    """Return the price group of four clients in ten."""
    for number in ids:
        group = world.price_groups.get(world.line_of(number))
        if group is not None and world.row("pricing", number).happens("priced", 40):
            yield {
                "id": world.first + number,
                "client_id": world.first + number,
                "price_group_id": group,
                **_stamps(world),
            }


def _job(world: World, position: int) -> occupations.Job:
    client = (position + 1) // POSITIONS_PER_CLIENT
    offered = occupations.JOBS[world.line_of(client)]
    first = world.row("client", client).whole("job", len(offered))
    return offered[(first + position % POSITIONS_PER_CLIENT) % len(offered)]


def _positions(ids: range) -> range:
    return range(
        POSITIONS_PER_CLIENT * (ids.start - 1) + 1, POSITIONS_PER_CLIENT * (ids.stop - 1) + 1
    )


def positions(world: World, ids: range) -> Iterator[Values]:
    """Return two positions of each client."""
    for number in _positions(ids):
        client, job = (number + 1) // POSITIONS_PER_CLIENT, _job(world, number)
        is_care = world.is_care(client)
        yield {
            "id": world.first + number,
            "client_id": world.first + client,
            "name": job.name,
            "sort_key": sort_key(job.name),
            "description": job.description,
            "contract_type": ContractType.mandate if is_care else ContractType.temporary,
            "occupation_code": job.code,
            "price_source": PriceSource.client,
            **_stamps(world),
        }


def rates(world: World, ids: range) -> Iterator[Values]:
    """Return the rates of each position, of a quarter of them raised in the middle of a month."""
    agreed_on, raised_on = (
        world.days.month(_MONTHS_AGREED),
        world.days.month(1) + timedelta(days=15),
    )
    for number in _positions(ids):
        row, pay = world.row("rate", number), _job(world, number).pay
        factor = Decimal(row.whole("factor", 15) + 138) / 100
        is_care = world.is_care((number + 1) // POSITIONS_PER_CLIENT)
        make = occupations.care_rates if is_care else occupations.hourly_rates
        agreed = make(pay, factor=factor)
        steps = [(agreed_on, agreed)]
        if row.happens("raised", 25):
            steps.append((raised_on, occupations.raised(agreed, Decimal(3))))
        place = 0
        for since, kinds in steps:
            for name, (employee, client) in kinds.items():
                place += 1
                yield {
                    "id": world.first + number * 16 + place,
                    "client_id": world.first + (number + 1) // POSITIONS_PER_CLIENT,
                    "position_id": world.first + number,
                    "rate_kind_id": world.office.kinds[name],
                    "employee_rate": employee,
                    "client_rate": client,
                    "valid_from": since,
                    **_stamps(world),
                }


def employees(world: World, ids: range) -> Iterator[Values]:
    """Return employees; each has the contract of the same number."""
    for number in ids:
        is_caregiver = world.is_care(world.client_of(number))
        row = world.row("employee", number)
        values = workers.employee(row, on=world.days.today, is_caregiver=is_caregiver)
        yield {
            "id": world.first + number,
            **values,
            "sort_key": sort_key(f"{values['last_name']} {values['first_name']}")[:200],
            "status_id": world.employee_status,
            "country": "PL",
            **_stamps(world),
        }


def documents(world: World, ids: range) -> Iterator[Values]:
    """Return up to four documents of each employee."""
    for number, person in zip(ids, employees(world, ids), strict=True):
        shown = workers.documents(
            world.row("employee", number),
            hired=world.posting(number).first,
            on=world.days.today,
            is_ukrainian=person["nationality"] == "UA",
            is_caregiver=world.is_care(world.client_of(number)),
        )
        for place, document in enumerate(shown):
            yield {
                "id": world.first + number * _DOCUMENTS + place,
                "employee_id": person["id"],
                **document,
                **_stamps(world),
            }


def contracts(world: World, ids: range) -> Iterator[Values]:
    """Return one contract, or trip, of each employee."""
    for number in ids:
        posting = world.posting(number)
        is_care = posting.is_care
        yield {
            "id": posting.contract_id,
            "number": f"U/{world.days.founded:%Y}/M{number:07d}",
            "company_id": world.companies[is_care],
            "employee_id": posting.employee_id,
            "client_id": posting.client_id,
            "position_id": world.first + world.position_of(number),
            "kind": ContractKind.trip if is_care else ContractKind.contract,
            "contract_type": ContractType.mandate if is_care else ContractType.temporary,
            "concluded_on": min(posting.first - timedelta(days=2), world.days.last),
            "starts_on": posting.first,
            "ends_on": posting.last,
            "payment_day": 10,
            **_stamps(world),
        }


def entries_of_clients(world: World, ids: range) -> Iterator[Values]:
    """Return what the search keeps of clients and positions, said by the models themselves."""
    names = {}
    for values in clients(world, ids):
        names[values["id"]] = values["short_name"]
        yield from _search(Client, values)
    for values in positions(world, ids):
        yield from _search(Position, values, client=names[values["client_id"]], workplace=None)


def entries_of_people(world: World, ids: range) -> Iterator[Values]:
    """Return what the search keeps of employees and contracts."""
    clients_of_part = {world.client_of(number) for number in ids}
    names = {
        values["id"]: values["short_name"]
        for client in sorted(clients_of_part)
        for values in clients(world, range(client, client + 1))
    }
    for person, contract in zip(employees(world, ids), contracts(world, ids), strict=True):
        name = f"{person['first_name']} {person['last_name']}"
        yield from _search(Employee, person, name=name)
        yield from _search(Contract, contract, employee=name, client=names[contract["client_id"]])


def _search(model: Any, values: Values, **extra: Any) -> list[Values]:
    """Return the entries of one row; its own ``search_text`` reads them, no instance is needed."""
    row: Any = SimpleNamespace(search_kind=model.search_kind, **values, **extra)
    for name in ("regon", "krs"):
        setattr(row, name, getattr(row, name, None))
    row.search_text = lambda: model.search_text(row)
    return entries_of(row)
