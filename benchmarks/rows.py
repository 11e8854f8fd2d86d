"""The rows of a large agency: clients and what hangs on them, as column values."""

from collections.abc import Iterator
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from app.annotations.enums import Color
from app.clients.enums import (
    AddressKind,
    ClientKind,
    EmployeeNames,
    InvoiceDetail,
    Language,
)
from app.clients.models import Client, Contact
from app.core.search import entry_of
from app.core.text import search_key, sort_key
from app.core.vat import VatRate
from app.demo import numbers
from app.demo.people import ADJECTIVES, MEN, PLAIN, WOMEN
from app.demo.places import STREETS, TOWNS
from app.demo.values import Row

STATUSES = ("Potencjalny", "W negocjacji", "Aktywny", "Wstrzymany", "Zakończony")
TAGS, ACCOUNTS, GROUPS = 12, 20, 4
#: Rows an installation seeds itself keep the small numbers.
FIRST = 9001
#: Words made for the search: each stands in the name of one client in four thousand.
RARE = ("Żółwin", "Ćmielów", "Źdźbło", "Gżegżółka")
#: So many clients stand before all others in every order, and as many behind them: the first
#: and the last page are the same at any size. The first three carry a word nobody else has.
EDGE, LAST_EDGE, UNIQUE, BEARERS = 60, 120, "Świetlik", 3
_EARLIEST, _LATEST = date(2018, 1, 1), date(2027, 1, 1)

_LINES = ("Hotel", "Pensjonat", "Magazyn", "Logistyka", "Produkcja", "Drukarnia", "Piekarnia",
          "Ośrodek", "Centrum", "Zakład")  # fmt: skip
_WORDS = ("Bałtyk", "Śnieżka", "Łąki", "Gwiazda", "Źródło", "Zielone", "Mazury", "Orzeł",
          "Wisła", "Bursztyn", "Jodła", "Świt", "Horyzont", "Ćwiklice", "Złoty Róg",
          "Dąb")  # fmt: skip
_FORMS = ("sp. z o.o.", "S.A.", "sp.j.", "s.c.", "sp.k.")
_TOWNS = tuple(TOWNS.items())


def statuses(seed: int) -> Iterator[dict[str, Any]]:
    """Return five statuses of clients."""
    for number, name in enumerate(STATUSES):
        row = Row(seed, "entity_status", number)
        yield {
            "id": FIRST + number,
            "entity": "Client",
            "name": f"{name} {FIRST}",
            "color": row.one_of("color", [color.value for color in Color]),
            "position": number,
            "required_fields": [],
            **_stamps(row),
        }


def tags(seed: int) -> Iterator[dict[str, Any]]:
    """Return the tags."""
    for number in range(TAGS):
        row = Row(seed, "tag", number)
        yield {
            "id": FIRST + number,
            "name": f"{row.one_of('name', _WORDS).lower()} {number + 1}",
            "color": row.one_of("color", [color.value for color in Color]),
            "entities": [],
            **_stamps(row),
        }


def accounts(seed: int) -> Iterator[dict[str, Any]]:
    """Return the people who guard clients; nobody can log in as one."""
    for number in range(ACCOUNTS):
        row = Row(seed, "ab_user", number)
        first, last = row.one_of("first", WOMEN), row.one_of("last", PLAIN)
        yield {
            "id": FIRST + number,
            "first_name": first,
            "last_name": last,
            "username": f"bench{number}",
            "email": f"bench{number}@example.com",
            "active": True,
            "locale": "pl",
            "revision": 1,
            "sort_key": sort_key(f"{last} {first}"),
        }


def clients(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return clients with the given numbers."""
    for number in ids:
        yield client(seed, number)


def client(seed: int, number: int) -> dict[str, Any]:
    """Return one client."""
    row = Row(seed, "client", number)
    name = _name(row)
    domain = f"{search_key(name.split()[1])}-{number}.example.com"
    return {
        "id": number,
        "name": name,
        "short_name": f"{' '.join(name.split()[:2])} {number}"
        if row.happens("short", 60)
        else None,
        "kind": row.one_of("kind", tuple(ClientKind)),
        "status_id": FIRST + row.zipf("status", len(STATUSES)) - 1,
        "sort_key": sort_key(name)[:300],
        "nip": numbers.nip(row.whole("nip")),
        "regon": numbers.regon(row.whole("regon")),
        "krs": numbers.krs(row.whole("krs")) if row.happens("has_krs", 70) else None,
        "email": f"biuro@{domain}",
        "phone": numbers.mobile(row.whole("phone")),
        "client_since": _since(row),
        "payment_days": row.one_of("payment_days", (7, 14, 14, 21, 30, 60)),
        "currency": row.one_of("currency", ("PLN",) * 9 + ("EUR",)),
        "vat_rate": row.one_of("vat_rate", (VatRate.vat_23,) * 4 + (VatRate.exempt,)),
        "language": Language.pl,
        "invoice_email": f"faktury@{domain}",
        "invoice_detail": row.one_of("detail", tuple(InvoiceDetail)),
        "employee_names": EmployeeNames.none,
        "requires_order_number": row.happens("order", 10),
        "archived_on": _archived(row),
        **_stamps(row),
    }


def contacts(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return two contacts of each client; the second numbers follow the first."""
    for number in range(2 * ids.start - 1, 2 * ids.stop - 1):
        row = Row(seed, "client_contact", number)
        is_woman = row.happens("sex", 60)
        first = row.one_of("first", WOMEN if is_woman else MEN)
        last = row.one_of("last", ADJECTIVES) + ("a" if is_woman else "i")
        yield {
            "id": number,
            "client_id": (number + 1) // 2,
            "first_name": first,
            "last_name": last,
            "sort_key": sort_key(f"{last} {first}"),
            "job_title": row.one_of("job", ("Dyrektor", "Kierowniczka", "Kadrowa", None)),
            "email": f"{search_key(first)}.{search_key(last)}@example.com",
            "phone": numbers.mobile(row.whole("phone")),
            "is_primary": number % 2 == 1,
            **_stamps(row),
        }


def addresses(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return one address of each client, and a workplace of every third."""
    for number in ids:
        for kind in (AddressKind.registered, AddressKind.workplace):
            row = Row(seed, f"client_address.{kind.value}", number)
            if kind is AddressKind.workplace and number % 3:
                continue
            city, code = row.one_of("town", _TOWNS)
            yield {
                "id": 2 * number - (kind is AddressKind.registered),
                "client_id": number,
                "kind": kind,
                "street": f"{row.one_of('street', STREETS)} {row.whole('house', 180) + 1}",
                "postal_code": code,
                "city": city,
                "country": "PL",
                **_stamps(row),
            }


def client_tags(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return none to three tags of each client."""
    for number in ids:
        row = Row(seed, "client_tag", number)
        first = row.whole("first", TAGS)
        for step in range(row.whole("count", 4)):
            yield {"client_id": number, "tag_id": FIRST + (first + step) % TAGS}


def guardians(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return one or two guardians of each client; a few people guard most of them."""
    for number in ids:
        row = Row(seed, "client_guardian", number)
        first = row.zipf("first", ACCOUNTS) - 1
        for step in range(1 + row.whole("count", 2)):
            yield {"client_id": number, "user_id": FIRST + (first + step) % ACCOUNTS}


def search_entries(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return what the index keeps of clients and contacts, said by the models themselves."""
    hints = {}
    for values in clients(seed, ids):
        hints[values["id"]] = values["short_name"] or values["name"]
        yield entry_of(_as_row(Client, values, eu_vat=None))
    for values in contacts(seed, ids):
        name = f"{values['first_name']} {values['last_name']}"
        yield entry_of(_as_row(Contact, values, name=name, client=hints[values["client_id"]]))


def _as_row(model: Any, values: dict[str, Any], **extra: Any) -> Any:
    """Return an object the model's own ``search_text`` can read; no mapped instance is needed."""
    row = SimpleNamespace(search_kind=model.search_kind, **values, **extra)
    row.search_text = lambda: model.search_text(row)
    return row


def _name(row: Row) -> str:
    rare = RARE[row.number // 1000 % len(RARE)] if row.number % 1000 == 7 else ""
    word = rare or (UNIQUE if row.number <= BEARERS else row.one_of("word", _WORDS))
    place = f"{'Aa ' * (row.number <= EDGE)}{'Żż ' * (EDGE < row.number <= LAST_EDGE)}"
    line, person, form = (
        row.one_of("line", _LINES),
        row.one_of("owner", PLAIN),
        row.one_of("form", _FORMS),
    )
    return f"{place}{line} {word} {person} {row.number} {form}"


def _since(row: Row) -> date:
    if row.number <= EDGE:
        return _EARLIEST
    return _LATEST if row.number <= LAST_EDGE else row.day("since")


def _archived(row: Row) -> datetime | None:
    is_archived = row.number > LAST_EDGE and row.happens("is_archived", 5)
    return row.instant("archived") if is_archived else None


def _short(name: str, number: int) -> str:
    return f"{' '.join(name.split()[:2])} {number}"


def _stamps(row: Row) -> dict[str, Any]:
    return {
        "created_on": row.instant("created"),
        "changed_on": row.instant("changed"),
        "revision": 1,
    }


def transactions(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return the saves that changed the first client."""
    for number in ids:
        row = Row(seed, "transaction", number)
        yield {
            "id": number,
            "issued_at": row.instant("at").replace(tzinfo=None),
            "user_id": FIRST + row.zipf("user", ACCOUNTS) - 1,
            "remote_addr": None,
        }


def client_versions(seed: int, ids: range) -> Iterator[dict[str, Any]]:
    """Return what each of those saves left behind: another phone number and payment term."""
    first = client(seed, 1)
    kept = ("id", "name", "kind", "status_id", "nip", "payment_days", "currency", "vat_rate")
    for number in ids:
        row = Row(seed, "client_version", number)
        yield {
            **{name: first[name] for name in kept},
            "phone": numbers.mobile(row.whole("phone")),
            "payment_days": row.one_of("payment_days", (7, 14, 21, 30)),
            "transaction_id": number,
            "operation_type": 0 if number == FIRST else 1,
        }
