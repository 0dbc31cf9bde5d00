"""What of a text is another one: lines first, then the words of lines that were replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Sign = Literal["=", "-", "+"]
_WORDS = re.compile(r"\w+\s*|\s+|[^\w\s]\s*")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 600
"""Words or lines that differ; of stretches with more of them the whole is replaced."""


class Stretch(NamedTuple):
    """A stretch of text that is in both (`=`), only before (`-`) or only after (`+`)."""

    sign: Sign
    text: str


def compared(before: str, after: str) -> list[Stretch]:
    """The stretches in order: `=` and `-` together are the text before, `=` and `+` the one after."""
    return [*_joined(_compared(before, after, _LINES))]


def _compared(before: str, after: str, unit: re.Pattern[str]) -> Iterator[Stretch]:
    old, new = unit.findall(before), unit.findall(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    yield Stretch("=", "".join(old[:start]))
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end], unit)
    yield Stretch("=", "".join(old[len(old) - end :]))


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    return next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )


def _middle(old: Sequence[str], new: Sequence[str], unit: re.Pattern[str]) -> Iterator[Stretch]:
    """Runs of what is in both, and what stands between them."""
    x = y = 0
    for a, b, size in [*_common(old, new), (len(old), len(new), 0)]:
        yield from _replaced(old[x:a], new[y:b], unit)
        yield Stretch("=", "".join(old[a : a + size]))
        x, y = a + size, b + size


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs that are in both, in order: where in each, and how long. E. W. Myers, "An O(ND) Difference Algorithm and Its
    Variations" (1986): the time it takes grows with what differs, and that is bounded, whatever the texts are."""
    reached, steps = {1: 0}, list[dict[int, int]]()
    for edits in range(min(len(old) + len(new), _MOST) + 1):
        steps.append(dict(reached))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reached[k - 1] < reached[k + 1])
            x = reached[k + 1] if down else reached[k - 1] + 1
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            reached[k] = x
            if x >= len(old) and x - k >= len(new):
                return _traced(steps, len(old), len(new))
    return []


def _traced(steps: Sequence[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """The way back from the end."""
    found = []
    for edits in range(len(steps) - 1, -1, -1):
        reached, k = steps[edits], x - y
        down = k == -edits or (k != edits and reached[k - 1] < reached[k + 1])
        before = reached[k + 1] if down else reached[k - 1]
        start = (before if down else before + 1) if edits else 0
        if x > start:
            found.append((start, start - k, x - start))
        x, y = before, before - (k + 1 if down else k - 1)
    return found[::-1]


def _replaced(old: Sequence[str], new: Sequence[str], unit: re.Pattern[str]) -> Iterator[Stretch]:
    if old and new and unit is _LINES:
        yield from _compared("".join(old), "".join(new), _WORDS)
    else:
        yield Stretch("-", "".join(old))
        yield Stretch("+", "".join(new))


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Neighbours of one sign as one; of what was replaced, first what was there."""
    gone, come, same = "", "", ""
    for sign, text in stretches:
        if sign == "=" and text:
            if gone or come:
                yield from (Stretch(one, said) for one, said in _signed(gone, come) if said)
                gone = come = ""
            same += text
        elif text:
            if same:
                yield Stretch("=", same)
                same = ""
            gone, come = (gone + text, come) if sign == "-" else (gone, come + text)
    if same:
        yield Stretch("=", same)
    yield from (Stretch(one, said) for one, said in _signed(gone, come) if said)


def _signed(gone: str, come: str) -> tuple[tuple[Sign, str], tuple[Sign, str]]:
    return ("-", gone), ("+", come)
