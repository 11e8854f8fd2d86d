"""Every package has its words, its tests and its place among the layers."""

import importlib
import pkgutil
import tomllib

import pytest

import app as root_package
from app.core.enums import LabeledEnum
from tests.house.source import ROOT, domains, packages


def every_enum():
    for module in pkgutil.walk_packages(root_package.__path__, "app."):
        if module.name != "app.core.launcher":
            importlib.import_module(module.name)
    return sorted(LabeledEnum.__subclasses__(), key=lambda kind: kind.__name__)


def contract(name):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    return next(found for found in contracts if found["name"].startswith(name))


@pytest.mark.parametrize("package", packages(), ids=lambda path: path.name)
def test_package_has_tests(package):
    assert list((ROOT / "tests" / package.name).rglob("test_*.py"))


def test_enum_members_are_stored_under_their_names(app):
    found = [
        f"{kind.__name__}.{member.name} = {member.value!r}"
        for kind in every_enum()
        for member in kind
        if member.name != member.value
    ]
    assert found == []


def test_enums_are_found(app):
    assert "Module" in [kind.__name__ for kind in every_enum()]


def test_layers_inside_are_checked_in_every_domain():
    assert sorted(contract("Inside a domain")["containers"]) == sorted(
        f"app.{name}" for name in domains()
    )
