from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli.project import no_hooks_option


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@no_hooks_option
@click.pass_obj
def command(directory: Path | None, port: int, no_hooks: bool) -> None:
    """Preview the site on this machine; every save rebuilds what changed and reloads the page.

    A mistake is shown over the page, which stays the last good one. Ends with Ctrl-C.
    """
    from smmgen.building.build import build
    from smmgen.building.report import Report
    from smmgen.cli.project import find, opened, states
    from smmgen.pipeline import recipe
    from smmgen.server import serve

    def rebuild() -> Report:
        project = opened(directory)  # smm.toml may be what changed
        work = recipe(project.path, project.config, project.platforms, project.hooks(no_hooks))
        return build(work, states(project), since=project.since)

    serve(find(directory), rebuild, port=port)
