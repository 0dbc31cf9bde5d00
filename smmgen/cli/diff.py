from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli.project import now_option

if TYPE_CHECKING:
    from smmgen.review.report import Report

FORMATS = ["text", "markdown", "json", "html"]
MAX_CHARS, LEAST_CHARS = 65_000, 2_000
"""GitHub takes 65,536 characters in a comment, GitLab 1,000,000."""


@click.command()
@click.argument("base")
@click.argument("head", default="")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the page of --format html into this folder, as diff/index.html: build/site adds it to the preview.",
)
@click.option(
    "--max-chars",
    "most",
    type=click.IntRange(min=LEAST_CHARS),
    default=MAX_CHARS,
    metavar="N",
    help="Most characters of --format markdown, which says what it leaves out; by default 65000, for GitHub.",
)
@click.option(
    "--hooks",
    is_flag=True,
    help="Run the hooks, and use the theme, of each side. Never do that for a fork: it is code.",
)
@click.option("--exit-code", "told", is_flag=True, help="Exit with 1 when anything changes.")
@now_option
@click.pass_obj
def command(
    directory: Path | None,
    base: str,
    head: str,
    form: str,
    output: Path | None,
    most: int,
    hooks: bool,
    told: bool,
    now: str | None,
) -> int:
    """Show what a branch changes, as every network will show it.

    Compares HEAD, by default the files as they are, with the commit at which it left BASE, a branch such as
    `origin/main`: texts word by word, lengths, pictures, times and targets of each post on each account, also of posts
    that only a change of smm.toml or of a campaign reaches; problems that are new or mended; collisions with the
    calendar of BASE; and posts that are live already. Both sides are read from git: no file of the project is touched.
    """
    from tempfile import TemporaryDirectory

    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.project import find, horizon
    from smmgen.review.diff import diff

    if (form == "html") != (output is not None):
        raise click.UsageError("--format html and --output belong together")
    moment, until = horizon(now)
    project = find(directory)
    with TemporaryDirectory(prefix="smm-diff-") as name:
        folder = Path(name)
        page = None
        if output:
            from smmgen.review.page import Page

            page = Page(folder / "drawn")
        report = diff(
            project,
            base,
            head,
            folder / "sides",
            with_code=hooks,
            now=moment,
            until=until,
            draws=page.draws if page else None,
        )
        if page and output:
            click.echo(f"{output / page.write(report, output, project)}")
        else:
            click.echo(_said(report, form, most), nl=False)
    return CONTENT if told and not report.is_empty else FINE


def _said(report: Report, form: str, most: int) -> str:
    """The report in one of `FORMATS`."""
    if form == "json":
        from smmgen.review.as_json import as_json

        return as_json(report)
    if form == "markdown":
        from smmgen.review.markdown import markdown

        return markdown(report, most)
    from smmgen.review.text import text

    return text(report, coloured=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
