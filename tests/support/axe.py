"""axe-core: what it finds on a page, one line for each node."""

from axe_playwright_python.base import AXE_SCRIPT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What a theme can change; everything else is the same in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
_RUN = """async ([scope, only]) => {
  const found = await axe.run(scope, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""
_SET_THEME = """async (theme) => {
  document.documentElement.dataset.bsTheme = theme;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)));
}"""


def load(page) -> None:
    """Put axe into the page; once is enough until the next navigation."""
    page.evaluate(AXE_SCRIPT)


def set_theme(page, theme: str) -> None:
    """Change the theme as the button does, and wait until every colour has arrived."""
    page.evaluate(_SET_THEME, theme)


def violations(page, scope: str = "html", *, only_colours: bool = False) -> list[str]:
    """Return rule, element and reason of everything that is wrong inside ``scope``."""
    chosen = (
        {"type": "rule", "values": COLOURS} if only_colours else {"type": "tag", "values": TAGS}
    )
    return page.evaluate(_RUN, [scope, chosen])
