"""Enumerations that know their translated label and badge colour."""

from __future__ import annotations

import enum
from typing import Any


class LabeledEnum(enum.Enum):
    """``name = "stored_code", label, colour`` on one line; prints as its label.

    A colour makes it a badge; without one it is plain text.
    """

    label: Any
    color: str

    def __new__(cls, code: str, label: Any, color: str = "") -> LabeledEnum:
        """Keep label and colour on the member; the code alone is its value."""
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        member.color = color
        return member

    def __str__(self) -> str:
        return str(self.label)
