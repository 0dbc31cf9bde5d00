"""The branch a git ledger lies in: where its tip is, and how a commit becomes the tip.

Where there is a remote, the remote's branch is the ledger: it is read from there each time, and a change counts once a
push was accepted. A push names the commit it expects to find (`--force-with-lease=<ref>:<sha>`): a plain push would be
taken too by a branch that somebody set back to an older commit, which ours follows as well. Since every new commit has
the expected one as its parent, nothing is ever forced away.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from smmgen.ledger.git.repository import GitError, Repository
from smmgen.ledger.store import LedgerError

WHOLE = "--depth=2147483647"
"""Git's way to ask for the complete history."""


class Branch:
    """A branch of `remote`, or of this very repository where that is "". `name` is what people call it."""

    def __init__(self, repository: Repository, branch: str, remote: str = "") -> None:
        self.repository, self.branch, self.remote = repository, branch, remote
        self.name = f"{remote}/{branch}" if remote else branch
        self._ref = f"refs/heads/{branch}"
        self._kept = f"refs/smm/ledger/{remote}/{branch}" if remote else self._ref
        """Where the remote's tip is kept: it makes the next look cheap, and a rewritten branch stand out."""

    @property
    def lock_file(self) -> Path:
        """For what one clone does at a time. Raises GitError."""
        return self._folder / f"smm-{self.name.replace('/', '-')}.lock"

    @property
    def _folder(self) -> Path:
        """What all work trees of the clone share. Raises GitError."""
        return self.repository.folder / self.repository.line("rev-parse", "--git-common-dir")

    def ref_files(self) -> list[Path]:
        """Where git keeps the tip that `known` gives: loose, packed, or in a reftable (gitrepository-layout).

        Raises GitError.
        """
        folder = self._folder
        return [folder / self._kept, folder / "packed-refs", folder / "reftable" / "tables.list"]

    @cached_property
    def clone(self) -> str:
        """A word of its own for every clone, kept beside the lock. Raises GitError."""
        place = self.lock_file.with_suffix(".clone")
        with suppress(FileExistsError), place.open("x", encoding="ascii") as file:
            file.write(uuid4().hex)
        return place.read_text(encoding="ascii").strip() or uuid4().hex

    def known(self) -> str:
        """The tip at the last look from here, "" when there was none. Opens no connection. Raises GitError."""
        return self.repository.commit_of(self._kept)

    def tip(self, known: str = "") -> str:
        """The tip now, its commit brought here; "" when there is no such branch.

        `known`: a commit that is here already. Raises GitError, and LedgerError when a branch that was there is gone or
        was rewritten.
        """
        if not self.remote:
            return self.known()
        listed = self.repository.run("ls-remote", self.remote, self._ref).decode().splitlines()
        tips = [line.split("\t")[0] for line in listed if line.endswith(f"\t{self._ref}")]
        known = known or self.known()
        if not tips and known:
            raise LedgerError(
                f"the branch `{self.branch}` is gone from `{self.remote}`, and the ledger with it",
                f"nothing is sent without it; bring it back: `git push {self.remote} {self._kept}:{self._ref}`",
            )
        if not tips or tips[0] == known:
            return tips[0] if tips else ""
        try:
            self.fetch()
        except GitError:
            if not self.repository.commit_of(tips[0]):  # it came, but another run in this clone kept its name locked
                raise
            return tips[0]
        return self.known()

    def fetch(self, depth: str = "--depth=1") -> None:
        """Bring the remote's tip here: in a whole clone all that is new, in a shallow one just as much as `depth` says.

        A whole clone refuses a branch that was rewritten. Raises GitError, LedgerError.
        """
        shallow = self.repository.line("rev-parse", "--is-shallow-repository") == "true"
        refspec = f"{'+' if shallow else ''}{self._ref}:{self._kept}"
        try:
            self.repository.run(
                "fetch", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=",
                *([depth] if shallow else []), self.remote, refspec,
            )  # fmt: skip
        except GitError as error:
            if "non-fast-forward" in str(error):
                raise self._rewritten() from None
            raise

    def _rewritten(self) -> LedgerError:
        return LedgerError(
            f"the branch `{self.branch}` of `{self.remote}` was rewritten since it was last read here",
            f"nothing is sent from it; compare `git log {self._kept}`, and bring the old one back; "
            f"if it was on purpose: `git update-ref -d {self._kept}`",
        )

    def put(self, base: str, commit: str) -> None:
        """Make the commit the tip if that is still `base` ("" = if there is none). Raises GitError."""
        if self.remote:
            self.push(base, commit)
            with suppress(GitError):  # it is only what we remember; somebody in this clone may be writing it too
                self.repository.run("update-ref", "--no-deref", self._kept, commit)
        else:
            self.repository.run("update-ref", "--no-deref", "-m", "smm", self._ref, commit, base)

    def push(self, base: str, commit: str, *more: str) -> None:
        """`more`: such as --dry-run."""
        self.repository.run(
            "push", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no", *more,
            f"--force-with-lease={self._ref}:{base}", self.remote, f"{commit}:{self._ref}",
        )  # fmt: skip
