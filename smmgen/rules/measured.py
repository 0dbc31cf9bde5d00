"""The measured values of a variant, their positions and their names in reports; nothing is judged here.

What a limit of more weight is said about already is left out: one report a cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from smmgen.config import seconds
from smmgen.content.source import Field
from smmgen.diagnostics import Span
from smmgen.media.film import Film
from smmgen.media.kinds import KINDS
from smmgen.media.types import MediaFile
from smmgen.rules.base import Subject
from smmgen.rules.hashtags import block
from smmgen.rules.places import overflow, position
from smmgen.variants.types import Part

Place = Field | Span


class Measured(NamedTuple):
    """One figure of a post.

    `what`: how a report calls the thing. `field`: where it stands; `beyond` says more exactly where what a bound has no
    room for begins. `hint`: what to do about too much, where there is better advice than the measure's own.
    """

    value: float
    what: str = ""
    field: Field = ()
    beyond: Callable[[float], Place] | None = None
    hint: str = ""


Measuring = Callable[[Subject], Iterator[Measured]]


def exceeds(subject: Subject, measure: str, value: float) -> bool:
    most = subject.limits.most(measure)
    return most is not None and value > most


# Texts


def _texts(subject: Subject, roles: frozenset[str]) -> Iterator[Measured]:
    for index, part in enumerate(subject.variant.parts):
        if part.role in roles and not _is_said_of_tags(subject, part):
            yield _text(subject, index, part.length, subject.network.length)


def _is_said_of_tags(subject: Subject, part: Part) -> bool:
    """The hashtags alone are longer than a text may be."""
    is_too_long = exceeds(subject, "text.length", part.length)
    return is_too_long and exceeds(subject, "text.length", tags_length(subject, part))


def _utf_8(subject: Subject) -> Iterator[Measured]:
    for index, part in enumerate(subject.variant.parts):
        if part.role != "caption" and not exceeds(subject, "text.length", part.length):
            yield _text(subject, index, len(part.rich.text.encode()), lambda text: len(text.encode()))


def _text(subject: Subject, index: int, value: int, length: Callable[[str], int]) -> Measured:
    if subject.variant.parts[index].role == "comment":
        return Measured(value, "the first comment", ("first_comment",))
    beyond = partial(_overflow, subject, index, length)
    return Measured(value, _which(subject, index), beyond=beyond, hint=_shorten(subject))


def _overflow(subject: Subject, index: int, length: Callable[[str], int], bound: float) -> Span:
    return overflow(subject, index, lambda text: length(text) <= bound)


def _which(subject: Subject, index: int) -> str:
    count = sum(part.role != "comment" for part in subject.variant.parts)
    return f"part {index + 1} of {count}" if count > 1 else "the text"


def _shorten(subject: Subject) -> str:
    shorten = f"shorten it, or move something into `::: except {subject.account}`"
    return f"{shorten}, or make it a thread" if subject.network.facts.threads else shorten


def tags_length(subject: Subject, part: Part) -> int:
    """How long the hashtags under a text are, in the network's unit."""
    if part.role == "comment" or not subject.variant.fields.hashtags:
        return 0
    return subject.network.length(block(part.rich.text if "#" in part.rich.text else ""))


def _captions(subject: Subject) -> Iterator[Measured]:
    for index, part in enumerate(subject.variant.parts):
        if part.role == "caption":
            beyond = partial(_overflow, subject, index, subject.network.length)
            yield Measured(part.length, "the text under the media", beyond=beyond)


def _marks(subject: Subject) -> Iterator[Measured]:
    for index, part in enumerate(subject.variant.parts):
        yield Measured(len(part.rich.marks), beyond=partial(_first_mark_lost, subject, index))


def _first_mark_lost(subject: Subject, index: int, bound: float) -> Span:
    return position(subject, index, subject.variant.parts[index].rich.marks[int(bound)].start)


def _title(subject: Subject) -> Iterator[Measured]:
    title = subject.variant.fields.title or ""
    yield Measured(subject.network.length(title), "the title", ("title",))


def _links(subject: Subject) -> Iterator[Measured]:
    yield Measured(len({url for url, _ in subject.document.links()}))


def _card(subject: Subject, what: str) -> Iterator[Measured]:
    if card := subject.variant.card:
        yield Measured(subject.network.length(getattr(card, what)), f"the link card's {what}", ("link", what))


# Hashtags


def _hashtags(subject: Subject) -> Iterator[Measured]:
    tags = subject.variant.hashtags
    yield Measured(len(tags), field=("hashtags",), beyond=lambda bound: _written(subject, tags[int(bound)]))


def _hashtag(subject: Subject) -> Iterator[Measured]:
    for tag in subject.variant.hashtags:
        yield Measured(subject.network.length(tag), f"the hashtag `{tag}`", _written(subject, tag))


def _written(subject: Subject, tag: str) -> Field:
    """The entry of the tag, else all of them: it may come from the text or from a set."""
    for written, field in subject.about.hashtags:
        if written.casefold() == tag.casefold():
            return field
    return ("hashtags",)


# Media


_NO_FILES = Measured(0, field=("media",))


def _files(subject: Subject) -> Iterator[Measured]:
    yield _counted([field for field, _ in subject.media])


def _files_of(subject: Subject, kind: str) -> Iterator[Measured]:
    if not exceeds(subject, "media.count", len(subject.media)):
        yield _counted([field for field, file in subject.media if file.kind == kind])


def _counted(fields: list[Field]) -> Measured:
    if not fields:
        return _NO_FILES
    return Measured(len(fields), field=("media",), beyond=lambda bound: fields[int(bound)])


def _alts(subject: Subject) -> Iterator[Measured]:
    for field, file in subject.media:
        yield Measured(subject.network.length_beside("alt", file.alt), "the alt text", (*field, "alt"))


def _sizes(subject: Subject, kind: str) -> Iterator[Measured]:
    for field, file in subject.media:
        if file.kind == kind:
            yield Measured(file.size, "the file", (*field, "file"), hint=_smaller(subject) if kind == "video" else "")


def _smaller(subject: Subject) -> str:
    return f"make it smaller: `{subject.conversion}` does it with ffmpeg; or choose another file for this account"


def _seconds(subject: Subject) -> Iterator[Measured]:
    """Of videos that tell how long they are."""
    for field, file in subject.media:
        if file.kind == "video" and file.film.seconds:
            yield Measured(file.film.seconds, field=(*field, "file"))


def _frame_rates(subject: Subject) -> Iterator[Measured]:
    """Of videos that tell it. Rounded: 23.976 and 29.97 are what networks mean by 24 and 30."""
    for field, file in subject.media:
        if file.kind == "video" and file.film.frame_rate:
            yield Measured(max(1, round(file.film.frame_rate)), field=(*field, "file"))


def _films(subject: Subject, called: str, hint: str = "") -> Iterator[tuple[Film, Measured]]:
    """Videos that tell their sides, each with what is to be said of it; `hint`: what to do about too much."""
    for field, file in subject.media:
        if file.kind == "video" and file.film.width:
            what = f"the video is {file.film.width} × {file.film.height} pixels: {called}"
            yield file.film, Measured(0, what, (*field, "file"), hint=hint)


def _film_side(subject: Subject, called: str, measure: Callable[[Film], int]) -> Iterator[Measured]:
    for film, found in _films(subject, called, _smaller(subject)):
        yield found._replace(value=measure(film))


def _film_height(subject: Subject) -> Iterator[Measured]:
    """Of what is too wide it is not said that it is too high, too: it is made smaller as a whole."""
    for film, found in _films(subject, "the height", _smaller(subject)):
        if not exceeds(subject, "video.width", film.width):
            yield found._replace(value=film.height)


def _film_ratio(subject: Subject) -> Iterator[Measured]:
    focused = {(*field, "file") for field, file in subject.media if file.focus}
    for film, found in _films(subject, "the aspect ratio"):
        hint = f"`{subject.conversion}` cuts it around its focus" if found.field in focused else ""
        yield found._replace(value=film.width / film.height, hint=hint)


def _whole_size(subject: Subject) -> Iterator[Measured]:
    if subject.media:
        yield Measured(sum(file.size for _, file in subject.media), field=("media",))


def _shape(subject: Subject, called: str, measure: Callable[[MediaFile], float]) -> Iterator[Measured]:
    for field, file in subject.media:
        if file.kind == "image" and file.width and file.height:
            what = f"the picture is {file.width} × {file.height} pixels: {called}"
            yield Measured(measure(file), what, (*field, "file"))


def _stretch(file: MediaFile) -> float:
    """Rounded up, so that a figure that is too much is not written as the bound."""
    long, short = max(file.width, file.height), min(file.width, file.height)
    return -(-long * 100 // short) / 100


# Polls


def _options(subject: Subject) -> Iterator[Measured]:
    if poll := subject.poll:
        fields: Field = ("poll", "options")
        yield Measured(len(poll.options), field=fields, beyond=lambda bound: (*fields, int(bound)))


def _question(subject: Subject) -> Iterator[Measured]:
    if poll := subject.poll:
        yield _poll_text(subject, "question", poll.question, ("poll", "question"))


def _option(subject: Subject) -> Iterator[Measured]:
    for index, text in enumerate(subject.poll.options if subject.poll else ()):
        yield _poll_text(subject, "option", text, ("poll", "options", index))


def _explanation(subject: Subject) -> Iterator[Measured]:
    if subject.poll and subject.poll.explanation:
        yield _poll_text(subject, "explanation", subject.poll.explanation, ("poll", "explanation"))


def _poll_text(subject: Subject, what: str, text: str, field: Field) -> Measured:
    return Measured(subject.network.length_beside(what, text), f"the poll's {what}", field)


def _open(subject: Subject) -> Iterator[Measured]:
    if subject.poll and subject.poll.closes:
        yield Measured(seconds(subject.poll.closes), subject.poll.closes, ("poll", "closes"))


MEASURED: Mapping[str, Measuring] = {
    "text.length": partial(_texts, roles=frozenset({"text", "comment"})),
    "text.bytes": _utf_8,
    "text.marks": _marks,
    "caption.length": _captions,
    "title.length": _title,
    "hashtags.count": _hashtags,
    "hashtag.length": _hashtag,
    "alt.length": _alts,
    "card.title": partial(_card, what="title"),
    "card.description": partial(_card, what="description"),
    "post.links": _links,
    "media.count": _files,
    "media.bytes": _whole_size,
    **{f"{kind}.count": partial(_files_of, kind=kind) for kind in KINDS},
    **{f"{kind}.bytes": partial(_sizes, kind=kind) for kind in KINDS},
    "image.width": partial(_shape, called="the width", measure=lambda file: file.width),
    "image.height": partial(_shape, called="the height", measure=lambda file: file.height),
    "image.pixels": partial(_shape, called="the pixel count", measure=lambda file: file.width * file.height),
    "image.side_sum": partial(_shape, called="width plus height", measure=lambda file: file.width + file.height),
    "image.ratio": partial(_shape, called="the aspect ratio", measure=lambda file: file.width / file.height),
    "image.stretch": partial(_shape, called="the ratio of its sides", measure=_stretch),
    "video.width": partial(_film_side, called="the width", measure=lambda film: film.width),
    "video.height": _film_height,
    "video.pixels": partial(_film_side, called="the pixel count", measure=lambda film: film.width * film.height),
    "video.ratio": _film_ratio,
    "video.seconds": _seconds,
    "video.fps": _frame_rates,
    "poll.options": _options,
    "poll.question": _question,
    "poll.option": _option,
    "poll.explanation": _explanation,
    "poll.text": partial(_texts, roles=frozenset({"poll"})),
    "poll.seconds": _open,
}
"""Measure -> its figures in a variant."""
