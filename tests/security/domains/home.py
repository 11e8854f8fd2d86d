"""The start page."""

PAGES = {"HomeView.index GET": ("/", {})}
