"""Words about rows of `publish` and `status`, on stderr."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from smmgen.publishing.report import Row


def say(rows: Iterable[Row]) -> None:
    """What there is to say of each row and what to do; advice that is the same but for the key is given once."""
    advised: set[str] = set()
    for row in rows:
        if row.reason:
            click.echo(f"{row.key}: {row.reason}", err=True)
        advice = row.hint.replace(row.key, "KEY") if row.state == "missed" else row.hint
        if advice and advice not in advised:
            click.echo(f"  hint: {advice}", err=True)
        if row.state == "missed":
            advised.add(advice)
