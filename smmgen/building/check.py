"""Checking without building: what the last build knows of unchanged posts, and the changed ones made in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from smmgen.building import build
from smmgen.building.cache import Cache, Signature, with_cache
from smmgen.building.facts import Checked, Fact
from smmgen.building.posts import check_posts
from smmgen.building.scan import scan
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.pipeline import Recipe
from smmgen.publishing import live
from smmgen.publishing.ledger import Entry
from smmgen.rules.base import PlanRow


def check(
    recipe: Recipe, now: datetime | None, entries: Collection[Entry] = (), jobs: int | None = None
) -> list[Diagnostic]:
    """Everything wrong with the content at this moment, in order of place.

    `entries`: what the ledger knows.
    """
    files = scan(recipe.project)
    posts = _posts(files, recipe, jobs)
    own = [found for post in posts for found in post.own]
    attempted = {(entry.post, entry.account) for entry in entries}
    planned = build.check_plan(posts, files, recipe.config, now, attempted)
    apart = live.findings((row for post in posts for row in post.plan), entries, recipe.config, _unreadable(posts))
    return sorted([*own, *planned, *apart], key=lambda found: found.order)


def _unreadable(posts: Sequence[Checked]) -> set[str]:
    """Files with mistakes that make no post."""
    return {post.path for post in posts if not post.plan and any(one.severity is Severity.ERROR for one in post.own)}


class Listing(NamedTuple):
    """Every post on every account, in no particular order.

    `errors`: path -> how many of them keep the post from being published; `unreadable`: files that make no post.
    """

    rows: Sequence[PlanRow]
    errors: Mapping[str, int]
    unreadable: Sequence[str]


def plan(recipe: Recipe, jobs: int | None = None) -> Listing:
    """What is planned, and what of it a build would give no payload."""
    files = scan(recipe.project)
    posts = _posts(files, recipe, jobs)
    found = [*(one for post in posts for one in post.own), *build.check_plan(posts, files, recipe.config)]
    errors = Counter(one.path for one in found if one.severity is Severity.ERROR)
    return Listing([row for post in posts for row in post.plan], errors, sorted(_unreadable(posts)))


def is_built(recipe: Recipe) -> bool:
    """The last build on this machine saw the content as it is now."""
    files = scan(recipe.project)

    def compare(cache: Cache) -> bool:
        changed, gone = build.changes(recipe.project, files, cache, set())
        return not cache.fresh and not changed and not gone

    return with_cache(recipe.project / ".smm" / "cache.db", build.key(recipe), compare, look=True)


def _posts(files: Mapping[str, Signature], recipe: Recipe, jobs: int | None) -> list[Checked]:
    def known(cache: Cache) -> tuple[list[Checked], set[str]]:
        changed, gone = build.changes(recipe.project, files, cache, set())
        facts = [] if cache.fresh else [Fact.load(stored) for stored in cache.facts()]
        return [fact.checked for fact in facts if fact.path not in changed | gone], changed

    kept, changed = with_cache(recipe.project / ".smm" / "cache.db", build.key(recipe), known, look=True)
    made = [post for chunk in check_posts(sorted(changed), recipe, jobs) for post in chunk]
    return sorted([*kept, *made], key=lambda post: post.path)
