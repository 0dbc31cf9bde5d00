from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli.project import no_hooks_option, now_option

if TYPE_CHECKING:
    from smmgen.diagnostics import Code, Diagnostic
    from smmgen.reporting import Setting

ROUNDS = 10
"""Edits that overlap are made one after the other; no correction needs as many."""
FORMATS = ["text", "json", "github", "gitlab", "sarif", "junit", "rdjson"]


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings as well as errors.")
@click.option(
    "--fix",
    is_flag=True,
    help="Fix what can have been meant in one way only, in the files themselves; report the rest, with likely edits.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--changed-since",
    "ref",
    metavar="REF",
    help="Report only what concerns files that have changed since this branch left the git branch or commit REF.",
)
@click.option(
    "--calendar", is_flag=True, help="Look ahead, too: accounts with nothing planned, and drafts whose time is near."
)
@now_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None,
    paths: tuple[Path, ...],
    strict: bool,
    fix: bool,
    form: str,
    ref: str | None,
    calendar: bool,
    now: str | None,
    no_hooks: bool,
) -> int:
    """Check the content for mistakes and say how to fix them.

    With PATHS, report only problems in these files or folders. Nothing is sent, and without --fix no file is changed.
    """
    from smmgen import reporting
    from smmgen.building.changed_files import changed_since
    from smmgen.building.check import check, unasked
    from smmgen.cli.codes import all_codes
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.project import entries, gate_of, horizon, opened
    from smmgen.diagnostics import Severity
    from smmgen.publishing.ledger_codes import RENAMED

    project = opened(directory)
    moment, until = horizon(now, project.config.project.timezone)
    work = project.recipe(no_hooks)
    chosen = [relative(path, project.path) for path in paths]
    changed = changed_since(project.path, ref) if ref is not None else None

    def chosen_of(found: list[Diagnostic]) -> list[Diagnostic]:
        return [d for d in found if not chosen or any(Path(d.path).is_relative_to(path) for path in chosen)]

    def look() -> list[Diagnostic]:
        known, gate = entries(project), gate_of(project, moment)
        return chosen_of(check(work, moment, known, until=until, changed=changed, calendar=calendar, gate=gate))

    found = look()
    if fix:
        asked = {d.path for d in found if d.code == RENAMED.code}  # whose identity is still in question
        more = [d for d in chosen_of(unasked(work)) if d.path not in asked and (not changed or changed.has(d.path))]
        found = _mended(project.path, [*found, *more], look)
    click.echo(reporting.FORMATS[form](found, _setting(project.path, all_codes())), nl=False)
    click.echo(reporting.counts(found), err=True)
    if form == "github" and (unshown := reporting.unshown(found)):
        click.echo(unshown, err=True)
    _say_of_fixes(project.path, found, fix)
    if reporting.is_about_law(found):
        click.echo(reporting.ADVICE, err=True)
    bad = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return CONTENT if any(d.severity in bad for d in found) else FINE


def _setting(project: Path, codes: Mapping[str, Code]) -> Setting:
    """Where the project is, for formats whose readers know only the repository or the folder they are run in."""
    import os

    from smmgen.building.changed_files import repository_of
    from smmgen.content.small_text import small_text
    from smmgen.reporting import Setting

    repository = repository_of(project)
    below = _folder(os.path.relpath(project, repository)) if repository else ""
    return Setting(codes, below, _folder(os.path.relpath(project)), lambda path: small_text(project, path))


def _folder(path: str) -> str:
    return "" if path == "." else f"{Path(path).as_posix()}/"


def _say_of_fixes(project: Path, found: list[Diagnostic], fix: bool) -> None:
    """What `--fix` would do; after it, the edits that it leaves to a person."""
    from smmgen.content import fixing
    from smmgen.printable import printable_line

    fixable, offered = sum(d.is_fixable for d in found), sum(bool(d.fixes) and not d.is_fixable for d in found)
    if fixable:
        click.echo(f"`smm check --fix` fixes {fixable} of them", err=True)
    if offered and not fix:
        click.echo(f"`smm check --fix` shows likely edits for {offered} more", err=True)
    if offered and fix:
        click.echo("likely edits, not made:", err=True)
        click.echo(
            "".join(f"{printable_line(line)}\n" for line in fixing.offered(project, found).splitlines()),
            nl=False,
            err=True,
        )


def _mended(project: Path, found: list[Diagnostic], look: Callable[[], list[Diagnostic]]) -> list[Diagnostic]:
    """Make the edits that diagnostics carry, report each on stderr, and check again: one may reveal another."""
    from smmgen import reporting
    from smmgen.content import fixing

    for _ in range(ROUNDS):
        mended = fixing.fix(project, found)
        if not mended:
            break
        click.echo("".join(f"fixed {line}\n" for line in reporting.lines(mended)), nl=False, err=True)
        found = look()
    return found


def relative(path: Path, project: Path, argument: str = "PATHS") -> Path:
    """Below the project, as diagnostics say it; a path outside of it matches nothing and is a mistake."""
    resolved = path.resolve()
    if not resolved.is_relative_to(project.resolve()):
        raise click.BadParameter(f"{path} is not in the project {project}", param_hint=argument)
    return resolved.relative_to(project.resolve())
