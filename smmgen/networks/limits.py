"""Limits of networks: a closed vocabulary of measures, and limits on them with source and date.

What a network accepts as data is not a limit: see `carries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from smmgen.media.kinds import KINDS, MediaKind

REVIEW_AFTER = timedelta(days=180)
"""Figures are reviewed this long after they were checked, unless the limit says otherwise."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The bounds of one measure, both inclusive; None means unbounded.

    `source`: where the figure is documented, read on the date `checked` (ISO), to be read again by `review`.
    `sure=False`: it is not documented, so exceeding it is only a warning. `own`: it is this account's alone, so
    whoever exceeds it is told its source.
    """

    at_least: float | None = None
    at_most: float | None = None
    source: str = field(default="", kw_only=True)
    checked: str = field(default="", kw_only=True)
    review: str = field(default="", kw_only=True)
    sure: bool = field(default=True, kw_only=True)
    own: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.checked and not self.review:
            object.__setattr__(self, "review", (date.fromisoformat(self.checked) + REVIEW_AFTER).isoformat())


class Limits(Mapping[str, tuple[Limit, ...]]):
    """Measure -> its limits: one, or several if the bounds have different sources."""

    def __init__(self, limits: Mapping[str, Limit | tuple[Limit, ...]] | None = None) -> None:
        given = (limits or {}).items()
        self._limits = {name: (one,) if isinstance(one, Limit) else one for name, one in given}
        self._hash = hash(frozenset(self._limits.items()))
        self._most = {name: _most(known) for name, known in self._limits.items()}

    def __getitem__(self, measure: str) -> tuple[Limit, ...]:
        return self._limits[measure]

    def __iter__(self) -> Iterator[str]:
        return iter(self._limits)

    def __len__(self) -> int:
        return len(self._limits)

    def __hash__(self) -> int:
        return self._hash

    def most(self, measure: str, only_sure: bool = False) -> float | None:
        """The maximum; None if there is none."""
        if only_sure:
            return _most(one for one in self.get(measure, ()) if one.sure)
        return self._most.get(measure)

    def least(self, measure: str) -> float | None:
        """The minimum; None if there is none."""
        return max((one.at_least for one in self.get(measure, ()) if one.at_least is not None), default=None)

    @lru_cache(maxsize=64)  # noqa: B019 - there are a few for each network
    def replaced(self, other: Limits) -> Limits:
        """The limits with the measures of `other` replaced; an unbounded one is none."""
        return Limits({**self._limits, **other._limits})

    def corrected(self, measure: str, own: Limit) -> Limits:
        """The limits with this measure's bounds replaced by those of `own`; a bound that is None in `own` is kept."""
        kept = [_without(one, own) for one in self.get(measure, ())]
        left = [one for one in kept if one.at_least is not None or one.at_most is not None]
        return Limits({**self._limits, measure: (*left, own)})


UNKNOWN = Limit(at_most=0, source="smmgen does not send it to this network")
"""Of the number of files of a kind that a network says nothing about."""


def with_unknown_kinds(limits: Limits) -> Limits:
    """The limits of a network, which refuse files of kinds that it says nothing about and that are not assumed."""
    unknown = [kind.name for kind in KINDS.values() if not kind.assumed and f"{kind.name}.count" not in limits]
    return Limits({**limits, **{f"{name}.count": UNKNOWN for name in unknown}}) if unknown else limits


def _most(limits: Iterable[Limit]) -> float | None:
    return min((one.at_most for one in limits if one.at_most is not None), default=None)


def _without(limit: Limit, own: Limit) -> Limit:
    least = limit.at_least if own.at_least is None else None
    most = limit.at_most if own.at_most is None else None
    return replace(limit, at_least=least, at_most=most)


class Words(NamedTuple):
    """Messages for a figure outside its limit: `str.format` templates.

    They may name `network` (its title), `what` was measured, its `value`, the `bound`, the `excess` beyond it and the
    `unit`; `size` and `room`, which are value and bound in kB or MB; the `things` that are taken (`4 pictures in a
    post`), and `are` (`is` for one); the bound as a `duration`; and the `account`.
    """

    too_much: str
    too_little: str


_LENGTH = Words(
    "{what} is {excess} {unit} too long for {network} ({value} of {bound})",
    "{what} is {excess} {unit} too short for {network} ({value} of at least {bound})",
)
_COUNT = Words(
    "{network} allows {things}, but there {are} {value}",
    "{network} requires at least {things}, but there {are} {value}",
)
_SIZE = Words(
    "{what} is {size}, but {network} allows {room}",
    "{what} is {size}, but {network} requires at least {room}",
)
_FIGURE = Words(
    "{what} {value} is more than the {bound} that {network} allows",
    "{what} {value} is less than the {bound} that {network} requires",
)
_UNSAID = Words("", "")

_SHORTER = ("shorten it", "write more")
_FILES = ("choose the files for this account: `{account}: {{media: [...]}}`",) * 2
_FILE = ("make it smaller, or choose another file for this account", "choose another file for this account")
_CLIP = ("cut it, or choose another file for this account", "choose another file for this account")
_RATE = ("save it at {bound} frames a second, or let `smm convert` do it",) * 2
_SIDES = ("make it smaller, or let `smm convert` do it", "export it larger, or choose another file for this account")
_CUT = ("cut it, or declare a `focus`, the point that must stay, for `smm convert` to cut it",) * 2
_SHAPE = ('scale or crop it, for example with `crop: "4:5"`',) * 2
_RATIO = ('crop it, for example with `crop: "4:5"`; or declare a `focus`, the point that must stay',) * 2
_TAGS = ("keep the ones people search for", "add some that people search for")

ELSEWHERE = "outside-limits"
"""The diagnostic that reports what no other one does."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, and how it is reported.

    `unit`: "" for the network's own unit of length, - for a count or a ratio. `thing`: one of what is counted, `where`
    the rest of that phrase. `above` and `below`: names of the diagnostics that report it, "" where nothing compares it
    with a post. `hints`: what to do about too much, and about too little.
    """

    meaning: str
    unit: str
    words: Words = _UNSAID
    hints: tuple[str, str] = ("", "")
    above: str = ELSEWHERE
    below: str = ELSEWHERE
    thing: str = ""
    where: str = ""


def _length(meaning: str, above: str = ELSEWHERE, hints: tuple[str, str] = _SHORTER, below: str = ELSEWHERE) -> Measure:
    return Measure(meaning, "", _LENGTH, hints, above, below)


def _files(meaning: str, thing: str) -> Measure:
    return Measure(meaning, "-", _COUNT, _FILES, "too-many-media", thing=thing, where=" in a post")


def _bytes(kind: MediaKind) -> Measure:
    return Measure(f"size of {_one(kind.thing)}", "bytes", _SIZE, _FILE, "media-too-large")


def _one(thing: str) -> str:
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def _shape(meaning: str, unit: str, hints: tuple[str, str] = _SHAPE) -> Measure:
    return Measure(meaning, unit, _FIGURE, hints, "picture-dimensions", "picture-dimensions")


def _film_shape(meaning: str, unit: str, hints: tuple[str, str] = _SIDES) -> Measure:
    return Measure(meaning, unit, _FIGURE, hints, "video-dimensions", "video-dimensions")


def _uncompared(meaning: str, unit: str) -> Measure:
    return Measure(meaning, unit, above="", below="")


_UTF_8 = Words(
    "{what} is {excess} bytes too long for {network} ({value} of {bound} bytes in UTF-8)",
    "{what} is {excess} bytes too short for {network} ({value} of at least {bound} bytes in UTF-8)",
)
_TOO_MANY_TAGS = _COUNT._replace(too_much="{value} hashtags are {excess} too many for {network}")
_STRETCHES = _COUNT._replace(
    too_much="there are {value} formatted ranges, but {network} keeps only {bound}",
)
_TOGETHER = Words(
    "the files total {size}, but {network} allows {room}",
    "the files total {size}, but {network} requires at least {room}",
)
_SECONDS = Words(
    "the video lasts {value} seconds, but {network} allows {bound}",
    "the video lasts {value} seconds, but {network} requires at least {bound}",
)
_FRAMES = Words(
    "the video has {value} frames a second, but {network} allows {bound}",
    "the video has {value} frames a second, but {network} requires at least {bound}",
)
_OPEN = Words("{network} does not keep a poll open for {what}", "{network} does not keep a poll open for {what}")

MEASURES: Mapping[str, Measure] = {
    "text.length": _length("text of a post, of a part of a thread, of a first comment", "text-too-long"),
    "text.bytes": Measure("the same text in UTF-8", "bytes", _UTF_8, _SHORTER, "text-too-long"),
    "text.marks": Measure(
        "formatted ranges of a text: bold, links and so on", "-", _STRETCHES,
        ("use less bold and fewer links, or split the post", "use more formatting"), "too-much-formatting",
        thing="formatted range",
    ),
    "caption.length": _length(
        "text under media, where it has its own limit", "caption-too-long",
        ("shorten it, or drop the media here: `{account}: {{media: []}}`", "write more"),
    ),
    "title.length": _length("the post's title"),
    "hashtags.count": Measure(
        "hashtags of a post", "-", _TOO_MANY_TAGS, _TAGS, "too-many-hashtags", thing="hashtag"
    ),
    "hashtag.length": _length("one hashtag, without its #"),
    "alt.length": _length("alt text of a file", "alt-too-long", ("describe the picture in a sentence or two",) * 2),
    "card.title": _length("title of the link card"),
    "card.description": _length("description of the link card"),
    "link.length": _uncompared("what every address in a text counts for; 0: its own length", ""),
    "post.links": Measure(
        "links in a post", "-", _COUNT, ("leave some out", "add one"), thing="link", where=" in a post"
    ),
    "media.count": _files("files of a post, all types together", "file"),
    **{f"{kind.name}.count": _files(f"{kind.thing}s of a post", kind.thing) for kind in KINDS.values()},
    "media.bytes": Measure("total size of a post's files", "bytes", _TOGETHER, _FILES),
    **{f"{kind.name}.bytes": _bytes(kind) for kind in KINDS.values()},
    "image.width": _shape("width of a picture", "pixels"),
    "image.height": _shape("height of a picture", "pixels"),
    "image.pixels": _shape("width × height of a picture", "pixels"),
    "image.side_sum": _shape("width + height of a picture", "pixels"),
    "image.ratio": _shape("width ÷ height of a picture: 4:5 is 0.8", "-", _RATIO),
    "image.stretch": _shape("longer side ÷ shorter side of a picture", "-", _RATIO),
    "video.width": _film_shape("width of a video as it is shown", "pixels"),
    "video.height": _film_shape("height of a video as it is shown", "pixels"),
    "video.pixels": _film_shape("width × height of a video", "pixels"),
    "video.ratio": _film_shape("width ÷ height of a video: 9:16 is 0.5625", "-", _CUT),
    "video.seconds": Measure("how long a video is", "seconds", _SECONDS, _CLIP),
    "video.fps": Measure("frames a second of a video, to the nearest whole number", "-", _FRAMES, _RATE),
    "poll.options": Measure(
        "answers of a poll", "-", _COUNT, ("leave some out", "add one"), "poll-limits", "poll-limits", "poll option"
    ),
    "poll.question": _length("a poll's question", "poll-limits", below="poll-limits"),
    "poll.option": _length("an answer of a poll", "poll-limits", below="poll-limits"),
    "poll.explanation": _length("a quiz's explanation", "poll-limits", below="poll-limits"),
    "poll.text": _length("text of a poll message", "text-too-long"),
    "poll.seconds": Measure(
        "how long a poll is open", "seconds", _OPEN, ("choose {duration} or less", "choose {duration} or more"),
        "poll-limits", "poll-limits",
    ),
    "schedule.seconds": _uncompared("how far ahead the network's own scheduler accepts a post", "seconds"),
    "day.posts": _uncompared("posts of an account on one day of the project's calendar (SMM610)", "-"),
    "week.posts": _uncompared("posts of an account from Monday to Sunday (SMM611)", "-"),
}  # fmt: skip
"""Everything a limit can be set on."""
