"""Every endpoint, method and role gets exactly what matrix.yaml says: D-AZ-01, D-AZ-10."""

import pytest

from tests.security import matrix
from tests.security.visits import outcome


def of_view(name):
    return [cell for view, cell in matrix.rows() if view == name]


def test_every_rule_has_its_row_and_every_row_its_rule(samples):
    answered, listed = set(samples.cells()), set(matrix.rows())
    assert sorted(answered - listed) == [], "not in matrix.yaml"
    assert sorted(listed - answered) == [], "in matrix.yaml, but gone"


def test_no_rule_takes_another_method(app):
    """PUT, PATCH and DELETE have no cells because nothing answers to them."""
    methods = set().union(*(rule.methods for rule in app.url_map.iter_rules()))
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


def test_permissions_of_the_matrix_are_used(samples):
    """A list of roles nothing asks for would only look like a check."""
    for view, section in matrix.read()["views"].items():
        asked = {said[0] if isinstance(said, list) else said for said in section["cells"].values()
                 if not isinstance(said, dict)}  # fmt: skip
        assert set(section["allowed"]) <= asked, view


@pytest.mark.parametrize("view", matrix.read()["views"])
def test_every_cell_of(view, samples, visitor, world, reset, inner_errors):
    wrong, asked = [], 0
    for cell in of_view(view):
        for role in matrix.roles():
            for method in methods_of(cell, role):
                visit = samples.visit(view, cell, role)
                visit = type(visit)(method, visit.url, visit.form, visit.note)
                person = visitor(role if role != "anonymous" else "")
                got = outcome(person.send(visit), person.written)
                if got != (wanted := matrix.expected(view, cell, role)):
                    wrong.append(f"{role} {visit}: {got}, not {wanted}")
                reset()
                asked += 1
    assert not wrong, "\n".join(wrong)
    assert inner_errors == []
    assert asked >= len(of_view(view)) * len(matrix.roles()), "a cell was not asked"


def methods_of(cell, role):
    """HEAD runs what GET runs: who may least and who may most are asked for both."""
    method = cell.rsplit(" ", 1)[1]
    is_both = method == "GET" and role in ("anonymous", "portal", "administrator")
    return ["GET", "HEAD"] if is_both else [method]


def test_strangers_may_open_only_these(samples):
    """What is open to the world is named here once more, so that a slip of the file shows."""
    open_cells = {
        f"{view}.{cell}"
        for view, cell in matrix.rows()
        if matrix.expected(view, cell, "anonymous") != "login"
    }
    assert open_cells == {
        ".static GET",
        "assets.bundle_file GET",
        "health.healthz GET",
        "AuthView.login GET",
        "AuthView.login POST",
        "LanguageView.index POST",
        "LinkView.forgot GET",
        "LinkView.forgot POST",
        "LinkView.open GET",
        "LinkView.open POST",
    }
