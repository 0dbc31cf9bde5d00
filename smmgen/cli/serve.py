from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli.project import no_hooks_option

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.site.model import State


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option("--open", "show", is_flag=True, help="Open the preview in the browser.")
@no_hooks_option
@click.pass_obj
def command(directory: Path | None, port: int, show: bool, no_hooks: bool) -> None:
    """Serve the preview site on this machine; every save rebuilds what changed and reloads the page.

    If a file has a mistake, it is shown on top of the last good page. The page also shows what is published in the
    meantime. Stop it with Ctrl-C.
    """
    from datetime import UTC, datetime

    from smmgen.building.build import build
    from smmgen.building.summary import Report
    from smmgen.cli.project import find, gate_of, opened, states
    from smmgen.server.preview import serve

    ledger = Watched(directory)

    def rebuild() -> Report:
        project = opened(directory)  # smm.toml may be what changed
        ledger.project = project
        work = project.recipe(no_hooks)
        gate = gate_of(project, datetime.now(UTC))
        return build(work, states(project), since=project.since, gate=gate)

    def named() -> list[Path]:
        return _named(ledger.project) if ledger.project else []

    opener = _open if show else lambda url: None
    serve(find(directory), rebuild, port=port, ledger=ledger, named=named, opened=opener)


def _named(project: Opened) -> list[Path]:
    """The theme, hooks and avatars of smm.toml, and what the networks look like."""
    from smmgen.site.theme import look_folders

    config = project.config
    avatars = (account.avatar for account in config.accounts.values())
    names = filter(None, (config.theme.path, *config.hooks.files, *avatars))
    return [*(project.path / name for name in names if "\0" not in name), *look_folders(project.networks).values()]


class Watched:
    """What the preview shows of the ledger, read again only when one of its files has changed."""

    def __init__(self, directory: Path | None) -> None:
        self.project: Opened | None = None
        self._directory = directory
        self._signatures: object = None
        self._states: list[State] = []

    def __call__(self) -> list[State]:
        from smmgen.cli.project import opened, states
        from smmgen.errors import SmmError
        from smmgen.ledger.open import known_files
        from smmgen.signatures import signature

        try:
            project = self.project = self.project or opened(self._directory)
            url = project.config.publish.ledger
            found = [url, *(signature(file) for file in known_files(url, project.path))]
            if found != self._signatures:
                self._states, self._signatures = states(project), found
        except (SmmError, OSError):  # the next build says it
            self._signatures = None
        return self._states


def _open(url: str) -> None:
    """The person's own browser; where there is none the address is printed already."""
    import webbrowser

    if not webbrowser.open(url):
        click.echo(f"no browser could be opened; go to {url}", err=True)
