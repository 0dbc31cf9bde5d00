"""The documents that others may refer to. A kind is read when the first of its documents is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from smmgen.content.documents.base import Document
from smmgen.content.documents.registry import kind_of
from smmgen.content.names import slug_of
from smmgen.diagnostics import Diagnostic

Made = TypeVar("Made")
Read = tuple[Document | None, list[Diagnostic]]


class Library(Mapping[str, Mapping[str, Document]], Generic[Made]):
    """Kind -> uid -> document. Of two with one uid, which is reported, the one whose path comes first counts.

    Documents are read apart from being checked, because those of two kinds may refer to each other.
    """

    def __init__(self, paths: Iterable[str], read: Callable[[str], Read], make: Callable[[str], Made]) -> None:
        """`read` gives the document and what reading it found, `make` what becomes of it, with all that is wrong. Each
        is called once for each path that is asked for."""
        self.paths = sorted(path for path in paths if (kind := kind_of(path)) and not kind.sends)
        self._by_kind: dict[str, list[str]] = {}
        for path in self.paths:
            if kind := kind_of(path):
                self._by_kind.setdefault(kind.name, []).append(path)
        self._parse, self._make = read, make
        self._read: dict[str, Read] = {}
        self._made: dict[str, Made] = {}
        self._found: dict[str, dict[str, Document]] = {}

    def made(self, path: str) -> Made:
        if path not in self._made:
            self._made[path] = self._make(path)
        return self._made[path]

    def read(self, path: str) -> Read:
        if path not in self._read:
            self._read[path] = self._parse(path)
        return self._read[path]

    def __getitem__(self, kind: str) -> Mapping[str, Document]:
        if kind not in self._found:
            found = self._found[kind] = {}
            for path in self._by_kind.get(kind, ()):
                document, _ = self.read(path)
                if document:
                    found.setdefault(document.uid, document)
        return self._found[kind]

    def is_unreadable(self, kind: str, uid: str) -> bool:
        """A file is called so, and no document can be made of it."""
        if uid in self[kind]:
            return False
        called = (path for path in self._by_kind.get(kind, ()) if slug_of(path).rsplit("/", 1)[-1] == uid)
        return any(self.read(path)[0] is None for path in called)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_kind)

    def __len__(self) -> int:
        return len(self._by_kind)
