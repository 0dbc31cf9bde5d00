"""The answer of `smm publish` when nothing is due, and the fast path to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from smmgen.printable import printable_line


def quick_answer(directory: Path | None, now: str | None, no_hooks: bool, as_json: bool) -> int | None:
    """Say that nothing is due and return the exit code; None where a run has to look itself."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from smmgen.building.summary import is_current
    from smmgen.cli.failure import CONTENT, FINE
    from smmgen.cli.project import clock, find
    from smmgen.publishing.idle import idle

    path, moment = find(directory), clock(now)
    if now and datetime.fromisoformat(now).tzinfo is None:
        return None  # it is in the project's zone, which is not known here
    found = idle(path, moment, datetime.now(UTC))
    if found is None or ((path / ".smm" / "cache.db").exists() and not is_current(path, "--no-hooks" * no_hooks)):
        return None
    zone = ZoneInfo(found.timezone) if found.timezone else UTC
    when = f"{found.next.at.astimezone(zone):%Y-%m-%d %H:%M} {zone}" if found.next.at else ""
    if as_json:
        click.echo("[]")
    click.echo(printable_line(nothing_due(when, found.next.posts)), err=True)
    tell_left_out(found.broken)
    return CONTENT if found.broken else FINE


def nothing_due(when: str, posts: Mapping[str, Sequence[str]]) -> str:
    """That nothing is due, and what is next. `posts`: title -> accounts."""
    if not posts:
        return "nothing is due, and nothing is planned for later"
    said = "; ".join(f"{title} ({', '.join(accounts)})" for title, accounts in posts.items())
    return f"nothing is due; next, {when}: {said}"


def tell_left_out(broken: Mapping[str, int]) -> None:
    """Which posts have no payload, for errors. `broken`: path -> how many."""
    for path, count in broken.items():
        click.echo(f"{path}: not published: it has {count} error{'s' * (count > 1)}; see `smm check`", err=True)
