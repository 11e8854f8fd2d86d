"""Commands of the kernel: backup, restore, health of the data."""

from app.core.cli import commands
from app.core.cli.group import crm

__all__ = ["commands", "crm"]
