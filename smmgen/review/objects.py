"""Files of a commit, read from git's objects: no checkout, no filter, no hook of the repository, no fetch."""

from __future__ import annotations

import os
import posixpath
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from smmgen.errors import UserError
from smmgen.ledger.git.repository import GitError, Repository
from smmgen.safe_files import Inside

MAX_FILE = 1_000_000_000
"""Bytes. Of a larger file only the beginning is read: nothing larger is sent, and its size and type are still told."""
MAX_TOTAL = 8_000_000_000
"""Bytes that both sides may take in the temporary folder."""
_HEAD = 1 << 16
_BLOCK = 1 << 20
_FILE, _LINK = ("100644", "100755", "100664"), "120000"
_POINTER = b"version https://git-lfs.github.com/spec/"
_MAX_POINTER = 1024
_HOPS = 8
_OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_OPTIONAL_LOCKS": "0"}
"""Of a partial clone, git would fetch what is missing."""


class Tree(NamedTuple):
    """The files of a folder of a commit. `files`: path -> object id, links to files of the folder resolved; `refused`:
    path -> why nothing was made of it."""

    files: Mapping[str, str]
    refused: Mapping[str, str]


class Objects(Repository):
    """The objects of the repository that a project lies in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._environ |= _OFFLINE
        self._written = 0

    def commit_named(self, revision: str) -> str:
        """The commit that the user means. Raises UserError."""
        try:
            found = "" if revision.startswith("-") else self.commit_of(revision)
        except GitError as error:
            raise UserError(
                f"git cannot be asked: {error}", "`smm diff` compares commits of a git repository"
            ) from None
        if found:
            return found
        hint = f"did you mean `origin/{revision}`?" if self._has(f"refs/remotes/origin/{revision}") else _FETCH
        raise UserError(f"there is no commit `{revision}` in this clone", hint)

    def merge_base(self, base: str, head: str) -> str:
        """The commit at which `head` left `base`. Raises UserError."""
        try:
            return self.line("merge-base", base, head)
        except GitError:
            pass
        if self.line("rev-parse", "--is-shallow-repository") == "true":
            raise UserError("this clone is too shallow: the commit that both sides share is not in it", _FETCH)
        raise UserError("the two commits have no history in common", "name the branch that this one was made from")

    def prefix(self) -> str:
        """Where the project lies in the repository: "" or `brands/teplo/`. Raises GitError."""
        return self.run("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")

    def tree(self, commit: str, prefix: str) -> Tree:
        """What is in the project's folder; nothing where there is none. Raises GitError."""
        folder = f"{commit}:{prefix.rstrip('/')}"
        try:
            listed = self.run("ls-tree", "-r", "-z", "--full-tree", folder)
        except GitError:
            if prefix and not self._has(folder):
                return Tree({}, {})
            raise
        files: dict[str, str] = {}
        links: dict[str, str] = {}
        refused: dict[str, str] = {}
        for line in filter(None, listed.split(b"\0")):
            about, _, raw = line.partition(b"\t")
            mode, _, oid = about.decode().split(" ")
            path = raw.decode("utf-8", "surrogateescape")
            if why := _flaw(path, mode):
                refused[path] = why
            else:
                (links if mode == _LINK else files)[path] = oid
        refused |= _in_the_way(files)
        found = {path: oid for path, oid in files.items() if path not in refused}
        return Tree(*self._followed(found, links, refused))

    def _followed(
        self, files: dict[str, str], links: Mapping[str, str], refused: dict[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """The files with what links to them are, too: the same object under another name."""
        targets = {path: posixpath.dirname(path) for path in links}
        texts = self.contents(links.values()) if links else {}
        known = {
            path: posixpath.normpath(posixpath.join(above, texts[links[path]].decode("utf-8", "surrogateescape")))
            for path, above in targets.items()
        }
        for path in links:
            target = path
            for _ in range(_HOPS):
                target = known.get(target, target)
            if target in files and target not in links:
                files[path] = files[target]
            else:
                refused[path] = "a symbolic link that leads to no file of the project"
        return files, refused

    def sizes(self, objects: Iterable[str]) -> dict[str, int]:
        """Object id -> bytes. Raises GitError for one that is not here."""
        wanted = [*dict.fromkeys(objects)]
        if not wanted:
            return {}
        told = self.run("cat-file", "--batch-check=%(objectname) %(objectsize)", data=_lines(wanted)).decode()
        found = {}
        for line in told.splitlines():
            oid, _, size = line.partition(" ")
            if not size.isdigit():
                raise GitError(f"the object {oid} is not in this clone, which is a partial one")
            found[oid] = int(size)
        return found

    def write(self, wanted: Mapping[str, str], folder: Path) -> set[str]:
        """Write files into a folder of ours. `wanted`: path -> object id. Returns the paths that are pointers of
        Git LFS to files that are not on this machine. Raises GitError, UserError."""
        sizes = self.sizes(wanted.values())
        self._written += sum(min(size, MAX_FILE) for size in sizes.values())
        if self._written > MAX_TOTAL:
            raise UserError(f"the files of both sides have more than {MAX_TOTAL // 1_000_000_000} GB")
        inside, pointers = Inside(folder), set()
        paths: dict[str, list[str]] = {}
        for path, oid in wanted.items():
            paths.setdefault(oid, []).append(path)
        with inside:
            for oid, size, body in self._each([*paths], sizes):
                first, *others = paths[oid]
                with _created(inside, first) as file:
                    head = _copied(body, file, size)
                if size <= _MAX_POINTER and head.startswith(_POINTER) and not self._from_lfs(head, folder / first):
                    pointers |= {*paths[oid]}
                for path in others:
                    inside.make_folder(posixpath.dirname(path)) if "/" in path else None
                    os.link(folder / first, folder / path)
        return pointers

    def _each(self, objects: list[str], sizes: Mapping[str, int]) -> Iterator[tuple[str, int, IO[bytes]]]:
        """Each object's id, size and, to be read to its end before the next, content."""
        if not objects:
            return
        with tempfile.TemporaryFile() as asked:
            asked.write(_lines(objects))
            asked.seek(0)
            command = ["git", "cat-file", "--batch"]
            with subprocess.Popen(
                command, cwd=self.folder, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=self._environ, start_new_session=True,
            ) as process:  # fmt: skip
                told = process.stdout
                assert told is not None  # noqa: S101 - a pipe was asked for
                try:
                    for oid in objects:
                        if told.readline().split(b" ")[:1] != [oid.encode()]:
                            raise GitError(f"the object {oid} cannot be read")
                        yield oid, sizes[oid], told
                        told.read(1)
                finally:
                    process.kill()

    def _from_lfs(self, pointer: bytes, place: Path) -> bool:
        """Put the file that a pointer names in its place, where this machine has it."""
        named = [line.partition(b"sha256:")[2].decode("ascii", "replace") for line in pointer.splitlines()]
        digest = next((name for name in named if len(name) == 64 and name.isalnum()), "")
        if not digest:
            return False
        git = Path(self.folder, self.line("rev-parse", "--git-common-dir"))
        stored = git / "lfs" / "objects" / digest[:2] / digest[2:4] / digest
        if not stored.is_file():
            return False
        place.unlink()
        with open(stored, "rb") as source, open(place, "xb") as file:
            _copied(source, file, os.fstat(source.fileno()).st_size)
        return True

    def _has(self, name: str) -> bool:
        try:
            return bool(self.line("rev-parse", "--verify", "--quiet", "--end-of-options", name))
        except GitError:
            return False


_FETCH = "fetch it first: `git fetch --unshallow` or `git fetch origin BRANCH`; in GitHub Actions `fetch-depth: 0`"


def _lines(objects: Iterable[str]) -> bytes:
    return "".join(f"{one}\n" for one in objects).encode()


def _flaw(path: str, mode: str) -> str:
    """Why no file is made of an entry; "" for nearly every one."""
    if mode not in (*_FILE, _LINK):
        return "a submodule, which is not read"
    if any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path or "\0" in path:
        return "a name that leads elsewhere"
    if any("\udc80" <= sign <= "\udcff" for sign in path):
        return "a name that is not UTF-8"
    return ""


def _in_the_way(files: Mapping[str, str]) -> dict[str, str]:
    """Files that are called like a folder of others: no system can hold both."""
    folders = {path[:at] for path in files for at, sign in enumerate(path) if sign == "/"}
    return dict.fromkeys(files.keys() & folders, "a file that is called like a folder")


def _created(inside: Inside, path: str) -> IO[bytes]:
    return os.fdopen(inside.descriptor(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb")


def _copied(body: IO[bytes], file: IO[bytes], size: int) -> bytes:
    """Copy so many bytes, of a very large file the first ones and a hole for the rest; returns the first ones."""
    head, left, kept = b"", size, size if size <= MAX_FILE else _HEAD
    while left and (block := body.read(min(_BLOCK, left))):
        head = head or block[:_HEAD]
        file.write(block[:kept])
        kept -= min(kept, len(block))
        left -= len(block)
    file.truncate(size)
    return head
