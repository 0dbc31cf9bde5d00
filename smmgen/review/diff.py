"""`smm diff`: what a branch changes, as rendered."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from smmgen.content.layout import CONFIG
from smmgen.diagnostics import Diagnostic, Severity
from smmgen.errors import UserError
from smmgen.ledger.git.repository import GitError
from smmgen.ledger.model import OUT, Entry
from smmgen.ledger.open import known_entries
from smmgen.phrases import Phrase
from smmgen.review.causes import Causes, causes
from smmgen.review.changes import Change
from smmgen.review.compare import Compared, Draw, prepared
from smmgen.review.objects import Objects
from smmgen.review.report import Problem, Report, Shared
from smmgen.review.side import Side, Sides, WrongSettings, of_commit, of_work_tree
from smmgen.review.view import views

Draws = Callable[[Sides], tuple[Draw, Draw]]
"""What draws the cards of the two sides."""


def diff(
    project: Path,
    base: str,
    head: str,
    folder: Path,
    *,
    with_code: bool = False,
    now: datetime | None = None,
    until: datetime | None = None,
    draws: Draws | None = None,
    jobs: int | None = None,
) -> Report:
    """What `head` ("" for the work tree) changes since it left `base`. `folder`: an empty one of ours, where the files
    of commits are put as far as they are needed. `with_code`: with the hooks and the theme of each side. `now`: for the
    rules that look at the clock, which look ahead to `until`.

    Raises UserError: no such commit, a clone that lacks it, a smm.toml that is wrong on one side.
    """
    gc.disable()  # what is made comes to stay
    try:
        return _diff(
            project, sides_of(project, base, head, folder, with_code), base, with_code, now, until, draws, jobs
        )
    except GitError as error:
        raise UserError(f"git: {error}", "if this is a partial clone, fetch all of its files first") from None
    finally:
        gc.enable()


def _diff(
    project: Path,
    sides: Sides,
    base: str,
    with_code: bool,
    now: datetime | None,
    until: datetime | None,
    draws: Draws | None,
    jobs: int | None,
) -> Report:
    different = causes(sides.old, sides.new, with_code)
    entries = _entries(project, sides)
    comparison = prepared(sides.old, sides.new, different, jobs)
    comparison = replace(comparison, draw=draws(sides) if draws else None, with_parts=bool(entries))
    found = list(comparison.run(jobs))
    changes = sorted(_told(found, entries), key=lambda change: (change.path, change.account))
    before, after = views(sides, comparison, found, jobs)
    problems = _problems(before.findings(now, until, entries), after.findings(now, until, entries), found)
    return Report(
        base=sides.base.name if sides.base else base,
        head=sides.new.name,
        zone=sides.new.config.project.timezone or "UTC",
        changes=changes,
        shared=[*_shared(different, changes)],
        problems=problems,
        notes=[*_notes(sides, with_code)],
    )


def sides_of(project: Path, base: str, head: str, folder: Path, with_code: bool) -> Sides:
    """The commits that are compared, with their files in `folder`. Raises UserError, GitError."""
    objects = Objects(project)
    onto = objects.commit_named(base)
    last = objects.commit_named(head or "HEAD")
    left = objects.merge_base(onto, last)
    found: dict[str, Side | None] = {}
    notes = []
    for commit, name in {left: base, onto: base, **({last: head} if head else {})}.items():
        place = folder / commit
        place.mkdir(parents=True)
        try:
            found[commit] = of_commit(objects, commit, f"{name} ({commit[:10]})", place, with_code)
        except WrongSettings as error:
            if head and commit == last:
                raise
            found[commit] = None
            notes.append(Phrase(_WRONG, error=error.message))
    new = found[last] if head else of_work_tree(objects, project, found[left], with_code)
    if new is None:
        raise UserError(f"there is no smm.toml in `{head}`", "name a commit that has this project")
    return Sides(found[left], new, found[onto], tuple(notes))


def _entries(project: Path, sides: Sides) -> list[Entry]:
    """What this machine knows of the ledger that the base names."""
    side = sides.base or sides.new
    return known_entries(side.config.publish.ledger, project)


def _told(found: Iterable[Compared], entries: Iterable[Entry]) -> Iterator[Change]:
    """The changes, with where their posts are out already."""
    live = {entry.identity: entry.url or str(entry.state) for entry in entries if entry.state in OUT}
    history = {entry.identity for entry in entries if entry.is_history}
    for change in (change for one in found for change in one.changes):
        if change.identity not in history:  # of a post that repeats, what is out stays as it is
            yield change._replace(live=live.get(change.identity, ""))


def _problems(before: Iterable[Diagnostic], after: Iterable[Diagnostic], found: Iterable[Compared]) -> list[Problem]:
    """Each once, compared without its place: lines move."""
    moved = {one.pair.old: one.pair.new for one in found if one.pair.old and one.pair.new}

    def same(found: Diagnostic) -> tuple[str, ...]:
        return moved.get(found.path, found.path), found.code, found.account or "", found.message

    known, problems = Counter(map(same, before)), []
    for one in after:
        problems.append(Problem("still" if known[same(one)] > 0 else "new", one))
        known[same(one)] -= 1
    left = [one for one in before if known[same(one)] > 0]
    for one in left:
        if known[same(one)] > 0:
            known[same(one)] -= 1
            problems.append(Problem("mended", one))
    return sorted(
        problems, key=lambda one: (_STANDINGS.index(one.standing), _GRAVITY[one.found.severity], one.found.order)
    )


_STANDINGS = ("new", "mended", "still")
_GRAVITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2, Severity.OFF: 3}


def _shared(different: Causes, changes: Iterable[Change]) -> Iterator[Shared]:
    """What many posts depend on, each with what it alone changes; a change with several causes is told once."""
    grouped: dict[str, list[Change]] = {f"{CONFIG} {key}": [] for key in different.settings}
    grouped |= {path: [] for path in sorted(different.documents | different.shared)}
    for change in changes:
        if change.causes and all(cause in grouped for cause in change.causes):
            grouped[change.causes[0]].append(change)
    for name, found in grouped.items():
        yield Shared(name, tuple(found), different.note(name))


_WRONG = "{error}: nothing can be said of that side, and every post counts as added"
_NO_HOOKS = "the project's hooks did not run, on neither side: what they add is not shown; `--hooks` runs them"
_MOVED_ON = "{name} has moved on since the branch left it: the calendar is checked as it will be after the merge"


def _notes(sides: Sides, with_code: bool) -> Iterator[str]:
    if not with_code and any(side.config.hooks.files for side in (sides.old, sides.new) if side):
        yield Phrase(_NO_HOOKS)
    if sides.base is not sides.old:
        name = sides.base.name if sides.base else ""
        yield Phrase(_MOVED_ON, name=name)
    yield from sides.notes
    for side in (sides.old, sides.new):
        yield from side.notes if side else ()
