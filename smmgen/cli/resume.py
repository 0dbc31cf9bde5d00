from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.pass_obj
def command(directory: Path | None) -> None:
    """End what `smm pause` began."""
    from smmgen.cli.project import opened
    from smmgen.errors import UserError
    from smmgen.publishing.ledger import open_ledger
    from smmgen.publishing.pauses import resume

    project = opened(directory)
    ledger = open_ledger(project.config.publish.ledger, project.path)
    try:
        why = resume(ledger)
    finally:
        ledger.close()
    if standing := project.config.publish.paused:
        raise UserError(f"smm.toml still pauses publishing: {standing}", "take `paused` out of [publish]")
    click.echo(f"publishing goes on; it was paused: {why}" if why else "publishing was not paused")
