"""Leaves, and the tree over them, as in RFC 6962: an inner node is hashed with another prefix than a leaf, and the left
part of a tree is always a full one. A leaf hides its entrant behind a nonce that only the organiser can compute."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

NONCE_BYTES = 16


def nonce_of(secret: bytes, uid: str, entrant: str) -> bytes:
    """What keeps others from guessing who is behind a leaf; the entrant gets it on request."""
    from hmac import digest  # what it loads takes longer than all the rest of this package

    return digest(secret, f"{uid}:{entrant}".encode(), "sha256")[:NONCE_BYTES]


def leaf_of(nonce: bytes, entrant: str) -> bytes:
    return sha256(b"\x00" + nonce + entrant.encode()).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Of at least one leaf. The last one of an odd row goes up as it is."""
    row = list(leaves)
    while len(row) > 1:
        row = _above(row)
    return row[0]


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What the leaf is hashed with on the way up to the root, from below."""
    row, path = list(leaves), []
    while len(row) > 1:
        if (beside := index ^ 1) < len(row):
            path.append(row[beside])
        row, index = _above(row), index // 2
    return path


def _above(row: Sequence[bytes]) -> list[bytes]:
    nodes = [_node(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
    return [*nodes, row[-1]] if len(row) % 2 else nodes


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
