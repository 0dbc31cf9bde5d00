from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from smmgen.cli.output import print_report
from smmgen.cli.project import account_option, json_option, now_option, post_option
from smmgen.cli.stopping import ending, told_to_stop


@click.command()
@account_option
@post_option
@now_option
@json_option
@click.pass_obj
def command(
    directory: Path | None, accounts: tuple[str, ...], posts: tuple[str, ...], now: str | None, as_json: bool
) -> int:
    """Find out whether interrupted calls succeeded, and publish nothing new.

    If the network accepts an idempotency key, the same call is repeated, which cannot make a second post. Otherwise the
    account's recent posts are read. `smm publish` starts with the same step. Exits with 4 when an outcome is still
    unknown and a person must look.
    """
    from smmgen.cli.failure import FINE, UNKNOWN
    from smmgen.cli.project import changing_ledger, clock, context_of, opened
    from smmgen.publishing.publish import publish

    project = opened(directory)
    context = context_of(project, clock(now, project.config.project.timezone), accounts=accounts, posts=posts)
    with told_to_stop() as (stop, _), changing_ledger(project) as ledger:
        stopping = replace(context, sleep=stop.wait, stopped=stop.asked)
        report = publish(stopping, ledger, only_doubts=True)
    print_report(report, ["STATE", "ACCOUNT", "KEY", "URL"], as_json)
    if not report.rows:
        click.echo("nothing is in doubt", err=True)
    if report.bugs:
        return report.exit_code
    return ending(UNKNOWN if report.counts.get("unknown") else FINE, stop)
