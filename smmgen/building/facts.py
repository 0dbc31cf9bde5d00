"""What is remembered of a post between builds: enough for every page that speaks of many posts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from smmgen.building.report import dump_diagnostics, load_diagnostics
from smmgen.content.media import candidates
from smmgen.diagnostics import Diagnostic
from smmgen.pipeline import Made
from smmgen.rules.base import PlanRow
from smmgen.site.model import PostRow


class Shown(NamedTuple):
    """One card on an account page: where it stands, and a digest of how it looks."""

    account: str
    month: str
    wall: str
    digest: str


class Checked(NamedTuple):
    """What one post brings to a check of the whole plan."""

    path: str
    own: tuple[Diagnostic, ...]
    plan: tuple[PlanRow, ...]
    ignore: tuple[str, ...]
    media: tuple[str, ...]


class Fact(NamedTuple):
    """`planned`: what rules over the whole plan said when the post's page was made."""

    row: PostRow
    plan: tuple[PlanRow, ...]
    shown: tuple[Shown, ...]
    own: tuple[Diagnostic, ...]
    planned: tuple[Diagnostic, ...]
    ignore: tuple[str, ...]
    media: tuple[str, ...]

    @property
    def path(self) -> str:
        return self.row.path

    @property
    def checked(self) -> Checked:
        return Checked(self.path, self.own, self.plan, self.ignore, self.media)

    def dump(self) -> str:
        own, planned = dump_diagnostics(self.own), dump_diagnostics(self.planned)
        value = [self.row, self.plan, self.shown, own, planned, self.ignore, self.media]
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, stored: Sequence[Any]) -> Fact:
        row, plan, shown, own, planned, ignore, media = stored
        return cls(
            PostRow.load(row),
            tuple(PlanRow(*entry) for entry in plan),
            tuple(Shown(*entry) for entry in shown),
            load_diagnostics(own),
            load_diagnostics(planned),
            tuple(ignore),
            tuple(media),
        )


def checked(made: Made) -> Checked:
    """The same of a post that was made just now."""
    ignore = tuple(made.post.front.ignore) if made.post else ()
    return Checked(made.path, made.diagnostics, made.rows, ignore, taken(made))


def taken(made: Made) -> tuple[str, ...]:
    """Every place where its files may be: what is there counts as used."""
    if made.post is None:
        return ()
    named = {attached.file for attached in made.files.values()}
    return tuple(sorted({place for file in named for place in candidates(made.path, file)}))
