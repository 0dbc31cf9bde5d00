"""The build: content in, payloads and the preview site out; only what changed is made again.

The same files give the same bytes on any machine and any day. An interrupted build leaves a mark that the next one
finds.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

import smmgen
from smmgen import languages
from smmgen.building import outputs
from smmgen.building.cache import Cache
from smmgen.building.documents import Moves, beside, loose, posts_of, present, sections, slots_filled
from smmgen.building.open_cache import with_cache
from smmgen.building.outputs import Outputs
from smmgen.building.posts import PARALLEL_FROM, PostBuilder, make_posts, written_anew
from smmgen.building.presence import in_build
from smmgen.building.scan import Seen, listing, look, name_of, our_name, settled, tally, tree, unread
from smmgen.building.stored import StoredDocument, StoredPost
from smmgen.building.summary import Report
from smmgen.building.times import index
from smmgen.building.waiting import digest, outside
from smmgen.config import Config
from smmgen.content.archetypes import ARCHETYPE
from smmgen.content.layout import CONFIG, MEDIA, is_scanned
from smmgen.diagnostics import Diagnostic, Span
from smmgen.documents import with_documents
from smmgen.keys import Identity
from smmgen.ledger.open import known_files
from smmgen.networks.base import Network
from smmgen.networks.read_limits import path_of
from smmgen.recipe import Recipe
from smmgen.rules import engine, law
from smmgen.rules.base import Plan, Promised
from smmgen.safe_files import Inside
from smmgen.signatures import Signature
from smmgen.site.model import State
from smmgen.site.theme import folders, look_folders
from smmgen.variants.rows import BROKEN, UNREADABLE, DocumentRow, PostId, PostRow

if TYPE_CHECKING:
    from smmgen.approvals.gate import Gate

UNSURE: Signature = (-1, -1, -1, -1)
"""Of a file that changed while it was read."""

Progress = Callable[[int, int], None]
"""Called with the number of posts made and to make."""


def build(
    recipe: Recipe,
    states: Sequence[State] = (),
    *,
    switches: str = "",
    since: int | None = None,
    seen: Seen | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    gate: Gate | None = None,
) -> Report:
    """Build the project into `build/`. `states`: what the ledger knows, and `gate`: what waits for whose yes, for the
    preview.

    `switches` are remembered: `building.report.unchanged` answers only for a build with the same ones. `since`: when
    the recipe and the states began to be read, in nanoseconds; what has changed after that may have been missed.
    `seen`: what a scan has just found.
    """
    since = time.time_ns() if since is None else since
    gc.disable()  # the rows of many posts come to stay: looking among them for garbage again and again takes longer
    try:
        return with_cache(
            recipe.project,
            key(recipe),
            lambda cache: _build(recipe, states, switches, since, seen, jobs, progress, cache, gate),
        )
    finally:
        gc.unfreeze()
        gc.enable()


def _build(
    recipe: Recipe,
    states: Sequence[State],
    switches: str,
    since: int,
    seen: Seen | None,
    jobs: int | None,
    progress: Progress | None,
    cache: Cache,
    gate: Gate | None,
) -> Report:
    from smmgen.building.pages import Pages
    from smmgen.site.pages import Site

    project = recipe.project
    files = settled(project, seen)
    inside = Inside(project)
    known_outputs, others, lost = in_build(inside, cache)
    recipe = with_documents(recipe, files)
    todo = changes(recipe, files, cache, lost)
    approved = digest(project, gate)
    if todo.is_nothing and not lost and _is_as_before(files, states, cache) and _knows(cache, approved):
        return _nothing_to_do(recipe, files, states, switches, since, cache)
    if known_outputs is None and len(todo.posts) >= PARALLEL_FROM:
        known_outputs = cache.outputs()
    out = Outputs(inside, cache.output if known_outputs is None else known_outputs.get, others)
    cache.begin()
    for path in todo.gone:
        cache.forget(path)
    recipe = replace(recipe, whole=cache.whole(), files=out.files)
    site = Site(recipe.config, project, recipe.networks, sections(todo.documents), recipe.shared)
    known = cache.posts()
    posts = {post.id: post for post in known if post.path not in todo.gone and post.path not in todo.posts}
    before = {post.path: post.planned for post in known if post.planned}
    filled = {post.id: post.slots for post in known if post.slots}
    _make(sorted(todo.posts), PostBuilder(recipe, site, out, before, filled), cache, posts, jobs, progress)
    posts = {post: posts[post] for post in sorted(posts)}
    planned = _plan(list(posts.values()), todo.documents, files, recipe)
    in_slots = slots_filled(list(posts.values()), todo.documents, recipe.config)
    for id, post in posts.items():
        if post.planned != planned.get(post.path, ()) or post.slots != in_slots.get(id, ()):
            posts[id] = written_anew(post, PostBuilder(recipe, site, out, planned, in_slots), cache)
    gc.freeze()  # they are left aside, and what pages leave behind is collected
    gc.enable()
    stored = list(posts.values())
    diagnostics = sorted(_all([*stored, *todo.documents], planned), key=lambda found: found.order)
    touched = None if cache.fresh or "" in lost else _months_of_changes(known, stored)
    Pages(site, out, cache, recipe.library, touched).write(stored, todo.documents, diagnostics, states, gate)
    cache.put_posts(stored)
    cache.put_documents(todo.documents)
    moved = cache.moved()
    if known_outputs is None:
        out.remove(name for name, (_, now) in moved.items() if now is None)
    else:
        out.remove({*known_outputs, *others, *out.learned} - cache.outputs().keys())
    times = cache.times()
    lines = (times[post.id] for post in stored if not post.row.errors)
    ahead, months = index(project, recipe.config, lines, cache.months)
    cache.put_months(months)
    outputs.write_manifest(inside, cache.outputs, broken(stored), ahead, moved if known_outputs is None else None)
    report = _report(stored, diagnostics, len(todo.posts), out, cache)
    _finish(recipe, files, since, {**_summary(report, states, switches), "approved": approved}, cache)
    return report


def key(recipe: Recipe) -> str:
    """Changes with whatever changes how every post is made."""
    parts = [f"{name} {look(recipe.project, name)}" for name in _watched(recipe)]
    return sha256("\n".join([*parts, *sorted(recipe.hooks.functions)]).encode()).hexdigest()


def _watched(recipe: Recipe) -> list[str]:
    """Names of smm.toml, limits that servers gave, archetype, theme, hooks, avatars, this program with its languages,
    networks of other packages and what is in the folder of its libraries."""
    project, config = recipe.project, recipe.config
    avatars = (account.avatar for account in config.accounts.values() if account.avatar)
    named = [CONFIG, *map(path_of, config.accounts), ARCHETYPE, *config.hooks.files, *avatars]
    looks = [*folders(project, config), *look_folders(recipe.networks).values()]
    return [
        *named,
        *tree(project, Path(smmgen.__file__).parent, ".py"),
        *tree(project, languages.FOLDER, ".toml"),
        our_name(project, law.TABLE),
        *(name for network in recipe.networks.values() for name in _source(project, network)),
        *(name for theme in looks for name in tree(project, theme)),
        listing(our_name(project, Path(orjson.__file__).parent.parent)),
    ]


def _source(project: Path, network: Network) -> list[str]:
    """The modules of a network that comes in a package of its own; its authors change them under our feet."""
    module = sys.modules[type(network).__module__]
    if module.__file__ is None or module.__name__.partition(".")[0] == smmgen.__name__:
        return []
    file = Path(module.__file__)
    is_package = module.__spec__ and module.__spec__.parent
    return tree(project, file.parent, ".py") if is_package else [our_name(project, file)]


def _is_as_before(files: Mapping[str, Signature], states: Sequence[State], cache: Cache) -> bool:
    """What is not a post's own: the settings, the names of all files (is one unused?), the ledger."""
    names = {path for path in cache.files() if is_scanned(path)}
    return not cache.fresh and names == files.keys() and cache.summary.get("states") == states_digest(states)


def _nothing_to_do(
    recipe: Recipe, files: Mapping[str, Signature], states: Sequence[State], switches: str, since: int, cache: Cache
) -> Report:
    """Only what is watched has a new date: remember that, so that the next build sees it sooner."""
    report = Report.load(cache.summary)
    before = cache.summary.get("approved", "")
    cache.begin()
    _finish(recipe, files, since, {**_summary(report, states, switches), "approved": before}, cache)
    return report


def _knows(cache: Cache, approved: str) -> bool:
    """The last build has looked at the same approvals."""
    return bool(cache.summary.get("approved", "") == approved)


class Changes(NamedTuple):
    """Posts to make anew, posts that are gone, and all other documents as they are now, in order of path."""

    posts: set[str]
    gone: set[str]
    documents: Sequence[StoredDocument]
    same_documents: bool

    @property
    def is_nothing(self) -> bool:
        return not self.posts and not self.gone and self.same_documents


def changes(recipe: Recipe, files: Mapping[str, Signature], cache: Cache, lost: Collection[str]) -> Changes:
    """What is to be made since the last build. `recipe`: `with_documents` of these files."""
    posts = posts_of(files)
    if cache.fresh:
        gone = {owner for _, owner in cache.owners() if owner} - posts
        return Changes(posts, gone, present(recipe, (), ()), same_documents=False)
    before = cache.files()
    outside = {name: look(recipe.project, name) for name in before if not is_scanned(name)}
    now = {**files, **outside}
    differ = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
    old = cache.documents()
    documents = present(recipe, old, differ)
    moves = Moves(old, documents)
    changed = posts_of(differ) | (cache.posts_needing(differ, moves) if differ or moves else set())
    if sections(old) != sections(documents):  # which every page leads to
        changed = posts
    return Changes((changed | {*lost}) & posts, posts_of(differ) - posts, documents, documents == old)


def _make(
    paths: Sequence[str],
    builder: PostBuilder,
    cache: Cache,
    posts: dict[PostId, StoredPost],
    jobs: int | None,
    progress: Progress | None,
) -> None:
    """Make these posts and take in what is to be remembered of them."""
    done = 0
    for records in make_posts(paths, builder, jobs):
        cache.store(records)
        for record in records:
            posts[record.post.id] = record.post
            builder.out.learn(record.outputs)
            builder.out.written += record.written
        done += len({record.post.path for record in records})
        if progress:
            progress(done, len(paths))


def _months_of_changes(before: Iterable[StoredPost], now: Iterable[StoredPost]) -> set[str]:
    """The months of posts that are otherwise than before, new or gone."""
    old, new = ({id(post): post for post in posts} for posts in (before, now))
    changed = [*(old[one] for one in old.keys() - new.keys()), *(new[one] for one in new.keys() - old.keys())]
    return {row.month for post in changed for row in post.plan}


def _plan(
    posts: Sequence[StoredPost], documents: Sequence[StoredDocument], files: Collection[str], recipe: Recipe
) -> dict[str, tuple[Diagnostic, ...]]:
    """What the rules over the whole plan say, by path."""
    found: dict[str, list[Diagnostic]] = {}
    if recipe.shared:
        return {}
    for diagnostic in check_plan(posts, documents, files, recipe.config):
        found.setdefault(diagnostic.path, []).append(diagnostic)
    return {path: tuple(diagnostics) for path, diagnostics in found.items()}


def check_plan(
    posts: Sequence[StoredPost],
    documents: Sequence[StoredDocument],
    files: Collection[str],
    config: Config,
    now: datetime | None = None,
    attempted: Collection[Identity] = (),
    until: datetime | None = None,
    tables: Mapping[str, Span] | None = None,
    promised: Mapping[str, Promised] | None = None,
    waiting: Collection[Identity] = (),
) -> list[Diagnostic]:
    """Run the rules that look across posts. `attempted` and `promised`: what the ledger knows; `until`: how far rules
    look ahead; `waiting`: what waits for somebody's yes.

    `tables`: where each account's table stands in smm.toml, if what is still to be done is to be reported, too.
    """
    rows = [row for post in posts for row in post.plan]
    avatars = {account.avatar for account in config.accounts.values() if account.avatar}
    used = frozenset(path for post in posts for path in post.row.media) | avatars
    media = [path for path in files if path.startswith(f"{MEDIA}/") and not path.endswith(".py")]
    others = [document.row for document in documents]
    each = [*{post.path: post.row for post in posts}.values()]
    every: list[PostRow | DocumentRow] = [*each, *others]
    read = frozenset(row.path for row in every)
    ahead = tables is not None
    plan = Plan(
        rows, config, media, used, now, read, beside(files, read), attempted, others, each, until, ahead, tables or {},
        promised or {}, loose(files, read), waiting,
    )  # fmt: skip
    return [*engine.check_plan(plan, every), *unread(files)]


def _all(
    posts: Iterable[StoredPost | StoredDocument], planned: Mapping[str, tuple[Diagnostic, ...]]
) -> Iterator[Diagnostic]:
    yield from own(posts)
    for diagnostics in planned.values():
        yield from diagnostics


def own(posts: Iterable[StoredPost | StoredDocument]) -> Iterable[Diagnostic]:
    """What is wrong with them apart from others. What is wrong with all occurrences of a post is said once."""
    return dict.fromkeys(found for post in posts for found in post.own)


def broken(posts: Iterable[StoredPost]) -> dict[str, int]:
    """Path -> how many errors keep from being published what is meant to be: drafts and held posts are not."""
    return {post.path: post.row.errors for post in posts if post.row.state in (BROKEN, UNREADABLE)}


def _report(
    posts: Sequence[StoredPost],
    diagnostics: Sequence[Diagnostic],
    made: int,
    out: Outputs,
    cache: Cache,
) -> Report:
    return Report(
        posts=len(posts),
        payloads=cache.count_outputs("payloads/*"),
        pages=cache.count_outputs("site/*.html"),
        made=made,
        written=out.written,
        removed=out.removed,
        diagnostics=tuple(diagnostics),
        drafts=tuple(dict.fromkeys(post.path for post in posts if post.row.status == "draft")),
    )


def _summary(report: Report, states: Sequence[State], switches: str) -> dict[str, object]:
    return {**report.dump(), "states": states_digest(states), "switches": switches}


def _finish(
    recipe: Recipe, files: Mapping[str, Signature], since: int, summary: Mapping[str, object], cache: Cache
) -> None:
    """Remember it all, but not what changed while it was read: the next build looks at that again."""
    until = time.time_ns()
    outside = {
        name: UNSURE if any(since <= moment <= until for moment in (found[0], found[2])) else found
        for name, found in _outside(recipe, cache).items()
    }
    read_first = (CONFIG, *map(path_of, recipe.config.accounts), *recipe.config.hooks.files)
    if any(outside[name] == UNSURE for name in read_first):
        cache.distrust()
    left = outputs.traces(Inside(recipe.project), cache.folders(), lambda: cache.outputs().keys())
    cache.finish({**outside, **files, **left}, tally(files.items()), summary)


def _outside(recipe: Recipe, cache: Cache) -> dict[str, Signature]:
    """Signatures of files outside content/ that posts need, of the ledger, and of what every post depends on."""
    project = recipe.project
    needed = (path for path in cache.needed() if not is_scanned(path))
    ledger = (name_of(project, path) for path in known_files(recipe.config.publish.ledger, project))
    watched = (name for name in _watched(recipe) if not is_scanned(name))
    return {name: look(project, name) for name in [*needed, *ledger, *watched, *outside(project, recipe.config)]}


def states_digest(states: Sequence[State]) -> str:
    """Of what the ledger knows, as the preview shows it."""
    return sha256(json.dumps(states, ensure_ascii=False).encode()).hexdigest()
