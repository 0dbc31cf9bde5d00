from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from smmgen.cli.project import rehearsal_ledger_option

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.ledger.store import Ledger


@click.group()
def command() -> None:
    """Export, verify, seed or move the ledger.

    The ledger records everything that was sent; [publish] in smm.toml says where it is.
    """


@command.command()
@click.pass_obj
def export(directory: Path | None) -> None:
    """Print everything in the ledger as JSON lines."""
    from smmgen.publishing.transfer import contents, exported

    with _ledger(directory, to_read=True) as (_, ledger):
        for line in exported(contents(ledger)):
            click.echo(line)


@command.command("import")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.pass_obj
def import_(directory: Path | None, file: TextIO) -> None:
    """Read the output of `smm ledger export` into an empty ledger.

    FILE may be - to read from stdin.
    """
    from smmgen.publishing.transfer import fill, read_export

    found = read_export(file)
    with _ledger(directory) as (_, ledger):
        fill(ledger, found)
    click.echo(f"{len(found.rows)} rows are in the ledger", err=True)


@command.command()
@click.pass_obj
def verify(directory: Path | None) -> int:
    """Check that the ledger is intact.

    Checks the storage, every row, and the history if there is one. Exits with 2 when something is wrong.
    """
    from smmgen.cli.failure import FINE, USAGE

    with _ledger(directory, to_read=True) as (_, ledger):
        problems = ledger.verify()
        rows = 0 if problems else len(ledger.entries())
    for problem in problems:
        click.echo(problem)
    if problems:
        hint = "publish nothing before it is known what happened; rows lost or changed are brought back from a copy"
        click.echo(f"  hint: {hint}", err=True)
        return USAGE
    click.echo(f"{rows} rows, nothing is wrong", err=True)
    return FINE


@command.command()
@click.option(
    "--before",
    required=True,
    metavar="DATE",
    help="A date (exclusive) or a date and time, such as 2026-12-01 or 2026-12-01T12:00+03:00.",
)
@click.pass_obj
def seed(directory: Path | None, before: str) -> None:
    """Mark everything planned before DATE as already published.

    For a project that is new to smm, so that its first run sends nothing old. The posts are marked as abandoned;
    `smm resolve KEY --resend` sends one anyway.
    """
    from smmgen.cli.project import clock
    from smmgen.publishing.context import utc_now
    from smmgen.publishing.transfer import seed as sow

    with _ledger(directory) as (project, ledger):
        try:
            moment = clock(before, project.config.project.timezone)
        except click.BadParameter as error:
            raise click.BadParameter("write it as 2026-12-01", param_hint="--before") from error
        rows = sow(project.path, ledger, moment, utc_now)
    for row in rows:
        click.echo(row.key)
    click.echo(f"{len(rows)} parts are marked as published elsewhere", err=True)


@command.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.pass_obj
def move(directory: Path | None, source: str, target: str) -> None:
    """Move all rows from one ledger into another, empty one.

    FROM and TO are written as in smm.toml: sqlite:PATH, git:BRANCH, postgresql://... or env:NAME. The old ledger keeps
    its rows but can no longer be used, so that an old run cannot publish from it.
    """
    from smmgen.cli.project import opened
    from smmgen.errors import UserError
    from smmgen.ledger.open import open_any
    from smmgen.publishing.transfer import move as carry

    if source == target:
        raise UserError("FROM and TO are the same ledger")
    project = opened(directory)
    with closing(open_any(source, project.path)) as old, closing(open_any(target, project.path)) as new:
        count = carry(old, new, target)
    click.echo(f"{count} rows are in {target}, read back and compared", err=True)
    if project.config.publish.ledger != target:
        click.echo(f'now write under [publish] in smm.toml: ledger = "{target}"', err=True)


@command.command("rename-account")
@click.argument("old")
@click.argument("new")
@rehearsal_ledger_option
@click.pass_obj
def rename_account(directory: Path | None, old: str, new: str, rehearsal: bool) -> None:
    """Rename an account in the ledger.

    For an account that was renamed in smm.toml: without this, smm cannot tell that posts published on OLD are published
    on NEW. Rename it in smm.toml and run `smm build` first.
    """
    from smmgen.cli.project import changing_ledger, context_of, opened
    from smmgen.publishing.context import utc_now
    from smmgen.publishing.renaming import rename_account as carry

    project = opened(directory)
    with changing_ledger(project, rehearsal) as ledger:
        rows = carry(context_of(project, utc_now()), ledger, old, new)
    for row in rows:
        click.echo(row.key)
    click.echo(f"{len(rows)} row{'s' * (len(rows) != 1)} of `{old}` go on as rows of `{new}`", err=True)


@contextmanager
def _ledger(directory: Path | None, to_read: bool = False) -> Iterator[tuple[Opened, Ledger]]:
    """The one that smm.toml names; one whose rows were moved elsewhere can still be read."""
    from smmgen.cli.project import opened, refresh_site
    from smmgen.ledger.open import open_any, open_ledger

    project = opened(directory)
    open_it = open_any if to_read else open_ledger
    with closing(open_it(project.config.publish.ledger, project.path)) as ledger:
        yield project, ledger
    if not to_read:
        refresh_site(project)
