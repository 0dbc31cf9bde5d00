"""WebM files made here, element by element (RFC 8794, RFC 9559)."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.media.matroska import seconds
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


FILM = film(SCALE, VOID, LENGTH)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (FILM, 12.345),
        (film(LENGTH), 12.345),
        (film(LENGTH, element("2ad7b1", (100_000).to_bytes(3, "big"))), 1.234),
        (film(element("4489", struct.pack(">f", 500.0))), 0.5),
        (HEADER + element("18538067", TAGS, element("1549a966", SCALE, LENGTH), CLUSTER, size=UNKNOWN), 12.345),
    ],
    ids=["a film", "the default scale", "tenths of a millisecond", "32 bits", "a segment of unknown size"],
)
def test_how_long_it_is(data: bytes, found: float) -> None:
    assert seconds(BytesIO(data)) == pytest.approx(found, abs=0.001)


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
    assert seconds(BytesIO(data)) == 0


@given(st.integers(0, len(FILM)), st.binary(max_size=40), st.integers(0, 60))
def test_a_damaged_film_never_raises(at: int, other: bytes, gone: int) -> None:
    assert 0 <= seconds(BytesIO(FILM[:at] + other + FILM[at + gone :])) <= 10 * 366 * 86400


@pytest.mark.parametrize("data", [HEADER + VOID * 20_000, HEADER + element("18538067", VOID * 20_000, size=UNKNOWN)])
def test_a_hostile_film_takes_no_longer(data: bytes) -> None:
    file = BytesIO(data)
    assert seconds(file) == 0
    assert file.tell() < 10_000, "the rest is not looked at"


def test_a_file_beside_a_post_has_it(tmp_path: Path) -> None:
    (tmp_path / "film.webm").write_bytes(FILM)
    found = probe(tmp_path, "film.webm")
    assert (found.mime, found.seconds) == ("video/webm", 12.345)
