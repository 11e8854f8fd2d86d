"""``flask crm backup``, ``restore`` and ``check-database``."""

from pathlib import Path

import click
from flask import current_app

from app.core.cli import archive, database
from app.core.cli.group import crm
from app.core.errors import DomainError

_FORCE = click.option("--force", is_flag=True, help="Replace what is already there.")


@crm.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@_FORCE
def backup(path: Path, *, force: bool) -> None:
    """Write the database and all files to PATH (a .tar.gz), also while people work."""
    with _refusals():
        manifest = archive.write(path, current_app.config, is_forced=force)
    click.echo(f"{path}: {manifest.describe()}")


@crm.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_FORCE
def restore(path: Path, *, force: bool) -> None:
    """Bring back what `backup` wrote to PATH; stop the application first."""
    with _refusals():
        manifest = archive.restore(path, current_app.config, is_forced=force)
    click.echo(f"{path}: {manifest.describe()}")
    click.echo("The key is not in it: put the old INSTANCE_DIR/secret_key back as well.")
    click.echo("Now run `flask db upgrade` and `flask crm sync-roles`.")


@crm.command("check-database")
def check_database() -> None:
    """Look for damage: broken pages (SQLite) and references to rows that are not there."""
    faults = database.current().faults()
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.exceptions.Exit(1)
    click.echo("ok")


class _refusals:  # noqa: N801 - reads as a statement
    """Shows a refusal as an error message, not as a traceback."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, DomainError):
            raise click.ClickException(str(error)) from error
