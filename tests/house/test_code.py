"""What no module may do, and the proof that each rule would notice it."""

import ast
from collections import Counter

import pytest

from tests.house.source import (
    APP,
    assigned_attributes,
    attributes,
    calls,
    files,
    modules,
    named,
)

#: Written in two parts, so that this file does not find itself.
MACHINE_PATHS = tuple(f"/{folder}/" for folder in ("work", "home", "root", "Users"))

LONGEST = 300


def floats(tree):
    types = [*attributes(tree, "sa.Float"), *attributes(tree, "sa.Double")]
    return [*calls(tree, "float"), *types]


def commits(tree):
    return attributes(tree, "session.commit")


def status_changes(tree):
    return assigned_attributes(tree, "status")


def machine_paths(text):
    return [path for path in MACHINE_PATHS if f'"{path}' in text or f"'{path}" in text]


def settings_groups(tree):
    return [ast.literal_eval(node.args[0]) for node in calls(tree, "Settings")]


@pytest.mark.parametrize(
    ("rule", "guilty", "innocent"),
    [
        (floats, "price = float('1.5')", "price = Decimal('1.5')"),
        (floats, "column(sa.Float)", "column(sa.Numeric(12, 2))"),
        (commits, "db.session.commit()", "db.session.flush()"),
        (settings_groups, 'Settings("mail", {})', 'settings("mail", {})'),
        (status_changes, "offer.status = 'sent'", "if offer.status == 'sent': pass"),
    ],
)
def test_rule_tells_guilty_code_from_innocent(rule, guilty, innocent):
    assert rule(ast.parse(guilty))
    assert not rule(ast.parse(innocent))


def test_machine_path_is_recognised():
    assert machine_paths(f'open("{MACHINE_PATHS[0]}file")')
    assert not machine_paths('open("/dev/shm")')


def test_numbers_are_never_floats():
    assert [named(path, node) for path, tree in modules() for node in floats(tree)] == []


def test_only_the_unit_of_work_commits():
    found = [
        named(path, node)
        for path, tree in modules()
        for node in commits(tree)
        if path != APP / "core" / "db.py"
    ]
    assert found == []


def test_only_services_move_a_status():
    found = [
        named(path, node)
        for path, tree in modules()
        for node in status_changes(tree)
        if "services" not in (path.stem, path.parent.name)
    ]
    assert found == []


def test_a_group_of_settings_is_declared_once():
    found = Counter(group for _path, tree in modules() for group in settings_groups(tree))
    assert found["modules"] == 1
    assert [group for group, count in found.items() if count > 1] == []


def test_no_file_names_a_place_on_one_machine():
    ours = files(".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".ini", ".po", ".sh")
    found = {named(path): machine_paths(path.read_text()) for path in ours}
    assert {place: paths for place, paths in found.items() if paths} == {}


def test_no_module_is_too_long_to_be_read_at_once():
    lengths = {named(path): path.read_text().count("\n") for path, _tree in modules()}
    assert {place: length for place, length in lengths.items() if length > LONGEST} == {}


def test_no_document_names_an_address_that_reaches_nobody():
    documents = {named(path): path.read_text() for path in files(".md")}
    assert "SECURITY.md:1" in documents
    assert [place for place, text in documents.items() if ".invalid" in text] == []


def test_every_module_says_what_it_is_for():
    assert [named(path) for path, tree in modules() if not ast.get_docstring(tree)] == []
