"""Films made here, box by box: what their headers say, and what damaged and hostile ones do not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_project import ROOT

from smmgen.media import codecs, video
from smmgen.media.probe import probe
from smmgen.media.video import Video, look


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


def track(handler: bytes, codec: bytes, scale: int, *runs: tuple[int, int]) -> bytes:
    entry = box(codec, bytes(78))
    table = box(
        b"stbl",
        box(b"stsd", numbers(0, 1), entry),
        box(b"stts", numbers(0, len(runs)), *(numbers(*run) for run in runs)),
    )
    named = box(b"hdlr", numbers(0, 0), handler, bytes(12))
    return box(b"trak", box(b"mdia", header(b"mdhd", scale, 0), named, box(b"minf", table)))


FTYP = box(b"ftyp", b"isom", numbers(0))
SOUND = track(b"soun", b"mp4a", 48000, (100, 1024))
PICTURE = track(b"vide", b"avc1", 30000, (299, 1001), (1, 2002))
MOOV = box(b"moov", header(b"mvhd", 1000, 10_043), SOUND, PICTURE)
FILM = FTYP + box(b"free", bytes(9)) + box(b"mdat", bytes(3000)) + MOOV
WHOLE = Video(10.043, "avc1", 29.87)
"""300 frames in 299 * 1001 + 2002 units of 1/30000 s."""


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (FILM, WHOLE),
        (FTYP + MOOV + box(b"mdat", bytes(50)), WHOLE),
        (FTYP + box(b"mdat", bytes(50), wide=True) + MOOV, WHOLE),
        (FTYP + MOOV[:4].replace(MOOV[:4], bytes(4)) + MOOV[4:], WHOLE),
        (FTYP + box(b"moov", header(b"mvhd", 600, 600 * 90000, version=1)), Video(90000)),
        (FTYP + box(b"moov", header(b"mvhd", 90, 45), SOUND), Video(0.5)),
        (FTYP + box(b"moov", header(b"mvhd", 90, 45), track(b"vide", b"hvc1", 25, (50, 1))), Video(0.5, "hvc1", 25)),
        (FTYP + box(b"moov", PICTURE), Video(0, "avc1", 29.87)),
    ],
    ids=["moov last", "moov first", "a box of 64 bits", "a box to the end", "times of 64 bits", "sound alone", "hevc",
         "without a length"],
)  # fmt: skip
def test_what_a_film_says(data: bytes, found: Video) -> None:
    assert look(BytesIO(data)) == found


@pytest.mark.parametrize(
    ("moov", "found"),
    [
        (header(b"mvhd", 0, 45), Video()),
        (header(b"mvhd", 90, 2**32 - 1), Video()),
        (header(b"mvhd", 90, 2**64 - 1, version=1), Video()),
        (header(b"mvhd", 1, 2**63, version=1), Video()),
        (header(b"mvhd", 90, 45)[:20], Video()),
        (header(b"mvhd", 90, 45) + track(b"vide", b"\0\xff\1\2", 25, (50, 0)), Video(0.5)),
        (header(b"mvhd", 90, 45) + track(b"vide", b"avc1", 2**32 - 1, (2**32 - 1, 1)), Video(0.5, "avc1")),
        (header(b"mvhd", 90, 45) + track(b"vide", b"avc1", 0, (50, 1)), Video(0.5, "avc1")),
        (header(b"mvhd", 90, 45) + track(b"vide", b"avc1", 25), Video(0.5, "avc1")),
        (b"", Video()),
    ],
    ids=["no units", "unknown length", "unknown length of 64 bits", "a million years", "cut off", "no name, no time",
         "a billion frames a second", "no scale", "no frames", "empty"],
)  # fmt: skip
def test_what_cannot_be_true_says_nothing(moov: bytes, found: Video) -> None:
    assert look(BytesIO(FTYP + box(b"moov", moov))) == found


@given(st.integers(0, len(FILM)), st.binary(max_size=40), st.integers(0, 60))
@example(0, numbers(1) + b"moov" + numbers(0, size=8), 0)
def test_a_damaged_film_never_raises(at: int, other: bytes, gone: int) -> None:
    found = look(BytesIO(FILM[:at] + other + FILM[at + gone :]))
    assert 0 <= found.seconds <= 10 * 366 * 86400
    assert 0 <= found.frame_rate <= 1000
    assert found.codec == "" or (found.codec.isascii() and len(found.codec) == 4)


@given(st.integers(0, len(FILM)))
def test_nor_does_one_that_is_cut_off(at: int) -> None:
    assert look(BytesIO(FILM[:at])) in (WHOLE, Video())


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
    ],
    ids=["empty boxes", "empty tracks", "tracks of nothing", "a long table"],
)
def test_a_hostile_film_takes_no_longer(data: bytes) -> None:
    file = Counted(data)
    look(file)
    assert file.reads <= 2 * 4096 + 10
    assert file.largest <= 64 * 1024


def test_a_film_that_a_program_made() -> None:
    found = probe(ROOT, "content/media/pour.mp4")
    assert (codecs.name_of(found.codec), found.frame_rate) == ("h264", 24)


@pytest.mark.parametrize(
    ("entry", "name"),
    [("avc1", "h264"), ("hvc1", "hevc"), ("hev1", "hevc"), ("vp09", "vp9"), ("av01", "av1"), ("mp4v", "mpeg4"),
     ("apcn", "prores"), ("jpeg", "mjpeg"), ("xyz1", ""), ("", "")],
)  # fmt: skip
def test_what_a_codec_is_called(entry: str, name: str) -> None:
    assert codecs.name_of(entry) == name


def test_no_entry_means_two_codecs() -> None:
    entries = [entry for codec in codecs.CODECS.values() for entry in codec.entries]
    assert len(entries) == len(set(entries))


def test_a_file_beside_a_post_has_them(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(FILM)
    found = probe(tmp_path, "film.mp4")
    assert (found.kind, found.mime, found.seconds, found.codec, found.frame_rate) == ("video", "video/mp4", *WHOLE)
    sound = box(b"ftyp", b"M4A ", numbers(0)) + box(b"moov", header(b"mvhd", 4, 10), SOUND)
    (tmp_path / "sound.m4a").write_bytes(sound)
    assert probe(tmp_path, "sound.m4a").seconds == 2.5
    assert {found.mime, probe(tmp_path, "sound.m4a").mime} <= video.MIMES
