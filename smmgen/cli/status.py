from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli.output import Times, print_rows, say
from smmgen.cli.project import account_option, json_option, now_option, post_option, rehearsal_ledger_option
from smmgen.printable import printable_line

QUIET = ("planned", "unscheduled", "draft", "hold", "renamed")
"""Nothing has happened to these yet, and `smm list` shows them, or it is told under their new name."""


@click.command()
@account_option
@post_option
@click.option("--all", "show_all", is_flag=True, help="Include posts that are still to come.")
@click.option(
    "--heartbeat",
    metavar="DURATION",
    help="Exit with 3 if a post has been due for longer than this, such as 3h; if something went wrong lately; or if "
    "nothing is planned.",
)
@click.option(
    "--ahead",
    metavar="DURATION",
    default="7d",
    show_default=True,
    help="With --heartbeat: for how long something must be planned, and how long ago things went wrong.",
)
@rehearsal_ledger_option
@now_option
@json_option
@click.pass_obj
def command(
    directory: Path | None,
    accounts: tuple[str, ...],
    posts: tuple[str, ...],
    show_all: bool,
    heartbeat: str | None,
    ahead: str,
    rehearsal: bool,
    now: str | None,
    as_json: bool,
) -> int:
    """Show what was published, what failed, what was missed and what is in doubt.

    Exits with 4 when an outcome is unknown and a person must look.
    """
    from smmgen.cli.failure import FINE, NOT_PUBLISHED, UNKNOWN
    from smmgen.cli.project import clock, context_of, duration, ledger_of, opened
    from smmgen.publishing.heartbeat import alarms
    from smmgen.publishing.pauses import why_paused
    from smmgen.publishing.rehearse import with_advice
    from smmgen.publishing.status import status

    late = duration(heartbeat, "--heartbeat") if heartbeat else None
    until = duration(ahead, "--ahead")
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
    found = alarms(rows, moment, late, until) if late else []
    for alarm in found:
        click.echo(printable_line(alarm.message), err=True)
        click.echo(f"  hint: {alarm.hint}", err=True)
    if any(row.state == "unknown" for row in shown):
        return UNKNOWN
    return NOT_PUBLISHED if found else FINE
