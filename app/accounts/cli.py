"""Commands of accounts: permissions and first users."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from flask_appbuilder.security.sqla.models import Role

from app.accounts import catalogue
from app.accounts.roles import ADMINISTRATOR
from app.accounts.services import granting, people
from app.core import seeds
from app.core.cli import crm
from app.core.db import transaction
from app.core.errors import DomainError
from app.extensions import db


@crm.command("sync-roles")
@with_appcontext
def sync_roles() -> None:
    """Bring permissions in step with the code and add what was never here; after every upgrade."""
    with transaction():
        done = granting.sync(catalogue.grants())
        rows = seeds.sow()
    click.echo(f"Permissions: +{done.added} -{done.removed}. New roles: {len(done.roles)}.")
    click.echo(f"New statuses, kinds of rates and number series: {rows}.")


@crm.command("create-admin")
@click.option("--username", prompt=True)
@click.option("--email", prompt=True)
@click.option("--first-name", prompt=True)
@click.option("--last-name", prompt=True)
@click.password_option(envvar="CRM_PASSWORD", help="Asked for, or taken from CRM_PASSWORD.")
@with_appcontext
def create_admin(username: str, email: str, first_name: str, last_name: str, password: str) -> None:
    """Add an administrator who may log in at once."""
    _create(username, email, (first_name, last_name), password, ADMINISTRATOR)


@crm.command("create-user")
@click.option("--username", prompt=True)
@click.option("--email", prompt=True)
@click.option("--first-name", prompt=True)
@click.option("--last-name", prompt=True)
@click.option("--role", prompt=True)
@click.password_option(envvar="CRM_PASSWORD", help="Asked for, or taken from CRM_PASSWORD.")
@with_appcontext
def create_user(
    username: str, email: str, first_name: str, last_name: str, role: str, password: str
) -> None:
    """Add a user with one role who may log in at once."""
    _create(username, email, (first_name, last_name), password, role)


def _create(
    username: str, email: str, name: tuple[str, str], password: str, role_name: str
) -> None:
    role = db.session.scalar(sa.select(Role).where(Role.name == role_name))
    if role is None:
        raise click.ClickException(f"There is no role “{role_name}”; run flask crm sync-roles.")
    try:
        with transaction():
            people.create_account(
                username=username, email=email, name=name, password=password, roles=[role]
            )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Added {username}.")
