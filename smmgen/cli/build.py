from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli.project import no_hooks_option

if TYPE_CHECKING:
    from smmgen.building.scan import Seen
    from smmgen.building.summary import Report


SHOWN = 50
"""Diagnostics printed after a build; more would hide what it says of itself."""


@click.command()
@click.option("--jobs", type=click.IntRange(1), help="Number of processes. Default: one for each core.")
@click.option("--clean", is_flag=True, help="Discard the last build and build everything again.")
@click.option("--for", "share", metavar="NAME", help="Build the site for a share: content/shares/NAME.md.")
@no_hooks_option
@click.pass_obj
def command(directory: Path | None, jobs: int | None, clean: bool, share: str | None, no_hooks: bool) -> int:
    """Render payloads and the preview site into build/.

    Only what changed since the last build is rebuilt. Exits with 1 when the content has errors; the preview is still
    built and shows them, but a post with errors gets no payload. With --for, the site is one for people outside the
    team, in build/shares/NAME: it has only what the share names.
    """
    from smmgen import reporting
    from smmgen.building.scan import see
    from smmgen.building.summary import unchanged
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.project import find, shown

    path = find(directory)
    if share is not None:
        return _build_for(share, path, jobs, clean, no_hooks)
    seen = see(path)
    report = None if clean else unchanged(path, _switches(no_hooks), seen.files)
    if report is None:
        report = _built(path, seen, jobs, clean, no_hooks)
    click.echo(reporting.text(report.diagnostics[:SHOWN]), err=True, nl=False)
    if len(report.diagnostics) > SHOWN:
        click.echo(f"... and {len(report.diagnostics) - SHOWN} more; `smm check` prints them all", err=True)
    changed = f"{_counted(report.written, 'file')} written" if report.written else "nothing to write"
    if report.removed:
        changed += f", {report.removed} removed"
    made = [_counted(report.posts, "post"), _counted(report.payloads, "payload"), _counted(report.pages, "page")]
    click.echo(f"{', '.join(made)}: {changed}", err=True)
    click.echo(reporting.counts(report.diagnostics), err=True)
    if reporting.is_about_law(report.diagnostics):
        click.echo(reporting.ADVICE, err=True)
    click.echo(f"preview: {shown(path / 'build' / 'site' / 'index.html')}")
    return CONTENT if report.has_errors else FINE


def _build_for(share: str, path: Path, jobs: int | None, clean: bool, no_hooks: bool) -> int:
    from smmgen.building.share import build_for
    from smmgen.cli.failure import FINE
    from smmgen.cli.project import opened, shown, states

    project = opened(path)
    report, site = build_for(share, project.recipe(no_hooks), states(project), jobs, clean)
    click.echo(f"{_counted(report.posts, 'post')}, {_counted(report.pages, 'page')}", err=True)
    click.echo(f"site for {share}: {shown(path / site / 'index.html')}")
    return FINE


def _built(path: Path, seen: Seen, jobs: int | None, clean: bool, no_hooks: bool) -> Report:
    from datetime import UTC, datetime

    from smmgen.building.build import build
    from smmgen.building.cache_file import drop
    from smmgen.cli.progress import bar
    from smmgen.cli.project import gate_of, opened, states

    if clean:
        drop(path)
    project = opened(path)
    work = project.recipe(no_hooks)
    with bar("building") as progress:
        switches = _switches(no_hooks)
        return build(
            work,
            states(project),
            switches=switches,
            since=project.since,
            seen=seen,
            jobs=jobs,
            progress=progress,
            gate=gate_of(project, datetime.now(UTC)),
        )


def _switches(no_hooks: bool) -> str:
    """What changes the outcome without changing a file."""
    return "--no-hooks" if no_hooks else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
