"""Which version of a picture a network needs, by its facts: pure arithmetic, and no network by name. Of videos, see
`smmgen.media.conversion`.

A picture that fits is not touched. What cannot be put right here (an animation, a picture that is too small, a type
that is not read) is left to the rules, which report it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from smmgen.media import heif
from smmgen.media.sizes import Ratios, around, scaled, within
from smmgen.media.types import MediaFile, Version
from smmgen.networks.limits import Limits

JPEG = "image/jpeg"
_LOSSLESS = frozenset({"image/png", "image/gif"})
_SHOWN = frozenset({JPEG, "image/webp"}) | _LOSSLESS
"""What a network gets that does not say which types it takes: every program shows them."""
READ = _SHOWN | heif.MIMES


class Takes(NamedTuple):
    """What an account takes: its limits, and of its network's facts the `types` and, of videos, the `codecs` of
    pictures and sound."""

    limits: Limits = Limits()
    types: frozenset[str] = frozenset()
    codecs: frozenset[str] = frozenset()


def version(file: MediaFile, takes: Takes) -> Version | None:
    """What is to be made of the picture; None where it is sent as it is.

    It is only shrunk and converted; cut only around a focus that the post declares, where its ratio is not taken.
    """
    types = _pictures(takes)
    if not _can_be_made(file, types) or awaits_cut(file, takes):
        return None
    whole, ratios = _whole(file), ratios_of(takes.limits)
    kept = _kept(file, ratios)
    size, bound = scaled_within(kept, takes.limits, ratios), takes.limits.most("image.bytes")
    most = None if bound is None else int(bound)
    is_heavy = most is not None and file.size > most
    is_other = file.mime not in types or (file.private and file.mime in heif.MIMES)
    if size == whole and not is_heavy and not is_other:
        return None
    is_lossless = file.mime in _LOSSLESS and "image/png" in types and not is_heavy and not is_other
    box = around(*whole, kept, file.focus or (0, 0))
    return Version(("image/png", JPEG) if is_lossless else (JPEG,), box, *size, most, ratios, kept == whole)


def awaits_cut(file: MediaFile, takes: Takes) -> bool:
    """The picture could be made to fit, but its ratio is not taken, and nobody has said what may be cut off.

    Then nothing is made of it: its writer looks for its own figures in the report.
    """
    ratios = ratios_of(takes.limits)
    return _can_be_made(file, _pictures(takes)) and not ratios.allow(*_kept(file, ratios))


def _pictures(takes: Takes) -> frozenset[str]:
    return frozenset(mime for mime in takes.types if mime.startswith("image/")) or _SHOWN


def _can_be_made(file: MediaFile, types: frozenset[str]) -> bool:
    return file.mime in READ and not file.animated and bool(file.width) and JPEG in types


def _kept(file: MediaFile, ratios: Ratios) -> tuple[int, int]:
    """The sides of what may be sent: a part of the picture only where it declares a focus."""
    return within(*_whole(file), ratios) if file.focus else _whole(file)


def _whole(file: MediaFile) -> tuple[int, int]:
    """Its width and height as they are shown."""
    return (file.height, file.width) if file.disputed >= 5 else (file.width, file.height)


def ratios_of(limits: Limits, kind: str = "image") -> Ratios:
    """What shapes of pictures, or of another kind of file, are taken."""
    stretch = limits.most(f"{kind}.stretch") or math.inf
    least, most = limits.least(f"{kind}.ratio") or 0.0, limits.most(f"{kind}.ratio") or math.inf
    return Ratios(max(least, 1 / stretch), min(most, stretch))


def scaled_within(size: tuple[int, int], limits: Limits, ratios: Ratios, kind: str = "image") -> tuple[int, int]:
    """The sides within every limit on pixels; where one is a single pixel, it takes more than one step."""
    while (factor := _factor(*size, limits, kind)) < 1 and (smaller := scaled(*size, factor, ratios)) != size:
        size = smaller
    return size


def _factor(width: int, height: int, limits: Limits, kind: str) -> float:
    """By how much the sides are to be scaled, so that every limit on pixels is kept."""
    figures = {"width": width, "height": height, "side_sum": width + height}
    factors = [_share(limits, f"{kind}.{measure}", value) for measure, value in figures.items()]
    return min(*factors, math.sqrt(_share(limits, f"{kind}.pixels", width * height)))


def _share(limits: Limits, measure: str, value: int) -> float:
    most = limits.most(measure)
    return 1.0 if most is None else most / value
