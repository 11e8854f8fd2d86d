"""The front end stands on its own: pinned libraries, no foreign hosts, every icon present."""

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))

#: Names of XML vocabularies look like addresses, but nothing is ever fetched from them.
_XML_NAMES = re.compile(r"https?://www\.w3\.org/[\w/]+")
_ADDRESS = re.compile(
    r"""(?:src|href|action)=["'](https?:)?//|url\(["']?(?:https?:)?//|["'`]https?://"""
)
_INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+=["']|javascript:|<style|<script(?![^>]*\b(?:src|type=))"""
)
#: A call up to its end, and the names inside it: first, after "else", or a value of a table.
_ICON_CALL = re.compile(r"\bicon\(.*?\)(?=\s*(?:\}\}|if\b|~|$))", re.MULTILINE)
_ICON_NAME = re.compile(r"""(?:\bicon\(\s*|\belse\s+|:\s*|\.get\([^()]*,\s*)["']([\w-]+)["']""")
_ICON_IN_SCRIPT = re.compile(r"""crm\.icon\(\s*["']([\w-]+)["']""")
_ICON_KEYWORDS = ("icon", "menu_icon", "category_icon")


def vendored() -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield library, file name and what the manifest says about it."""
    for library, entry in MANIFEST.items():
        for name, facts in entry["files"].items():
            yield library, name, facts


def sprite() -> set[str]:
    """Return the names of the icons we ship."""
    text = (VENDOR / "icons" / "icons.svg").read_text(encoding="utf-8")
    return set(re.findall(r'<symbol id="i-([\w-]+)"', text))


def own_sources(*suffixes: str) -> list[Path]:
    """Return our templates, styles and scripts."""
    folders = (ROOT / "templates", STATIC / "css", STATIC / "js")
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if path.suffix in suffixes)


def icons_of_template(text: str) -> set[str]:
    """Return icons named in a template, also those chosen by a condition or a table."""
    calls = _ICON_CALL.findall(text)
    return {name for call in calls for name in _ICON_NAME.findall(call)}


def icons_of_python(path: Path) -> Iterator[str]:
    """Yield texts given to arguments and attributes that hold an icon."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        pairs: list[tuple[str | None, ast.expr | None]] = []
        if isinstance(node, ast.Call):
            pairs = [(keyword.arg, keyword.value) for keyword in node.keywords]
            if isinstance(node.func, ast.Name) and node.func.id == "icon" and node.args:
                pairs.append(("icon", node.args[0]))
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            pairs = [(name, node.value) for name in names]
        for name, value in pairs:
            if name in _ICON_KEYWORDS and isinstance(value, ast.Constant) and value.value:
                yield str(value.value).removeprefix("fa-")


@pytest.mark.parametrize(("library", "name", "facts"), list(vendored()))
def test_vendored_file_is_the_one_of_the_manifest(
    library: str, name: str, facts: dict[str, object]
) -> None:
    content = (VENDOR / library / name).read_bytes()
    assert len(content) == facts["bytes"]
    assert hashlib.sha256(content).hexdigest() == facts["sha256"]


def test_manifest_knows_every_vendored_file() -> None:
    on_disk = {
        path.relative_to(VENDOR).as_posix()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent.name != "licenses" and path.name != "MANIFEST.json"
    }
    assert on_disk == {f"{library}/{name}" for library, name, _facts in vendored()}


@pytest.mark.parametrize("library", MANIFEST)
def test_library_ships_with_its_licence(library: str) -> None:
    assert MANIFEST[library]["license"] in {"MIT", "0BSD", "Apache-2.0", "OFL-1.1"}
    assert len((VENDOR / "licenses" / f"{library}.txt").read_text(encoding="utf-8")) > 500


@pytest.mark.parametrize("library", MANIFEST)
def test_version_of_the_manifest_is_the_pinned_one(library: str) -> None:
    pins = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert MANIFEST[library]["version"] == pins[MANIFEST[library]["package"]]


def test_nothing_is_loaded_from_another_host() -> None:
    guilty = {
        path.relative_to(ROOT).as_posix()
        for path in own_sources(".html", ".css", ".js")
        if path.parts[-2] != "email"
        and _ADDRESS.search(_XML_NAMES.sub("", path.read_text(encoding="utf-8")))
    }
    assert guilty == set()


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "url(//fonts.example/a.woff2)",
        'fetch("http://a")',
    ],
)
def test_the_search_for_other_hosts_finds_them(text: str) -> None:
    assert _ADDRESS.search(text)


def test_vendored_styles_load_nothing_from_another_host() -> None:
    for path in VENDOR.rglob("*.css"):
        text = _XML_NAMES.sub("", path.read_text(encoding="utf-8"))
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), path.name


def test_templates_hold_no_inline_style_and_no_inline_script() -> None:
    guilty = {
        path.relative_to(ROOT).as_posix()
        for path in own_sources(".html")
        if "email" not in path.parts and _INLINE.search(path.read_text(encoding="utf-8"))
    }
    assert guilty == set()


@pytest.mark.parametrize(
    "text", ['<p style="x">', '<a onclick="go()">', "<script>go()</script>", "<style>"]
)
def test_the_search_for_inline_code_finds_it(text: str) -> None:
    assert _INLINE.search(text)


def test_every_icon_of_the_templates_is_in_the_sprite() -> None:
    for path in own_sources(".html"):
        missing = icons_of_template(path.read_text(encoding="utf-8")) - sprite()
        assert not missing, f"{path.relative_to(ROOT)}: {missing}"


def test_every_icon_of_the_scripts_is_in_the_sprite() -> None:
    for path in own_sources(".js"):
        missing = set(_ICON_IN_SCRIPT.findall(path.read_text(encoding="utf-8"))) - sprite()
        assert not missing, f"{path.relative_to(ROOT)}: {missing}"


def test_every_icon_of_the_python_code_is_in_the_sprite() -> None:
    for path in sorted((ROOT / "app").rglob("*.py")):
        missing = set(icons_of_python(path)) - sprite()
        assert not missing, f"{path.relative_to(ROOT)}: {missing}"


def test_a_missing_icon_would_be_noticed(tmp_path: Path) -> None:
    assert icons_of_template('{{ icon("no-such-icon") }}') == {"no-such-icon"}
    chosen = '{{ icon({"a": "one"}.get(kind, "two")) }} {{ icon("x" if y else "z", "caret") }}'
    assert icons_of_template(chosen) == {"one", "two", "x", "z"}
    module = tmp_path / "module.py"
    module.write_text('menu_icon = "fa-no-such"\nAction(icon="neither-this")\n')
    assert set(icons_of_python(module)) == {"no-such", "neither-this"}


@pytest.mark.parametrize("kind", ["css", "js"])
def test_order_lists_every_own_source_once(kind: str) -> None:
    names = (STATIC / kind / "order.txt").read_text(encoding="utf-8").split()
    own = [name for name in names if not name.startswith("../")]
    assert sorted(own) == sorted(path.name for path in (STATIC / kind).glob(f"*.{kind}"))
    assert len(names) == len(set(names))
    assert all((STATIC / kind / name).is_file() for name in names)
