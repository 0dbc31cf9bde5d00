from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--reason", default="", metavar="TEXT", help="What everybody who publishes is told.")
@click.pass_obj
def command(directory: Path | None, reason: str) -> None:
    """Send nothing until `smm resume`: at once, without a change of smm.toml, for everybody who publishes.

    It is kept in the ledger. A call under way comes to its end. Posts whose time passes by more than `grace` meanwhile
    are missed, not sent later in a heap.
    """
    from smmgen.cli.project import ledger_of, opened
    from smmgen.publishing.pauses import pause, why_paused
    from smmgen.publishing.publish import utc_now

    project = opened(directory)
    with ledger_of(project) as ledger:
        pause(ledger, reason, utc_now())
        why = why_paused(project.config, ledger)
    click.echo(f"publishing is paused: {why}; `smm resume` ends it")
