from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

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
    import json

    from smmgen.cli.failure import FINE, UNKNOWN
    from smmgen.cli.project import changing_ledger, clock, context_of, opened, table
    from smmgen.cli.rows import say
    from smmgen.publishing.publish import publish

    project = opened(directory)
    context = context_of(project, clock(now, project.config.project.timezone), accounts=accounts, posts=posts)
    with told_to_stop() as (stop, _), changing_ledger(project) as ledger:
        stopping = replace(context, sleep=stop.wait, stopped=stop.asked)
        report = publish(stopping, ledger, only_doubts=True)
    if as_json:
        click.echo(json.dumps([row.as_json() for row in report.rows], ensure_ascii=False, indent=1))
    elif report.rows:
        cells = [[row.state, row.account, row.key, row.url] for row in report.rows]
        click.echo(table(["STATE", "ACCOUNT", "KEY", "URL"], cells), nl=False)
    say(report.rows)
    for notice in report.notices:
        click.echo(notice, err=True)
    if not report.rows:
        click.echo("nothing is in doubt", err=True)
    if report.bugs:
        return report.exit_code
    return ending(UNKNOWN if report.counts.get("unknown") else FINE, stop)
