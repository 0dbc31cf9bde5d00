"""drand's network quicknet: every three seconds a number that nobody knew before, signed by a group of organisations.

Its constants are those of https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/info.
No network is called here: a person brings the answer.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from smmgen.draw import bls
from smmgen.draw.strict_json import Malformed, fields

CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
PUBLIC_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENESIS = datetime.fromtimestamp(1692803367, UTC)
PERIOD = timedelta(seconds=3)
SIGNATURE = re.compile(r"[0-9a-f]{96}")
"""A compressed point of the group G1 of BLS12-381."""
LAST_ROUND = 10**11
"""Some ten thousand years; times end before."""


class Round(NamedTuple):
    """What drand said. `signature` in lower-case hexadecimal digits."""

    number: int
    signature: str

    @property
    def randomness(self) -> bytes:
        return sha256(bytes.fromhex(self.signature)).digest()


def round_at(at: datetime) -> int:
    """The first round that is not before this time. Rounds begin with 1."""
    return max(0, -((GENESIS - at) // PERIOD)) + 1


def emitted_at(number: int) -> datetime:
    """When the network signs this round, in UTC; `number` is at most `LAST_ROUND`."""
    try:
        return GENESIS + (number - 1) * PERIOD
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def address(number: int) -> str:
    """Where drand's own server has the answer; every other mirror has the same."""
    return f"https://api.drand.sh/{CHAIN}/public/{number}"


def read_round(data: bytes) -> Round:
    """The answer of a mirror: `{"round": …, "randomness": …, "signature": …}`, the second of them optional.

    Raises Malformed. Whether the signature is right is for `is_signed` to say.
    """
    found = fields(data, {"round": int, "signature": str}, {"randomness": str}, others=True)
    number, signature = found["round"], found["signature"].lower()
    if not 1 <= number <= LAST_ROUND:
        raise Malformed("`round` is not the number of a round")
    if not SIGNATURE.fullmatch(signature):
        raise Malformed("`signature` is not 96 hexadecimal digits, as those of quicknet are")
    known = Round(number, signature)
    if found.get("randomness", known.randomness.hex()).lower() != known.randomness.hex():
        raise Malformed("`randomness` is not the SHA-256 of `signature`")
    return known


def is_signed(known: Round) -> bool:
    """Whether this is quicknet's signature of this round."""
    try:
        from drand_verify import verify_bls_unchained_g1_rfc9380 as verify
    except ImportError:  # it is made for few versions of Python, and is but faster
        return bls.is_signed(sha256(known.number.to_bytes(8, "big")).digest(), known.signature, PUBLIC_KEY)
    try:
        verify(known.number, known.signature, PUBLIC_KEY)
    except ValueError:
        return False
    return True
