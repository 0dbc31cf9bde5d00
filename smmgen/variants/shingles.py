"""How much of two texts is the same, from a few numbers kept of each.

A text's shingles are its runs of three words; the smallest of their checksums stand for all of them, since they are as
good as chosen by lot (Broder, On the resemblance and containment of documents, 1997).
"""

from __future__ import annotations

import re
from zlib import crc32

KEPT = 24
_FEWEST = 12
"""Words; of a shorter text nothing can be told."""
_WORD = re.compile(r"[^\W_]+")
_FIRST, _SECOND, _MASK = 0x9E3779B1, 0x85EBCA77, 0xFFFFFFFF
"""Odd numbers that spread bits."""


def sketch(text: str) -> str:
    """`KEPT` checksums of 8 hexadecimal digits, in order, or as many as there are; "" of a text that is too short."""
    words = _WORD.findall(text.casefold())
    if len(words) < _FEWEST:
        return ""
    sums = [*map(crc32, " ".join(words).encode("utf-8", "surrogatepass").split())]
    shingles = {(a * _FIRST + b * _SECOND ^ c) & _MASK for a, b, c in zip(sums, sums[1:], sums[2:], strict=False)}
    return "".join([f"{one:08x}" for one in sorted(shingles)[:KEPT]])


def kept(sketch: str) -> tuple[str, ...]:
    """The checksums of a sketch, the smallest first."""
    return tuple(sketch[at : at + 8] for at in range(0, len(sketch), 8))


def resemblance(one: str, other: str) -> float:
    """How many of all shingles of two texts are in both, about, from 0 to 1."""
    first, second = set(kept(one)), set(kept(other))
    chosen = sorted(first | second)[:KEPT]
    return len(first & second & set(chosen)) / len(chosen) if chosen else 0.0
