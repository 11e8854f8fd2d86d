"""A layout as plain data: kept with the import it was chosen for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.schedule.enums import HoursField, SheetForm
from app.schedule.rules.importing.layouts import Column, Layout


def to_json(layout: Layout) -> dict[str, Any]:
    """Return a layout as JSON can hold it."""
    return {
        "form": layout.form.value,
        "header_row": layout.header_row,
        "month": layout.month.isoformat() if layout.month else None,
        "month_first": layout.month_first,
        "columns": [
            [one.index, one.header, one.field.value if one.field else None, one.day]
            for one in layout.columns
        ],
    }


def from_json(data: Mapping[str, Any]) -> Layout:
    """Return the layout that was kept."""
    columns = tuple(
        Column(index, header, HoursField[field] if field else None, day)
        for index, header, field, day in data["columns"]
    )
    month = date.fromisoformat(data["month"]) if data["month"] else None
    return Layout(
        SheetForm[data["form"]], data["header_row"], columns, month, bool(data["month_first"])
    )
