from __future__ import annotations

import sys
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
    from collections.abc import Callable, Collection, Mapping

    from smmgen.cli.project import Opened
    from smmgen.config import Config
    from smmgen.ledger.store import Ledger
    from smmgen.publishing.results import Report


@click.command()
@click.argument("post", metavar="UID|PATH", shell_complete=completing.posts)
@accounts_argument
@account_option
@click.option("--yes", is_flag=True, help="Do not ask. Needed where nobody can answer.")
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
    rehearsal: bool,
    now: str | None,
    as_json: bool,
) -> int:
    """Delete what is live of a post, on every account it went to or on those named, and never send it again.

    The file need not be there any more: the ledger knows the uid. What has not gone out yet stays planned unless the
    post is a draft. Exits with 3 when something could not be deleted, and with 4 when that is not known.
    """
    from smmgen.cli.amended import carry_out
    from smmgen.cli.project import clock, opened
    from smmgen.publishing.retract import retract

    accounts = (*accounts, *more)
    project = opened(directory)
    moment = clock(now, project.config.project.timezone)
    _ask(project, post, accounts, yes, rehearsal)

    def act(
        config: Config,
        ledger: Ledger,
        environ: Mapping[str, str],
        accounts: Collection[str],
        *,
        stopped: Callable[[], bool],
    ) -> Report:
        return retract(project.path, config, ledger, moment, environ, post, accounts=accounts, stopped=stopped)

    return carry_out(project, moment, act, accounts, rehearsal=rehearsal, as_json=as_json, nothing="nothing is live")


def _ask(project: Opened, post: str, accounts: tuple[str, ...], yes: bool, rehearsal: bool) -> None:
    """Show what would be deleted and let a person agree."""
    from smmgen.publishing.retract import live

    with ledger_of(project, rehearsal) as ledger:
        found = live(project.path, project.config, ledger, post, accounts)
    if yes:
        return
    for entry in found:
        click.echo(f"{entry.account}: part {entry.part} {entry.url}".rstrip(), err=True)
    if not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked here; say --yes to delete this")
    click.confirm("delete this, for good?", abort=True, err=True)
