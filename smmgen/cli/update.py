from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli import completing
from smmgen.cli.output import print_json
from smmgen.cli.project import (
    account_option,
    accounts_argument,
    json_option,
    ledger_of,
    no_hooks_option,
    now_option,
    rehearsal_networks_option,
)

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.publishing.context import Context


@click.command()
@click.argument("post", metavar="UID|PATH", shell_complete=completing.posts)
@accounts_argument
@account_option
@click.option("--dry-run", is_flag=True, help="Print what would change, but send nothing.")
@rehearsal_networks_option
@now_option
@json_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None,
    post: str,
    more: tuple[str, ...],
    accounts: tuple[str, ...],
    dry_run: bool,
    rehearsal: bool,
    now: str | None,
    as_json: bool,
    no_hooks: bool,
) -> int:
    """Edit a live post so that it matches its file. Nothing new is published.

    Edits it on every account it was published to, or only on the accounts given. Exits with 3 when an edit failed, and
    with 4 when it is unknown whether one did.
    """
    from smmgen.cli.project import clock, context_of, opened, require_current

    project = opened(directory)
    context = context_of(project, clock(now, project.config.project.timezone), accounts=(*accounts, *more))
    require_current(project, no_hooks)
    if dry_run:
        return show_update(project, context, post, rehearsal, as_json)
    return rehearse_update(context, post, None, as_json) if rehearsal else update_post(project, context, post, as_json)


NOTHING = "nothing to update: the live post is the same as the file"


def update_post(project: Opened, context: Context, post: str, as_json: bool) -> int:
    from smmgen.cli.amended import carry_out
    from smmgen.publishing.update import update

    return carry_out(project, context, partial(update, post=post), as_json=as_json, nothing=NOTHING)


def rehearse_update(context: Context, post: str, faults: Path | None, as_json: bool) -> int:
    from smmgen.cli.amended import rehearse
    from smmgen.publishing.update import update

    return rehearse(context, partial(update, post=post), faults, as_json=as_json, nothing=NOTHING)


def show_update(project: Opened, context: Context, post: str, rehearsal: bool, as_json: bool) -> int:
    from dataclasses import replace

    from smmgen.publishing.rehearse import advice
    from smmgen.publishing.update import changed

    with ledger_of(project, rehearsal) as ledger:
        found = changed(context, ledger, post)
        found = [replace(change, hint=advice(change.hint)) if rehearsal else change for change in found]
    if as_json:
        print_json([change.as_json() for change in found])
    else:
        click.echo("\n\n".join(change.as_text() for change in found) or "nothing to update")
    parts = sum(not change.problem for change in found)
    click.echo(f"dry run: {parts} part{'s' * (parts != 1)} would be updated, nothing was", err=True)
    return 0
