"""Refusals of whole files."""

from app.core.errors import DomainError


class UnusableFile(DomainError):  # noqa: N818 - it is a verdict, not a fault
    """A file from which no row can be read."""
