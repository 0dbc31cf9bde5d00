"""Files that say that artificial intelligence has made them, wherever they say it."""

from __future__ import annotations

from io import BytesIO

import pytest

from smmgen.media.artificial import says_so

ADDRESS = b"http://cv.iptc.org/newscodes/digitalsourcetype/"
MEGABYTE = 1 << 20


@pytest.mark.parametrize("word", [b"trainedAlgorithmicMedia", b"compositeWithTrainedAlgorithmicMedia"])
@pytest.mark.parametrize(("before", "behind"), [(0, 0), (500, 3 * MEGABYTE), (3 * MEGABYTE, 500), (MEGABYTE - 60, 60)])
def test_at_the_beginning_and_at_the_end(word: bytes, before: int, behind: int) -> None:
    assert says_so(BytesIO(bytes(before) + ADDRESS + word + bytes(behind)))


@pytest.mark.parametrize(
    "data",
    [b"", bytes(3 * MEGABYTE), ADDRESS + b"digitalCapture", ADDRESS + b"algorithmicMedia", ADDRESS + b"humanEdits"],
    ids=["empty", "zeros", "a camera", "a program without training", "a person"],
)
def test_others(data: bytes) -> None:
    assert not says_so(BytesIO(data))


def test_the_middle_of_a_large_file_is_not_read() -> None:
    assert not says_so(BytesIO(bytes(2 * MEGABYTE) + ADDRESS + b"trainedAlgorithmicMedia" + bytes(2 * MEGABYTE)))
