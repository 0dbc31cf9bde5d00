from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.cli import completing
from smmgen.cli.output import Times, counts, print_json, print_report
from smmgen.cli.project import (
    account_option,
    changing_ledger,
    json_option,
    ledger_of,
    no_hooks_option,
    now_option,
    post_option,
    rehearse_option,
)
from smmgen.cli.stopping import ending, told_to_stop
from smmgen.printable import printable_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smmgen.cli.project import Opened
    from smmgen.publishing.context import Context
    from smmgen.publishing.results import Report, Row


@click.command()
@account_option
@post_option
@click.option(
    "--update",
    metavar="UID|PATH",
    shell_complete=completing.posts,
    help="Edit this live post instead, as `smm update` does.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 32), default=1, metavar="N", help="Publish to up to N accounts in parallel."
)
@click.option("--watch", is_flag=True, help="Keep running: publish, then sleep until the next post is due.")
@click.option("--dry-run", is_flag=True, help="Print exactly what would be sent, but send nothing.")
@rehearse_option("Send to networks on this machine that behave like the real ones.")
@click.option("--strict", is_flag=True, help="Exit with 3 for posts that wait to be posted by hand, too.")
@click.option("--fresh", is_flag=True, help="With --rehearse: start again without earlier rehearsals.")
@click.option(
    "--faults",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="With --rehearse: a JSON or TOML file of faults that the networks simulate.",
)
@now_option
@json_option
@no_hooks_option
@click.pass_obj
def command(
    directory: Path | None,
    accounts: tuple[str, ...],
    posts: tuple[str, ...],
    update: str | None,
    jobs: int,
    watch: bool,
    dry_run: bool,
    rehearsal: bool,
    strict: bool,
    fresh: bool,
    faults: Path | None,
    now: str | None,
    as_json: bool,
    no_hooks: bool,
) -> int:
    """Publish the posts that are due, each of them once.

    A post is due if it is ready, its time has come, it is late by no more than `grace`, and the ledger does not have it
    yet. Exits with 3 when a post could not be published, and with 4 when an outcome is unknown and a person must look.
    """
    from smmgen.cli.hooks import tell_hooks
    from smmgen.cli.project import clock, context_of, opened, require_current

    if watch and (now or update or dry_run or rehearsal or fresh or faults):
        raise click.UsageError(
            "--watch cannot be combined with --now, --update, --dry-run, --rehearse, --fresh and --faults"
        )
    if watch:
        from smmgen.cli.watching import run

        return run(directory, accounts, posts, jobs, as_json, no_hooks)
    if (fresh or faults) and not rehearsal:
        raise click.UsageError("--fresh and --faults belong to --rehearse")
    if dry_run and rehearsal and not update:
        raise click.UsageError("--dry-run shows what would be sent, --rehearse sends it elsewhere: use one of the two")
    if update and (posts or fresh):
        raise click.UsageError("--update names its post itself, and goes with neither --post nor --fresh")
    if not (accounts or posts or update or dry_run or rehearsal):
        from smmgen.cli.idle import quick_answer

        if (answer := quick_answer(directory, now, no_hooks, as_json)) is not None:
            return answer
    project = opened(directory)
    context = context_of(project, clock(now, project.config.project.timezone), accounts=accounts, posts=posts)
    require_current(project, no_hooks)
    if update:
        return _update(project, context, update, dry_run, rehearsal, faults, as_json)
    if dry_run:
        return _show(project, context, as_json)
    with told_to_stop() as (stop, _):
        context = replace(context, sleep=stop.wait, stopped=stop.asked, tell=tell_log)
        report = _rehearse(context, jobs, fresh, faults) if rehearsal else _publish(project, context, jobs)
        code = _sum_up(project, report, as_json, strict)
        if not rehearsal:
            tell_hooks(project, report.rows, report.went_out, no_hooks)
        return ending(code, stop)


def _update(
    project: Opened, context: Context, post: str, dry_run: bool, rehearsal: bool, faults: Path | None, as_json: bool
) -> int:
    from smmgen.cli.update import rehearse_update, show_update, update_post

    if dry_run:
        return show_update(project, context, post, rehearsal, as_json)
    if rehearsal:
        return rehearse_update(context, post, faults, as_json)
    return update_post(project, context, post, as_json)


def _show(project: Opened, context: Context, as_json: bool) -> int:
    from smmgen.cli.idle import tell_left_out
    from smmgen.publishing.dry_run import dry_run
    from smmgen.publishing.pauses import why_paused
    from smmgen.publishing.payloads import broken

    with ledger_of(project) as ledger:
        found, upcoming = dry_run(context, ledger)
        paused = why_paused(project.config, ledger, context.now)
    if as_json:
        print_json([preview.as_json() for preview in found])
    else:
        nothing = printable_line(_nothing(upcoming, Times(project.config)))
        click.echo("\n\n".join(preview.as_text() for preview in found) or nothing)
    if paused:
        click.echo(f"publishing is paused, and none of this is sent until it resumes: {paused}", err=True)
    states = ("held", "by hand", "waiting for approval")
    held, by_hand, unapproved = (sum(preview.state == state for preview in found) for state in states)
    due = len(found) - held - by_hand - unapproved
    told = f", {held} held: answer the question first" if held else ""
    told += f", {by_hand} to be posted by hand" if by_hand else ""
    told += f", {unapproved} waiting for approval" if unapproved else ""
    click.echo(f"dry run: {due} part{'s' * (due != 1)} would be sent, nothing was{told}", err=True)
    tell_left_out(broken(project.path))
    return 0


def _publish(project: Opened, context: Context, jobs: int) -> Report:
    from smmgen.publishing.publish import publish

    with changing_ledger(project) as ledger:
        return publish(context, ledger, jobs=jobs)


def _rehearse(context: Context, jobs: int, fresh: bool, faults: Path | None) -> Report:
    from smmgen.cli.project import shown
    from smmgen.publishing.rehearse import read_faults, rehearse

    rehearsal = rehearse(context, jobs=jobs, faults=read_faults(faults) if faults else (), fresh=fresh)
    click.echo(f"what the rehearsal's networks show: {shown(rehearsal.page)}", err=True)
    return rehearsal.report


def tell_log(row: Row) -> None:
    """Log each row as soon as it is recorded, so that the log ends where the work ended; people see the table."""
    if not sys.stderr.isatty():
        click.echo(printable_line(f"{row.account}: {row.state} {row.title or row.post} {row.url}").rstrip(), err=True)


def _sum_up(project: Opened, report: Report, as_json: bool, strict: bool) -> int:
    from smmgen.cli.failure import CONTENT
    from smmgen.cli.idle import tell_left_out
    from smmgen.publishing.payloads import broken
    from smmgen.publishing.results import NOT_PUBLISHED

    times = Times(project.config)
    print_report(report, ["STATE", "ACCOUNT", "PART", times.heading, "POST", "URL"], as_json, times)
    click.echo(counts(report) or printable_line(_nothing(report.upcoming, times)), err=True)
    left_out = broken(project.path)
    tell_left_out(left_out)
    code = NOT_PUBLISHED if strict and report.counts.get("by hand") else 0
    return report.exit_code or code or (CONTENT if left_out else 0)


def _nothing(upcoming: Sequence[Row], times: Times) -> str:
    from smmgen.cli.idle import nothing_due

    posts: dict[str, list[str]] = {}
    for row in upcoming:
        posts.setdefault(row.title or row.post, []).append(row.account)
    when = f"{times.shown(upcoming[0].at)} {times.name}" if posts else ""
    return nothing_due(when, posts)
