"""The project's files, as the house rules read them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
NOT_OURS = {".git", ".venv", "instance", "node_modules", "vendor"}


@cache
def modules():
    """Return path and syntax tree of every module of the application."""
    return [(path, ast.parse(path.read_text())) for path in sorted(APP.rglob("*.py"))]


def named(path, node=None):
    """Return a place as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def packages():
    """Return the top-level packages of the application, kernel included."""
    return sorted(path.parent for path in APP.glob("*/__init__.py"))


def domains():
    return [package.name for package in packages() if package.name != "core"]


def files(*suffixes):
    """Return the project's own files, without what was installed, made or copied."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.suffix in suffixes and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
    ]


def calls(tree, name):
    """Return the calls of a plain name."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def attributes(tree, dotted):
    """Return the uses of a dotted name, whatever stands before it."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and f".{ast.unparse(node)}".endswith(f".{dotted}")
    ]


def assigned_attributes(tree, name):
    """Return the places where an attribute is given a value."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == name
    ]
