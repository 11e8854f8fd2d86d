"""Templates hold no code of their own: the content security policy would not run it."""

import re

import pytest

from tests.house.source import TEMPLATES, named

_TAG = re.compile(r"<(?P<name>script|style)\b(?P<attributes>[^>]*)>", re.IGNORECASE)
_HANDLER = re.compile(r"""<[a-z][^>]*\s(on[a-z]+|style)\s*=\s*["']""", re.IGNORECASE)
_UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false")
_REASON = re.compile(r"\{#.{10,}#\}")


def inline_code(text):
    """Return scripts and styles that would need 'unsafe-inline'."""
    found = [
        match.group(0)
        for match in _TAG.finditer(text)
        if not re.search(r"\bsrc=|\bnonce=|application/json", match.group("attributes"))
    ]
    return found + [match.group(0) for match in _HANDLER.finditer(text)]


def unexplained(text):
    """Return lines that switch escaping off without a comment on them or the line above."""
    lines = text.splitlines()
    return [
        line.strip()
        for above, line in zip(["", *lines], lines, strict=False)
        if _UNESCAPED.search(line) and not _REASON.search(above + line)
    ]


@pytest.mark.parametrize(
    ("guilty", "innocent"),
    [
        ("<script>go()</script>", '<script nonce="{{ csp_nonce() }}">go()</script>'),
        ("<script>{}</script>", '<script type="application/json">{}</script>'),
        ("<style>p {}</style>", '<link rel="stylesheet" href="a.css">'),
        ('<p style="color: red">', '<p class="text-red">'),
        ('<a onclick="go()">', '<a data-confirm="Sure?">'),
    ],
)
def test_inline_code_is_recognised(guilty, innocent):
    assert inline_code(guilty)
    assert not inline_code(innocent)


def test_unexplained_markup_is_recognised():
    assert unexplained("{{ text|safe }}")
    assert unexplained("{% autoescape false %}")
    assert not unexplained("{# Our own SVG, no user's text. #}\n{{ chart | safe }}")
    assert not unexplained("{{ text }}")


@pytest.mark.parametrize("rule", [inline_code, unexplained])
def test_templates_keep_the_rule(rule):
    found = {named(path): rule(path.read_text()) for path in sorted(TEMPLATES.rglob("*.*"))}
    assert {place: faults for place, faults in found.items() if faults} == {}
