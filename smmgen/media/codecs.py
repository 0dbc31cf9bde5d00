"""How videos and their sound are coded: the names that facts of networks use, and what files call them.

Sources: the registered sample entries of ISO base media files (https://mp4ra.org/registered-types/sampleentries) and
object types (https://mp4ra.org/registered-types/object-types), Apple's QuickTime File Format, the codec mappings of
Matroska (https://www.ietf.org/archive/id/draft-ietf-cellar-codec), RFC 2361 for the numbers of sounds in AVI; names as
ffmpeg has them. Read on 2026-11-26.
"""

from __future__ import annotations

from typing import NamedTuple

from smmgen.media.film import Film


class Codec(NamedTuple):
    """`title`: what people call it; `entries`: what files call it.

    MP4 and AVI have four letters. `mp4a.6b` is the sample entry mp4a with this object type (RFC 6381), `wave.55` the
    number of a sound in an AVI (RFC 2361), `V_VP9` a codec of Matroska, where what follows a slash may be left out.
    """

    title: str
    entries: tuple[str, ...]
    is_sound: bool = False


def _sound(title: str, *entries: str) -> Codec:
    return Codec(title, entries, is_sound=True)


CODECS: dict[str, Codec] = {
    "h264": Codec(
        "H.264", ("avc1", "avc2", "avc3", "avc4", "dva1", "dvav", "h264", "x264", "davc", "V_MPEG4/ISO/AVC")
    ),
    "hevc": Codec("HEVC", ("hvc1", "hev1", "dvh1", "dvhe", "hevc", "h265", "V_MPEGH/ISO/HEVC")),
    "vvc": Codec("VVC", ("vvc1", "vvi1", "V_MPEGI/ISO/VVC")),
    "vp8": Codec("VP8", ("vp08", "vp80", "V_VP8")),
    "vp9": Codec("VP9", ("vp09", "vp90", "V_VP9")),
    "av1": Codec("AV1", ("av01", "dav1", "V_AV1")),
    "mpeg4": Codec(
        "MPEG-4 Part 2",
        ("mp4v", "xvid", "divx", "dx50", "fmp4", "V_MPEG4/ISO/SP", "V_MPEG4/ISO/ASP", "V_MPEG4/ISO/AP"),
    ),
    "h263": Codec("H.263", ("s263", "h263")),
    "mjpeg": Codec("Motion JPEG", ("jpeg", "mjpa", "mjpb", "mjpg", "V_MJPEG")),
    "prores": Codec("ProRes", ("apch", "apcn", "apcs", "apco", "ap4h", "ap4x", "V_PRORES")),
    "dnxhd": Codec("DNxHD", ("AVdn", "AVdh")),
    "cfhd": Codec("CineForm", ("CFHD",)),
    "aac": _sound("AAC", "mp4a", "mp4a.40", "mp4a.66", "mp4a.67", "mp4a.68", "wave.ff", "A_AAC"),
    "mp3": _sound("MP3", ".mp3", "mp4a.69", "mp4a.6b", "wave.55", "A_MPEG/L3"),
    "mp2": _sound("MP2", "wave.50", "A_MPEG/L2"),
    "opus": _sound("Opus", "Opus", "mp4a.ad", "A_OPUS"),
    "vorbis": _sound("Vorbis", "mp4a.dd", "A_VORBIS"),
    "ac3": _sound("AC-3", "ac-3", "mp4a.a5", "wave.2000", "A_AC3"),
    "eac3": _sound("E-AC-3", "ec-3", "mp4a.a6", "A_EAC3"),
    "dts": _sound("DTS", "dtsc", "dtse", "dtsh", "dtsl", "mp4a.a9", "wave.2001", "A_DTS"),
    "flac": _sound("FLAC", "fLaC", "A_FLAC"),
    "alac": _sound("ALAC", "alac", "A_ALAC"),
    "amr": _sound("AMR", "samr", "sawb"),
    "pcm": _sound(
        "PCM", "sowt", "twos", "lpcm", "ipcm", "fpcm", "in24", "in32", "fl32", "fl64", "raw", "wave.1", "wave.3",
        "A_PCM",
    ),
}  # fmt: skip
"""A codec that is not here is not judged."""
_NAMES = {entry.casefold(): name for name, codec in CODECS.items() for entry in codec.entries}


def name_of(entry: str | None) -> str:
    """`h264` for avc1; "" for what is not known."""
    entry = (entry or "").casefold()
    return _NAMES.get(entry) or _NAMES.get(entry.partition("/")[0], "")


def untaken(film: Film, codecs: frozenset[str]) -> list[str]:
    """The names of what codes the pictures and the sound of a film and is not among these; where none of the same sort
    is named, none is judged."""
    found = [name for name in map(name_of, (film.codec, film.sound)) if name]
    return [name for name in found if name not in codecs and alike(name, codecs)]


def alike(name: str, codecs: frozenset[str]) -> list[str]:
    """Those of the codecs that are of the same sort as this one, pictures or sound, in the order of `CODECS`."""
    is_sound = CODECS[name].is_sound
    return [known for known, codec in CODECS.items() if known in codecs and codec.is_sound == is_sound]
