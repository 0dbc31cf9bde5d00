"""What is remembered of a post between builds: enough for every page that speaks of many posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from smmgen.building.summary import dump_diagnostics, load_diagnostics
from smmgen.diagnostics import Diagnostic
from smmgen.media.probe import candidates
from smmgen.pipeline import Made
from smmgen.rules.base import PlanRow
from smmgen.site.model import CardFact, PostRow


class Checked(NamedTuple):
    """What one post brings to a check of the whole plan."""

    path: str
    own: tuple[Diagnostic, ...]
    plan: tuple[PlanRow, ...]
    ignore: tuple[str, ...]
    media: tuple[str, ...]


class Fact(NamedTuple):
    """`looks`: a digest of each card's HTML. `planned`: what rules over the whole plan said when the page was made."""

    row: PostRow
    plan: tuple[PlanRow, ...]
    looks: tuple[str, ...]
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

    def dump(self) -> bytes:
        """JSON; what rows and cards share is written once."""
        own, planned = dump_diagnostics(self.own), dump_diagnostics(self.planned)
        times = list(dict.fromkeys(entry[_OWN:] for entry in self.plan))
        plan = [(entry.text, times.index(entry[_OWN:])) for entry in self.plan]
        return orjson.dumps([self.row, times, plan, self.looks, own, planned, self.ignore, self.media], default=list)

    @classmethod
    def load(cls, stored: Sequence[Any]) -> Fact:
        """The fact from what `orjson.loads` made of it."""
        first, times, plan, looks, own, planned, ignore, media = stored
        row = PostRow.load(first)
        return cls(
            row,
            tuple([_plan_row(row, card, text, times[at]) for card, (text, at) in zip(row.cards, plan, strict=True)]),
            tuple(looks),
            load_diagnostics(own),
            load_diagnostics(planned),
            tuple(ignore),
            tuple(media),
        )


_OWN = 9
"""So many fields of a `PlanRow` stand in the post's row and its cards already or, its text, are the account's own."""


def _plan_row(row: PostRow, card: CardFact, text: str, rest: Sequence[Any]) -> PlanRow:
    shared = (row.path, row.uid, row.slug, row.title, row.status, card.account, card.platform, card.wall)
    return PlanRow(*shared, text, *rest)


def checked(made: Made) -> Checked:
    """The same of a post that was made just now."""
    ignore = tuple(made.post.front.ignore) if made.post else ()
    return Checked(made.path, made.diagnostics, made.rows, ignore, taken(made))


def taken(made: Made) -> tuple[str, ...]:
    """Every place where its files may be: what is there counts as used, whether it is any good or not."""
    if made.post is None:
        return ()
    named = {attached.file for attached in made.files.values()}
    named |= {item.file for fields in made.post.fields.values() for item in fields.media}
    named |= {fields.link.image for fields in made.post.fields.values() if fields.link and fields.link.image}
    return tuple(sorted({place for file in named for place in candidates(made.path, file)}))
