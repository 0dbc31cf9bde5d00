from __future__ import annotations

from pathlib import Path

import click

from smmgen.cli.project import no_hooks_option, now_option

FORMATS = ["text", "json", "github", "gitlab", "sarif", "junit"]


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@now_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None, paths: tuple[Path, ...], strict: bool, form: str, now: str | None, no_hooks: bool
) -> int:
    """Find what is wrong with the content, and what to do about it.

    With PATHS, only what concerns these files or folders is reported. Nothing is written and nothing is sent.
    """
    from smmgen import reporting
    from smmgen.building.check import check
    from smmgen.cli.codes import all_codes
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.project import clock, entries, opened
    from smmgen.diagnostics import Severity
    from smmgen.pipeline import recipe

    project = opened(directory)
    moment = clock(now, project.config.project.timezone)
    work = recipe(project.path, project.config, project.platforms, project.hooks(no_hooks))
    found = check(work, moment, entries(project))
    if paths:
        chosen = [_relative(path, project.path) for path in paths]
        found = [d for d in found if any(Path(d.path).is_relative_to(path) for path in chosen)]
    click.echo(reporting.FORMATS[form](found, all_codes()), nl=False)
    click.echo(reporting.counts(found), err=True)
    bad = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return CONTENT if any(d.severity in bad for d in found) else FINE


def _relative(path: Path, project: Path) -> Path:
    """Below the project, as diagnostics say it; a path outside of it matches nothing and is a mistake."""
    resolved = path.resolve()
    if not resolved.is_relative_to(project.resolve()):
        raise click.BadParameter(f"{path} is not in the project {project}", param_hint="PATHS")
    return resolved.relative_to(project.resolve())
