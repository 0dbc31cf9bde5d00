"""Walking through the parts of a JPEG (ITU-T T.81), PNG (W3C, third edition) or WebP (RFC 9649); nothing is decoded."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple

_MOST_PARTS = 100_000


class Part(NamedTuple):
    """A segment of a JPEG or a chunk: `kind` is its marker or name, `start` and `end` its place in the file with all
    that frames it, `body` where its content begins."""

    kind: bytes
    start: int
    body: int
    end: int


def parts(file: BinaryIO, mime: str, *, to_end: bool = True) -> Iterator[Part]:
    """All parts in order, of a JPEG those before the pixels unless `to_end`. What is cut short ends them."""
    if mime not in MIMES:
        return iter(())
    walk = _segments(file, to_end) if mime == "image/jpeg" else _CHUNKS[mime](file)
    return islice(walk, _MOST_PARTS)


def passes(file: BinaryIO) -> int:
    """How many passes over its pixels a JPEG has."""
    return sum(part.kind == b"\xda" for part in parts(file, "image/jpeg"))


def slice_of(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _png_chunks(file: BinaryIO) -> Iterator[Part]:
    at, kind = 8, b""
    while kind != b"IEND" and len(head := slice_of(file, at, at + 8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        yield Part(kind, at, at + 8, at + 12 + length)
        at += 12 + length


def _webp_chunks(file: BinaryIO) -> Iterator[Part]:
    at, end = 12, 8 + int.from_bytes(slice_of(file, 4, 8), "little")
    while at < end and len(head := slice_of(file, at, at + 8)) == 8:
        kind, length = struct.unpack("<4sI", head)
        yield Part(kind, at, at + 8, at + 8 + length + length % 2)
        at += 8 + length + length % 2


_CHUNKS = {"image/png": _png_chunks, "image/webp": _webp_chunks}
MIMES = frozenset({"image/jpeg", *_CHUNKS})


def _segments(file: BinaryIO, to_end: bool) -> Iterator[Part]:
    """A pass over the pixels goes with the segment that begins it."""
    at = 2
    while len(head := slice_of(file, at, at + 4)) >= 2 and head[0] == 0xFF:
        kind = head[1:2]
        if kind == b"\xff":  # a fill byte
            at += 1
            continue
        if kind == b"\xd9":
            yield Part(kind, at, at + 2, at + 2)
            return
        alone = kind == b"\x01" or b"\xd0" <= kind <= b"\xd8"
        end = at + 2 if alone or len(head) < 4 else at + 2 + int.from_bytes(head[2:], "big")
        if kind == b"\xda" and not to_end:
            return
        if kind == b"\xda":
            end = _next_marker(file, end)
        yield Part(kind, at, min(at + 4, end), end)
        at = end


_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_BLOCKS = 1 << 12, 1 << 20
"""Bytes of the first block that is searched, which is all of a short pass, and of the others."""


def _next_marker(file: BinaryIO, start: int) -> int:
    """Where the pixels of a pass end; the end of the file where they do not."""
    size, most = _BLOCKS
    while block := slice_of(file, start, start + size):
        if found := _MARKER.search(block):
            return start + found.start()
        if len(block) < size:
            return start + len(block)
        start, size = start + len(block) - 1, most
    return start
