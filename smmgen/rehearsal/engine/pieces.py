"""Files that come in pieces: kept in their order until the last is there."""

from __future__ import annotations

import base64
from typing import Any

from smmgen.rehearsal.engine.memory import Memory


def size(state: Memory, upload: str) -> int:
    """Bytes that are there."""
    return sum(piece["size"] for piece in _pieces(state, upload).values())


def add(state: Memory, upload: str, offset: int, data: bytes) -> None:
    """Keep a piece. Raises `ValueError` for one that does not begin where the last one ended."""
    there = size(state, upload)
    if offset != there:
        raise ValueError(f"the piece begins at {offset}, and {there} bytes are there")
    piece = {"size": len(data), "data": base64.b64encode(data).decode()}
    state.put("piece", f"{upload} {offset:015}", piece)


def take(state: Memory, upload: str) -> bytes:
    """The whole file; its pieces are forgotten."""
    pieces = _pieces(state, upload)
    for key in pieces:
        state.drop("piece", key)
    return b"".join(base64.b64decode(piece["data"]) for piece in pieces.values())


def _pieces(state: Memory, upload: str) -> dict[str, Any]:
    found = state.find("piece")
    return {key: piece for key, piece in found.items() if key.startswith(f"{upload} ")}
