"""What is installed is pinned with hashes, and no older than the last known hole."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.source import ROOT

FILES = ("requirements", "requirements-dev")

#: Lowest versions without a known hole; a package in brackets counts once it is used.
MINIMUM = {
    "flask-appbuilder": "5.3.0",  # CVE-2025-32962, CVE-2025-58065 and older
    "flask": "3.1.3",  # CVE-2025-47278, CVE-2026-27205
    "werkzeug": "3.1.6",  # CVE-2025-66221, CVE-2026-21860, CVE-2026-27199
    "jinja2": "3.1.6",  # CVE-2025-27516
    "flask-wtf": "1.3.0",
    "sqlalchemy": "2.1.9",
    "pyjwt": "2.12.0",
    "marshmallow": "4.1.3",  # 4.0.0 to 4.1.2
    "pillow": "13.0.0",
    "gunicorn": "27.0.1",
}
MINIMUM_IF_USED = {
    "xhtml2pdf": "0.2.28",  # CVE-2026-110642, file read and SSRF before it
    "reportlab": "5.1.0",  # CVE-2023-33733
    "lxml": "6.1.3",
    "svglib": "2.3.2",
    "urllib3": "2.8.0",
    "flask-limiter": "4.1.1",
}
#: FAB imports wtforms.DateTimeField, which is gone from here on.
BELOW = {"wtforms": "3.4"}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)")


def blocks(name):
    """Return each pinned package with its lines."""
    text = (ROOT / f"{name}.txt").read_text()
    return [block for block in re.split(r"\n(?=[A-Za-z0-9])", text) if not block.startswith("#")]


def pinned(name):
    found = (_PIN.match(block) for block in blocks(name))
    return {canonicalize_name(m.group(1)): Version(m.group(2)) for m in found if m}


def wanted(name):
    lines = (line.split("#")[0].strip() for line in (ROOT / f"{name}.in").read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r")]


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_with_hashes(name):
    assert blocks(name)
    assert [b for b in blocks(name) if not _PIN.match(b) or "--hash=sha256:" not in b] == []


@pytest.mark.parametrize("name", FILES)
def test_pins_fulfil_what_is_asked_for(name):
    pins = pinned(name)
    unmet = [
        str(asked)
        for asked in wanted(name)
        if canonicalize_name(asked.name) not in pins
        or not asked.specifier.contains(pins[canonicalize_name(asked.name)], prereleases=True)
    ]
    assert unmet == []


def test_what_runs_is_what_is_tested():
    tested = pinned("requirements-dev")
    assert {n: v for n, v in pinned("requirements").items() if tested.get(n) != v} == {}


@pytest.mark.parametrize("package", MINIMUM)
def test_package_is_newer_than_its_last_known_hole(package):
    assert pinned("requirements")[package] >= Version(MINIMUM[package])


def test_optional_packages_are_newer_than_their_last_known_hole():
    pins = pinned("requirements")
    old = {n: v for n, v in MINIMUM_IF_USED.items() if n in pins and pins[n] < Version(v)}
    assert old == {}


@pytest.mark.parametrize("package", BELOW)
def test_package_is_old_enough(package):
    assert pinned("requirements")[package] < Version(BELOW[package])


@pytest.mark.parametrize("name", FILES)
def test_a_lock_says_nothing_of_the_machine_it_was_made_on(name):
    lines = (ROOT / f"{name}.txt").read_text().splitlines()
    assert [line for line in lines if line.startswith("--")] == []
