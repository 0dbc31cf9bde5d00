"""The order that follows from a round: nothing in it is left to choose."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

VERSION = "smm-draw-1"
_RANGE = 1 << 256


def seed_of(uid: str, root: bytes, randomness: bytes) -> bytes:
    """`root` and `randomness`: 32 bytes each, so that no two draws have the same bytes before they are hashed."""
    return sha256(VERSION.encode() + uid.encode() + root + randomness).digest()


def permutation(seed: bytes, count: int) -> list[int]:
    """All numbers below `count`, shuffled by Fisher and Yates from the last place to the second."""
    order, numbers = list(range(count)), _numbers(seed)
    for place in range(count - 1, 0, -1):
        other = _below(place + 1, numbers)
        order[place], order[other] = order[other], order[place]
    return order


def _numbers(seed: bytes) -> Iterator[int]:
    """Numbers of 256 bits without end."""
    at = 0
    while True:
        yield int.from_bytes(sha256(seed + at.to_bytes(8, "big")).digest(), "big")
        at += 1


def _below(bound: int, numbers: Iterator[int]) -> int:
    """The next number, as one below the bound. Those of the last, incomplete run of `bound` numbers are passed over, or
    the small ones would come up more often."""
    complete = _RANGE - _RANGE % bound
    return next(number for number in numbers if number < complete) % bound
