"""The ledger in a branch of the project's git repository: for CI that has no disk of its own.

The branch is an orphan: it shares nothing with the content, and its commits are made without a checkout. Who reads and
writes it where is `git_branch`'s business; here are the rows, races and the lock.
"""

from __future__ import annotations

import os
import random
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from smmgen.errors import UserError
from smmgen.ledger.git.branch import WHOLE, Branch
from smmgen.ledger.git.failures import CONTENTION, worded
from smmgen.ledger.git.history import history_problems
from smmgen.ledger.git.records import (
    LEASE,
    MARK,
    NOTES,
    SCHEMA,
    Record,
    dump,
    first_files,
    following,
    is_row,
    mark,
    parse,
    path_of,
    schema_of,
)
from smmgen.ledger.git.repository import GitError
from smmgen.ledger.git.snapshot import Lease, Snapshot
from smmgen.ledger.model import Entry, State, stamp, storable
from smmgen.ledger.run_lock import only_one
from smmgen.ledger.store import (
    LEASE_SECONDS,
    MOVED,
    LedgerError,
    LostRace,
    Step,
    check_move,
    lost_race,
    newer,
    require_here,
)

LOST = 60
"""Races lost in a row before we give up."""
REFUSED = 5
"""Times that a push may fail although nobody else wrote: the remote is down or does not take it."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0
_MESSAGE_KEYS = 50


class GitLedger:
    """`smmgen.ledger.model.Ledger` in a branch.

    `chance` gives the jitter of the pauses after a lost race, `lease` is how long a publisher that fell silent keeps
    others out.
    """

    slow = True

    def __init__(
        self,
        branch: Branch,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        chance: random.Random | None = None,
        lease: timedelta = timedelta(seconds=LEASE_SECONDS),
    ) -> None:
        self._branch, self._name, self._repository = branch, branch.name, branch.repository
        self._clock, self._sleep, self._lease = clock, sleep, lease
        self._chance = chance or random.Random()  # noqa: S311 - jitter, not a secret
        self._locked = self._leased = False
        self._later: list[Step] = []
        self._now = Snapshot()
        self._crowd = 0
        """Races lost lately: who just won lets the others have a turn, or those who must fetch first would starve."""

    def get(self, key: str) -> Entry | None:
        self._look()
        for _, after in reversed(self._later):
            if after.key == key:
                return after
        record = self._now.records.get(path_of(key))
        return record.entry if record else None

    def entries(self, states: Collection[State] = ()) -> list[Entry]:
        self._look()
        rows = {record.entry.key: record.entry for record in self._now.records.values()}
        rows |= {after.key: after for _, after in self._later}
        chosen = [entry for entry in rows.values() if not states or entry.state in states]
        return sorted(chosen, key=lambda entry: (entry.at, entry.key))

    def known(self) -> list[Entry]:
        """The rows as of the last look from this machine, without another one."""
        with worded(self._name):
            self._read(self._branch.known())
        return sorted((record.entry for record in self._now.records.values()), key=lambda entry: (entry.at, entry.key))

    def known_notes(self) -> dict[str, str]:
        """The notes as of the last look from this machine, without another one."""
        with worded(self._name):
            self._read(self._branch.known())
            return self._now.notes

    def ref_files(self) -> list[Path]:
        """The files that one of which changes when the last look from this machine found something new."""
        with worded(self._name):
            return self._branch.ref_files()

    def move(self, before: Entry | None, after: Entry) -> Entry:
        return self.move_all([(before, after)])[0]

    def move_all(self, steps: Sequence[Step]) -> list[Entry]:
        stored = self._checked(steps)
        self._write([*self._later, *stored])
        self._later.clear()
        return [after for _, after in stored]

    def move_later(self, before: Entry | None, after: Entry) -> Entry:
        if not self._locked:
            return self.move(before, after)
        [(_, stored)] = steps = self._checked([(before, after)])
        if self.get(stored.key) != before:
            raise lost_race(stored.key)
        self._later += steps
        return stored

    @contextmanager
    def lock(self) -> Iterator[None]:
        """On this machine at once; elsewhere from the first row or note on that is written inside, in the same push.

        A run with nothing to do writes nothing.
        """
        with worded(self._name):
            lock_file = self._branch.lock_file
        with only_one(lock_file):
            self._refresh()
            self._require_free()
            self._locked = True
            try:
                yield
            except BaseException:
                with suppress(UserError):
                    self._release(patience=1)
                raise
            else:
                self._release()
            finally:
                self._locked = self._leased = False
                self._later.clear()

    def note(self, name: str) -> str:
        return self.notes().get(name, "")

    def set_note(self, name: str, text: str) -> None:
        def noted() -> dict[str, bytes | None]:
            notes = {key: value for key, value in {**self._now.notes, name: text}.items() if value}
            return {NOTES: dump(notes) if notes else None}

        self._look()
        until = self._clock() + self._lease
        self._land(lambda: {**noted(), **self._lease_files(until)}, f"note {name}\n\n[skip ci]\n")
        self._leased = self._locked and bool(self._branch.remote)

    def notes(self) -> dict[str, str]:
        """Always read afresh: one of them may be a pause."""
        self._refresh()
        return self._now.notes

    def faults(self) -> list[str]:
        """Whether the branch can be read and parsed, and whether the remote would accept a push."""
        try:
            self._refresh()
            if self._branch.remote:
                tip = self._now.commit
                self._branch.push(tip, tip or self._repository.commit("", first_files(), "a first one"), "--dry-run")
        except (UserError, GitError) as error:
            return [str(error)]
        return []

    def verify(self) -> list[str]:
        """Also: every commit there ever was, and that each version of a row rightly follows the one before."""
        if faults := self.faults():
            return faults
        with worded(self._name):
            if self._branch.remote and self._now.commit:
                self._branch.fetch(WHOLE)
            return history_problems(self._repository, self._now.commit) if self._now.commit else []

    def close(self) -> None:
        """There is nothing to close."""

    def _checked(self, steps: Sequence[Step]) -> list[Step]:
        for before, after in steps:
            check_move(before, after)
        return [(before, storable(after)) for before, after in steps]

    def _write(self, steps: Sequence[Step]) -> None:
        write, until = uuid4().hex, self._clock() + self._lease
        self._land(lambda: {**self._rows(steps, write), **self._lease_files(until)}, _message(steps))
        self._leased = self._locked and bool(self._branch.remote)

    def _rows(self, steps: Sequence[Step], write: str) -> dict[str, bytes | None]:
        """What the steps write, seen from the branch as it is. Raises LostRace when a row is not as it was to be."""
        try:
            return self._files(steps, write)
        except LostRace:
            seen = self._now.commit
            self._refresh()
            if self._now.commit == seen:
                raise
            return self._files(steps, write)

    def _files(self, steps: Sequence[Step], write: str) -> dict[str, bytes | None]:
        """The same, seen from the commit that was read last."""
        ways: dict[str, list[Entry]] = {}
        rows = {step.key: self._now.records.get(path_of(step.key)) for _, step in steps}
        for before, after in steps:
            way = ways.setdefault(after.key, [])
            record = rows[after.key]
            if (way[-1] if way else record.entry if record else None) != before:
                raise lost_race(after.key)
            way.append(after)
        return {path_of(key): following(rows[key], tuple(way), write).data for key, way in ways.items()}

    def _lease_files(self, until: datetime) -> dict[str, bytes | None]:
        """Every change made under the lock tells other clones who holds it, and for how long.

        `until` stays the same in each try of one change, or a first one that did land would not be known again.
        """
        if not (self._locked and self._branch.remote):
            return {}
        try:
            self._require_free()
        except UserError as error:
            raise LedgerError(error.message, error.hint) from None
        who = f"{socket.gethostname()}, process {os.getpid()}"
        return {LEASE: Lease(self._branch.clone, who, until).dump()}

    def _require_free(self) -> None:
        """A lease of this very clone is that of a run that died: here we hold the lock."""
        require_here(self._now.notes.get(MOVED, ""))
        lease = self._now.lease
        if lease and lease.holder != self._branch.clone and lease.until > self._clock():
            raise UserError(
                f"another `smm` is publishing from this ledger ({lease.who})",
                f"wait until it is done; if it died, its claim to the ledger ends at {stamp(lease.until)}",
            )

    def _release(self, patience: int = REFUSED) -> None:
        """One last push: what was put off, and that we are done."""
        write, steps = uuid4().hex, [*self._later]
        if steps or self._leased:
            self._land(lambda: {**self._rows(steps, write), **self._freed()}, _message(steps), patience)

    def _freed(self) -> dict[str, bytes | None]:
        """Only our own lease is ours to end: who was taken for dead finds another's there."""
        lease = self._now.lease
        return {LEASE: None} if self._leased and lease and lease.holder == self._branch.clone else {}

    def _land(self, make: Callable[[], Mapping[str, bytes | None]], message: str, patience: int = REFUSED) -> None:
        """Commit a change on top of the branch; after a lost race, retry on top of the new tip.

        `make` gives the files to put in or take out, seen from the present commit.
        """
        lost = refused = 0
        with worded(self._name):
            make()  # whoever has lost already need not wait
            if self._crowd:
                self._sleep(self._pause(self._crowd))
            while True:
                made = make()  # which may have looked at the branch anew
                files, base = {**self._form_files(), **made}, self._now.commit
                commit = self._repository.commit(base, files, message)
                try:
                    self._branch.put(base, commit)
                except GitError as error:
                    told = error
                else:
                    self._crowd = max(lost, self._crowd - 1)
                    return self._keep(commit, files)
                self._sleep(self._pause(lost + refused))
                if self._arrived(files):
                    return None
                raced = self._now.commit != base or CONTENTION.search(str(told))
                lost, refused = (lost + 1, refused) if raced else (lost, refused + 1)
                if lost >= LOST or refused >= patience:
                    raise told

    def _form_files(self) -> Mapping[str, bytes]:
        """What makes the branch a ledger of this form: where there is none, and where an older smmgen began it."""
        if not self._now.commit:
            return first_files()
        return mark() if self._schema(self._now.files[MARK]) < SCHEMA else {}

    def _arrived(self, files: Mapping[str, bytes | None]) -> bool:
        """An answer may get lost after the push was taken: then our own files are there. Cannot tell: not yet."""
        with suppress(GitError):
            self._refresh_quietly()
            return all(self._now.files.get(path) == data for path, data in files.items())
        return False

    def _pause(self, tried: int) -> float:
        """Seconds: longer each time, and by chance, so that those who met do not meet again."""
        return self._chance.uniform(0.02, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**tried))

    def _keep(self, commit: str, files: Mapping[str, bytes | None]) -> None:
        """Our own commit is the tip: its changes are known without reading it."""
        now = {path: data for path, data in {**self._now.files, **files}.items() if data is not None}
        changed = {path: parse(data) for path, data in files.items() if data is not None and is_row(path)}
        unread = {path: oid for path, oid in self._now.objects.items() if path not in files}
        self._now = Snapshot(commit, now, self._now.records | changed, unread)

    def _look(self) -> None:
        """Under the lock what was read last will do: a change by somebody else makes our next one fail."""
        if not self._locked:
            self._refresh()

    def _refresh(self) -> None:
        with worded(self._name):
            self._refresh_quietly()

    def _refresh_quietly(self) -> None:
        self._read(self._branch.tip(self._now.commit))

    def _read(self, commit: str) -> None:
        """Take over the branch as it is at this commit, reading only what is new."""
        if commit == self._now.commit:
            return
        objects = self._repository.files(commit) if commit else {}
        if commit and MARK not in objects:
            raise LedgerError(
                f"the branch `{self._name}` is not a ledger", 'name a branch that is not there yet: "git:smm-ledger"'
            )
        files = self._contents(objects)
        if commit and self._schema(files[MARK]) > SCHEMA:
            raise newer(self._name)
        same = {path: record for path, record in self._now.records.items() if files.get(path) == record.data}
        rows = {path: data for path, data in files.items() if is_row(path) and path not in same}
        records = same | {path: self._parsed(path, data) for path, data in rows.items()}
        now = Snapshot(commit, files, records, objects)
        try:
            now.lease, now.notes  # noqa: B018 - to see that they can be read
        except (ValueError, KeyError) as error:
            raise LedgerError(f"{LEASE} or {NOTES} of the ledger {self._name} cannot be read: {error}") from None
        self._now = now

    def _contents(self, objects: Mapping[str, str]) -> dict[str, bytes]:
        """Path -> content; what has the id it had is not read again."""
        old = self._now
        same = {path: old.files[path] for path, oid in objects.items() if old.objects.get(path) == oid}
        found = self._repository.contents(oid for path, oid in objects.items() if path not in same)
        return {path: same[path] if path in same else found[oid] for path, oid in objects.items()}

    def _schema(self, mark: bytes) -> int:
        try:
            return schema_of(mark)
        except ValueError as error:
            raise LedgerError(f"the branch `{self._name}` is not a ledger: {error}") from None

    def _parsed(self, path: str, data: bytes) -> Record:
        try:
            return parse(data)
        except ValueError as error:
            raise LedgerError(
                f"{path} of the ledger {self._name} cannot be read: {error}", "`smm ledger verify` says more"
            ) from None


def _message(steps: Sequence[Step]) -> str:
    """What a person reads in the branch's log; [skip ci] is understood by GitHub and GitLab."""
    told = {after.key: after.state for _, after in steps}
    head = " ".join(f"{state} {key}" for key, state in told.items()) if len(told) == 1 else f"{len(told)} rows"
    lines = [f"{state} {key}" for key, state in told.items()][:_MESSAGE_KEYS] if len(told) > 1 else []
    return "\n".join([head if told else "the publisher is done", "", *lines, "[skip ci]", ""])
