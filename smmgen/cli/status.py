from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli.output import Times, print_rows, say
from smmgen.cli.project import account_option, json_option, now_option, post_option, rehearsal_ledger_option

QUIET = ("planned", "unscheduled", "draft", "hold", "renamed")
"""Nothing has happened to these yet, and `smm list` shows them, or it is told under their new name."""


@click.command()
@account_option
@post_option
@click.option("--all", "show_all", is_flag=True, help="Include posts that are still to come.")
@rehearsal_ledger_option
@now_option
@json_option
@click.pass_obj
def command(
    directory: Path | None,
    accounts: tuple[str, ...],
    posts: tuple[str, ...],
    show_all: bool,
    rehearsal: bool,
    now: str | None,
    as_json: bool,
) -> int:
    """Show what was published, what failed, what was missed and what is in doubt.

    Exits with 4 when an outcome is unknown and a person must look.
    """
    from smmgen.cli.failure import FINE, UNKNOWN
    from smmgen.cli.project import clock, context_of, ledger_of, opened
    from smmgen.publishing.pauses import why_paused
    from smmgen.publishing.rehearse import with_advice
    from smmgen.publishing.status import status

    project = opened(directory)
    moment = clock(now, project.config.project.timezone)
    context = context_of(project, moment, accounts=accounts, posts=posts)
    with ledger_of(project, rehearsal) as ledger:
        rows = status(context, ledger)
        paused = why_paused(project.config, ledger, moment)
    if paused:
        click.echo(f"publishing is paused: {paused}", err=True)
    rows = [with_advice(row) for row in rows] if rehearsal else rows
    shown = [row for row in rows if show_all or row.state not in QUIET]
    times = Times(project.config)
    print_rows(shown, ["STATE", "ACCOUNT", "PART", times.heading, "POST", "URL"], as_json, times)
    if not as_json:
        say(shown)
    if not as_json and not shown:
        click.echo("nothing has been attempted yet; `smm list` shows what is planned", err=True)
    return UNKNOWN if any(row.state == "unknown" for row in shown) else FINE
