"""The whole plan before and after the merge, for the rules that look across posts and for the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from smmgen.building import build
from smmgen.building.documents import posts_of, present
from smmgen.building.stored import StoredDocument, StoredPost
from smmgen.config import Config
from smmgen.diagnostics import Diagnostic
from smmgen.ledger.model import Entry
from smmgen.publishing import live_posts
from smmgen.review.compare import Compared, Comparison, outlines
from smmgen.review.side import Side, Sides

Posts = Mapping[str, tuple[StoredPost, ...]]


@dataclass(frozen=True)
class View:
    """Every post as it stands on one side; of most only the rows are known. `made`: those that were compared, in full;
    `uids`: what the ledger calls these, on both sides."""

    posts: Posts
    made: Sequence[StoredPost]
    uids: Collection[str]
    documents: Sequence[StoredDocument]
    files: Collection[str]
    config: Config

    def findings(self, now: datetime | None, until: datetime | None, entries: Collection[Entry]) -> list[Diagnostic]:
        """What is wrong with the posts that were made, with other documents, between posts, and with live ones."""
        every = [*chain.from_iterable(self.posts.values())]
        attempted = {entry.identity for entry in entries}
        planned = build.check_plan(every, self.documents, self.files, self.config, now, attempted, until)
        return [*build.own([*self.made, *self.documents]), *planned, *self._live(entries)]

    def _live(self, entries: Collection[Entry]) -> list[Diagnostic]:
        """Of the posts that were compared: of the others it is not known what would be sent."""
        rows = [row for post in self.made for row in post.plan]
        known = [entry for entry in entries if entry.post in self.uids]
        broken = [post.path for post in self.made if not post.plan]
        return live_posts.findings(rows, known, self.config, broken) if known else []


def views(
    sides: Sides, comparison: Comparison, found: Iterable[Compared], jobs: int | None = None
) -> tuple[View, View]:
    """Before and after: the base by now, and what merging the branch will make of it."""
    found = list(found)
    made = [*chain.from_iterable(one.old for one in found)], [*chain.from_iterable(one.new for one in found)]
    uids = {post.row.uid for side in made for post in side}
    old = {**comparison.outlines, **{one.pair.old: one.old for one in found if one.pair.old}}
    new = {**comparison.outlines, **{one.pair.new: one.new for one in found if one.pair.new}}
    files: Collection[str] = sides.new.files
    if sides.base is None or sides.old is None:
        before = View({}, (), uids, (), (), sides.new.config)
    elif sides.base is sides.old:
        before = View(old, made[0], uids, comparison.documents[0], sides.old.files, sides.old.config)
    else:
        ahead, touched = _moved_on(sides.old, sides.base), comparison.causes.files
        sides.base.bring(ahead)
        theirs = outlines(sides.base, ahead & sides.base.files.keys(), jobs)
        old = {path: posts for path, posts in old.items() if path not in ahead} | theirs
        new = {path: posts for path, posts in new.items() if path not in ahead or path in touched}
        new |= {path: posts for path, posts in theirs.items() if path not in touched}
        files = {*(sides.base.files.keys() - touched), *(sides.new.files.keys() & touched)}
        before = View(old, made[0], uids, present(sides.base.recipe, (), ()), sides.base.files, sides.base.config)
    return before, View(new, made[1], uids, comparison.documents[1], files, sides.new.config)


def _moved_on(old: Side, base: Side) -> set[str]:
    """The posts that the base has changed since: all of them where it changed what they share."""
    posts = posts_of({*old.files, *base.files})
    if old.shared != base.shared:
        return posts
    return {path for path in posts if old.files.get(path) != base.files.get(path)}
