"""The command group ``flask crm``; domains add their commands to it in ``cli.py``."""

from flask.cli import AppGroup

crm = AppGroup("crm", help="What an administrator does from a terminal.")
