"""Pictures and videos that Meta's networks fetch from an address, and what they say of them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from smmgen.rehearsal.engine import uploads
from smmgen.rehearsal.engine.fetching import Unreachable, fetch
from smmgen.rehearsal.engine.http import Upload
from smmgen.rehearsal.engine.stage import Visit

VIDEO_TYPES = ("video/mp4", "video/quicktime")


@dataclass(frozen=True)
class Fetched:
    """A file with what is wrong about it: `unreachable`, `format`, `broken`, `large`, `ratio`, or "" for nothing."""

    upload: Upload | None = None
    problem: str = ""
    reason: str = ""

    @property
    def sha256(self) -> str:
        return self.upload.sha256 if self.upload else ""


@dataclass(frozen=True)
class Bounds:
    """What a picture may be: types, bytes, and width by height."""

    types: tuple[str, ...]
    most: int
    least_ratio: float = 0
    most_ratio: float = 1e9


def picture(visit: Visit, url: str, bounds: Bounds) -> Fetched:
    """Fetch a picture and look at it."""
    try:
        upload = fetch(visit, url)
    except Unreachable as error:
        return Fetched(problem="unreachable", reason=str(error))
    return judged(visit, upload, bounds)


def judged(visit: Visit, upload: Upload, bounds: Bounds) -> Fetched:
    found = uploads.sniff(upload.data)
    if found not in bounds.types:
        return Fetched(upload, "format", f"the file is {found}")
    if len(upload.data) > bounds.most:
        return Fetched(upload, "large", f"the file has {len(upload.data)} bytes, at most {bounds.most}")
    try:
        seen = uploads.picture(upload.data)
    except uploads.BrokenImage:
        return Fetched(upload, "broken", "the picture is broken or cut short")
    ratio = seen.width / seen.height
    if not bounds.least_ratio * 0.995 <= ratio <= bounds.most_ratio * 1.005:
        return Fetched(upload, "ratio", f"width by height is {ratio:.3f}")
    return _kept(visit, upload)


def video(visit: Visit, url: str, most: int, seconds: tuple[float, float]) -> Fetched:
    """Fetch a video and look at its boxes; `seconds` are the bounds of its length, where it tells that."""
    try:
        upload = fetch(visit, url)
    except Unreachable as error:
        return Fetched(problem="unreachable", reason=str(error))
    return judged_video(visit, upload, most, seconds)


def judged_video(visit: Visit, upload: Upload, most: int, seconds: tuple[float, float]) -> Fetched:
    problem = uploads.problem(upload.data, VIDEO_TYPES)
    if problem:
        return Fetched(upload, "format", problem)
    if len(upload.data) > most:
        return Fetched(upload, "large", f"the file has {len(upload.data)} bytes, at most {most}")
    length = duration(upload.data)
    if length is not None and not seconds[0] <= length <= seconds[1] + 0.5:
        return Fetched(upload, "length", f"the video has {length:g} seconds")
    return _kept(visit, upload)


def duration(data: bytes) -> float | None:
    """Seconds by the header of a movie (`moov`/`mvhd`, ISO/IEC 14496-12), None where there is none."""
    at = data.find(b"mvhd")
    try:
        if at < 0 or b"moov" not in data[:at]:
            return None
        if data[at + 4] == 1:
            scale, length = struct.unpack_from(">IQ", data, at + 24)
        else:
            scale, length = struct.unpack_from(">II", data, at + 16)
    except (struct.error, IndexError):
        return None
    return float(length) / scale if scale else None


def _kept(visit: Visit, upload: Upload) -> Fetched:
    uploads.keep(visit.state, upload)
    return Fetched(upload)
