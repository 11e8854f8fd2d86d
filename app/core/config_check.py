"""Refuses to start when the configuration would leave the doors open.

The texts stand in both languages side by side: no locale is known before the app exists.
"""

import ipaddress
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHORTEST_KEY = 32
#: Keys seen in tutorials and other products' defaults; padded ones are caught by ``FEWEST_SIGNS``.
KNOWN_KEYS = (
    "\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h",
    "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
    "thisISaSECRET_1234",
    "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
    "TEST_NON_DEV_SECRET",
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    '_5#y2L"F4Q8z\\n\\xec]/',
)
KNOWN_WORDS = ("secret", "changeme", "change_me", "change-me", "password", "example", "default")
FEWEST_SIGNS = 10


class InsecureConfig(SystemExit):
    """The process must end, with a message and a code other than zero."""


def check(config: Mapping[str, Any]) -> None:
    """End the process with every reason, in Polish and English, if there is one."""
    reasons = list(_reasons(config))
    if reasons:
        head = "Kadra nie wystartuje / Kadra will not start:"
        raise InsecureConfig("\n".join([head, *(f"  - {reason}" for reason in reasons)]))


def _reasons(config: Mapping[str, Any]) -> Iterator[str]:
    yield from _key_reasons(str(config.get("SECRET_KEY") or ""))
    if config.get("INSECURE_DEV"):
        return
    if config.get("DEBUG"):
        yield (
            "DEBUG pokazuje kod i dane każdemu; wyłącz go albo ustaw INSECURE_DEV=1. / "
            "DEBUG shows code and data to anybody; unset it, or set INSECURE_DEV=1."
        )
    if not _is_encrypted_or_local(str(config.get("BASE_URL") or "")):
        yield (
            "BASE_URL bez https poza tym komputerem zdradza hasła; użyj https albo INSECURE_DEV=1."
            " / BASE_URL without https beyond this computer gives passwords away; use https, or"
            " set INSECURE_DEV=1."
        )
    yield from _folder_reasons(config)


def _key_reasons(key: str) -> Iterator[str]:
    if not key:
        yield (
            "Brak SECRET_KEY; utwórz go: `make setup DEMO=0`. / "
            "SECRET_KEY is missing; create it with `make setup DEMO=0`."
        )
    elif len(key) < SHORTEST_KEY:
        yield (
            f"SECRET_KEY jest krótszy niż {SHORTEST_KEY} znaki. / "
            f"SECRET_KEY is shorter than {SHORTEST_KEY} characters."
        )
    elif _is_guessable(key):
        yield (
            "SECRET_KEY jest powszechnie znany lub łatwy do odgadnięcia. / "
            "SECRET_KEY is publicly known or easy to guess."
        )


def _is_guessable(key: str) -> bool:
    """Tell a published or typed key from a random one."""
    plain = key.lower()
    return (
        any(known.lower() in plain for known in KNOWN_KEYS)
        or any(word in plain for word in KNOWN_WORDS)
        or len(set(key)) < FEWEST_SIGNS
    )


def _is_encrypted_or_local(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _folder_reasons(config: Mapping[str, Any]) -> Iterator[str]:
    """Uploaded files and the key are nobody else's business on a shared machine."""
    if os.name != "posix":
        return
    for name in ("INSTANCE_DIR", "FILES_DIR"):
        folder = Path(str(config.get(name) or ""))
        if config.get(name) and folder.is_dir() and folder.stat().st_mode & stat.S_IRWXO:
            yield (
                f"Katalog {name} jest otwarty dla innych użytkowników: chmod o-rwx {folder} / "
                f"The {name} folder is open to other users: chmod o-rwx {folder}"
            )
