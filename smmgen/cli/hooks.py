"""Calling the project's hooks with the outcome of posts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.publishing.results import Row

IN_HAND = ("later", "claimed", "sending")
"""Neither published nor failed."""
OUT = ("published", "scheduled", "retracted")
"""Told when it went out: what was to follow it may fail, or it has another address by now."""


def tell_hooks(project: Opened, rows: Iterable[Row], went_out: Collection[str], no_hooks: bool) -> None:
    """`on_published` of the project's hooks for every row that went out in this run, once; `on_failed` for what did
    not. `went_out`: the report's."""
    hooks = project.hooks(no_hooks)
    for row in rows:
        if row.key in went_out:
            hooks.tell("on_published", row.as_json())
        elif row.state not in IN_HAND + OUT:
            hooks.tell("on_failed", row.as_json())
