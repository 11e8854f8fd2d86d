"""``flask crm audit``: seal and verify the audit log from the command line."""

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.audit.sealing import seal
from app.core.audit.verifying import verify
from app.core.cli.group import crm


@crm.group("audit")
def audit() -> None:
    """Seal and verify the audit log."""


@audit.command("seal")
def seal_command() -> None:
    """Chain the rows that are not chained yet."""
    click.echo(_("Sealed %(n)s rows.", n=seal(is_thorough=True)))


@audit.command("verify")
def verify_command() -> None:
    """Read the whole log again; fail and name the first row that was tampered with."""
    verdict = verify()
    for locale in ("pl", "en"):
        with force_locale(locale):
            click.echo(
                str(verdict.finding)
                if verdict.finding
                else _("The audit log is intact: %(n)s rows checked.", n=verdict.checked)
            )
    if verdict.finding:
        raise SystemExit(1)
    seal(is_thorough=True)
