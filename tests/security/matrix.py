"""The matrix file, read: what each role must get from each cell."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("matrix.yaml")


@cache
def read() -> dict:
    return yaml.safe_load(FILE.read_text())


def roles() -> list[str]:
    return [*read()["strangers"], *read()["known"]]


@cache
def rows() -> dict[tuple[str, str], object]:
    """Return (view, cell) -> what the file says."""
    return {
        (view, cell): said
        for view, section in read()["views"].items()
        for cell, said in section["cells"].items()
    }


def expected(view: str, cell: str, role: str) -> str:
    """Return the outcome a role must get."""
    said = rows()[view, cell]
    default = "done" if cell.endswith(" POST") else "ok"
    if isinstance(said, list):
        group, success, but = said[0], said[1], {}
    elif isinstance(said, dict):
        group, success, but = said["for"], said.get("is", default), said.get("but", {})
    else:
        group, success, but = said, default, {}
    if role in but:
        return but[role]
    return success if role in _members(view, group) else _refusal(role)


def _members(view: str, group: str) -> list[str]:
    if group == "everybody":
        return roles()
    if group == "known":
        return read()["known"]
    return read()["views"][view]["allowed"][group]


def _refusal(role: str) -> str:
    return "login" if role in read()["strangers"] else "denied"
