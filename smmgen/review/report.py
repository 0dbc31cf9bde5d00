"""What a comparison found, for reports in every form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from smmgen.diagnostics import Diagnostic
from smmgen.review.changes import Change

Standing = Literal["new", "mended", "still"]


class Problem(NamedTuple):
    """A diagnostic, and whether the branch brings it, mends it or leaves it."""

    standing: Standing
    found: Diagnostic

    def as_json(self) -> dict[str, Any]:
        """The promised JSON form: as a change whose `before` or `after` is the diagnostic."""
        found = self.found.as_json()
        return {
            "about": "diagnostic",
            "path": self.found.path,
            "account": self.found.account,
            "change": self.standing,
            "before": None if self.standing == "new" else found,
            "after": None if self.standing == "mended" else found,
        }


class Shared(NamedTuple):
    """Something that the branch changes and many posts depend on: a key of smm.toml, a campaign, a hook, the theme.
    `changes`: those of posts that nobody touched. `note`: why there may be more to it."""

    name: str
    changes: tuple[Change, ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The promised JSON form."""
        posts = {change.path for change in self.changes}
        return {
            "about": "shared",
            "path": self.name.partition(" ")[0],
            "key": self.name.partition(" ")[2] or None,
            "change": "changed",
            "posts": len(posts),
            "accounts": sorted({change.account for change in self.changes}),
            "note": self.note,
        }


@dataclass(frozen=True)
class Report:
    """`base` and `head` name the sides, `zone` is the project's. `problems` as they stand after the merge; `notes`:
    what else a reader has to know."""

    base: str
    head: str
    zone: str
    changes: Sequence[Change]
    shared: Sequence[Shared]
    problems: Sequence[Problem]
    notes: Sequence[str]

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.shared or any(problem.standing != "still" for problem in self.problems))

    @property
    def touched(self) -> list[Change]:
        """Those of posts whose own files changed."""
        grouped = {id(change) for one in self.shared for change in one.changes}
        return [change for change in self.changes if id(change) not in grouped]

    def of(self, standing: Standing) -> list[Diagnostic]:
        """The diagnostics that the branch brings, mends or leaves."""
        return [problem.found for problem in self.problems if problem.standing == standing]
