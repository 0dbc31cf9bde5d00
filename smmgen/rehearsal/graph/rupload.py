"""`rupload.facebook.com`: the bytes of a video, in one piece or several, or the address where it lies.

`POST` with `Authorization: OAuth TOKEN` and either `offset` and `file_size`, the bytes as the body, or `file_url`.
"""

from __future__ import annotations

from smmgen.rehearsal.engine import pieces
from smmgen.rehearsal.engine.bodies import Form
from smmgen.rehearsal.engine.fetching import Unreachable, fetch
from smmgen.rehearsal.engine.http import Call, Upload
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.graph.errors import REFUSALS, failed


def nothing(call: Call) -> Form:
    """For calls whose parameters are headers, and whose body is a file."""
    return Form()


def received(visit: Visit, upload: str, account: str) -> Upload | None:
    """The whole file, None before its last piece. Raises the network's refusal."""
    kind, _, token = visit.headers.get("authorization", "").partition(" ")
    owner = next((one for one in visit.accounts if one.account == account), None)
    if kind != "OAuth" or owner is None or token.strip() != owner.token:
        raise REFUSALS["unauthorised"]()
    if "file_url" in visit.headers:
        try:
            return fetch(visit, visit.headers["file_url"])
        except Unreachable as error:
            raise failed(100, f"the file could not be fetched: {error}", 2207052) from error
    offset, size = visit.headers.get("offset", ""), visit.headers.get("file_size", "")
    if not offset.isdecimal() or not size.isdecimal():
        raise failed(100, "the headers offset and file_size are required")
    try:
        pieces.add(visit.state, upload, int(offset), visit.body)
    except ValueError as error:
        raise failed(100, f"offset: {error}") from error
    there = pieces.size(visit.state, upload)
    if there > int(size):
        raise failed(100, f"{there} bytes came, and file_size says {size}")
    if there < int(size):
        return None
    return Upload("video.mp4", "", pieces.take(visit.state, upload))
