"""Making posts: one file to its payloads, its page and a record, in this process or in several."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from smmgen.building.cache import Cache, Record
from smmgen.building.outputs import Outputs
from smmgen.building.post_files import Drawn, Payload, write
from smmgen.building.stored import Shown, StoredPost
from smmgen.building.times import lines
from smmgen.content.names import page_of
from smmgen.diagnostics import Diagnostic
from smmgen.keys import place_of
from smmgen.media import integrity
from smmgen.pipeline import Made, make, text_of
from smmgen.recipe import Recipe
from smmgen.safe_files import open_content
from smmgen.site import cards as site_cards
from smmgen.site.model import Card
from smmgen.site.urls import media_name
from smmgen.variants import payload
from smmgen.variants.rows import PostId
from smmgen.variants.types import Variant

if TYPE_CHECKING:
    from smmgen.site.pages import Site

Result = TypeVar("Result")

CHUNK = 64
"""Posts handed to a worker at once."""
PARALLEL_FROM = 250
"""Fewer posts are made in one process sooner than a second one starts."""

Planned = Mapping[str, Sequence[Diagnostic]]
"""Path -> what rules over the whole plan say about that post."""


@dataclass(frozen=True)
class PostBuilder:
    """All that making a post needs; inherited by worker processes."""

    recipe: Recipe
    site: Site
    out: Outputs
    planned: Planned
    slots: Mapping[PostId, tuple[Shown, ...]] = field(default_factory=dict)

    def make(self, path: str) -> list[Record]:
        """Make one post, write its files, and say what to remember of each of its occurrences."""
        first, *others = make(path, self.recipe)
        series = {}
        if first.post and first.post.times:
            page = f"site/{page_of(path)}"
            series = {page: self.out.write(page, self.site.series_page(first.post).encode())}
        return [self._record(first, series), *(self._record(made) for made in others)]

    def _record(self, made: Made, more: Mapping[str, str] = {}) -> Record:
        """`more`: outputs that are of all its occurrences."""
        before = self.out.written
        planned = tuple(self.planned.get(made.path, ()))
        diagnostics = [*made.diagnostics, *planned]
        drawn, picture = self._drawn(made)
        slots = self.slots.get(made.row.id, ())
        outputs = {**write(made.row, drawn, diagnostics, self.site, self.out, slots), **self._media(made), **more}
        row = made.row._replace(picture=picture).counting(diagnostics)
        looks = tuple(sha256(fragment.encode()).hexdigest()[:16] for fragment in drawn.fragments.values())
        plan = tuple(one._replace(post=row) for one in made.plan)
        post = StoredPost(row, plan, looks, made.diagnostics, planned, slots)
        times = lines(made.payloads.values(), are_ours=not self.recipe.hooks.functions)
        written, self.out.written = self.out.written - before, before  # counted where the record is taken in
        return Record(
            post, drawn.fragments, drawn.dump(diagnostics), times, outputs, written, _whole(made),
        )  # fmt: skip

    def _card(self, variant: Variant, built: Mapping[str, Any]) -> Card:
        network, project = self.recipe.networks[variant.account.platform], self.recipe.config.project
        return site_cards.card(variant, built, network, project.timezone or "", project.language)

    def _drawn(self, made: Made) -> tuple[Drawn, str]:
        """What its files are made from, and its first picture."""
        post = made.post
        if post is None:
            return Drawn(None, text_of(self.recipe.project, made.path)), ""
        cards = {name: self._card(one, made.payloads[name]) for name, one in made.variants.items()}
        fragments = {name: self.site.feed_fragment(card) for name, card in cards.items()}
        payloads = {
            name: Payload(
                f"payloads/{place_of(post.kind, post.slug, name, post.occurrence)}", payload.dumps(built).decode()
            )
            for name, built in made.payloads.items()
        }
        facts = self.site.post_facts(post, list(cards.values()), self.recipe.vocabulary.documents)
        return Drawn(facts, "", fragments, payloads), site_cards.picture(cards.values())

    def _media(self, made: Made) -> dict[str, str]:
        """Crops and derived pictures for the payloads to take along, and every file for the preview to show."""
        outputs = {}
        for path, attached in made.files.items():
            data, media = attached.data, attached.media
            if media is None or not media.sha256:
                continue
            if data is not None:
                name = path.removeprefix("build/")
                outputs[name] = self.out.write(name, data)
            shown = f"site/{media_name(media.sha256, media.mime)}"
            outputs[shown] = media.sha256
            if data is not None:
                self.out.write(shown, data)
            elif not self.out.known(shown):
                with open_content(self.recipe.project, path) as file:
                    self.out.copy(shown, file)
        return outputs


def _whole(made: Made) -> tuple[str, ...]:
    """SHA-256 of files that were found to be whole; cuts are ours."""
    media = {one.media.written for one in made.files.values() if one.media and not one.is_cut}
    return tuple(sorted({file.sha256 for file in media if integrity.is_checked(file.mime)}))


def make_posts(paths: Sequence[str], builder: PostBuilder, jobs: int | None) -> Iterator[list[Record]]:
    """Records in chunks, in any order. `jobs`: processes; by default one a core when there are many posts."""
    return map(_flat, in_chunks(builder.make, paths, jobs))


def check_posts(
    paths: Sequence[str], recipe: Recipe, jobs: int | None, *, with_parts: bool = False
) -> Iterator[list[StoredPost]]:
    """What a check needs of them: nothing is written or drawn. `with_parts`: with the `parts` of their rows."""
    return map(_flat, in_chunks(lambda path: [checked(made, with_parts) for made in make(path, recipe)], paths, jobs))


def _flat(chunk: Sequence[Sequence[Result]]) -> list[Result]:
    return [*chain.from_iterable(chunk)]


def checked(made: Made, with_parts: bool = False) -> StoredPost:
    """What a check keeps of a post."""
    post = StoredPost(made.row, made.plan, own=made.diagnostics)
    return post.with_parts(made.payloads) if with_parts else post


def in_chunks(work: Callable[[str], Result], paths: Sequence[str], jobs: int | None) -> Iterator[list[Result]]:
    """Do the work for every path, in processes when that is worth starting them."""
    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    if len(paths) < PARALLEL_FROM:
        return _here(chunks, work)
    import multiprocessing

    count = min(jobs or os.cpu_count() or 1, len(chunks))
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return _here(chunks, work)
    return _in_processes(chunks, work, count)


def _here(chunks: Iterable[Sequence[str]], work: Callable[[str], Result]) -> Iterator[list[Result]]:
    return ([work(path) for path in chunk] for chunk in chunks)


_inherited: Callable[[str], Any] | None = None


def _in_processes(chunks: Sequence[Sequence[str]], work: Callable[[str], Result], count: int) -> Iterator[list[Result]]:
    """Processes rather than threads: the work is Python. They are forked after the imports, with the heap frozen."""
    import multiprocessing

    global _inherited
    _inherited = work
    yield [work(chunks[0][0])]  # templates, parsers and models are compiled once, before the fork
    gc.freeze()
    alive, mine = os.pipe()
    try:
        with multiprocessing.get_context("fork").Pool(count, _follow, (alive, mine)) as pool:
            yield from pool.imap_unordered(_do_chunk, [chunks[0][1:], *chunks[1:]])
    finally:
        os.close(alive)
        os.close(mine)
        gc.unfreeze()
        _inherited = None


def _follow(alive: int, parents: int) -> None:
    """In a worker: leave Ctrl-C to the parent and end when it ends, even if it was killed; `alive` is a pipe's end."""
    gc.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.close(parents)
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()


def _end_with(alive: int) -> None:
    os.read(alive, 1)  # nothing is ever written: it returns when the parent's end is closed
    os._exit(1)


def _do_chunk(chunk: Sequence[str]) -> list[Any]:
    assert _inherited is not None  # noqa: S101 - set before the fork
    return [_inherited(path) for path in chunk]


def written_anew(post: StoredPost, builder: PostBuilder, cache: Cache) -> StoredPost:
    """The post with what the whole plan says of it by now; its page and payloads are written anew."""
    cards = {row.account: cache.card(post.id, row.account) for row in post.plan}
    drawn = Drawn.load(cache.drawn(post.id), cards, builder.out)
    if drawn is None:  # somebody changed a payload's file
        [records] = make_posts([post.path], builder, 1)
        cache.store(records)
        return next(record.post for record in records if record.post.id == post.id)
    planned, slots = tuple(builder.planned.get(post.path, ())), builder.slots.get(post.id, ())
    diagnostics = [*post.own, *planned]
    written = write(post.row, drawn, diagnostics, builder.site, builder.out, slots)
    builder.out.learn(written)
    cache.rewrite(post.id, drawn.dump(diagnostics), drawn.names(post.row), written)
    return post.beside(planned, slots)
