"""`smm publish --watch` as a process: signals, one round, and its output."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.printable import printable_line

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.publishing.context import Context
    from smmgen.publishing.results import Report, Row

PATIENCE = 6.0
"""Seconds that a call under way gets to end once we were told to stop."""


def run(
    directory: Path | None,
    accounts: tuple[str, ...],
    posts: tuple[str, ...],
    jobs: int,
    as_json: bool,
    no_hooks: bool,
) -> int:
    """Run until SIGTERM (exit code 0) or Ctrl-C (130)."""
    from smmgen.cli.failure import FINE, INTERRUPTED, say
    from smmgen.cli.hooks import tell_hooks
    from smmgen.cli.project import context_of, opened
    from smmgen.cli.stopping import told_to_stop
    from smmgen.errors import UserError
    from smmgen.publishing.context import utc_now
    from smmgen.publishing.watch import watch

    latest: list[tuple[Opened, Report]] = []

    def look(resting: frozenset[str]) -> Report:
        project = opened(directory)
        scope = {"accounts": accounts, "posts": posts}
        context = context_of(project, utc_now(), **scope, sleep=stop.wait, stopped=stop.asked)
        report = _round(project, context, resting, jobs, no_hooks)
        latest[:] = [(project, report)]
        return report

    def tell(rows: list[Row], notices: list[str]) -> None:
        _print(rows, notices, as_json)
        try:
            if rows:
                project, report = latest[0]
                tell_hooks(project, rows, report.went_out, no_hooks)
        except UserError as error:
            say(error)

    with told_to_stop(PATIENCE) as (stop, by):
        click.echo(f"watching; process {os.getpid()}, stop it with SIGTERM or Ctrl-C", err=True)
        try:
            watch(look, stop, utc_now, tell)
        except KeyboardInterrupt:
            click.echo("stopped while a call was under way; the next run finds out whether it succeeded", err=True)
    click.echo("stopped", err=True)
    return FINE if signal.SIGTERM in by else INTERRUPTED


def _round(project: Opened, context: Context, resting: frozenset[str], jobs: int, no_hooks: bool) -> Report:
    """smm.toml, the build and the ledger are read anew."""
    from smmgen.cli.project import changing_ledger, require_current
    from smmgen.publishing.publish import publish
    from smmgen.publishing.results import Report

    chosen = tuple(name for name in context.accounts or project.config.accounts if name not in resting)
    if resting and not chosen:
        return Report([])
    require_current(project, no_hooks)
    with changing_ledger(project) as ledger:
        return publish(replace(context, accounts=chosen if resting else context.accounts), ledger, jobs=jobs)


def _print(rows: list[Row], notices: list[str], as_json: bool) -> None:
    import json

    from smmgen.cli.output import say

    for row in rows:
        line = json.dumps(row.as_json(), ensure_ascii=False) if as_json else _line(row)
        click.echo(line)
    say(rows)
    for notice in notices:
        click.echo(notice, err=True)
    sys.stdout.flush()


def _line(row: Row) -> str:
    return printable_line(f"{row.state} {row.account} {row.part} {row.title or row.post} {row.url}").rstrip()
