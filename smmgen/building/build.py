"""The build: content in, payloads and the preview site out; only what changed is made again.

The same files give the same bytes on any machine and any day. An interrupted build leaves a mark that the next one
finds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import smmgen
from smmgen.building import outputs
from smmgen.building.cache import Cache, Signature
from smmgen.building.facts import Checked, Fact, dump_diagnostics, load_diagnostics
from smmgen.building.outputs import Outputs
from smmgen.building.pages import Pages
from smmgen.building.posts import Workshop, make_posts
from smmgen.config import Config
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.pipeline import POSTS, Recipe
from smmgen.rules import engine
from smmgen.rules.base import Plan
from smmgen.site.model import State
from smmgen.site.pages import Site
from smmgen.site.theme import folders

MEDIA = "content/media/"

Progress = Callable[[int, int], None]
"""Called with the number of posts made and to make."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `made`: posts made anew; `written` and `removed`: files in build/."""

    posts: int
    payloads: int
    pages: int
    made: int
    written: int
    removed: int
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def has_errors(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.diagnostics)


def build(
    recipe: Recipe,
    states: Sequence[State] = (),
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build the project into `build/`. `states`: what the ledger knows, for the preview."""
    project = recipe.project
    files = scan(project)
    with Cache(project / ".smm" / "cache.db", key(recipe)) as cache:
        known, lost = _present(project / "build", cache)
        changed, gone = changes(project, files, cache, lost)
        if not changed and not gone and not lost and cache.summary.get("states") == _digest(states):
            return _unchanged(cache)
        cache.begin()
        for path in gone:
            cache.forget(path)
        site, out = Site(recipe.config, project), Outputs(project / "build", known)
        facts = {fact.path: fact for fact in map(Fact.load, cache.facts())}
        before = {path: fact.planned for path, fact in facts.items() if fact.planned}
        _make(sorted(changed), Workshop(recipe, site, out, before), cache, facts, jobs, progress)
        planned = _plan(facts, files, recipe)
        restless = [path for path, fact in facts.items() if fact.planned != planned.get(path, ())]
        _make(restless, Workshop(recipe, site, out, planned), cache, facts, jobs, None)
        ordered = [facts[path] for path in sorted(facts)]
        diagnostics = sorted(_all(ordered, planned), key=lambda found: found.order)
        Pages(site, out, cache).write(ordered, diagnostics, states)
        listed = cache.outputs()
        out.remove(sorted(set(outputs.found(out.root)) - listed.keys()))
        outputs.write_manifest(out.root, {name: sha256 for name, (sha256, _) in listed.items()}, _broken(ordered))
        report = _report(ordered, diagnostics, len(changed), out, listed)
        cache.finish(_signatures(project, files, cache), _summary(report, states))
    return report


def scan(project: Path) -> dict[str, Signature]:
    """Every file below content/ with its signature, by POSIX path; hidden files and folders are left out."""
    return dict(_scan(project / "content", "content"))


def _scan(folder: Path, name: str) -> Iterator[tuple[str, Signature]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _scan(Path(entry.path), f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", signature(entry)


def signature(entry: os.DirEntry[str] | Path) -> Signature:
    """What tells that a file may have changed; a dangling link has none of its own."""
    try:
        stat = entry.stat()
    except FileNotFoundError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def posts_of(files: Iterable[str]) -> set[str]:
    return {path for path in files if path.startswith(f"{POSTS}/") and path.endswith(".md")}


def key(recipe: Recipe) -> str:
    """Whatever changes how every post is made: smm.toml, theme, hooks, this program and its libraries."""
    project, config = recipe.project, recipe.config
    package = Path(smmgen.__file__).parent
    watched = [project / "smm.toml", *(project / name for name in config.hooks.files)]
    watched += _tree(package, ".py")
    watched += [path for folder in folders(project, config) for path in _tree(folder, "")]
    watched += [project / account.avatar for account in config.accounts.values() if account.avatar]
    parts = [f"{path}:{signature(path)}" for path in watched]
    libraries = Path(os.path.dirname(os.__file__), "site-packages")
    hooks = sorted(recipe.hooks.functions)
    return sha256("\n".join([*parts, f"{signature(libraries)}", *hooks]).encode()).hexdigest()


def _tree(folder: Path, suffix: str) -> list[Path]:
    return sorted(Path(root, name) for root, _, names in os.walk(folder) for name in names if name.endswith(suffix))


def _present(root: Path, cache: Cache) -> tuple[dict[str, str], set[str]]:
    """Outputs of the last build that are still there, and whose outputs are not ("" for pages about many posts)."""
    there = set(outputs.found(root))
    listed = cache.outputs()
    if cache.torn:
        return {}, set()
    known = {name: digest for name, (digest, _) in listed.items() if name in there}
    lost = {owner for name, (_, owner) in listed.items() if name not in there}
    return known, lost | ({""} if len(there) > len(known) else set())


def changes(project: Path, files: Mapping[str, Signature], cache: Cache, lost: set[str]) -> tuple[set[str], set[str]]:
    """Posts to make anew, posts that are gone."""
    posts = posts_of(files)
    if cache.fresh:
        return posts, set()
    before = cache.files()
    outside = {path: signature(project / path) for path in before if not path.startswith("content/")}
    now = {**files, **outside}
    differ = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
    differ |= {path for path, (modified, _) in now.items() if modified >= cache.started}
    changed = posts_of(differ) | (cache.posts_needing(differ) if differ else set())
    return (changed | lost) & posts, posts_of(before) - posts


def _make(
    paths: Sequence[str],
    workshop: Workshop,
    cache: Cache,
    facts: dict[str, Fact],
    jobs: int | None,
    progress: Progress | None,
) -> None:
    """Make these posts and take their new facts in."""
    done = 0
    for records in make_posts(paths, workshop, jobs):
        cache.store(records)
        facts.update((record.path, Fact.load(json.loads(record.facts))) for record in records)
        workshop.out.written += sum(record.written for record in records)
        done += len(records)
        if progress:
            progress(done, len(paths))


def _plan(facts: Mapping[str, Fact], files: Iterable[str], recipe: Recipe) -> dict[str, tuple[Diagnostic, ...]]:
    """What the rules over the whole plan say, by path."""
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in check_plan([fact.checked for fact in facts.values()], files, recipe.config):
        found.setdefault(diagnostic.path, []).append(diagnostic)
    return {path: tuple(diagnostics) for path, diagnostics in found.items()}


def check_plan(
    posts: Sequence[Checked],
    files: Iterable[str],
    config: Config,
    now: datetime | None = None,
    attempted: Collection[tuple[str, str]] = (),
) -> list[Diagnostic]:
    """Run the rules that look across posts. `attempted`: (uid, account) pairs that the ledger knows."""
    rows = [row._replace(new=(row.uid, row.account) not in attempted) for post in posts for row in post.plan]
    avatars = {account.avatar for account in config.accounts.values() if account.avatar}
    used = frozenset(path for post in posts for path in post.media) | avatars
    media = [path for path in files if path.startswith(MEDIA) and not path.endswith(".py")]
    plan = Plan(rows, config, media, used, now)
    return engine.check_plan(plan, {post.path: post.ignore for post in posts})


def _all(facts: Sequence[Fact], planned: Mapping[str, tuple[Diagnostic, ...]]) -> Iterator[Diagnostic]:
    for fact in facts:
        yield from fact.own
    for diagnostics in planned.values():
        yield from diagnostics


def _broken(facts: Sequence[Fact]) -> dict[str, int]:
    return {fact.path: fact.row.errors for fact in facts if fact.row.errors}


def _report(
    facts: Sequence[Fact], diagnostics: Sequence[Diagnostic], made: int, out: Outputs, listed: Mapping[str, object]
) -> Report:
    return Report(
        posts=len(facts),
        payloads=sum(name.startswith("payloads/") for name in listed),
        pages=sum(name.startswith("site/") and name.endswith(".html") for name in listed),
        made=made,
        written=out.written,
        removed=out.removed,
        diagnostics=tuple(diagnostics),
    )


def _summary(report: Report, states: Sequence[State]) -> dict[str, object]:
    found = {name: getattr(report, name) for name in ("posts", "payloads", "pages")}
    return {**found, "diagnostics": dump_diagnostics(report.diagnostics), "states": _digest(states)}


def _unchanged(cache: Cache) -> Report:
    """The report of a build that had nothing to do."""
    found = cache.summary
    diagnostics = load_diagnostics(found["diagnostics"])
    return Report(found["posts"], found["payloads"], found["pages"], 0, 0, 0, diagnostics)


def _signatures(project: Path, files: Mapping[str, Signature], cache: Cache) -> dict[str, Signature]:
    """Of everything that was scanned, and of files outside content/ that posts need."""
    outside = {path: signature(project / path) for path in cache.needed() if not path.startswith("content/")}
    return {**outside, **files}


def _digest(states: Sequence[State]) -> str:
    return sha256(json.dumps(states, ensure_ascii=False).encode()).hexdigest()
