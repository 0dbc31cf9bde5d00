from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli.project import json_option, no_hooks_option


@click.command()
@click.option("--account", "accounts", multiple=True, metavar="NAME", help="Only this account; may be repeated.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(["draft", "ready", "hold"]))
@json_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None, accounts: tuple[str, ...], statuses: tuple[str, ...], as_json: bool, no_hooks: bool
) -> None:
    """Show what goes out where and when, and what has become of it."""
    import json

    from smmgen.building.check import plan
    from smmgen.cli.project import Times, entries, opened, table
    from smmgen.pipeline import recipe
    from smmgen.publishing.outlets import require_accounts

    project = opened(directory)
    require_accounts(project.config, accounts)
    work = recipe(project.path, project.config, project.platforms, project.hooks(no_hooks))
    known = {(entry.post, entry.account): entry for entry in entries(project, ask=True) if entry.part == "1"}
    shown = [
        row
        for row in sorted(plan(work), key=lambda row: (row.at is None, row.at or 0, row.path, row.account))
        if (not accounts or row.account in accounts) and (not statuses or row.status in statuses)
    ]
    rows = []
    for row in shown:
        entry = known.get((row.uid, row.account))
        state = str(entry.state) if entry else "planned" if row.status == "ready" else row.status
        at = row.iso or None
        rows.append(
            {
                "post": row.uid,
                "account": row.account,
                "part": "1",
                "state": state,
                "at": at,
                "key": f"{row.uid}:{row.account}:1:1",
                "url": entry.url if entry else "",
                "reason": entry.reason if entry else "",
                "title": row.title,
                "path": row.path,
                "platform": row.platform,
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif rows:
        times = Times(project.config)
        cells = [[times.shown(r["at"]), str(r["account"]), str(r["state"]), str(r["title"])] for r in rows]
        click.echo(table([times.heading, "ACCOUNT", "STATE", "POST"], cells), nl=False)
    else:
        click.echo("nothing is planned", err=True)
