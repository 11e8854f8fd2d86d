"""What people do on many pages: choosing from lists, opening tabs, saving."""


def choose(page, name, text):
    """Choose an option of a searching select by what it is called."""
    page.locator(f"#{name}-ts-control").click()
    page.locator(f"#{name}-ts-dropdown .option", has_text=text).first.click()


def chosen(page, name):
    """Return what is chosen in a select."""
    return page.locator(f"#{name} option:checked").inner_text()


def open_tab(page, view):
    """Open a tab of a profile and wait for its list."""
    page.locator(f"#tab-{view}").click()
    page.locator(f"#pane-{view} .list-page").wait_for()
