"""Commands of the kernel: backup, restore, health of the data, audit log."""

from app.core.audit import commands as audit_commands
from app.core.cli import commands, integrity
from app.core.cli.group import crm

__all__ = ["audit_commands", "commands", "crm", "integrity"]
