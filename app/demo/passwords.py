"""One password for all demo accounts, made anew for each installation and kept beside its key."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

_FILE = "demo-logins.txt"
_WORDS = (
    "Agrest", "Akacja", "Balkon", "Bocian", "Brzoza", "Cebula", "Chmura", "Cytryna", "Deszcz",
    "Dywan", "Fasola", "Fiolet", "Fotel", "Garnek", "Gitara", "Guzik",
    "Igloo", "Jagoda", "Jaskier", "Kajak", "Kamyk", "Kasztan", "Klonik", "Koszyk", "Latarnia",
    "Lawenda", "Lilia", "Lodowiec", "Magnes", "Malina", "Morela", "Motyl", "Namiot", "Nawias",
    "Obrus", "Orzech", "Papryka", "Parasol", "Parowiec", "Piernik", "Poduszka", "Rower",
    "Rumianek", "Sanki", "Sasanka", "Sosna", "Szuflada", "Talerz", "Tramwaj",
    "Trawnik", "Tulipan", "Wachlarz", "Walizka", "Wierzba", "Wiosna", "Zamek", "Zegar",
    "Zefir", "Ziarno", "Zimorodek", "Znaczek",
)  # fmt: skip


def new_password() -> str:
    """Return four words and a number: 37 random bits, and logging in is throttled."""
    words = [secrets.choice(_WORDS) for _ in range(4)]
    return "-".join([*words, str(1000 + secrets.randbelow(9000))])


def remember(folder: Path, password: str, logins: Iterable[tuple[str, str]]) -> None:
    """Write the logins down where only the owner of the installation can read them."""
    lines = [f"{username:<24} {role}" for username, role in logins]
    text = "\n".join(
        ["Dane przykładowe / demo data", f"Hasło / password: {password}", "", *lines, ""]
    )
    descriptor = os.open(folder / _FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def remembered(folder: Path) -> str:
    """Return what was written down, "" when there are no demo accounts."""
    path = folder / _FILE
    return path.read_text(encoding="utf-8") if path.is_file() else ""
