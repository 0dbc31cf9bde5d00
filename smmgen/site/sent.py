"""What people will see of one message, read back from the request that creates it.

Cards are drawn from this alone: what is in front matter and not in the request is not shown. A request that a hook has
given another shape shows less, and breaks nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import nh3
from markupsafe import Markup

from smmgen.markup.addresses import bare_hosts, is_file_name, is_web, web_addresses
from smmgen.markup.text import Mark, RichText
from smmgen.media.types import MediaFile
from smmgen.site.html import safe_url
from smmgen.site.model import LinkView, MediaView, PollView, media_name
from smmgen.variants.types import Part


class Sent(NamedTuple):
    """One message. `html` stands in place of `rich` where the network is sent HTML.

    `names` and `focus` belong to the files, in their order; `covered`: they are hidden until tapped. `above`: the text
    stands above the files. `place`, `source`, `replies`, `tags` and `notes` (words of the interface) are shown below.
    """

    rich: RichText = RichText()
    html: Markup = Markup()
    title: str = ""
    link: LinkView | None = None
    poll: PollView | None = None
    names: tuple[str, ...] = ()
    focus: tuple[bool, ...] = ()
    above: bool = False
    covered: bool = False
    warning: str = ""
    sensitive: bool = False
    silent: bool = False
    carousel: bool = False
    visibility: str = ""
    replies: str = ""
    place: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Message(NamedTuple):
    """What is sent (`request`), the files it takes along in the order of `$media`, and the planned time, ISO or ""."""

    request: Mapping[str, Any]
    part: Part
    files: Sequence[MediaFile]
    at: str = ""

    def file(self, marker: Any) -> MediaFile | None:
        """The file that `{"$media": 0}` stands for."""
        index = _at(marker, "$media")
        return self.files[index] if isinstance(index, int) and 0 <= index < len(self.files) else None


def read(platform: str, message: Message) -> Sent:
    """What this network makes of the message; of a network that is not known here, the text and what else is in it."""
    return _READERS.get(platform, _other)(message)


# Telegram

_TELEGRAM_MARKS = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "quote",
    "text_link": "link",
}


def _telegram(message: Message) -> Sent:
    params = _dict(_at(message.request, "params"))
    items = [_dict(item) for item in _list(params.get("media"))]
    holder = next((item for item in items if item.get("caption")), params)
    field = next((name for name in ("text", "caption", "description") if isinstance(holder.get(name), str)), "text")
    rich = _telegram_text(holder, field, "entities" if field == "text" else f"{field}_entities")
    preview = _dict(params.get("link_preview_options"))
    made = _at(message.request, "method") == "sendMessage" and preview.get("is_disabled") is not True
    above = any(item.get("show_caption_above_media") is True for item in (params, *items))
    return Sent(
        rich=rich,
        link=_made_card(_text(preview.get("url")) or first_address(rich, bare=True), preview) if made else None,
        poll=_telegram_poll(params) if "question" in params else None,
        names=tuple(_name(file, titled=file.kind == "audio") for file in message.part.media),
        above=above,
        covered=any(_at(item, "has_spoiler") is True for item in (params, params.get("media"), *items)),
        silent=params.get("disable_notification") is True,
        notes=("protected",) if params.get("protect_content") is True else (),
    )


def _telegram_text(params: Mapping[str, Any], field: str, entities: str) -> RichText:
    """MessageEntity objects count in UTF-16 units."""
    text = _text(params.get(field))
    units = text.encode("utf-16-le", "surrogatepass")

    def place(offset: int) -> int:
        return len(units[: 2 * offset].decode("utf-16-le", "ignore"))

    return RichText(text, tuple(_telegram_marks(_list(params.get(entities)), place)))


def _telegram_marks(entities: Sequence[Any], place: Callable[[int], int]) -> Iterator[Mark]:
    for entity in map(_dict, entities):
        offset, length, kind = (
            entity.get("offset"),
            entity.get("length"),
            _TELEGRAM_MARKS.get(_text(entity.get("type"))),
        )
        if kind and isinstance(offset, int) and isinstance(length, int):
            yield Mark(place(offset), place(offset + length), kind, _text(entity.get("url") or entity.get("language")))


def _telegram_poll(params: Mapping[str, Any]) -> PollView:
    options = tuple(_text(_at(option, "text")) for option in _list(params.get("options")))
    right = next(iter(_list(params.get("correct_option_ids"))), None)
    return PollView(
        question=_text(params.get("question")),
        options=options,
        multiple=params.get("allows_multiple_answers") is True,
        anonymous=params.get("is_anonymous") is not False,
        closes=_lasting(params.get("open_period")),
        answer=options[right] if isinstance(right, int) and 0 <= right < len(options) else "",
    )


# VK


def _vk(message: Message) -> Sent:
    params = _dict(_at(message.request, "params"))
    attached = [item for item in _list(params.get("attachments")) if isinstance(item, str)]
    address = next((item for item in attached if "://" in item), "")
    notes = {"ads": "mark_as_ads", "signed": "signed", "donut": "donut_paid_duration"}
    return Sent(
        rich=RichText(_text(params.get("message"))),
        link=_card(address, _text(params.get("link_title")), rest=True) if address else None,
        poll=_vk_poll(_dict(_at(message.request, "poll")), message.at),
        names=tuple(_name(file) for file in message.part.media),
        silent=params.get("mute_notifications") is True,
        carousel=params.get("primary_attachments_mode") == "carousel",
        replies="nobody" if params.get("close_comments") is True else "",
        place=_vk_place(params),
        source=_text(params.get("copyright")),
        notes=tuple(note for note, name in notes.items() if params.get(name)),
    )


def _vk_place(params: Mapping[str, Any]) -> str:
    """VK is sent a point of the map, or the number of a place that it knows; it names it itself."""
    if params.get("place_id"):
        return f"№ {params['place_id']}"
    return f"{params['lat']}, {params['long']}" if {"lat", "long"} <= params.keys() else ""


def _vk_poll(poll: Mapping[str, Any], at: str) -> PollView | None:
    try:
        options = _list(json.loads(_text(poll.get("add_answers")) or "null"))
    except ValueError:
        options = []
    if not poll:
        return None
    end = poll.get("end_date")
    seconds = end - int(datetime.fromisoformat(at).timestamp()) if isinstance(end, int) and at else None
    return PollView(
        question=_text(poll.get("question")),
        options=tuple(map(_text, options)),
        multiple=poll.get("is_multiple") is True,
        anonymous=poll.get("is_anonymous") is not False,
        closes=_lasting(seconds),
    )


# Mastodon


def _mastodon(message: Message) -> Sent:
    request = message.request
    rich = RichText(_text(request.get("status")))
    poll = _dict(request.get("poll"))
    address = "" if message.part.media else first_address(rich)  # its pages show files in the card's place
    return Sent(
        rich=rich,
        link=_made_card(address) if address else None,
        poll=_mastodon_poll(poll) if poll else None,
        names=tuple(file.alt or _name(file, titled=False) for file in message.part.media),
        focus=tuple("focus" in _dict(item) for item in _list(request.get("media_ids"))),
        warning=_text(request.get("spoiler_text")),
        sensitive=request.get("sensitive") is True,
        visibility=_text(request.get("visibility")),
    )


def _mastodon_poll(poll: Mapping[str, Any]) -> PollView:
    """Without a question: that is part of the text."""
    options = tuple(map(_text, _list(poll.get("options"))))
    return PollView("", options, poll.get("multiple") is True, closes=_lasting(poll.get("expires_in")))


# Bluesky

_FACETS = {"link": "uri", "tag": "tag", "mention": "did"}
_FACET_MARKS = {"link": "link", "tag": "hashtag", "mention": "mention"}


def _bluesky(message: Message) -> Sent:
    record = _dict(message.request.get("record"))
    external = _dict(_at(record, "embed", "external"))
    labels = tuple(_text(_at(label, "val")) for label in _list(_at(record, "labels", "values")))
    return Sent(
        rich=_bluesky_text(record),
        link=_bluesky_card(external, message) if external else None,
        names=tuple(file.alt or _name(file, titled=False) for file in message.part.media),
        warning=", ".join(labels),
        replies=_gate(message.request.get("$threadgate")),
    )


def _bluesky_text(record: Mapping[str, Any]) -> RichText:
    """Facets count in bytes of UTF-8."""
    text = _text(record.get("text"))
    data = text.encode("utf-8", "surrogatepass")

    def place(offset: int) -> int:
        return len(data[:offset].decode("utf-8", "ignore"))

    return RichText(text, tuple(_facet_marks(_list(record.get("facets")), place)))


def _facet_marks(facets: Sequence[Any], place: Callable[[int], int]) -> Iterator[Mark]:
    for facet in facets:
        feature = _dict(next(iter(_list(_at(facet, "features"))), None))
        name = _text(feature.get("$type")).rpartition("#")[2]
        start, end = _at(facet, "index", "byteStart"), _at(facet, "index", "byteEnd")
        if name in _FACETS and isinstance(start, int) and isinstance(end, int):
            yield Mark(place(start), place(end), _FACET_MARKS[name], _text(feature.get(_FACETS[name])))


def _bluesky_card(external: Mapping[str, Any], message: Message) -> LinkView:
    thumb = message.file(external.get("thumb"))
    picture = media_view(thumb) if thumb else None
    return _card(_text(external.get("uri")), _text(external.get("title")), _text(external.get("description")), picture)


def _gate(rules: Any) -> str:
    if rules is None:
        return ""
    names = {"mentionRule": "mentioned", "followerRule": "followers"}
    found = [names.get(_text(_at(rule, "$type")).rpartition("#")[2], "") for rule in _list(rules)]
    return next(filter(None, found), "nobody")


# The brand's own feed

_TAGS = {
    "a", "audio", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "u", "ul", "video",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "audio": {"src", "title", "controls"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "video": {"src", "title", "controls"},
}
_COPY = re.compile(r"(?:^|/)media/([0-9a-f]{16})(?:\.[^/]*)?$")
_HEADING = re.compile(r"<(/?)h[1-6]>")


def _feed(message: Message) -> Sent:
    item = _dict(message.request.get("item"))
    return Sent(
        html=feed_html(_text(item.get("content_html")), message.files),
        title=_text(item.get("title")),
        tags=tuple(map(_text, _list(item.get("tags")))),
    )


def feed_html(html: str, files: Sequence[MediaFile]) -> Markup:
    """The entry's HTML with the preview's own copies of the media, cleaned once more: a hook may have changed it.

    Headings are paragraphs here, for the page around them has its own order.
    """
    copies = {file.sha256[:16]: f"../../{media_name(file.sha256, file.mime)}" for file in files}

    def address(element: str, attribute: str, value: str) -> str | None:
        if attribute not in ("src", "href"):
            return value
        found = _COPY.search(value)
        copy = copies.get(found[1]) if found else None
        return copy or (safe_url(value) or None if attribute == "href" else None)

    clean = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=address, link_rel="noopener noreferrer nofollow"
    )
    opened = _HEADING.sub(lambda tag: "</p>" if tag[1] else '<p class="h">', clean)
    return Markup(opened)  # noqa: S704 - cleaned above


# Others


def _other(message: Message) -> Sent:
    """The text, where it is sent at all, and the files."""
    words = json.dumps(message.request, ensure_ascii=False, default=str)
    text = json.dumps(message.part.rich.text, ensure_ascii=False)[1:-1]
    rich = message.part.rich if text in words else RichText()
    return Sent(rich=rich, names=tuple(_name(file) for file in message.part.media))


_READERS: Mapping[str, Callable[[Message], Sent]] = {
    "telegram": _telegram,
    "vk": _vk,
    "mastodon": _mastodon,
    "bluesky": _bluesky,
    "feed": _feed,
}


# Cards and files


def first_address(rich: RichText, bare: bool = False) -> str:
    """The first http(s) address of a text, written out or behind a word; "" where there is none.

    `bare`: the network takes `teplo.example/menu` for one, too.
    """
    found = [(mark.start, mark.value) for mark in rich.marks if mark.kind == "link" and is_web(mark.value)]
    found += islice(_written(rich.text), 1)
    found += islice(_hosts(rich.text), int(bare))
    return min(found)[1] if found else ""


def _hosts(text: str) -> Iterator[tuple[int, str]]:
    found = ((start, text[start:end]) for start, end in bare_hosts(text))
    return ((start, f"http://{host}") for start, host in found if not is_file_name(host))


def _written(text: str) -> Iterator[tuple[int, str]]:
    return ((start, text[start:end]) for start, end in web_addresses(text))


def _made_card(address: str, preview: Mapping[str, Any] = {}) -> LinkView | None:
    """A card that the network makes of the page itself: nobody here knows what will stand in it."""
    if not address:
        return None
    above = preview.get("show_above_text") is True
    return _card(address, made=True, above=above)


def _card(
    url: str,
    title: str = "",
    description: str = "",
    image: MediaView | None = None,
    *,
    made: bool = False,
    rest: bool = False,
    above: bool = False,
) -> LinkView:
    short = url.split("://")[-1].split("?")[0].removeprefix("www.")
    return LinkView(safe_url(url), host(url), title, description, image, short=short, made=made, rest=rest, above=above)


def host(url: str) -> str:
    """`teplo.example` of an address; the address itself where it has none."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def media_view(media: MediaFile, name: str = "", focused: bool = False) -> MediaView:
    """The file as the site shows it. `focused`: the network is told what the middle of the picture is."""
    return MediaView(
        src=media_name(media.sha256, media.mime),
        kind=media.kind,
        name=name or _name(media),
        alt=media.alt,
        width=media.width,
        height=media.height,
        focus=_focus(media.focus) if focused else "",
        type=media.mime,
        size=media.size,
    )


def _focus(focus: tuple[float, float] | None) -> str:
    """Classes for the nearest of five places each way: inline styles are not allowed."""
    if focus is None:
        return ""
    x, y = (round((value + 1) * 2) for value in focus)
    return f"fx{x} fy{4 - y}"


def _name(file: MediaFile, titled: bool = True) -> str:
    return (titled and file.title) or file.path.rsplit("/", 1)[-1]


# Shapes that a hook may have changed

_UNITS = (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60))


def _lasting(seconds: Any) -> str:
    """`3d` of 259200, in the largest unit that divides it; "" where there is no such time."""
    if not isinstance(seconds, int) or seconds <= 0:
        return ""
    return next((f"{seconds // size}{unit}" for unit, size in _UNITS if seconds % size == 0), f"{seconds} s")


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else ()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
