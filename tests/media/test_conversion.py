"""What has to be made of a video, by its sides and codecs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.media.conversion import is_taken, wanted
from smmgen.media.ffmpeg import SIDE, Cut
from smmgen.media.film import Film
from smmgen.media.fitting import Takes
from smmgen.media.types import MediaFile
from smmgen.networks.limits import Limit, Limits


def video(width: int = 1920, height: int = 1080, mime: str = "video/mp4", size: int = 5000, **more: Any) -> MediaFile:
    known = {"codec": "avc1", "frame_rate": 25, "sound": "mp4a"} | more
    return MediaFile("a", "0", size, "video", mime, film=Film(10, width=width, height=height, **known))


def limits(**most: float | tuple[float, float]) -> Limits:
    bounds = {name: one if isinstance(one, tuple) else (None, one) for name, one in most.items()}
    return Limits({f"video.{name}": Limit(*one) for name, one in bounds.items()})


def takes(*codecs: str, types: tuple[str, ...] = (), **most: float | tuple[float, float]) -> Takes:
    return Takes(limits(**most), frozenset(types), frozenset(codecs))


TAKEN: dict[str, tuple[MediaFile, Takes, bool]] = {
    "anything": (video(), takes(), True),
    "sides at the bounds": (video(), takes(width=1920, height=1080, pixels=1920 * 1080), True),
    "too wide": (video(), takes(width=1919), False),
    "too high": (video(), takes(height=1079), False),
    "too many pixels": (video(), takes(pixels=1920 * 1080 - 1), False),
    "too small: nothing is made larger": (video(), takes(width=(4000, 8000)), True),
    "another shape: nothing is cut off": (video(), takes(ratio=(0.5, 0.6)), True),
    "of unknown sides": (video(0, 0), takes(width=9, ratio=(0.5, 0.6)), True),
    "another codec": (video(codec="hvc1"), takes("h264"), False),
    "a codec that nobody knows": (video(codec="xyz1"), takes("h264"), True),
    "other sound": (video(sound="sowt"), takes("h264", "aac"), False),
    "no sound": (video(sound=""), takes("h264", "aac"), True),
    "sound that is not told": (video(sound=None), takes("h264", "aac"), True),
    "sound that is not judged": (video(sound="sowt"), takes("h264"), True),
    "pictures that are not judged": (video(codec="hvc1"), takes("aac"), True),
    "another type": (video(mime="video/webm"), takes(types=("video/mp4", "image/png")), False),
    "only types of pictures": (video(mime="video/webm"), takes(types=("image/png",)), True),
    "too many bytes": (video(size=9), takes(bytes=8), False),
    "too fast": (video(frame_rate=60), takes(fps=30), False),
    "too slow": (video(frame_rate=15), takes(fps=(24, 60)), False),
    "29.97 frames are 30": (video(frame_rate=29.97), takes(fps=(30, 60)), True),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken(name: str) -> None:
    file, account, expected = TAKEN[name]
    assert is_taken(file, account) is expected


@pytest.mark.parametrize(
    ("accounts", "sides"),
    [
        ([], (1920, 1080)),
        ([takes(width=720, height=1280)], (720, 405)),
        ([takes(width=1280), takes(pixels=640 * 360)], (640, 360)),
        ([takes(width=(540, 720))], (720, 405)),
        ([takes(ratio=(0.5, 0.6))], (1920, 1080)),
    ],
    ids=["as it is", "one account", "two accounts", "between two", "a shape"],
)
def test_it_is_made_smaller(accounts: list[Takes], sides: tuple[int, int]) -> None:
    found = wanted(video(), accounts)
    assert (found.sides, found.cut) == (sides, None)


def test_of_a_video_that_does_not_tell_its_sides() -> None:
    assert wanted(video(0, 0), [takes(width=720)], (0, 0)).sides == (SIDE, SIDE)


@pytest.mark.parametrize(
    ("focus", "box"),
    [((0, 0), (420, 0, 1500, 1080)), ((1, 0), (840, 0, 1920, 1080)), ((-1, 1), (0, 0, 1080, 1080))],
)
def test_it_is_cut_around_its_focus(focus: tuple[float, float], box: tuple[int, int, int, int]) -> None:
    square = takes(ratio=(0.5, 1), width=600)
    assert not is_taken(video(), square, focus)
    found = wanted(video(), [takes(), square], focus)
    assert (found.sides, found.cut) == ((600, 600), Cut(box, (1920, 1080)))


def test_shapes_that_exclude_each_other_cut_nothing() -> None:
    found = wanted(video(), [takes(ratio=(0.5, 0.6)), takes(ratio=(1, 2))], (0, 0))
    assert (found.sides, found.cut) == ((1920, 1080), None)


SIDES = st.integers(1, 1 << 16)
FOCUS = st.none() | st.tuples(st.floats(-1, 1), st.floats(-1, 1))


@given(SIDES, SIDES, SIDES, SIDES, st.integers(1, 1 << 26), st.floats(0.02, 40), st.floats(1, 9), FOCUS)
def test_what_is_wanted_fits(
    width: int, height: int, across: int, down: int, pixels: int, least: float, wider: float, focus: Any
) -> None:
    """It is a part of the video, no larger, and not larger than the account takes."""
    account = takes(width=across, height=down, pixels=pixels, ratio=(least, least * wider))
    found = wanted(video(width, height), [account], focus)
    left, top, right, bottom = found.cut.box if found.cut else (0, 0, width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert found.sides[0] <= right - left
    assert found.sides[1] <= bottom - top
    assert found.cut is None or focus
    assert 1 <= found.sides[0] <= across
    assert 1 <= found.sides[1] <= down
