"""AVI files made here, chunk by chunk."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.media.avi import look
from smmgen.media.film import Film
from smmgen.media.probe import probe


def chunk(kind: bytes, *inside: bytes) -> bytes:
    data = b"".join(inside)
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def many(kind: bytes, *inside: bytes) -> bytes:
    return chunk(b"LIST", kind, *inside)


def stream(kind: bytes, format: bytes, scale: int = 1, rate: int = 25, length: int = 250) -> bytes:
    """AVISTREAMHEADER as far as it is read, and more."""
    header = kind + bytes(16) + struct.pack("<4I", scale, rate, 0, length) + bytes(20)
    return many(b"strl", chunk(b"strh", header), chunk(b"strf", format))


def bitmap(width: int, height: int, codec: bytes) -> bytes:
    return struct.pack("<IiiHH4s", 40, width, height, 1, 24, codec) + bytes(20)


def wave(number: int) -> bytes:
    return struct.pack("<HHIIHH", number, 2, 44100, 176400, 4, 16)


def avi(*streams: bytes) -> bytes:
    header = many(b"hdrl", chunk(b"avih", bytes(56)), *streams)
    return chunk(b"RIFF", b"AVI ", many(b"INFO", chunk(b"ISFT", b"odd")), header, many(b"movi", bytes(40)))


PICTURE, SOUND = stream(b"vids", bitmap(640, 480, b"XVID"), 1001, 30000, 300), stream(b"auds", wave(0x55))
FILM = avi(SOUND, PICTURE)
WHOLE = Film(10.01, "XVID", 29.97, 640, 480, "wave.55")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (FILM, WHOLE),
        (avi(PICTURE), WHOLE._replace(sound="")),
        (avi(PICTURE, stream(b"vids", bitmap(1, 1, b"MJPG")), SOUND, stream(b"auds", wave(1))), WHOLE),
        (avi(stream(b"vids", bitmap(640, -480, b"\0\0\0\0"))), Film(10, "", 25, 640, 480, "")),
        (avi(PICTURE, stream(b"auds", b"")), WHOLE._replace(sound=None)),
        (avi(stream(b"vids", bitmap(0, 480, b"H264"), 0, 0)), Film(0, "H264", 0, 0, 0, "")),
        (avi(stream(b"vids", b"", 1, 2**32 - 1)), Film(0, "", 0, 0, 0, "")),
        (avi(stream(b"vids", b"", 2**32 - 1, 1)), Film(0, "", 0, 0, 0, "")),
        (avi(many(b"strl", chunk(b"strh", b"vids"))), Film(sound="")),
        (avi(SOUND), Film()),
        (avi(), Film()),
        (b"RIFF\x40\0\0\0AVI " + bytes(60), Film()),
        (b"", Film()),
    ],
    ids=["a film", "silent", "several of a kind", "stored from above, not coded", "a sound of no format", "no units",
         "faster than anything", "longer than life", "a header that is cut", "sound alone", "no streams", "zeros",
         "empty"],
)  # fmt: skip
def test_what_a_film_says(data: bytes, found: Film) -> None:
    said = look(BytesIO(data))
    assert said._replace(frame_rate=0, seconds=0) == found._replace(frame_rate=0, seconds=0)
    assert said.seconds == pytest.approx(found.seconds, abs=0.001)
    assert said.frame_rate == pytest.approx(found.frame_rate, abs=0.001)


@given(st.integers(0, len(FILM)), st.binary(max_size=40), st.integers(0, 60))
def test_a_damaged_film_never_raises(at: int, other: bytes, gone: int) -> None:
    found = look(BytesIO(FILM[:at] + other + FILM[at + gone :]))
    assert 0 <= found.seconds <= 10 * 366 * 86400
    assert 0 <= found.frame_rate <= 1000
    assert max(found.width, found.height) <= 1 << 16


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
        chunk(b"RIFF", b"AVI ", chunk(b"JUNK") * 50_000, many(b"hdrl", PICTURE)),
        avi(*[many(b"strl")] * 50_000),
        avi(many(b"strl", chunk(b"JUNK") * 50_000)),
        avi(*[PICTURE] * 5000),
        avi(many(b"strl", chunk(b"strf", bytes(900_000)))),
        chunk(b"RIFF", b"AVI ", b"LIST" + bytes(4) + b"hdrl", bytes(90_000)),
    ],
    ids=["empty chunks", "empty streams", "streams of nothing", "many streams", "a long format", "a list of nothing"],
)
def test_a_hostile_film_takes_no_longer(data: bytes) -> None:
    file = Counted(data)
    look(file)
    assert file.reads <= 2 * 256
    assert file.largest <= 64


def test_a_file_beside_a_post_has_it(tmp_path: Path) -> None:
    (tmp_path / "film.avi").write_bytes(FILM)
    found = probe(tmp_path, "film.avi")
    assert (found.kind, found.mime, found.film) == ("video", "video/x-msvideo", WHOLE)
