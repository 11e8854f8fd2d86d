"""``flask crm demo``: an agency to try the product with."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core.cli import crm
from app.demo import passwords
from app.demo.services import SIZES, is_empty, logins, make_demo


@crm.command("demo")
@click.option("--size", type=click.Choice(list(SIZES)), default="small", show_default=True)
@click.option("--seed", default=1, show_default=True, help="Equal seeds give equal data.")
@click.option("--if-empty", is_flag=True, help="The default: leave a database in use alone.")
@click.option("--force", is_flag=True, help="Add the demo beside what is already there.")
@with_appcontext
def demo(size: str, seed: int, *, if_empty: bool, force: bool) -> None:
    """Add a made-up agency with a user for each role to an empty database.

    small: 60 clients, 350 people, three months of hours; medium and large add clients, people and
    hours beside them in bulk, which takes minutes.
    """
    folder = Path(current_app.config["INSTANCE_DIR"])
    if (force and not if_empty) or is_empty():
        password = passwords.new_password()
        count = make_demo(seed=seed, password=password, size=SIZES[size], tell=click.echo)
        passwords.remember(folder, password, logins())
        click.echo(f"Demo: {count} clients.")
    click.echo(passwords.remembered(folder), nl=False)
