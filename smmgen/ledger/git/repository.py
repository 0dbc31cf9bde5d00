"""git as a subprocess: fixed arguments, no shell, no prompt, and no access to the work tree."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from smmgen.inherited import inherited
from smmgen.transport.redaction import redacted

LONGEST = 120.0
"""Seconds that one git command may take."""

_SETTINGS = (
    "gc.auto=0",
    "maintenance.auto=false",
    f"core.hooksPath={os.devnull}",
    "core.fsync=committed,loose-object,reference",
    "core.quotePath=true",
    "i18n.commitEncoding=utf-8",
)
"""Hooks of the project are for people's commits. By itself git does not sync loose objects to the disk (git-config,
core.fsync), and a ledger must survive a power cut."""

_OF_ANOTHER_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
)
"""Set when smm is run from a git hook; they would lead our commands elsewhere."""

_IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "smmgen"), ("EMAIL", "smmgen@localhost"))
}


_CHATTER = ("hint:", "To ", "From ", "Done", "warning: redirecting", "error: failed to push")


LARGEST_FILE = 4 * 1024 * 1024
"""Bytes; a row has a few thousand."""
_FILES = ("100644", "100755")


class GitError(Exception):
    """git failed. The text is its error, in one line without secrets."""


class Repository:
    """The repository that a folder lies in. Nothing in it is checked out, no index of the user's is touched."""

    def __init__(self, folder: Path, timeout: float = LONGEST) -> None:
        self.folder = folder
        self._timeout = timeout
        self._environ = {name: value for name, value in inherited().items() if name not in _OF_ANOTHER_REPOSITORY}
        self._environ |= {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never", "SSH_ASKPASS_REQUIRE": "never"}
        self._environ |= {"GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C", **_IDENTITY}

    def run(self, *arguments: str, data: bytes = b"", environ: Mapping[str, str] | None = None) -> bytes:
        """What the command prints. Raises GitError."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        try:
            code, told, said = self._call(["git", *settings, *arguments], data, {**self._environ, **(environ or {})})
        except FileNotFoundError:
            raise GitError("git is not installed on this machine") from None
        except subprocess.TimeoutExpired:
            raise GitError(f"git {arguments[0]} did not end within {self._timeout:.0f} seconds") from None
        if code:
            raise GitError(_words(said, told, arguments[0]))
        return told

    def _call(self, command: list[str], data: bytes, environ: Mapping[str, str]) -> tuple[int, bytes, bytes]:
        """Exit code and what it printed. In a session of its own there is no terminal that ssh could ask on."""
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=self.folder, stdin=pipe, stdout=pipe, stderr=pipe, env=environ, start_new_session=True
        ) as process:
            try:
                told, said = process.communicate(data, self._timeout)
            except BaseException:
                _end(process)
                raise
        return process.returncode, told, said

    def line(self, *arguments: str) -> str:
        """The first line of what it prints, "" when it prints nothing. Raises GitError."""
        return self.run(*arguments).decode().partition("\n")[0].strip()

    def commit_of(self, ref: str) -> str:
        """The commit that a ref of this repository names; "" when there is no such ref."""
        try:
            return self.line("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        except GitError:
            self.line("rev-parse", "--git-dir")  # says so when there is no repository at all
            return ""

    def files(self, commit: str) -> dict[str, str]:
        """Path -> object id of every file of the commit's tree. Raises GitError, also for what no smm puts into one:
        links, submodules, large files."""
        listed = self.run("ls-tree", "-r", "-z", "-l", "--full-tree", commit).decode("utf-8", "surrogateescape")
        found: dict[str, str] = {}
        for about, path in (line.split("\t", 1) for line in listed.split("\0") if line):
            mode, _, found[path], size = about.split()
            if mode not in _FILES:
                raise GitError(f"{path[:200]!r} is a link or a submodule, which smm never creates")
            if int(size) > LARGEST_FILE:
                raise GitError(f"{path[:200]!r} has {size} bytes, more than any file of a ledger")
        return found

    def contents(self, objects: Iterable[str]) -> dict[str, bytes]:
        """Object id -> content. Raises GitError, also when one is missing."""
        wanted = list(dict.fromkeys(objects))
        if not wanted:
            return {}
        told = self.run("cat-file", "--batch", data="".join(f"{one}\n" for one in wanted).encode())
        return dict(_contents(told))

    def commit(self, base: str, files: Mapping[str, bytes | None], message: str) -> str:
        """A commit on top of `base` ("" = the first of an orphan branch) with these files put in or, where None, taken
        out. It is made from objects and an index of its own; no ref points to it yet. Raises GitError.
        """
        with tempfile.TemporaryDirectory(prefix="smm-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.run("read-tree", base or "--empty", environ=index)
            changes = "".join(self._changes(files, Path(folder)))
            self.run("update-index", "-z", "--index-info", data=changes.encode(), environ=index)
            tree = self.run("write-tree", environ=index).decode().strip()
        parents = ["-p", base] if base else []
        return self.run("commit-tree", tree, *parents, data=message.encode()).decode().strip()

    def _changes(self, files: Mapping[str, bytes | None], folder: Path) -> Iterator[str]:
        """Lines for `git update-index --index-info`; the new objects are written on the way."""
        kept = {path: data for path, data in files.items() if data is not None}
        places = [folder / str(number) for number in range(len(kept))]
        for place, data in zip(places, kept.values(), strict=True):
            place.write_bytes(data)
        listed = "".join(f"{place}\n" for place in places).encode()
        made = self.run("hash-object", "-w", "--no-filters", "--stdin-paths", data=listed).decode().split()
        for path, oid in zip(kept, made, strict=True):
            yield f"100644 {oid}\t{path}\0"
        width = len(made[0]) if made else 40
        for path in files.keys() - kept.keys():
            yield f"0 {'0' * width}\t{path}\0"


def _end(process: subprocess.Popen[bytes]) -> None:
    """The command and what it started: a push must not land after we have given up on it."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _contents(told: bytes) -> Iterator[tuple[str, bytes]]:
    """From the format of `git cat-file --batch`: `<id> <type> <size>`, the content, a line end."""
    at = 0
    while at < len(told):
        start = told.index(b"\n", at) + 1
        oid, *about = told[at : start - 1].decode().split(" ")
        if about == ["missing"]:
            raise GitError(f"the repository lacks the object {oid}")
        at = start + int(about[1]) + 1
        yield oid, told[start : at - 1]


def _words(stderr: bytes, stdout: bytes, command: str) -> str:
    """The lines that say what is wrong; addresses without the name and password that may stand in them."""
    said = stderr.decode("utf-8", "replace") + "\n" + stdout.decode("utf-8", "replace")
    lines = [line.strip() for line in said.splitlines() if _says_something(line.strip())]
    text = "; ".join(dict.fromkeys(lines)) or f"git {command} failed"
    return redacted(re.sub(r"(?<=//)[^\s'\"]+@", "", text))


def _says_something(line: str) -> bool:
    return bool(line) and not line.startswith(_CHATTER)
