"""``flask crm check-integrity``: whether the data is what it must be."""

from contextlib import closing

import click

from app.core.cli.group import crm
from app.core.db import reading


@crm.command("check-integrity")
def check_integrity() -> None:
    """Check all invariants; fail and name the first row that breaks each of them."""
    # Imported late: the checks know the audit log, which knows these commands.
    from app.core.integrity import invariants  # noqa: PLC0415

    is_sound = True
    with reading():
        for one in invariants():
            with closing(one.search()) as broken:
                found = next(broken, None)
            is_sound = is_sound and found is None
            click.echo(f"{one.code:4} {one.label}: {'ok' if found is None else found}")
    if not is_sound:
        raise click.exceptions.Exit(1)
