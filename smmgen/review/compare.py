"""Two sides compared, post by post: only what may differ is made, on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from smmgen.building.documents import Moves, posts_of, present
from smmgen.building.posts import checked, in_chunks
from smmgen.building.stored import StoredDocument, StoredPost
from smmgen.pipeline import Made, make, outline, text_of
from smmgen.recipe import Recipe
from smmgen.review.causes import Causes
from smmgen.review.changes import PLANNED, REQUEST, Change, differences, kind_of
from smmgen.review.rendered import Rendered, canonical, rendered
from smmgen.review.side import Side
from smmgen.variants.rows import PlanRow

_FEW = 40
"""So many posts are compared with all others."""
_WORD = re.compile(r"\w+")

Draw = Callable[[Made, str], str]
"""A card of a made post, HTML, by the account's name."""


class Pair(NamedTuple):
    """One post, by its path on each side; "" where it is not there."""

    old: str
    new: str

    @property
    def path(self) -> str:
        return self.new or self.old


class Compared(NamedTuple):
    """What became of a pair: all that is known of it on both sides, and what is different."""

    pair: Pair
    old: tuple[StoredPost, ...]
    new: tuple[StoredPost, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """Two sides. `old` is None where the project is new. `outlines`: rows of posts of `new` that are as they were."""

    old: Side | None
    new: Side
    causes: Causes
    documents: tuple[Sequence[StoredDocument], Sequence[StoredDocument]]
    outlines: Mapping[str, tuple[StoredPost, ...]]
    pairs: Mapping[str, Pair]
    draw: tuple[Draw, Draw] | None = None
    with_parts: bool = True
    """For a comparison with the ledger."""

    def run(self, jobs: int | None = None) -> Iterator[Compared]:
        """Compare every pair, in processes where there are many."""
        for chunk in in_chunks(self._compared, sorted(self.pairs), jobs):
            yield from chunk

    def _compared(self, path: str) -> Compared:
        pair = self.pairs[path]
        before = make(pair.old, self.old.recipe) if self.old and pair.old else []
        after = make(pair.new, self.new.recipe) if pair.new else []
        old, new = (tuple(checked(made, self.with_parts) for made in side) for side in (before, after))
        return Compared(pair, old, new, tuple(self._changes(pair, before, after)))

    def _changes(self, pair: Pair, before: Sequence[Made], after: Sequence[Made]) -> Iterator[Change]:
        old, new = _variants(before), _variants(after)
        if pair.new and not any(made.post for made in after):
            row = after[0].row
            yield Change(pair.path, row.uid, row.title, "", "", "unreadable", causes=(pair.path,), was=_was(pair))
            return
        for key in [*new, *(key for key in old if key not in new)]:
            if change := self._change(pair, old.get(key), new.get(key)):
                yield change

    def _change(self, pair: Pair, before: Variant | None, after: Variant | None) -> Change | None:
        one = after or before
        assert one  # noqa: S101 - the key is of one of them
        then = before and rendered(before.made, before.row, self._old.recipe)
        now = after and rendered(after.made, after.row, self.new.recipe)
        what = self._what(before, after, then, now) if then and now else ()
        if then and now and not what:
            return None
        kind = kind_of(what) if then and now else "added" if now else "removed"
        row, source = one.row, one.made.post.source.text if one.made.post else ""
        files = {pair.old, pair.new, *row.post.media, *self._paths(row.post.refers)}
        return Change(
            pair.path, row.uid, row.title, row.account, row.platform, kind, what,
            then, now, self.causes.of(files, row.account, source), _was(pair), "", self._cards(before, after),
            row.post.occurrence,
        )  # fmt: skip

    @property
    def _old(self) -> Side:
        assert self.old  # noqa: S101 - there are posts on that side
        return self.old

    def _what(self, before: Variant | None, after: Variant | None, then: Rendered, now: Rendered) -> tuple[str, ...]:
        what = differences(then, now)
        hidden = then.sent != now.sent and {*what} <= PLANNED
        if hidden and before and after and not _is_only_planned(before, after, self._old.recipe, self.new.recipe):
            return (*what, REQUEST)
        return what

    def _cards(self, before: Variant | None, after: Variant | None) -> tuple[str, str]:
        if self.draw is None:
            return "", ""
        old, new = self.draw
        return (
            old(before.made, before.row.account) if before else "",
            new(after.made, after.row.account) if after else "",
        )

    def _paths(self, names: Collection[str]) -> Iterator[str]:
        """The files of documents by their names, on both sides."""
        for side in self.documents:
            yield from (one.path for one in side if one.row.name in names)


class Variant(NamedTuple):
    """One post on one account, at one of its times."""

    made: Made
    row: PlanRow


def _variants(side: Iterable[Made]) -> dict[tuple[str, str], Variant]:
    return {(made.row.occurrence, row.account): Variant(made, row) for made in side for row in made.plan}


def _was(pair: Pair) -> str:
    return pair.old if pair.old and pair.new and pair.old != pair.new else ""


def _is_only_planned(before: Variant, after: Variant, old: Recipe, new: Recipe) -> bool:
    """The same is sent to another account or at another time: it is where these are taken from the side before."""
    if any(recipe.hooks.has("on_payload") for recipe in (old, new)):
        return False
    was, now = before.made.variants[before.row.account], after.made.variants[after.row.account]
    network = old.networks[was.account.platform]
    if was.account.platform != now.account.platform:
        return False
    planned = replace(now, at=was.at, not_after=was.not_after, account=was.account)
    return canonical(network.render(planned)) == canonical(network.render(was))


def prepared(old: Side | None, new: Side, causes: Causes, jobs: int | None = None) -> Comparison:
    """Find out which posts may differ, and make their media readable."""
    before, after = posts_of(old.files) if old else set(), posts_of(new.files)
    documents = (present(old.recipe, (), ()) if old else [], present(new.recipe, (), ()))
    everything = old is None or causes.concern_all
    new.bring(after)
    if old:
        old.bring(before if everything else before & causes.files)
    same = set() if everything else {path for path in before & after if path not in causes.files}
    asks = _asking(old, new, before - same, after - same) if same else _always
    known = outlines(new, same, jobs, asks)
    touched = _touched(known, Moves(*documents).names, causes.files)
    if old and touched:
        old.bring(touched)
        known |= outlines(new, same - touched, jobs, _asking(old, new, touched, touched))
    pairs = _paired(old, new, before - same | touched, after - same | touched)
    for side, names in ((old, [pair.old for pair in pairs]), (new, [pair.new for pair in pairs])):
        if side:
            side.bring(side.files if everything else _media(side, filter(None, names)))
    kept = {path: posts for path, posts in known.items() if path not in touched}
    return Comparison(old, new, causes, documents, kept, {pair.path: pair for pair in pairs})


def _touched(known: Mapping[str, Sequence[StoredPost]], renewed: Set[str], files: Set[str]) -> set[str]:
    """The posts that name a document that was renewed, or a file that changed."""
    return {
        path
        for path, posts in known.items()
        if any(renewed & {*post.row.refers} or files & {*post.row.media} for post in posts)
    }


Asks = Callable[[str], bool]
"""Whether the texts of a post are needed, by the text of its file."""


def _always(text: str) -> bool:
    return True


def _asking(old: Side | None, new: Side, before: Collection[str], after: Collection[str]) -> Asks:
    """The texts of posts that may be the same as one that is compared: half of what stands in one of the files stands
    in the other. All others need not be read for the rule that looks for repeated ones."""
    files = [*((old, path) for path in before), *((new, path) for path in after)]
    if len(files) > _FEW:
        return _always
    compared = [_runs(text_of(side.folder, path)) for side, path in files if side]

    def asks(text: str) -> bool:
        runs = _runs(text)
        return any(2 * len(runs & one) >= min(len(runs), len(one)) for one in compared)

    return asks


def _runs(text: str) -> set[tuple[str, ...]]:
    """Each three words that follow each other."""
    words = _WORD.findall(text)
    return {*zip(words, words[1:], words[2:], strict=False)}


def outlines(
    side: Side, paths: Iterable[str], jobs: int | None = None, asks: Asks = _always
) -> dict[str, tuple[StoredPost, ...]]:
    """The rows of these posts, as far as calendars need them."""

    def outlined(path: str) -> tuple[str, tuple[StoredPost, ...]]:
        found = outline(path, side.recipe, with_text=asks is _always)
        if asks is not _always and any(made.post and asks(made.post.source.text) for made in found):
            found = outline(path, side.recipe)
        return path, tuple(map(checked, found))

    return {path: posts for chunk in in_chunks(outlined, sorted(paths), jobs) for path, posts in chunk}


def _paired(old: Side | None, new: Side, before: Collection[str], after: Collection[str]) -> list[Pair]:
    """By path; of files that are on one side only by the uid that they keep."""
    gone, come = sorted({*before} - {*after}), sorted({*after} - {*before})
    uids = {_uid(path, old): path for path in gone} if old and gone and come else {}
    renamed = {path: was for path in come if (was := uids.pop(_uid(path, new), ""))} if uids else {}
    left = {*gone} - {*renamed.values()}
    return [
        *(Pair(path, path) for path in sorted({*before} & {*after})),
        *(Pair(renamed.get(path, ""), path) for path in come),
        *(Pair(path, "") for path in sorted(left)),
    ]


def _uid(path: str, side: Side | None) -> str:
    return outline(path, side.recipe)[0].row.uid if side else ""


def _media(side: Side, paths: Iterable[str]) -> set[str]:
    return {place for path in paths for made in outline(path, side.recipe) for place in made.row.media}
