"""What readers will see of one message, as its network reads it out of the request that creates it.

The preview draws a `Shown` and nothing else, so that it shows what is sent: what stands in front matter and not in the
request is not shown. A hook may have given a request any shape: then less is shown, and nothing breaks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from smmgen.markup.addresses import bare_hosts, is_file_name, is_web, web_addresses
from smmgen.markup.text import RichText
from smmgen.networks.answers import mapping, text

Note = str | tuple[str, str] | Mapping[str, str]
"""The name of a word in the language files' table `[networks.<name>]`, or that and what takes the place of `{value}` in
it; for a network that comes in a package of its own, language -> words, `en` at least."""


class ShownFile(NamedTuple):
    """A file that readers see. `path` is that of the payload's media, `name` what the network calls it.

    `focus`: the middle of the picture, x and y from -1 to 1, where the network is told of it. `address`: how HTML that
    is sent names the file, the end of its URL.
    """

    path: str
    name: str
    alt: str = ""
    focus: tuple[float, float] | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class ShownCard:
    """The card of a link. `picture` is the path of a file of the payload, "" where none is sent.

    `made`: the network makes it from the page, and what will stand in it is not known here; `rest`: all but the title.
    `above`: it stands above the text.
    """

    url: str
    title: str = ""
    description: str = ""
    picture: str = ""
    made: bool = False
    rest: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """`closes` is a duration such as `3d`; `answer` makes it a quiz."""

    question: str
    options: tuple[str, ...]
    multiple: bool = False
    anonymous: bool = True
    closes: str = ""
    answer: str = ""


class Shown(NamedTuple):
    """One message. `html`, as it is sent, stands in place of `rich` where the network is sent HTML."""

    rich: RichText = RichText()
    html: str = ""
    linked: bool = True
    """The network finds addresses, mentions and hashtags in the text by itself, marked or not."""
    fold: tuple[int, int] | None = None
    """So many characters and lines are shown before "show more"; None: the whole text."""
    title: str = ""
    format: str = ""
    """`story` or `reel`; "" for a post."""
    media: tuple[ShownFile, ...] = ()
    above: bool = False
    """The text stands above the media."""
    covered: bool = False
    """The media are hidden until tapped."""
    carousel: bool = False
    link: ShownCard | None = None
    poll: ShownPoll | None = None
    warning: str = ""
    """Shown in place of the text or the media until opened."""
    sensitive: bool = False
    silent: bool = False
    visibility: str = ""
    """public, unlisted, private or direct; "" where the network has no such thing."""
    replies: str = ""
    """`nobody`, `followers` or `mentioned` where not everyone may reply."""
    place: str = ""
    source: str = ""
    """Address of the source that stands under the post."""
    tags: tuple[str, ...] = ()
    """Sent beside the text."""
    notes: tuple[Note, ...] = ()
    """What else is sent, such as a visibility."""


@dataclass(frozen=True, slots=True)
class Message:
    """One part of a payload, and the planned time, ISO 8601 or ""."""

    part: Mapping[str, Any]
    at: str = ""

    @property
    def request(self) -> Mapping[str, Any]:
        return mapping(self.part.get("request"))

    @property
    def media(self) -> list[Mapping[str, Any]]:
        """The payload's files, in the order of `$media`."""
        return [mapping(item) for item in listed(self.part.get("media"))]

    def media_of(self, marker: Any) -> Mapping[str, Any]:
        """The file that `{"$media": 0}` stands for; {} where there is none."""
        index = within(marker, "$media")
        return self.media[index] if isinstance(index, int) and 0 <= index < len(self.media) else {}


def plain(message: Message) -> Shown:
    """Of a network that says nothing of its own: the text, where it is sent at all, and the files."""
    words = json.dumps(message.request, ensure_ascii=False, default=str)
    written = text(message.part.get("text"))
    rich = RichText(written) if json.dumps(written, ensure_ascii=False)[1:-1] in words else RichText()
    return Shown(rich=rich, media=tuple(file(item, titled=True) for item in message.media))


def file(item: Mapping[str, Any], *, titled: bool = False, described: bool = False, address: str = "") -> ShownFile:
    """An entry of the payload's media. It is called by its file's name; `titled`: by its title; `described`: by its alt
    text, where it has one."""
    path, alt = text(item.get("path")), text(item.get("alt"))
    name = (described and alt) or (titled and text(item.get("title"))) or _file_name(item)
    return ShownFile(path, name, alt, address=address)


def _file_name(item: Mapping[str, Any]) -> str:
    """As the writer calls the file, with the ending of what was made of it."""
    made = PurePosixPath(text(item.get("path")))
    source = PurePosixPath(text(within(item, "source", "path")))
    return f"{source.stem}{made.suffix}" if source.name else made.name


def made_card(address: str, *, above: bool = False) -> ShownCard | None:
    """A card that the network makes from the page: its contents are not known here."""
    return ShownCard(address, made=True, above=above) if address else None


def first_address(rich: RichText, bare: bool = False) -> str:
    """The first http(s) address of a text, written out or behind a word; "" where there is none. Code has none.

    `bare`: the network takes `teplo.example/menu` for one, too.
    """
    found = [(mark.start, mark.value) for mark in rich.marks if mark.kind == "link" and is_web(mark.value)]
    code = [mark for mark in rich.marks if mark.kind in ("code", "pre")]
    for start, address in (*_written(rich.text), *(_hosts(rich.text) if bare else ())):
        if not any(mark.start <= start < mark.end for mark in code):
            found.append((start, address))
    return min(found)[1] if found else ""


def _written(words: str) -> Iterator[tuple[int, str]]:
    return ((start, words[start:end]) for start, end in web_addresses(words))


def _hosts(words: str) -> Iterator[tuple[int, str]]:
    found = ((start, words[start:end]) for start, end in bare_hosts(words))
    return ((start, f"http://{host}") for start, host in found if not is_file_name(host))


_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60))


def lasting(seconds: Any) -> str:
    """`3d` of 259200, in the largest unit that divides it; "" where there is no such time."""
    if not isinstance(seconds, int) or seconds <= 0:
        return ""
    return next((f"{seconds // size}{unit}" for unit, size in _UNITS if seconds % size == 0), f"{seconds} s")


def within(value: Any, *names: str) -> Any:
    """What stands under these names, each inside the one before; None where there is nothing."""
    for name in names:
        value = mapping(value).get(name)
    return value


def listed(value: Any) -> Sequence[Any]:
    """A list; empty for anything else."""
    return value if isinstance(value, list | tuple) else ()
