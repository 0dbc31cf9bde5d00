from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.pass_obj
def command(directory: Path | None) -> None:
    """Resume publishing after `smm pause`."""
    from smmgen.cli.project import ledger_of, opened
    from smmgen.errors import UserError
    from smmgen.publishing.context import utc_now
    from smmgen.publishing.pauses import resume

    project = opened(directory)
    with ledger_of(project) as ledger:
        why = resume(ledger, utc_now())
    if standing := project.config.publish.paused:
        raise UserError(f"smm.toml still pauses publishing: {standing}", "take `paused` out of [publish]")
    click.echo(f"publishing resumes; it was paused: {why}" if why else "publishing was not paused")
