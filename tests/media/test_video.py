"""Films made here, box by box: what their headers say, and what damaged and hostile ones do not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_project import ROOT

from smmgen.media import codecs, video
from smmgen.media.film import Film
from smmgen.media.probe import probe
from smmgen.media.video import look


def box(kind: bytes, *inside: bytes, wide: bool = False) -> bytes:
    data = b"".join(inside)
    if wide:
        return (1).to_bytes(4, "big") + kind + (len(data) + 16).to_bytes(8, "big") + data
    return (len(data) + 8).to_bytes(4, "big") + kind + data


def numbers(*values: int, size: int = 4) -> bytes:
    return b"".join(value.to_bytes(size, "big") for value in values)


def header(kind: bytes, scale: int, length: int, version: int = 0) -> bytes:
    """mvhd or mdhd as far as they are read: times of making and change, units a second, units."""
    size = 8 if version else 4
    return box(kind, bytes([version, 0, 0, 0]), numbers(0, 0, size=size), numbers(scale), numbers(length, size=size))


ONE = 1 << 16
AS_IT_IS = (ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30)
RIGHT = (0, ONE, 0, -ONE, 0, 0, 1080 * ONE, 0, 1 << 30)
LEFT = (0, -ONE, 0, ONE, 0, 0, 0, 1920 * ONE, 1 << 30)
OVER = (-ONE, 0, 0, 0, -ONE, 0, 1920 * ONE, 1080 * ONE, 1 << 30)
TWICE_AS_WIDE = (2 * ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30)
ASKEW = (46341, 46341, 0, -46341, 46341, 0, 0, 0, 1 << 30)


def tkhd(width: int, height: int, matrix: tuple[int, ...] = AS_IT_IS, version: int = 0) -> bytes:
    """Times, number, length, two places that are free, layer, group and volume; then what is read."""
    before = bytes(32 + 12 + 8) if version else bytes(20 + 12 + 8)
    turned = b"".join(one.to_bytes(4, "big", signed=True) for one in matrix)
    return box(b"tkhd", bytes([version, 0, 0, 3]), before[4:], turned, numbers(width * ONE, height * ONE))


def picture(width: int, height: int) -> bytes:
    """The beginning of a VisualSampleEntry."""
    return bytes(24) + numbers(width, height, size=2) + bytes(50)


def esds(kind: int, *, long: bool = False) -> bytes:
    """With the sizes of its descriptors in one byte, or in four, as most programs write them."""
    size = b"\x80\x80\x80" if long else b""
    return box(b"esds", bytes(4), b"\3" + size + b"\x19\0\1\0", b"\4" + size + b"\x11", bytes([kind]), bytes(12))


def track(
    handler: bytes, codec: bytes, scale: int, *runs: tuple[int, int], head: bytes = b"", inside: bytes = bytes(78)
) -> bytes:
    entry = box(codec, inside)
    table = box(
        b"stbl",
        box(b"stsd", numbers(0, 1), entry),
        box(b"stts", numbers(0, len(runs)), *(numbers(*run) for run in runs)),
    )
    named = box(b"hdlr", numbers(0, 0), handler, bytes(12))
    return box(b"trak", head, box(b"mdia", header(b"mdhd", scale, 0), named, box(b"minf", table)))


FTYP = box(b"ftyp", b"isom", numbers(0))
SOUND = track(b"soun", b"mp4a", 48000, (100, 1024))
PICTURE = track(b"vide", b"avc1", 30000, (299, 1001), (1, 2002), head=tkhd(1920, 1080))
MOOV = box(b"moov", header(b"mvhd", 1000, 10_043), SOUND, PICTURE)
FILM = FTYP + box(b"free", bytes(9)) + box(b"mdat", bytes(3000)) + MOOV
WHOLE = Film(10.043, "avc1", 29.87, 1920, 1080, "mp4a")
"""300 frames in 299 * 1001 + 2002 units of 1/30000 s."""


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (FILM, WHOLE),
        (FTYP + MOOV + box(b"mdat", bytes(50)), WHOLE),
        (FTYP + box(b"mdat", bytes(50), wide=True) + MOOV, WHOLE),
        (FTYP + MOOV[:4].replace(MOOV[:4], bytes(4)) + MOOV[4:], WHOLE),
        (FTYP + box(b"moov", header(b"mvhd", 600, 600 * 90000, version=1)), Film(90000)),
        (FTYP + box(b"moov", header(b"mvhd", 90, 45), SOUND), Film(0.5, sound="mp4a")),
        (
            FTYP + box(b"moov", header(b"mvhd", 90, 45), track(b"vide", b"hvc1", 25, (50, 1))),
            Film(0.5, "hvc1", 25, sound=""),
        ),
        (FTYP + box(b"moov", PICTURE), Film(0, "avc1", 29.87, 1920, 1080, "")),
    ],
    ids=["moov last", "moov first", "a box of 64 bits", "a box to the end", "times of 64 bits", "sound alone", "hevc",
         "without a length"],
)  # fmt: skip
def test_what_a_film_says(data: bytes, found: Film) -> None:
    assert look(BytesIO(data)) == found


@pytest.mark.parametrize(
    ("head", "inside", "sides"),
    [
        (tkhd(1920, 1080), bytes(78), (1920, 1080)),
        (tkhd(1920, 1080, version=1), bytes(78), (1920, 1080)),
        (tkhd(1920, 1080, RIGHT), bytes(78), (1080, 1920)),
        (tkhd(1920, 1080, LEFT), bytes(78), (1080, 1920)),
        (tkhd(1920, 1080, OVER), bytes(78), (1920, 1080)),
        (tkhd(960, 1080, TWICE_AS_WIDE), bytes(78), (1920, 1080)),
        (tkhd(100, 100, ASKEW), bytes(78), (141, 141)),
        (tkhd(1920, 1080), picture(1440, 1080), (1920, 1080)),
        (tkhd(0, 0), picture(1440, 1080), (1440, 1080)),
        (tkhd(0, 0, RIGHT), picture(1440, 1080), (1080, 1440)),
        (tkhd(640, 360, (0,) * 9), bytes(78), (640, 360)),
        (b"", picture(1440, 1080), (0, 0)),
        (tkhd(640, 360)[:-1], bytes(78), (0, 0)),
        (tkhd(65535, 65535, ASKEW), bytes(78), (0, 0)),
    ],
    ids=["as stored", "times of 64 bits", "turned right", "turned left", "upside down", "stretched by its matrix",
         "askew", "long pixels", "none of the track", "none of the track, turned", "no matrix", "no header",
         "a header that is cut", "wider than anything"],
)  # fmt: skip
def test_sides_are_those_that_are_shown(head: bytes, inside: bytes, sides: tuple[int, int]) -> None:
    found = look(BytesIO(FTYP + box(b"moov", track(b"vide", b"avc1", 25, (50, 1), head=head, inside=inside))))
    assert (found.width, found.height) == sides


@pytest.mark.parametrize(
    ("codec", "inside", "sound", "name"),
    [
        (b"mp4a", bytes(28) + esds(0x40), "mp4a.40", "aac"),
        (b"mp4a", bytes(28) + esds(0x40, long=True), "mp4a.40", "aac"),
        (b"mp4a", bytes(44) + box(b"wave", bytes(12), esds(0x40)), "mp4a.40", "aac"),
        (b"mp4a", bytes(28) + esds(0x6B), "mp4a.6b", "mp3"),
        (b"mp4a", bytes(28) + esds(0x99), "mp4a.99", ""),
        (b"mp4a", bytes(28), "mp4a", "aac"),
        (b".mp3", bytes(28), ".mp3", "mp3"),
        (b"raw ", bytes(28), "raw", "pcm"),
        (b"ac-3", bytes(28), "ac-3", "ac3"),
        (b"ms\0\x55", bytes(28), None, ""),
        (b"    ", bytes(28), None, ""),
    ],
)  # fmt: skip
def test_how_the_sound_is_coded(codec: bytes, inside: bytes, sound: str | None, name: str) -> None:
    moov = box(b"moov", PICTURE, track(b"soun", codec, 48000, inside=inside))
    found = look(BytesIO(FTYP + moov)).sound
    assert (found, codecs.name_of(found)) == (sound, name)


def test_the_first_track_of_a_kind_counts() -> None:
    small = track(b"vide", b"jpeg", 1, (1, 1), head=tkhd(160, 90))
    moov = box(b"moov", SOUND, PICTURE, small, track(b"soun", b"apac", 48000))
    assert look(BytesIO(FTYP + moov)) == WHOLE._replace(seconds=0)


@pytest.mark.parametrize(
    ("moov", "found"),
    [
        (header(b"mvhd", 0, 45), Film()),
        (header(b"mvhd", 90, 2**32 - 1), Film()),
        (header(b"mvhd", 90, 2**64 - 1, version=1), Film()),
        (header(b"mvhd", 1, 2**63, version=1), Film()),
        (header(b"mvhd", 90, 45)[:20], Film()),
        (header(b"mvhd", 90, 45) + track(b"vide", b"\0\xff\1\2", 25, (50, 0)), Film(0.5, sound="")),
        (header(b"mvhd", 90, 45) + track(b"vide", b"avc1", 2**32 - 1, (2**32 - 1, 1)), Film(0.5, "avc1", sound="")),
        (header(b"mvhd", 90, 45) + track(b"vide", b"avc1", 0, (50, 1)), Film(0.5, "avc1", sound="")),
        (header(b"mvhd", 90, 45) + track(b"vide", b"avc1", 25), Film(0.5, "avc1", sound="")),
        (b"", Film()),
    ],
    ids=["no units", "unknown length", "unknown length of 64 bits", "a million years", "cut off", "no name, no time",
         "a billion frames a second", "no scale", "no frames", "empty"],
)  # fmt: skip
def test_what_cannot_be_true_says_nothing(moov: bytes, found: Film) -> None:
    assert look(BytesIO(FTYP + box(b"moov", moov))) == found


@given(st.integers(0, len(FILM)), st.binary(max_size=40), st.integers(0, 60))
@example(0, numbers(1) + b"moov" + numbers(0, size=8), 0)
def test_a_damaged_film_never_raises(at: int, other: bytes, gone: int) -> None:
    found = look(BytesIO(FILM[:at] + other + FILM[at + gone :]))
    assert is_sane(found)
    assert found.codec == "" or (found.codec.isascii() and len(found.codec) == 4)


@given(st.integers(0, len(FILM)))
def test_nor_does_one_that_is_cut_off(at: int) -> None:
    assert look(BytesIO(FILM[:at])) in (WHOLE, Film())


def is_sane(found: Film) -> bool:
    sides = [found.width, found.height]
    is_shown = sides == [0, 0] or 1 <= min(sides) <= max(sides) <= 1 << 16
    return 0 <= found.seconds <= 10 * 366 * 86400 and 0 <= found.frame_rate <= 1000 and is_shown


class Counted(BytesIO):
    reads = 0
    largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        data = super().read(size)
        self.largest = max(self.largest, len(data))
        return data


@pytest.mark.parametrize(
    "data",
    [
        FTYP + box(b"free") * 200_000 + MOOV,
        FTYP + box(b"moov", box(b"trak") * 200_000, header(b"mvhd", 90, 45)),
        FTYP + box(b"moov", header(b"mvhd", 90, 45), box(b"trak", box(b"mdia", box(b"free"))) * 60_000),
        FTYP + box(b"moov", header(b"mvhd", 90, 45), track(b"vide", b"avc1", 25, *[(1, 1)] * 200_000)),
        FTYP + box(b"moov", *[track(b"soun", b"mp4a", 48000, inside=b"esds" * 40)] * 2000, PICTURE),
        FTYP + box(b"moov", PICTURE, track(b"soun", b"mp4a", 48000, inside=b"esds\0\0\0\0\3" * 100_000)),
    ],
    ids=["empty boxes", "empty tracks", "tracks of nothing", "a long table", "many sounds", "much of a sound"],
)
def test_a_hostile_film_takes_no_longer(data: bytes) -> None:
    file = Counted(data)
    look(file)
    assert file.reads <= 2 * 4096 + 10
    assert file.largest <= 64 * 1024


def test_a_film_that_a_program_made() -> None:
    found = probe(ROOT, "content/media/pour.mp4")
    assert (codecs.name_of(found.film.codec), found.film.frame_rate) == ("h264", 24)
    assert (found.width, found.height) == (0, 0), "a payload names them"


@pytest.mark.parametrize(
    ("entry", "name"),
    [("avc1", "h264"), ("hvc1", "hevc"), ("hev1", "hevc"), ("vp09", "vp9"), ("av01", "av1"), ("mp4v", "mpeg4"),
     ("apcn", "prores"), ("jpeg", "mjpeg"), ("xyz1", ""), ("", ""), ("XVID", "mpeg4"), ("wave.55", "mp3"),
     ("V_VP9", "vp9"), ("V_MPEG4/ISO/AVC", "h264"), ("A_AAC/MPEG4/LC", "aac"), ("A_PCM/INT/LIT", "pcm"),
     ("A_MPEG/L3", "mp3"), ("A_MPEG", ""), ("/", "")],
)  # fmt: skip
def test_what_a_codec_is_called(entry: str, name: str) -> None:
    assert codecs.name_of(entry) == name


def test_no_entry_means_two_codecs() -> None:
    entries = [entry.casefold() for codec in codecs.CODECS.values() for entry in codec.entries]
    assert len(entries) == len(set(entries))


def test_a_file_beside_a_post_has_them(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(FILM)
    found = probe(tmp_path, "film.mp4")
    assert (found.kind, found.mime, found.film) == ("video", "video/mp4", WHOLE)
    sound = box(b"ftyp", b"M4A ", numbers(0)) + box(b"moov", header(b"mvhd", 4, 10), SOUND)
    (tmp_path / "sound.m4a").write_bytes(sound)
    assert probe(tmp_path, "sound.m4a").film == Film(2.5, sound="mp4a")
    assert {found.mime, probe(tmp_path, "sound.m4a").mime} <= video.MIMES
