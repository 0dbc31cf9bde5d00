"""What the headers of WebM and Matroska files say of a film.

Sources: RFC 8794 (EBML: elements, sizes), RFC 9559 (Matroska: Segment, Info, Tracks and what is in them). Only headers
are read, a bounded number of them: what is damaged or made to mislead says nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from io import SEEK_END
from typing import BinaryIO, NamedTuple

from smmgen.media import avi, film
from smmgen.media.film import Film

MIMES = frozenset({"video/webm", "video/x-matroska"})
SEGMENT = b"\x18\x53\x80\x67"
_INFO, _SCALE, _DURATION = b"\x15\x49\xa9\x66", b"\x2a\xd7\xb1", b"\x44\x89"
_TRACKS, _TRACK = b"\x16\x54\xae\x6b", b"\xae"
_KIND, _CODEC, _PRIVATE, _FRAME = b"\x83", b"\x86", b"\x63\xa2", b"\x23\xe3\x83"
_VIDEO, _WIDTH, _HEIGHT = b"\xe0", b"\xb0", b"\xba"
_SHOWN_WIDTH, _SHOWN_HEIGHT, _SHOWN_UNIT = b"\x54\xb0", b"\x54\xba", b"\x54\xb2"
_PROJECTION, _ROLL = b"\x76\x70", b"\x76\x75"
_PICTURE, _SOUND = 1, 2
_NO_UNIT = 4
_MILLISECOND = 1_000_000
_SECOND = 1_000_000_000
_MOST_ELEMENTS = 1024
"""In a whole file: an hour has about so many clusters, and what is looked for stands before them."""
_MOST_BYTES = 64
"""Of one value."""
_FLOATS = {4: ">f", 8: ">d"}


class _Element(NamedTuple):
    """`start` and `end` are those of what is in it."""

    name: bytes
    start: int
    end: int


Values = Mapping[bytes, bytes]
"""The values right inside of an element; of several with one name, the last."""


class _Reader:
    """Walks elements, so many at most in a whole file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_ELEMENTS
        self.whole = _Element(b"", 0, file.seek(0, SEEK_END))

    def elements(self, parent: _Element) -> Iterator[_Element]:
        """Those right inside of `parent`; the first that cannot be one ends it."""
        at = parent.start
        while at + 2 <= parent.end and self._left > 0:
            self._left -= 1
            element = self._element(at, parent.end)
            if element is None:
                return
            yield element
            at = element.end

    def _element(self, at: int, end: int) -> _Element | None:
        self._file.seek(at)
        try:
            first = self._file.read(1)
            name = first + self._file.read(8 - first[0].bit_length())
            size = size_of(self._file)
        except IndexError:
            return None
        start = self._file.tell()
        until = end if size < 0 else start + size
        return _Element(name, start, until) if until <= end else None

    def find(self, parent: _Element, name: bytes) -> _Element | None:
        return next((element for element in self.elements(parent) if element.name == name), None)

    def values(self, parent: _Element | None) -> Values:
        return {element.name: self._value(element) for element in self.elements(parent)} if parent else {}

    def _value(self, element: _Element) -> bytes:
        self._file.seek(element.start)
        return self._file.read(min(element.end - element.start, _MOST_BYTES))


def look(file: BinaryIO) -> Film:
    """What the headers say. Raises OSError."""
    reader = _Reader(file)
    segment = reader.find(reader.whole, SEGMENT)
    found: dict[bytes, _Element] = {}
    for element in reader.elements(segment) if segment else ():
        if element.name in (_INFO, _TRACKS):
            found[element.name] = element
        if len(found) == 2:
            break
    seconds = _seconds(reader.values(found.get(_INFO)))
    return _film(reader, seconds, found[_TRACKS]) if _TRACKS in found else Film(seconds)


def size_of(file: BinaryIO) -> int:
    """An element's size, a number of variable length (RFC 8794, section 4); -1 for the reserved value "unknown". Raises
    IndexError at the end of the file."""
    first = file.read(1)[0]
    extra = 8 - first.bit_length()
    value = int.from_bytes(bytes([first & ((1 << (7 - extra)) - 1)]) + file.read(extra), "big") if extra < 8 else 0
    return -1 if value == (1 << 7 * (extra + 1)) - 1 else value


def _film(reader: _Reader, seconds: float, tracks: _Element) -> Film:
    """By the first track of each kind."""
    kinds: dict[int, tuple[_Element, Values]] = {}
    for track in reader.elements(tracks):
        if track.name == _TRACK:
            values = reader.values(track)
            kinds.setdefault(_number(values.get(_KIND)), (track, values))
    sound = _sound(kinds[_SOUND][1]) if _SOUND in kinds else None
    if _PICTURE not in kinds:
        return Film(seconds, sound=sound)
    track, values = kinds[_PICTURE]
    frame = _number(values.get(_FRAME))
    rate = film.rate(_SECOND / frame if frame else 0.0)
    width, height = _sides(reader, reader.find(track, _VIDEO))
    return Film(seconds, _codec(values), rate, width, height, sound if _SOUND in kinds else "")


def _sides(reader: _Reader, video: _Element | None) -> tuple[int, int]:
    """As they are shown: what is said of the display is a ratio, whatever its unit, and what is rolled lies."""
    values = reader.values(video)
    width, height = _number(values.get(_WIDTH)), _number(values.get(_HEIGHT))
    across, down = _number(values.get(_SHOWN_WIDTH)), _number(values.get(_SHOWN_HEIGHT))
    if across and down and _number(values.get(_SHOWN_UNIT)) != _NO_UNIT:
        shown = film.sides(height * across / down, height)
    else:
        shown = film.sides(width, height)
    rolled = _float(reader.values(reader.find(video, _PROJECTION)).get(_ROLL)) if video else 0.0
    return (shown[1], shown[0]) if abs(rolled) == 90 else shown


def _codec(values: Values) -> str:
    """Videos that come from an AVI are named by its four letters (RFC 9559, V_MS/VFW/FOURCC)."""
    name = _text(values.get(_CODEC))
    return avi.codec(values.get(_PRIVATE, b"")) if name == "V_MS/VFW/FOURCC" else name


def _sound(values: Values) -> str | None:
    name = _text(values.get(_CODEC))
    return avi.sound(values.get(_PRIVATE, b"")) if name == "A_MS/ACM" else name or None


def _seconds(info: Values) -> float:
    scale = _number(info.get(_SCALE)) or _MILLISECOND
    return round(film.duration(_float(info.get(_DURATION)) * scale / _SECOND), 3)


def _text(value: bytes | None) -> str:
    text = (value or b"").rstrip(b"\0").decode("ascii", "replace")
    return text if text.isascii() and text.isprintable() else ""


def _number(value: bytes | None) -> int:
    return int.from_bytes((value or b"")[:8], "big")


def _float(value: bytes | None) -> float:
    kind = _FLOATS.get(len(value or b""))
    return float(struct.unpack(kind, value or b"")[0]) if kind else 0.0
