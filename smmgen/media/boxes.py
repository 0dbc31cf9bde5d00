"""The boxes of ISO base media files (ISO/IEC 14496-12, 4.2): MP4, QuickTime, HEIC, AVIF.

A bounded number of them is read: what is damaged or made to mislead says nothing, and takes no longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO, NamedTuple

_MOST_BOXES = 4096
_MOST_BYTES = 64 * 1024
"""Of one box; what is longer is read as far as that."""


class Box(NamedTuple):
    """`start` and `end` are those of what is in it."""

    kind: bytes
    start: int
    end: int


class Reader:
    """Walks boxes, so many at most in a whole file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_BOXES
        self.whole = Box(b"", 0, file.seek(0, SEEK_END))

    def boxes(self, parent: Box) -> Iterator[Box]:
        """Those right inside of `parent`; the first that cannot be one ends it."""
        at = parent.start
        while at + 8 <= parent.end and self._left > 0:
            self._left -= 1
            self._file.seek(at)
            head = self._file.read(16)
            size, start = int.from_bytes(head[:4], "big"), at + 8
            if size == 1:
                size, start = int.from_bytes(head[8:16], "big"), at + 16
            end = at + size if size else parent.end
            if len(head) < 8 or end < start or end > parent.end:
                return
            yield Box(head[4:8], start, end)
            at = end

    def find(self, parent: Box, kind: bytes) -> Box | None:
        return next((box for box in self.boxes(parent) if box.kind == kind), None)

    def at(self, parent: Box | None, *kinds: bytes) -> bytes:
        """The bytes of the box that lies so deep in `parent`; none where there is none."""
        for kind in kinds:
            parent = self.find(parent, kind) if parent else None
        return self.read(parent) if parent else b""

    def read(self, box: Box) -> bytes:
        self._file.seek(box.start)
        return self._file.read(min(box.end - box.start, _MOST_BYTES))
