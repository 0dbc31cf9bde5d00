"""Telling the project's hooks what became of posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smmgen.cli.project import Opened
    from smmgen.publishing.results import Row

IN_HAND = ("later", "claimed", "sending")
"""Neither published nor failed."""


def tell_hooks(project: Opened, rows: Iterable[Row], no_hooks: bool) -> None:
    """`on_published` or `on_failed` of the project's hooks, for every row that came to one of the two."""
    hooks = project.hooks(no_hooks)
    for row in rows:
        if row.state not in IN_HAND:
            hooks.tell("on_published" if row.state in ("published", "scheduled") else "on_failed", row.as_json())
