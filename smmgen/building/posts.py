"""Making posts: one file to its payloads, its page and a record, in this process or in several."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from smmgen.building.cache import Record
from smmgen.building.outputs import Outputs
from smmgen.building.stored import StoredPost
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.keys import place_of
from smmgen.media import integrity
from smmgen.networks.preview import preview_of
from smmgen.pipeline import Made, Recipe, make, text_of
from smmgen.safe_files import open_content
from smmgen.site import cards as site_cards
from smmgen.site.model import Card, media_name
from smmgen.variants import payload
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

    def make(self, path: str) -> Record:
        """Make one post, write its files, and say what to remember."""
        before = self.out.written
        made = make(path, self.recipe)
        planned = tuple(self.planned.get(path, ()))
        diagnostics = [*made.diagnostics, *planned]
        texts = {account: payload.dumps(built).decode() for account, built in made.payloads.items()}
        cards = [self._card(variant, made.payloads[name], diagnostics) for name, variant in made.variants.items()]
        fragments = [self.site.feed_fragment(card) for card in cards]
        outputs = {**self._payloads(made, texts, diagnostics), **self._media(made)}
        page = f"site/posts/{made.row.slug}.html"
        outputs[page] = self.out.write(page, self._page(made, cards, texts, diagnostics, fragments).encode())
        row = made.row._replace(picture=site_cards.picture(cards)).counting(diagnostics)
        looks = tuple(sha256(fragment.encode()).hexdigest()[:16] for fragment in fragments)
        plan = tuple(one._replace(post=row) for one in made.plan)
        post = StoredPost(row, plan, looks, made.diagnostics, planned)
        written, self.out.written = self.out.written - before, before  # counted where the record is taken in
        return Record(post, dict(zip(made.variants, fragments, strict=True)), outputs, written, _whole(made))

    def _card(self, variant: Variant, built: Mapping[str, Any], diagnostics: Sequence[Diagnostic]) -> Card:
        network, project = self.recipe.platforms[variant.account.platform], self.recipe.config.project
        zone = project.timezone or ""
        return site_cards.card(variant, built, preview_of(network), diagnostics, zone, project.language)

    def _payloads(self, made: Made, texts: Mapping[str, str], diagnostics: Sequence[Diagnostic]) -> dict[str, str]:
        """Payload files; none while the post has errors, so that nothing wrong can be published."""
        if made.post is None or any(found.severity is Severity.ERROR for found in diagnostics):
            return {}
        names = {
            account: f"payloads/{place_of(made.post.kind, made.post.slug, account, made.post.occurrence)}"
            for account in texts
        }
        return {name: self.out.write(name, texts[account].encode()) for account, name in names.items()}

    def _media(self, made: Made) -> dict[str, str]:
        """Crops for the payloads to take along, and every file for the preview to show."""
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

    def _page(
        self,
        made: Made,
        cards: Sequence[Card],
        texts: Mapping[str, str],
        diagnostics: Sequence[Diagnostic],
        fragments: Sequence[str],
    ) -> str:
        if made.post:
            return self.site.post_page(made.post, cards, texts, diagnostics, fragments)
        text = text_of(self.recipe.project, made.path)
        return self.site.broken_page(made.path, made.row.slug, diagnostics, text)


def _whole(made: Made) -> tuple[str, ...]:
    """SHA-256 of files that were found to be whole; cuts are ours."""
    media = {one.media for one in made.files.values() if one.media and one.data is None}
    return tuple(sorted({file.sha256 for file in media if integrity.is_checked(file.mime)}))


def make_posts(paths: Sequence[str], builder: PostBuilder, jobs: int | None) -> Iterator[list[Record]]:
    """Records in chunks, in any order. `jobs`: processes; by default one a core when there are many posts."""
    return in_chunks(builder.make, paths, jobs)


def check_posts(paths: Sequence[str], recipe: Recipe, jobs: int | None) -> Iterator[list[StoredPost]]:
    """What a check needs of them: nothing is written or drawn."""
    return in_chunks(lambda path: checked(make(path, recipe)), paths, jobs)


def checked(made: Made) -> StoredPost:
    """What a check keeps of a post."""
    return StoredPost(made.row, made.plan, own=made.diagnostics)


def in_chunks(work: Callable[[str], Result], paths: Sequence[str], jobs: int | None) -> Iterator[list[Result]]:
    """Do the work for every path, in processes when that is worth starting them."""
    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    count = min(jobs or os.cpu_count() or 1, len(chunks))
    if count < 2 or len(paths) < PARALLEL_FROM or "fork" not in multiprocessing.get_all_start_methods():
        return ([work(path) for path in chunk] for chunk in chunks)
    return _in_processes(chunks, work, count)


_inherited: Callable[[str], Any] | None = None


def _in_processes(chunks: Sequence[Sequence[str]], work: Callable[[str], Result], count: int) -> Iterator[list[Result]]:
    """Processes rather than threads: the work is Python. They are forked after the imports, with the heap frozen."""
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
