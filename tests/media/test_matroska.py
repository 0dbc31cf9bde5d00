"""WebM files made here, element by element (RFC 8794, RFC 9559)."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.media.film import Film
from smmgen.media.matroska import look
from smmgen.media.probe import probe


def element(name: str, *inside: bytes, size: bytes = b"") -> bytes:
    """With its size in two bytes, unless it is given."""
    data = b"".join(inside)
    return bytes.fromhex(name) + (size or (0x4000 | len(data)).to_bytes(2, "big")) + data


HEADER = element("1a45dfa3", element("4282", b"webm"))
SCALE = element("2ad7b1", (1_000_000).to_bytes(3, "big"))
LENGTH = element("4489", struct.pack(">d", 12_345.0))
TAGS, VOID = element("1254c367", bytes(30)), element("ec", bytes(9))
CLUSTER = element("1f43b675", bytes(50))
UNKNOWN = b"\x01" + b"\xff" * 7


def film(*info: bytes) -> bytes:
    return HEADER + element("18538067", VOID, element("1549a966", *info), CLUSTER)


def number(name: str, value: int) -> bytes:
    return element(name, value.to_bytes(4, "big"))


def track(kind: int, codec: bytes, *more: bytes) -> bytes:
    return element("ae", number("d7", 1), number("83", kind), element("86", codec), *more)


def sides(width: int, height: int, *more: bytes) -> bytes:
    return element("e0", number("b0", width), number("ba", height), *more)


def rolled(degrees: float) -> bytes:
    return element("7670", number("7671", 0), element("7675", struct.pack(">f", degrees)))


def tracks(*tracks: bytes) -> bytes:
    return HEADER + element("18538067", VOID, element("1549a966", LENGTH), element("1654ae6b", *tracks), CLUSTER)


RATE = number("23e383", 33_366_667)
"""Nanoseconds: 29.97 frames a second."""
PICTURE, SOUND = track(1, b"V_VP9", RATE, sides(1920, 1080)), track(2, b"A_OPUS")
FILM = tracks(SOUND, PICTURE)
WHOLE = Film(12.345, "V_VP9", 29.97, 1920, 1080, "A_OPUS")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (FILM, 12.345),
        (film(SCALE, VOID, LENGTH), 12.345),
        (film(LENGTH), 12.345),
        (film(LENGTH, element("2ad7b1", (100_000).to_bytes(3, "big"))), 1.234),
        (film(element("4489", struct.pack(">f", 500.0))), 0.5),
        (HEADER + element("18538067", TAGS, element("1549a966", SCALE, LENGTH), CLUSTER, size=UNKNOWN), 12.345),
    ],
    ids=[
        "a film",
        "without tracks",
        "the default scale",
        "tenths of a millisecond",
        "32 bits",
        "a segment of unknown size",
    ],
)
def test_how_long_it_is(data: bytes, found: float) -> None:
    assert look(BytesIO(data)).seconds == pytest.approx(found, abs=0.001)


AVI = bytes(16) + b"XVID" + bytes(20)
"""A BITMAPINFOHEADER."""
WAVE = b"\x55\0" + bytes(16)
"""A WAVEFORMATEX of MP3."""


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (FILM, WHOLE),
        (tracks(PICTURE), WHOLE._replace(sound="")),
        (tracks(SOUND), Film(12.345, sound="A_OPUS")),
        (tracks(track(17, b"S_TEXT/UTF8"), PICTURE, SOUND), WHOLE),
        (tracks(PICTURE, track(1, b"V_MJPEG", sides(160, 90)), SOUND, track(2, b"A_AC3")), WHOLE),
        (tracks(track(1, b"V_VP8\0\0", sides(1, 1)), SOUND), Film(12.345, "V_VP8", 0, 1, 1, "A_OPUS")),
        (tracks(track(1, b"V_MS/VFW/FOURCC", element("63a2", AVI))), Film(12.345, "XVID", sound="")),
        (tracks(track(1, b"V_MS/VFW/FOURCC")), Film(12.345, sound="")),
        (tracks(PICTURE, track(2, b"A_MS/ACM", element("63a2", WAVE))), WHOLE._replace(sound="wave.55")),
        (tracks(PICTURE, track(2, b"A_MS/ACM")), WHOLE._replace(sound=None)),
        (tracks(PICTURE, track(2, b"\xff\x1b[1m")), WHOLE._replace(sound=None)),
    ],
    ids=["a film", "silent", "sound alone", "subtitles", "several of a kind", "names may end in zeros", "from an AVI",
         "without what the AVI said", "sound from an AVI", "without what that said", "no name"],
)  # fmt: skip
def test_what_a_film_says(data: bytes, found: Film) -> None:
    assert look(BytesIO(data)) == found


@pytest.mark.parametrize(
    ("video", "found"),
    [
        (sides(1920, 1080), (1920, 1080)),
        (sides(1440, 1080, number("54b0", 1920), number("54ba", 1080)), (1920, 1080)),
        (sides(1440, 1080, number("54b0", 16), number("54ba", 9), number("54b2", 3)), (1920, 1080)),
        (sides(1440, 1080, number("54b0", 16), number("54ba", 9), number("54b2", 4)), (1440, 1080)),
        (sides(1440, 1080, number("54b0", 16), number("54ba", 0)), (1440, 1080)),
        (sides(1920, 1080, rolled(-90)), (1080, 1920)),
        (sides(1920, 1080, rolled(90)), (1080, 1920)),
        (sides(1920, 1080, rolled(180)), (1920, 1080)),
        (sides(1920, 1080, rolled(float("nan"))), (1920, 1080)),
        (sides(0, 1080), (0, 0)),
        (sides(1 << 17, 1080), (0, 0)),
        (sides(16, 1080, number("54b0", 1 << 30), number("54ba", 1)), (0, 0)),
        (b"", (0, 0)),
    ],
    ids=["as stored", "long pixels", "a ratio", "a ratio of what is not known", "no ratio", "turned left",
         "turned right", "upside down", "turned nowhere", "of no width", "wider than anything", "stretched wider",
         "none"],
)  # fmt: skip
def test_sides_are_those_that_are_shown(video: bytes, found: tuple[int, int]) -> None:
    said = look(BytesIO(tracks(track(1, b"V_VP9", video))))
    assert (said.width, said.height) == found


@pytest.mark.parametrize(
    "data",
    [
        b"", HEADER, film(SCALE), film(element("4489", b"123")), film(element("4489", struct.pack(">d", float("nan")))),
        film(element("4489", struct.pack(">d", -1.0))), film(element("4489", struct.pack(">d", 1e30))),
        HEADER + element("18538067", CLUSTER),
    ],
    ids=["empty", "a header alone", "a recording", "three bytes", "no number", "negative", "longer than life",
         "no information"],
)  # fmt: skip
def test_what_says_nothing(data: bytes) -> None:
    assert look(BytesIO(data)).seconds == 0


@given(st.integers(0, len(FILM)), st.binary(max_size=40), st.integers(0, 60))
def test_a_damaged_film_never_raises(at: int, other: bytes, gone: int) -> None:
    found = look(BytesIO(FILM[:at] + other + FILM[at + gone :]))
    assert 0 <= found.seconds <= 10 * 366 * 86400
    assert 0 <= found.frame_rate <= 1000
    assert max(found.width, found.height) <= 1 << 16


LONG = element("ae", element("86", bytes(900_000), size=(0x1000_0000 | 900_000).to_bytes(4, "big")), size=UNKNOWN)
"""A track whose codec has a name of 900 kB."""


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
        HEADER + VOID * 20_000,
        HEADER + element("18538067", VOID * 20_000, size=UNKNOWN),
        HEADER + element("18538067", element("1654ae6b", PICTURE[:2] * 20_000, size=UNKNOWN), size=UNKNOWN),
        HEADER + element("18538067", element("1654ae6b", track(1, b"V_VP9") * 9000, size=UNKNOWN), size=UNKNOWN),
        HEADER + element("18538067", element("1654ae6b", LONG, size=UNKNOWN), size=UNKNOWN),
    ],
    ids=["empty elements", "in a segment", "tracks of nothing", "many tracks", "a long name"],
)
def test_a_hostile_film_takes_no_longer(data: bytes) -> None:
    file = Counted(data)
    assert look(file).width == 0
    assert file.reads <= 1024 * 6
    assert file.largest <= 64


def test_a_file_beside_a_post_has_it(tmp_path: Path) -> None:
    (tmp_path / "film.webm").write_bytes(FILM)
    found = probe(tmp_path, "film.webm")
    assert (found.mime, found.film) == ("video/webm", WHOLE)
