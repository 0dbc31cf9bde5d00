from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli import completing
from smmgen.cli.project import (
    account_option,
    accounts_argument,
    json_option,
    ledger_of,
    now_option,
    rehearsal_networks_option,
)

if TYPE_CHECKING:
    from smmgen.ledger.model import Entry


@click.command()
@click.argument("post", metavar="UID|PATH", shell_complete=completing.posts)
@accounts_argument
@account_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation. Required when there is no terminal.")
@click.option("--every-time", is_flag=True, help="Of a post that repeats: every time that it went out.")
@rehearsal_networks_option
@now_option
@json_option
@click.pass_obj
def command(
    directory: Path | None,
    post: str,
    more: tuple[str, ...],
    accounts: tuple[str, ...],
    yes: bool,
    every_time: bool,
    rehearsal: bool,
    now: str | None,
    as_json: bool,
) -> int:
    """Delete a live post from every account it was published to, or from those given, and never publish it again.

    The file may be gone already: the ledger knows the uid. Of a post that repeats, one time is meant: 2026-12-14@UID.
    Parts that are not published yet stay planned unless the post is a draft. Exits with 3 when a deletion failed, and
    with 4 when it is unknown whether one did.
    """
    from smmgen.cli.amended import carry_out, rehearse
    from smmgen.cli.project import clock, context_of, opened
    from smmgen.publishing.retract import live, retract

    project = opened(directory)
    moment = clock(now, project.config.project.timezone)
    context = context_of(project, moment, accounts=(*accounts, *more))
    with ledger_of(project, rehearsal) as ledger:
        _ask(live(context, ledger, post, every=every_time), yes)
    act, nothing = partial(retract, post=post, every=every_time), "nothing is live"
    if rehearsal:
        return rehearse(context, act, as_json=as_json, nothing=nothing)
    return carry_out(project, context, act, as_json=as_json, nothing=nothing)


def _ask(found: list[Entry], yes: bool) -> None:
    """Show what would be deleted and let a person agree."""
    if yes:
        return
    for entry in found:
        time = f"{entry.occurrence}, " if entry.repeats else ""
        click.echo(f"{entry.account}: {time}part {entry.part} {entry.url}".rstrip(), err=True)
    if not sys.stdin.isatty():
        raise click.UsageError("nobody can answer here; use --yes to delete this")
    click.confirm("delete this, for good?", abort=True, err=True)
