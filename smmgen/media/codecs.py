"""How videos are coded: the names that facts of networks use, and what files call them.

Sources: the registered sample entries of ISO base media files (https://mp4ra.org/registered-types/sampleentries) and
Apple's QuickTime File Format; names as ffmpeg has them. Read on 2026-11-26.
"""

from __future__ import annotations

from typing import NamedTuple


class Codec(NamedTuple):
    """`title`: what people call it; `entries`: the four letters of its sample entries."""

    title: str
    entries: tuple[str, ...]


CODECS: dict[str, Codec] = {
    "h264": Codec("H.264", ("avc1", "avc2", "avc3", "avc4", "dva1", "dvav")),
    "hevc": Codec("HEVC", ("hvc1", "hev1", "dvh1", "dvhe")),
    "vvc": Codec("VVC", ("vvc1", "vvi1")),
    "vp8": Codec("VP8", ("vp08",)),
    "vp9": Codec("VP9", ("vp09",)),
    "av1": Codec("AV1", ("av01", "dav1")),
    "mpeg4": Codec("MPEG-4 Part 2", ("mp4v",)),
    "h263": Codec("H.263", ("s263", "h263")),
    "mjpeg": Codec("Motion JPEG", ("jpeg", "mjpa", "mjpb")),
    "prores": Codec("ProRes", ("apch", "apcn", "apcs", "apco", "ap4h", "ap4x")),
    "dnxhd": Codec("DNxHD", ("AVdn", "AVdh")),
    "cfhd": Codec("CineForm", ("CFHD",)),
}
"""A codec that is not here is not judged."""
_NAMES = {entry: name for name, codec in CODECS.items() for entry in codec.entries}


def name_of(entry: str) -> str:
    """`h264` for avc1; "" for what is not known."""
    return _NAMES.get(entry, "")
