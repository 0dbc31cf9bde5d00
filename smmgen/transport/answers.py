"""Reading an answer's body, compressed or not, with a bound on memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import httpx2

LARGEST_ANSWER = 16 * 1024 * 1024
"""Bytes, unpacked. Of a larger answer no more is read."""


def bounded(response: httpx2.Response) -> Iterator[bytes]:
    """The decompressed body in pieces. Stops at answers that are too long, compressed or decompressed."""
    if response.is_stream_consumed:  # by the transport itself
        yield response.content
        return
    left = LARGEST_ANSWER
    unpack = _unpacking(response.headers.get("content-encoding", ""))
    for block in response.iter_raw(1 << 16):
        piece = unpack(block, left + 1)
        left -= len(piece)
        if left < 0:
            raise httpx2.ReadError("the answer is too long")
        yield piece


def _unpacking(encoding: str) -> Callable[[bytes, int], bytes]:
    """What makes bytes of packed ones, so many at most. We ask for none, and some servers pack all the same."""
    if encoding.strip().lower() in ("", "identity"):
        return lambda block, most: block
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise httpx2.DecodingError(f"the answer is packed as {encoding[:40]!r}")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(block: bytes, most: int) -> bytes:
        try:
            return unpacker.decompress(block, most)
        except zlib.error:
            raise httpx2.DecodingError("the answer cannot be unpacked") from None

    return unpack
