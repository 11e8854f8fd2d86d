"""Help inside the product."""

PAGES = {
    "HelpView.index GET": ("/help/", {}),
    "HelpView.show GET": ("/help/clients", {}),
}
