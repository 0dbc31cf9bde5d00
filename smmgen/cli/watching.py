"""`smm publish --watch` in a process: signals, one round of it, and what is printed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smmgen.printable import printable_line

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.publishing.results import Report, Row
    from smmgen.publishing.watch import Stop

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
    """Until SIGTERM (exit code 0) or an interruption (130)."""
    from smmgen.cli.failure import FINE, INTERRUPTED, say
    from smmgen.cli.project import opened
    from smmgen.cli.publish import tell_hooks
    from smmgen.cli.stopping import told_to_stop
    from smmgen.errors import UserError
    from smmgen.publishing.publish import utc_now
    from smmgen.publishing.watch import watch

    latest: list[Opened] = []

    def look(resting: frozenset[str]) -> Report:
        latest[:] = [opened(directory)]
        return _round(latest[0], accounts, posts, resting, jobs, no_hooks, stop)

    def tell(rows: list[Row], notices: list[str]) -> None:
        _print(rows, notices, as_json)
        try:
            if rows:
                tell_hooks(latest[0], rows, no_hooks)
        except UserError as error:
            say(error)

    with told_to_stop(PATIENCE) as (stop, by):
        click.echo(f"watching; process {os.getpid()}, stop it with SIGTERM or Ctrl-C", err=True)
        try:
            watch(look, stop, utc_now, tell)
        except KeyboardInterrupt:
            click.echo("stopped while a call was under way; the next run finds out what became of it", err=True)
    click.echo("stopped", err=True)
    return FINE if signal.SIGTERM in by else INTERRUPTED


def _round(
    project: Opened,
    accounts: tuple[str, ...],
    posts: tuple[str, ...],
    resting: frozenset[str],
    jobs: int,
    no_hooks: bool,
    stop: Stop,
) -> Report:
    """smm.toml, the build and the ledger are read anew."""
    from smmgen.cli.project import changing_ledger
    from smmgen.cli.publish import require_current
    from smmgen.publishing.publish import publish, utc_now
    from smmgen.publishing.results import Report

    chosen = tuple(name for name in accounts or project.config.accounts if name not in resting)
    if resting and not chosen:
        return Report([])
    require_current(project, no_hooks)
    with changing_ledger(project) as ledger:
        return publish(
            project.path, project.config, ledger, utc_now(), os.environ,
            accounts=chosen if resting else accounts, posts=posts, jobs=jobs,
            sleep=stop.wait, stopped=stop.asked,
        )  # fmt: skip


def _print(rows: list[Row], notices: list[str], as_json: bool) -> None:
    import json

    from smmgen.cli.rows import say

    for row in rows:
        line = json.dumps(row.as_json(), ensure_ascii=False) if as_json else _line(row)
        click.echo(line)
    say(rows)
    for notice in notices:
        click.echo(notice, err=True)
    sys.stdout.flush()


def _line(row: Row) -> str:
    return printable_line(f"{row.state} {row.account} {row.part} {row.title or row.post} {row.url}").rstrip()
