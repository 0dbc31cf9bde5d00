"""Words about rows of `publish` and `status`, on stderr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from smmgen.printable import printable_line

if TYPE_CHECKING:
    from smmgen.publishing.results import Row


def say(rows: Iterable[Row]) -> None:
    """What there is to say of each row and what to do; what is the same for many of them is said once."""
    rows, said = list(rows), set[str]()
    kept_back = Counter(row.reason for row in rows if row.state == "later")
    for row in rows:
        reason = f"{row.key}: {row.reason}" if row.reason else ""
        if kept_back[row.reason] > 1 and row.state == "later":
            reason = f"{kept_back[row.reason]} parts: {row.reason}"
        advice = row.hint.replace(row.key, "KEY") if row.state == "missed" else row.hint
        for sentence in (reason, f"  hint: {advice}" if advice else ""):
            if sentence and sentence not in said:
                click.echo(printable_line(sentence), err=True)
        said |= {reason} | ({f"  hint: {advice}"} if row.state == "missed" else set())
