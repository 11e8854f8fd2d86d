"""The month grid as its pages are asked: October 2026, and cells that are sent."""

import json
from datetime import date

MONTH = {"month": "2026-10"}
MONDAY = date(2026, 10, 5)


def save(browser, *cells, **args):
    """Send cells as the script does: contract, day, text, what stood there, its revision."""
    return browser.post("/hours/save", data={**MONTH, **args, "cells": json.dumps(list(cells))})
