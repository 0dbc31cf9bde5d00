"""What has to be made of a video so that accounts take it, by the facts of their networks.

Pure arithmetic, and no network by name. A video that is too large is made smaller. It is cut only around a focus that
the post declares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from smmgen.media import probe
from smmgen.media.codecs import untaken
from smmgen.media.ffmpeg import FRAME_RATE, SIDE, Cut, Wanted
from smmgen.media.fitting import Takes, ratios_of, scaled_within
from smmgen.media.sizes import Ratios, around, within
from smmgen.media.types import MediaFile
from smmgen.networks.limits import Limits

Focus = tuple[float, float]


class _Sides(NamedTuple):
    """Of a video as it is shown, of what is kept of it, and of the result."""

    whole: tuple[int, int]
    kept: tuple[int, int]
    made: tuple[int, int]


def is_taken(video: MediaFile, takes: Takes, focus: Focus | None = None) -> bool:
    """The video is sent as it is: what can be changed of it is right, as far as the file says."""
    types = frozenset(mime for mime in takes.types if mime.startswith("video/"))
    is_light = video.size <= _most(takes.limits, "video.bytes")
    is_coded = not untaken(video.film, takes.codecs) and (not types or video.mime in types)
    sides = _sides(video, [takes], focus)
    return is_light and is_coded and _has_rate(video, takes.limits) and sides.made == sides.whole


def wanted(video: MediaFile, takes: Sequence[Takes], focus: Focus | None = None) -> Wanted:
    """What suits all of these accounts."""
    least = max((one.limits.least("video.fps") or 0 for one in takes), default=0)
    sides = _sides(video, takes, focus)
    is_whole = sides.kept == sides.whole
    return Wanted(
        int(min([probe.MAX_BYTES, *(_most(one.limits, "video.bytes") for one in takes)])),
        min([FRAME_RATE, *(_most(one.limits, "video.fps") for one in takes)]),
        is_slow=0 < round(video.film.frame_rate) < least,
        sides=sides.made if all(sides.whole) else (SIDE, SIDE),
        cut=None if is_whole else Cut(around(*sides.whole, sides.kept, focus or (0, 0)), sides.whole),
    )


def _has_rate(video: MediaFile, limits: Limits) -> bool:
    """Frames a second, rounded like in reports."""
    rate = video.film.frame_rate
    return not rate or (limits.least("video.fps") or 0) <= round(rate) <= _most(limits, "video.fps")


def _sides(video: MediaFile, takes: Sequence[Takes], focus: Focus | None) -> _Sides:
    """Zeros where the file does not say. Without a focus, or where no ratio suits all, nothing is cut off."""
    whole = video.film.width, video.film.height
    if not all(whole):
        return _Sides(whole, whole, whole)
    ratios = reduce(_common, (ratios_of(one.limits, "video") for one in takes), Ratios())
    kept = within(*whole, ratios) if focus and ratios.least <= ratios.most else whole
    made = reduce(lambda size, one: scaled_within(size, one.limits, ratios, "video"), takes, kept)
    return _Sides(whole, kept, made)


def _common(one: Ratios, other: Ratios) -> Ratios:
    return Ratios(max(one.least, other.least), min(one.most, other.most))


def _most(limits: Limits, measure: str) -> float:
    most = limits.most(measure)
    return math.inf if most is None else most
