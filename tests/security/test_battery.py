"""The list of attacks names tests that exist, and leaves out none that the first gate asks for."""

import ast
from pathlib import Path

import pytest
import yaml

TESTS = Path(__file__).parent.parent
BATTERY = yaml.safe_load(Path(__file__).with_name("battery.yaml").read_text())
#: Authorisation, web, markup and the event log; money and files come with their domains.
ASKED = {
    *(f"D-AZ-{number:02}" for number in range(1, 12)),
    *(f"D-WB-{number:02}" for number in range(1, 10)),
    "D-AU-01", "D-AU-03", "D-IN-01", "D-IN-03", "D-AG-01", "D-AG-02",
}  # fmt: skip


def functions_of(path):
    tree = ast.parse((TESTS / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_attack_that_was_asked_for_is_listed():
    assert {attack.split(" ")[0] for attack in BATTERY} >= ASKED


@pytest.mark.parametrize("attack", BATTERY)
def test_every_proof_exists(attack):
    assert BATTERY[attack]
    for proof in BATTERY[attack]:
        path, _, name = proof.partition("::")
        assert name in functions_of(path), proof
