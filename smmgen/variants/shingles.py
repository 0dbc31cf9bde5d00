"""How much of two texts is the same, from a few numbers kept of each.

A text is cut into runs of four words or so, behind each word that ends in one of a quarter of all letters: so a changed
word changes the run that it stands in and no other (content-defined chunks, as in LBFS: Muthitacharoen, Chen, Mazières,
2001). The smallest of the runs' checksums stand for all, since they are as good as chosen by lot (Broder, On the
resemblance and containment of documents, 1997).
"""

from __future__ import annotations

import re
from codecs import charmap_encode
from encodings.cp1251 import encoding_table
from functools import lru_cache
from zlib import crc32

KEPT = 24
_FEWEST = 12
"""Words; of a shorter text nothing can be told."""


def _small(byte: int) -> int:
    """A letter or digit of Windows-1251 in small letters, a blank for any other sign."""
    char = bytes([byte]).decode("cp1251", "replace").lower()
    return char.encode("cp1251")[0] if char.isalnum() and char != "\ufffd" else ord(" ")


_SMALL = bytes(map(_small, range(256)))


@lru_cache(maxsize=4)
def words_of(text: str) -> list[bytes]:
    """The words of a text in small letters, without signs, in Windows-1251: quickly, and not for people. Other letters
    are their numbers."""
    return charmap_encode(text, "backslashreplace", encoding_table)[0].translate(_SMALL).split()


def spelt(words: str) -> frozenset[bytes]:
    """These words, with blanks between them, as `words_of` has them."""
    return frozenset(words_of(words))


_CUT = re.compile(b"[%s] " % b"".join(re.escape(bytes([byte])) for byte in range(1, 256, 4)))


def sketch(text: str) -> str:
    """`KEPT` checksums of 8 hexadecimal digits, in order, or as many as there are; "" of a text that is too short."""
    words = words_of(text)
    if len(words) < _FEWEST:
        return ""
    chosen = sorted({*map(crc32, _CUT.split(b" ".join(words)))})[:KEPT]
    return ("%08x" * len(chosen)) % tuple(chosen)


def kept(sketch: str) -> tuple[str, ...]:
    """The checksums of a sketch, the smallest first."""
    return tuple([sketch[at : at + 8] for at in range(0, len(sketch), 8)])


def resemblance(one: str, other: str) -> float:
    """How many of all runs of two texts are in both, about, from 0 to 1."""
    first, second = set(kept(one)), set(kept(other))
    chosen = sorted(first | second)[:KEPT]
    return len(first & second & set(chosen)) / len(chosen) if chosen else 0.0
