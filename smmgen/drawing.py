"""Draws of a project's contests: committed, revealed, checked. What is read and written is in `draw/files.py`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from smmgen import languages
from smmgen.config import seconds
from smmgen.content.documents.contest import Contest, terms_json
from smmgen.content.documents.draw import promise_of
from smmgen.content.schedule import minute, zone_of
from smmgen.draw.drand import Round, address, emitted_at, is_signed, read_round
from smmgen.draw.entrants import Entrants, canonical, leaves_of, read_entrants
from smmgen.draw.files import (
    SECRET,
    entrants_place,
    keep_entrants,
    kept_entrants,
    place_of,
    read_given,
    read_if_any,
    read_records,
    secret_of,
    winners_between,
)
from smmgen.draw.merkle import nonce_of, path_of
from smmgen.draw.names import DRAW, ENTRIES, TERMS
from smmgen.draw.records import (
    Draw,
    Entries,
    Promise,
    committed,
    drawn,
    leaf_bytes,
    read_draw,
    read_entries,
)
from smmgen.draw.strict_json import Malformed
from smmgen.draw.verify import Step, promise_kept, steps
from smmgen.errors import UserError
from smmgen.inherited import inherited
from smmgen.safe_files import Inside

_SOON = timedelta(minutes=10)
"""A shorter time before the draw is hardly enough to post."""
_PATIENCE = 20.0
"""Seconds that git may take."""
_NOT_IGNORED = 1
"""What `git check-ignore` exits with; 128 where there is no repository."""


class Committed(NamedTuple):
    """What is fixed now, the text to post, and what a person should know."""

    entries: Entries
    post: str
    notes: tuple[str, ...]


class Place(NamedTuple):
    """One of the drawn, from 1."""

    place: int
    wins: bool
    id: str
    leaf: str


class CannotDraw(UserError):
    """Something about the contest stands against it."""


@dataclass(frozen=True)
class Drawing:
    """The draw of one contest. `environ`: the variables that may hold secrets; `now`: aware."""

    project: Path
    contest: Contest
    language: str
    environ: Mapping[str, str]
    now: datetime

    # before the round

    def commit(self, given: Path, *, replace: bool = False) -> Committed:
        """Fix the entrants in this file. Raises UserError."""
        promise = required_promise(self.contest)
        require_private(given)
        require_private(self.project / SECRET, self.project)
        listed = read_entrants(read_given(given), given.name)
        with Inside(self.project) as files:
            before = self._entries_if_any(files)
            secret = secret_of(files, self.environ, make=before is None or replace)
            excluded = self._excluded() | self._recent_winners(files, secret, promise.round)
            ids = tuple(one for one in listed.ids if one not in excluded)
            if not ids:
                raise CannotDraw("nobody is left of the entrants", "see `exclude` in the contest, and whom it means")
            entries = committed(promise, leaves_of(secret, self.contest.uid, ids))
            if entries != before:
                self._require_open(promise.round)
                self._require_new(files, before, replace)
            keep_entrants(files, self.contest.uid, ids)
            for name, data in ((TERMS, terms_json(self.contest)), (ENTRIES, entries.dump())):
                if read_if_any(files, f"{self._place}/{name}") != data:
                    files.replace(f"{self._place}/{name}", data)
        return Committed(entries, self._post(entries), tuple(self._notes(entries, listed, len(listed.ids) - len(ids))))

    def _excluded(self) -> set[str]:
        """Those whom the file in the contest's variable names."""
        source = self.contest.front.exclude.people
        if not source:
            return set()
        variable = source.removeprefix("env:")
        if not (path := self.environ.get(variable, "").strip()):
            raise CannotDraw(f"`{variable}`, the file of those who cannot win, is not set", "set it to its path")
        require_private(Path(path))
        return {*read_entrants(read_given(Path(path)), Path(path).name).ids}

    def _recent_winners(self, files: Inside, secret: bytes, number: int) -> set[str]:
        """Those who have won so shortly before that the contest does not let them win again."""
        within, until = self.contest.front.exclude.winners_within, emitted_at(number)
        if not within:
            return set()
        return winners_between(files, secret, until - timedelta(seconds=seconds(within)), until, self.contest.uid)

    def _require_open(self, number: int) -> None:
        emitted, closes = emitted_at(number), self.contest.closes
        if self.now >= emitted:
            raise CannotDraw(
                f"round {number} has been known since {self._minute(emitted)}: nothing can be fixed before it any more",
                "promise another `draw.at` in public, and commit before it",
            )
        if closes and self.now < closes.instant:
            raise CannotDraw(
                f"entries close at {self._minute(closes.instant)}; the list is not complete before",
                "commit after that, or change `closes`",
            )

    def _require_new(self, files: Inside, before: Entries | None, replace: bool) -> None:
        if read_if_any(files, f"{self._place}/{DRAW}") is not None:
            raise CannotDraw(f"{self._place}/{DRAW} exists: winners were drawn from other entries", "keep both files")
        if before and not replace:
            raise CannotDraw(
                f"{self._place}/{ENTRIES} has other entries, terms or another round: root {before.root}",
                "keep it, or fix another list with `--replace` and post its root, too",
            )

    def _post(self, entries: Entries) -> str:
        words = languages.table(self.language, "draw")
        return words["to_post"].format(
            contest=self.contest.title, count=entries.count, winners=entries.winners, reserve=entries.reserve,
            root=entries.root, terms=entries.terms, round=entries.round, time=self._minute(emitted_at(entries.round)),
        )  # fmt: skip

    def _notes(self, entries: Entries, listed: Entrants, excluded: int) -> Iterator[str]:
        emitted = emitted_at(entries.round)
        if listed.repeated:
            yield f"ids that are listed once more: {listed.repeated}; each counts once"
        if excluded:
            yield f"entrants who are excluded: {excluded}"
        if entries.count < entries.winners + entries.reserve:
            yield f"entrants are few: {entries.count} for {entries.winners} prizes and {entries.reserve} in reserve"
        yield f"fixed in {self._place}: commit both files"
        if self.now < emitted:
            soon = f", in {(emitted - self.now).seconds // 60} minutes" if emitted - self.now < _SOON else ""
            yield f"post the text above before {self._minute(emitted)}{soon}: only a post proves when it was fixed"
        yield f"keep {entrants_place(self.contest.uid)} and the secret: without them nobody knows who has won"

    # after it

    def reveal(self, answer: bytes) -> list[Place]:
        """Draw with drand's answer. Raises UserError for one that is not, or not of the round that was fixed."""
        with Inside(self.project) as files:
            entries = self._entries(files)
            self._require_kept(entries, required_promise(self.contest), read_if_any(files, f"{self._place}/{TERMS}"))
            known = self._round(answer, entries.round)
            named = self._named(files, entries)
            result = drawn(entries, known)
            self._write(files, result)
        heads = [*result.winners, *result.reserve]
        wins = len(result.winners)
        return [Place(place, place <= wins, named[leaf], leaf) for place, leaf in enumerate(heads, 1)]

    def _require_kept(self, entries: Entries, promise: Promise, terms: bytes | None) -> None:
        whole = steps({ENTRIES: entries.dump(), TERMS: terms})
        broken = [step for step in (*whole, *promise_kept(entries, promise)) if step.wrong]
        if broken:
            said = "; ".join(f"{step.file}: {step.wrong}" for step in broken)
            raise CannotDraw(
                f"what was fixed has changed since: {said}", "bring the files back as they were: see `git log`"
            )

    def _round(self, answer: bytes, number: int) -> Round:
        where = f"save what {address(number)} or any other mirror answers"
        try:
            known = read_round(answer)
        except Malformed as error:
            early = emitted_at(number)
            hint = f"round {number} is not known before {self._minute(early)}" if self.now < early else where
            raise CannotDraw(f"this is no answer of drand: {error}", hint) from None
        if known.number != number:
            raise CannotDraw(f"this is round {known.number}; round {number} was promised", where)
        if not is_signed(known):
            raise CannotDraw(f"the signature is not drand's of round {number}", where)
        return known

    def _named(self, files: Inside, entries: Entries) -> dict[str, str]:
        """Leaf -> who it is. Raises UserError where it is not the same list, or not the same secret."""
        ids = kept_entrants(files, self.contest.uid).ids
        found = leaves_of(secret_of(files, self.environ), self.contest.uid, ids)
        if sorted(found) != leaf_bytes(entries.leaves):
            raise CannotDraw(
                f"the entrants in {entrants_place(self.contest.uid)}, or the secret, are not those that were fixed",
                "bring back the list and the secret of `smm draw commit`",
            )
        return {leaf.hex(): one for leaf, one in found.items()}

    def _write(self, files: Inside, result: Draw) -> None:
        name = f"{self._place}/{DRAW}"
        before = read_if_any(files, name)
        if before is None:
            files.replace(name, result.dump())
        elif before != result.dump():
            raise CannotDraw(f"{name} says something else", f"see what with `smm draw verify {self.contest.uid}`")

    def entrant(self, given: str) -> dict[str, str | int | list[str]]:
        """What one entrant may know: nonce, leaf, where it is, and how it leads to the root."""
        one = canonical(given)
        with Inside(self.project) as files:
            entries = self._entries(files)
            secret = secret_of(files, self.environ)
            result = self._result_if_any(files)
        (leaf,) = leaves_of(secret, self.contest.uid, [one])
        if leaf.hex() not in entries.leaves:
            raise CannotDraw(f"`{one}` is not among the entries", "look for the id in the list that was fixed")
        index = entries.leaves.index(leaf.hex())
        path = [beside.hex() for beside in path_of(leaf_bytes(entries.leaves), index)]
        place: dict[str, str | int | list[str]] = {"place": result.order.index(index) + 1} if result else {}
        nonce = nonce_of(secret, self.contest.uid, one).hex()
        return {"id": one, "nonce": nonce, "leaf": leaf.hex(), "number": index, "path": path, **place}

    # what is there

    @property
    def _place(self) -> str:
        return place_of(self.contest.uid)

    def _entries(self, files: Inside) -> Entries:
        if found := self._entries_if_any(files):
            return found
        raise CannotDraw(
            f"there is no {self._place}/{ENTRIES}", f"fix the entrants: `smm draw commit {self.contest.uid}`"
        )

    def _entries_if_any(self, files: Inside) -> Entries | None:
        name = f"{self._place}/{ENTRIES}"
        if (data := read_if_any(files, name)) is None:
            return None
        try:
            return read_entries(data)
        except Malformed as error:
            raise CannotDraw(f"{name}: {error}", "bring it back as `smm draw commit` wrote it") from None

    def _result_if_any(self, files: Inside) -> Draw | None:
        name = f"{self._place}/{DRAW}"
        if (data := read_if_any(files, name)) is None:
            return None
        try:
            return read_draw(data)
        except Malformed as error:
            raise CannotDraw(f"{name}: {error}", "bring it back as `smm draw reveal` wrote it") from None

    def _minute(self, at: datetime) -> str:
        return minute(at, zone_of(self.contest.zone))


def required_promise(contest: Contest) -> Promise:
    """What its file promises about the draw. Raises UserError where that is not enough for one."""
    if promise := promise_of(contest):
        number = contest.front.draw.round if contest.front.draw else None
        if number not in (None, promise.round):
            message = f"`draw.round` is {number}; the round at that time is {promise.round}"
            raise CannotDraw(message, "mend it or leave it out")
        return promise
    if contest.draws is None:
        hint = "write `draw: {at: 2026-12-20 12:00}`"
        raise CannotDraw(f"{contest.path} does not say when winners are drawn", hint)
    raise CannotDraw(f"{contest.path} has no prizes", "write `prizes: [{what: …, count: 3}]`")


def verified(folder: Path, contest: Contest | None) -> list[Step]:
    """What is right and wrong in a folder; with the contest's own file where it is one of this project."""
    files = read_records(folder)
    found, data = steps(files), files[ENTRIES]
    if contest and data and found[0].file == ENTRIES and len(found) > 1:
        found += _as_promised(read_entries(data), contest)
    return found


def _as_promised(entries: Entries, contest: Contest) -> list[Step]:
    try:
        return promise_kept(entries, required_promise(contest))
    except CannotDraw as error:
        return [Step("the contest's file promises the draw", error.message, contest.path)]


def require_private(path: Path, folder: Path | None = None) -> None:
    """Raises UserError for a file that git keeps, or would with the next `git add`. `folder`: one that is there, where
    the file's own may not be."""
    there = folder or path.absolute().parent
    command = ["git", "-C", str(there), "check-ignore", "-q", "--", os.path.relpath(path.absolute(), there)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, env=inherited(), check=False)
    except (OSError, subprocess.TimeoutExpired):
        return
    if done.returncode == _NOT_IGNORED:
        raise CannotDraw(
            f"{path} may get into the repository, and names must not",
            "move it out of it; what begins with a line in .gitignore, such as `/.smm/`, git leaves alone",
        )
