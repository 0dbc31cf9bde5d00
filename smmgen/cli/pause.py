from __future__ import annotations

from pathlib import Path

import click

from smmgen.printable import printable_line


@click.command()
@click.option(
    "--reason", default="", metavar="TEXT", help="Why publishing is paused; shown to everybody who publishes."
)
@click.option("--until", metavar="ISO", help="When the pause ends by itself, such as 2026-12-01T10:00.")
@click.pass_obj
def command(directory: Path | None, reason: str, until: str | None) -> None:
    """Stop publishing until `smm resume`: at once, without editing smm.toml, for everybody who publishes.

    The pause is stored in the ledger. A call in progress is finished. Posts that become later than `grace` during the
    pause are missed, not sent all at once afterwards.
    """
    from smmgen.cli.project import clock, ledger_of, opened
    from smmgen.content.schedule import zone_of
    from smmgen.publishing.context import utc_now
    from smmgen.publishing.pauses import pause, why_paused

    project = opened(directory)
    now = utc_now()
    ends = clock(until, project.config.project.timezone, "--until") if until else None
    if ends and ends <= now:
        raise click.BadParameter(f"{until} has passed", param_hint="--until")
    with ledger_of(project) as ledger:
        pause(ledger, reason, now, zone_of(project.config.project.timezone), ends)
        why = why_paused(project.config, ledger, now)
    click.echo(printable_line(f"publishing is paused: {why}; `smm resume` ends it"))
