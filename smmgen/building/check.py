"""Checking without building: what the last build knows of unchanged posts, and the changed ones made in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from smmgen.budgets import Books
from smmgen.building import build
from smmgen.building.cache import Cache
from smmgen.building.changed_files import ChangedFiles
from smmgen.building.concern import Concern
from smmgen.building.open_cache import with_look
from smmgen.building.outputs import Outputs
from smmgen.building.post_files import Drawn, Payload
from smmgen.building.posts import check_posts
from smmgen.building.scan import scan
from smmgen.building.stored import StoredDocument, StoredPost, with_parts
from smmgen.charges import is_uncounted
from smmgen.content import front_matter, renamed_keys, toml_positions
from smmgen.content.codes import UNREADABLE_FILE
from smmgen.content.composed import composed
from smmgen.content.documents.budget import BUDGET
from smmgen.content.documents.plan import PLAN
from smmgen.content.documents.results import RESULTS
from smmgen.content.documents.spend import SPEND
from smmgen.content.load_config import read_text
from smmgen.diagnostics import Diagnostic, Severity, Span, diagnose
from smmgen.documents import with_documents
from smmgen.keys import Identity
from smmgen.ledger.model import Entry, instant, promises
from smmgen.publishing import live_posts
from smmgen.recipe import Recipe
from smmgen.rules import missing_uid
from smmgen.rules.base import Promised
from smmgen.rules.engine import apply_settings
from smmgen.safe_files import Inside
from smmgen.signatures import Signature
from smmgen.variants.planned import Shelf
from smmgen.variants.rows import DocumentRow, PlanRow, PostId
from smmgen.variants.slots import content_plans

if TYPE_CHECKING:
    from smmgen.approvals.gate import Gate


def check(
    recipe: Recipe,
    now: datetime | None,
    entries: Collection[Entry] = (),
    jobs: int | None = None,
    until: datetime | None = None,
    changed: ChangedFiles | None = None,
    calendar: bool = False,
    gate: Gate | None = None,
) -> list[Diagnostic]:
    """Everything wrong with the content at this moment, in order of place.

    `entries`: what the ledger knows; `until`: how far rules look ahead; `changed`: only what these files concern;
    `calendar`: what is still to be done, too; `gate`: what waits for whose yes.
    """
    files = scan(recipe.project)
    posts, documents = _content(files, recipe, jobs, parts=bool(entries))
    own = build.own([*posts, *documents])
    rows = [row for post in posts for row in post.plan]
    asked = live_posts.in_question(
        rows, entries, recipe.config, lambda rows: _with_parts(rows, recipe, files, jobs), now
    )
    attempted = {entry.identity for entry in entries} | {candidate.identity for candidate, _ in asked}
    tables = _tables(recipe) if calendar else None
    waiting = {row.identity for row, _, standing in gate.of_rows(rows) if standing.needs} if gate and calendar else ()
    planned = build.check_plan(
        posts, documents, files, recipe.config, now, attempted, until, tables, _promised(entries), waiting
    )
    unreadable = {*map(composed, _unreadable(posts))}
    apart = live_posts.findings(rows, entries, recipe.config, unreadable, asked, now)
    written = read_text(recipe.project)
    settings = apply_settings(renamed_keys.findings(written), recipe.config)
    people = _people(recipe, rows, gate, attempted, now, until, written) if gate else []
    found = sorted([*own, *planned, *apart, *settings, *people], key=lambda found: found.order)
    return Concern(changed, recipe, posts, documents).of(found) if changed else found


def _promised(entries: Iterable[Entry]) -> dict[str, Promised]:
    """What documents promised to the public when they were first announced, by their names."""
    return {
        name: Promised(entry.promise.partition(" ")[2], entry.post, instant(entry.sent_at or entry.updated_at))
        for name, entry in promises(entries).items()
    }


def _tables(recipe: Recipe) -> dict[str, Span]:
    """Where each account's table stands in smm.toml."""
    found = toml_positions.places(read_text(recipe.project))
    places = {name: found.get(("accounts", name)) for name in recipe.config.accounts}
    return {
        name: Span(place[0], place[1], place[0], place[1] + len(f"accounts.{name}"))
        for name, place in places.items()
        if place
    }


def _people(
    recipe: Recipe,
    rows: Sequence[PlanRow],
    gate: Gate,
    attempted: Collection[Identity],
    now: datetime | None,
    until: datetime | None,
    written: str,
) -> list[Diagnostic]:
    """What is wrong with people and approvals. `written`: smm.toml."""
    from smmgen.approvals.findings import Look, findings

    sent = [] if recipe.config.hooks.files and not recipe.hooks.functions else rows  # nobody approved them without
    return findings(Look(recipe.project, recipe.config, sent, gate, attempted, now, until), written)


def _unreadable(posts: Sequence[StoredPost]) -> set[str]:
    """Files with mistakes that make no post."""
    broken = (post for post in posts if any(one.severity is Severity.ERROR for one in post.own))
    return {post.path for post in broken if not post.plan}


def unasked(recipe: Recipe, jobs: int | None = None) -> list[Diagnostic]:
    """What `check --fix` mends although nothing is said of it: posts without a uid get the one they go by, unless
    smm.toml says what is to become of these."""
    code = missing_uid.CODE
    shown = code._replace(severity=Severity.INFO)
    if {code.code, code.name} & set(recipe.config.rules.severity):
        return []
    posts, _ = _content(scan(recipe.project), recipe, jobs)
    readable = [post for post in posts if all(one.code != UNREADABLE_FILE.code for one in post.own)]
    wanted = dict.fromkeys(post.path for post in readable if not {code.code, code.name} & set(post.row.ignore))
    sources = [front_matter.read(recipe.project, path)[0] for path in wanted]
    return [
        diagnose(shown, source.path, Span(), finding.message, finding.hint, fixes=finding.fixes)
        for source in sources
        if source
        for finding in missing_uid.findings(source)
    ]


class DocumentLine(NamedTuple):
    """A document that is no post. `posts`: how many name it; of a content plan, how many fill its slots."""

    row: DocumentRow
    errors: int
    posts: int


class Listing(NamedTuple):
    """Every post on every account, in no particular order.

    `errors`: path -> how many of them keep the post from being published; `unreadable`: files that make no post.
    """

    rows: Sequence[PlanRow]
    errors: Mapping[str, int]
    unreadable: Sequence[str]


def documents(recipe: Recipe, jobs: int | None = None) -> list[DocumentLine]:
    """All that are no posts, in order of kind and path, with how many errors each has."""
    files = scan(recipe.project)
    posts, found = _content(files, recipe, jobs)
    planned = build.check_plan(posts, found, files, recipe.config)
    wrong = [*(one for document in found for one in document.own), *planned]
    errors = Counter(one.path for one in wrong if one.severity is Severity.ERROR)
    referring = {post.path: post.row.refers for post in posts}
    posts_of = Counter(name for refers in referring.values() for name in refers)
    for plan in content_plans(
        Shelf(one.row for one in found).all_of(PLAN), [row for post in posts for row in post.plan], recipe.config
    ):
        posts_of[plan.planned.row.name] = len({place.row.post.path for place in plan.places if place.row})
    rows = sorted((document.row for document in found), key=lambda row: (row.kind, row.path))
    return [DocumentLine(row, errors[row.path], posts_of[row.name]) for row in rows]


def rows(recipe: Recipe, jobs: int | None = None) -> tuple[list[PlanRow], list[DocumentRow], Collection[str]]:
    """Every post on every account and all other documents, in rows, and the files of the content."""
    files = scan(recipe.project)
    posts, documents = _content(files, recipe, jobs)
    return [row for post in posts for row in post.plan], [document.row for document in documents], files


def plan(recipe: Recipe, jobs: int | None = None) -> Listing:
    """What is planned, and what of it a build would give no payload."""
    files = scan(recipe.project)
    posts, documents = _content(files, recipe, jobs)
    found = [*build.own(posts), *build.check_plan(posts, documents, files, recipe.config)]
    errors = Counter(one.path for one in found if one.severity is Severity.ERROR)
    return Listing([row for post in posts for row in post.plan], errors, sorted(_unreadable(posts)))


def books(recipe: Recipe, jobs: int | None = None) -> tuple[Books, list[str]]:
    """The budgets, with what documents cost, what was paid and what came of it; and the files of which not everything
    could be counted."""
    posts, documents = _content(scan(recipe.project), recipe, jobs)
    rows = [document.row for document in documents]
    return Books(Shelf(rows), rows, [post.row for post in posts], recipe.config.project.currency), _miscounted(
        documents
    )


def _miscounted(documents: Iterable[StoredDocument]) -> list[str]:
    """Files of budgets, payments and results with errors: what is wrong in them is in no sum."""
    kinds = (BUDGET.name, SPEND.name, RESULTS.name)
    return [one.path for one in documents if one.row.kind in kinds and any(map(is_uncounted, one.own))]


def changed(recipe: Recipe) -> str:
    """What has changed since the last build on this machine; "" for nothing."""
    files = scan(recipe.project)

    def compare(cache: Cache) -> str:
        if cache.fresh:
            return "smm.toml, the theme, a hook, smmgen or one of its libraries"
        is_same = build.changes(with_documents(recipe, files), files, cache, set()).is_nothing
        return "" if is_same else "the content"

    return with_look(recipe.project, build.key(recipe), compare)


def _content(
    files: Mapping[str, Signature], recipe: Recipe, jobs: int | None, *, parts: bool = False
) -> tuple[list[StoredPost], Sequence[StoredDocument]]:
    """All posts and all other documents, in order of path. `parts`: with those of posts that have changed."""
    recipe = with_documents(recipe, files)

    def known(cache: Cache) -> tuple[list[StoredPost], build.Changes, frozenset[str]]:
        todo = build.changes(recipe, files, cache, set())
        known = [] if cache.fresh else cache.posts()
        kept = [post for post in known if post.path not in todo.posts and post.path not in todo.gone]
        return kept, todo, cache.whole()

    kept, todo, whole = with_look(recipe.project, build.key(recipe), known)
    recipe = replace(recipe, whole=whole)
    made = [*chain.from_iterable(check_posts(sorted(todo.posts), recipe, jobs, with_parts=parts))]
    return sorted([*kept, *made], key=lambda post: post.id), todo.documents


def _with_parts(
    rows: Sequence[PlanRow], recipe: Recipe, files: Mapping[str, Signature], jobs: int | None
) -> list[PlanRow]:
    """The rows with their `parts`: of posts that are as the last build saw them from its payloads. A post whose payload
    somebody has changed is made again."""
    lacking = {row.post.id for row in rows if not row.parts}
    if not lacking:
        return [*rows]
    known = with_look(recipe.project, build.key(recipe), lambda cache: _payloads(cache, lacking, recipe.project))
    lost = sorted({path for path, _ in lacking - known.keys()})
    again = check_posts(lost, with_documents(recipe, files), jobs, with_parts=True)
    made = {row.identity: row for post in chain.from_iterable(again) for row in post.plan}
    return [
        with_parts(row, orjson.loads(known[row.post.id][row.account].text))
        if row.post.id in known
        else made.get(row.identity, row)
        for row in rows
    ]


def _payloads(cache: Cache, posts: Iterable[PostId], project: Path) -> dict[PostId, Mapping[str, Payload]]:
    """By post and account, as far as they are as they were written."""
    if cache.fresh:
        return {}
    out = Outputs(Inside(project), cache.outputs().get)
    found = {post: Drawn.load(cache.drawn(post), {}, out) for post in posts}
    return {post: drawn.payloads for post, drawn in found.items() if drawn}
