"""The type of a media file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file beside a post, probed. `path` is POSIX, relative to the project; sizes in bytes and pixels.

    `kind`: one of `smmgen.media.kinds`. `mime` comes from the file's own bytes. `width` and `height` are 0 where
    unknown. `alt` and `title` are empty when not given; `focus` is (x, y) from -1 to 1. `animated`: a picture that
    moves. `disputed`: an orientation tag (1 to 8) that only some programs heed. `seconds`, `codec` (such as avc1) and
    `frame_rate` (frames a second) are those of a video or sound, 0 or "" where unknown.
    """

    path: str
    sha256: str
    size: int
    kind: str
    mime: str
    width: int = 0
    height: int = 0
    alt: str = ""
    title: str = ""
    focus: tuple[float, float] | None = None
    animated: bool = False
    disputed: int = 1
    seconds: float = 0
    codec: str = ""
    frame_rate: float = 0
