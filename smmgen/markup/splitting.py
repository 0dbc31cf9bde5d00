"""A text too long for one post -> the parts of a thread.

The parts are as few as the text needs; among such threads the cuts are where they hurt least (see `breaks.badness`)
and the parts even. A link, a mention, a hashtag, code, the sign of a list item or a word is cut only when it alone is
longer than a post, and a grapheme cluster never.

How: going from the front with the longest parts gives their number, and the furthest place where each may begin; going
from the back gives the earliest one. Between the two the next cut is chosen, part by part. Every step looks for its
place in strides that double, so that the whole takes time in proportion to the text (but for a logarithm of a part's
length).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from smmgen.markup.breaks import Gap, Span, atoms, badness, gaps, outside
from smmgen.markup.counting import Fits, grapheme_ends
from smmgen.markup.marks import cut
from smmgen.markup.text import Mark, RichText

_INSIDE_ATOM, _INSIDE_WORD = 1.5, 3.0


def split(rich: RichText, fits: Fits, tail: RichText | None = None, whole: Sequence[Span] = ()) -> list[RichText]:
    """The parts. Only white space between them is lost; marks reach into both sides of a cut.

    `tail` is what the caller will put under the last part, a blank line between: the last part leaves room for it, and
    is empty where the tail has to stand alone. A text that fits into one post is not cut because of its tail. `whole`
    are further stretches to keep in one piece. The first part is empty when a word fits into the next one only.
    """
    thread = _Thread(rich, fits, tail or RichText())
    if not rich.text or thread.takes_last(0, 0, len(rich.text)):
        return [rich]
    if thread.tail.text and thread.takes(0, 0, len(rich.text)):
        return [rich, RichText()]
    cuts = _cuts(thread, whole)
    latest = _latest(thread, cuts)
    begins = _chosen(thread, cuts, _earliest(thread, cuts, latest), latest)
    ends = [*begins[1:], len(cuts) - 1]
    return _pieces(rich, [(cuts[x].end, cuts[y].begin) for x, y in zip(begins, ends, strict=True)])


class _Cut(NamedTuple):
    """A place to cut at. `hurts` is what it costs beside what `badness` says."""

    begin: int
    end: int
    hurts: float = 0.0


class _Thread:
    """The text, and what its parts take."""

    __slots__ = ("_begins", "_ends", "fits", "rich", "tail")

    def __init__(self, rich: RichText, fits: Fits, tail: RichText) -> None:
        self.rich, self.fits, self.tail = rich, fits, tail
        self._begins, self._ends = (sorted(mark[side] for mark in rich.marks) for side in (0, 1))

    def takes(self, part: int, begin: int, end: int) -> bool:
        return self.fits(part, self.rich.text[begin:end], self._marks(begin, end))

    def takes_last(self, part: int, begin: int, end: int) -> bool:
        """Whether the last part fits, including the tail."""
        text, tail = self.rich.text[begin:end], self.tail
        whole = f"{text}\n\n{tail.text}" if text and tail.text else text + tail.text
        return self.fits(part, whole, self._marks(begin, end) + len(tail.marks))

    def _marks(self, begin: int, end: int) -> int:
        return bisect_left(self._begins, end) - bisect_right(self._ends, begin) if end > begin else 0


# Places to cut at


def _cuts(thread: _Thread, whole: Sequence[Span]) -> list[_Cut]:
    """All of them in order, between the text's first and its last sign, which are cuts, too."""
    text, ends = thread.rich.text, grapheme_ends(thread.rich.text)
    free = gaps(text, ends)
    begin = free[0].end if free and free[0].begin == 0 else 0
    end = free[-1].begin if free and free[-1].end == len(text) and free[-1].begin > begin else len(text)
    levels = [
        (0.0, [*outside(free, atoms(thread.rich, whole))]),
        (_INSIDE_ATOM, free),
        (_INSIDE_WORD, [Gap(end, end) for end in ends]),
    ]
    return [_Cut(begin, begin), *_refined(thread, begin, end, levels), _Cut(end, end)]


def _refined(thread: _Thread, begin: int, end: int, levels: Sequence[tuple[float, list[Gap]]]) -> Iterator[_Cut]:
    """The places of the first level between two offsets, and of the next ones inside what does not fit into a post."""
    (hurts, places), *finer = levels
    first, last = bisect_right(places, (begin, len(thread.rich.text))), bisect_left(places, (end, 0))
    inside = [Gap(begin, begin), *places[first:last], Gap(end, end)]
    at = stride = 0
    while at < len(inside) - 1:
        fitting = _fitting(thread, inside, at, stride)
        stride = fitting - at
        if not stride:
            if finer:
                yield from _refined(thread, inside[at].end, inside[at + 1].begin, finer)
            fitting += 1
        yield from (_Cut(*gap, hurts) for gap in inside[at + 1 : fitting + 1] if gap.begin < end)
        at = fitting


def _fitting(thread: _Thread, places: Sequence[Gap], at: int, guess: int) -> int:
    """The furthest place up to which a whole post takes the text after the one at `at`; `at` itself for none."""
    most = len(places) - 1 - at
    return at + _most(most, lambda steps: thread.takes(1, places[at].end, places[at + steps].begin), guess)


def _most(limit: int, holds: Callable[[int], bool], guess: int) -> int:
    """The most steps that hold, up to `limit`, 0 for none; none hold beyond some that do not. Quick near the guess."""
    low, high, step = 0, limit + 1, 1
    at = min(max(guess, 1), limit)
    while low < at < high:
        if holds(at):
            low, at = at, at + step
        else:
            high, at = at, at - step
        step *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


# Which of them


def _latest(thread: _Thread, cuts: Sequence[_Cut]) -> list[int]:
    """For every part of the shortest thread the furthest cut it can begin at."""
    begins, guess, end = [0], 1, len(cuts) - 1
    while True:
        part, first = len(begins) - 1, begins[-1]
        reached = _reach(thread, cuts, part, first, guess)
        if first == end or (reached == end and _closes(thread, cuts, part, first)):
            return begins
        begins.append(reached)
        guess = reached - first


def _earliest(thread: _Thread, cuts: Sequence[_Cut], latest: Sequence[int]) -> list[int]:
    """For every part the first cut it can begin at, so that what follows fits into the parts after it."""
    begins, place = [0] * len(latest), len(cuts) - 1
    for part in range(len(latest) - 1, 0, -1):
        guess = latest[part] - latest[part - 1]
        place = begins[part] = min(_back(thread, cuts, part, place, part == len(latest) - 1, guess), latest[part])
    return begins


def _back(thread: _Thread, cuts: Sequence[_Cut], part: int, last: int, closes: bool, guess: int) -> int:
    """The first cut from which on a part can end at `last`, or close the thread."""
    if closes:
        return last - _most(last, lambda steps: _closes(thread, cuts, part, last - steps), guess)
    return last - _most(last, lambda steps: _holds(thread, cuts, part, last - steps, last), guess)


def _holds(thread: _Thread, cuts: Sequence[_Cut], part: int, first: int, last: int) -> bool:
    """The part takes what is between two cuts; what cannot be cut further it has to take."""
    begin, end = cuts[first].end, cuts[last].begin
    return thread.takes(part, begin, end) or (last == first + 1 and not (part == 0 and thread.takes(1, begin, end)))


def _closes(thread: _Thread, cuts: Sequence[_Cut], part: int, first: int) -> bool:
    """All that is left from a cut on fits into the part with the tail; the tail alone has to, for want of better."""
    last = len(cuts) - 1
    if first == last or thread.takes_last(part, cuts[first].end, cuts[last].begin):
        return True
    return not thread.tail.text and first == last - 1 and _holds(thread, cuts, part, first, last)


def _reach(thread: _Thread, cuts: Sequence[_Cut], part: int, first: int, guess: int) -> int:
    """The furthest cut that a part from `first` on can end at."""
    limit = len(cuts) - 1 - first
    return first + _most(limit, lambda steps: _holds(thread, cuts, part, first, first + steps), guess)


def _chosen(thread: _Thread, cuts: Sequence[_Cut], earliest: Sequence[int], latest: Sequence[int]) -> list[int]:
    """Where every part begins."""
    begins, end = [0], len(cuts) - 1
    alone = earliest[-1] == end  # the tail is
    size = cuts[-1].begin + (0 if alone else len(thread.tail.text))
    for part in range(1, len(latest)):
        start, left = cuts[begins[-1]].end, len(latest) - part + 1 - alone
        share = (size - start) / max(left, 1)
        window = range(max(earliest[part], begins[-1] + 1), min(latest[part], end - 1) + 1)
        costs = {at: _cost(thread.rich.text, cuts[at], start + share, share) for at in window}
        begins.append(_best(thread, cuts, part, begins[-1], costs))
    return begins


def _best(thread: _Thread, cuts: Sequence[_Cut], part: int, before: int, costs: dict[int, float]) -> int:
    """The cheapest place for a part to begin at that the part from `before` on reaches; its furthest for want of one.

    The text's end is none of the places: the tail stands alone only where it has to.
    """
    while costs:
        best = min(costs, key=lambda at: costs[at])
        if _holds(thread, cuts, part - 1, before, best):
            return best
        costs = {at: cost for at, cost in costs.items() if at < best}
    return _reach(thread, cuts, part - 1, before, 1)


def _cost(text: str, place: _Cut, aim: float, share: float) -> float:
    """How much a cut hurts, and how far it is from where parts would be even."""
    return place.hurts + badness(text, Gap(place.begin, place.end)) + ((place.begin - aim) / share) ** 2


def _pieces(rich: RichText, spans: Sequence[Span]) -> list[RichText]:
    """The stretches of the text, in order; a mark that reaches over an end is in both."""
    pieces, at, reaching = [], 0, list[Mark]()
    for begin, end in spans:
        while at < len(rich.marks) and rich.marks[at].start < end:
            reaching.append(rich.marks[at])
            at += 1
        pieces.append(cut(RichText(rich.text, tuple(reaching)), begin, end))
        reaching = [mark for mark in reaching if mark.end > end]
    return pieces
