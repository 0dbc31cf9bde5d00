from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from smmgen.cli.output import print_json
from smmgen.cli.project import json_option, now_option

SIGNS = {"ok": "ok", "warn": "warn", "fail": "FAIL"}


@click.command()
@click.option(
    "--online",
    is_flag=True,
    help="Ask every network which account its token belongs to, and try the public addresses of media.",
)
@click.option(
    "--refresh",
    is_flag=True,
    help="Ask the accounts' servers what they allow, and write it to data/limits/.",
)
@click.option(
    "--days",
    type=click.IntRange(1),
    default=7,
    show_default=True,
    help="How many days ahead to look for days without posts.",
)
@now_option
@json_option
@click.pass_obj
def command(directory: Path | None, online: bool, refresh: bool, days: int, now: str | None, as_json: bool) -> int:
    """Check the time zone, tokens, limits, ledger, doubtful posts and days without posts.

    Exits with 2 when the setup has a problem, and with 4 when an outcome is unknown.
    """
    from smmgen.cli.failure import FINE, UNKNOWN, USAGE
    from smmgen.cli.project import clock, context_of, entries, opened
    from smmgen.errors import UserError
    from smmgen.printable import printable_line
    from smmgen.publishing.doctor import doctor

    project = opened(directory, read_limits=False)  # a broken file is among the checks
    moment = clock(now, project.config.project.timezone)
    checks = doctor(context_of(project, moment), online=online, refresh=refresh, days=days)
    if as_json:
        print_json([check._asdict() for check in checks])
    for check in () if as_json else checks:
        click.echo(printable_line(f"{SIGNS[check.verdict]:4}  {check.name}: {check.message}"))
        if check.hint:
            click.echo(printable_line(f"      hint: {check.hint}"))
    with suppress(UserError):  # a ledger that cannot be read is among the checks
        if any(entry.state in ("unknown", "sending") for entry in entries(project, ask=True)):
            return UNKNOWN
    return USAGE if any(check.verdict == "fail" for check in checks) else FINE
