"""What people will see of a post, read from its record (app.bsky.feed.post)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smmgen.markup.text import Mark, RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.preview import Preview
from smmgen.networks.shown import Message, Shown, ShownCard, ShownFile, file, listed, within

FEATURES = {"link": ("link", "uri"), "tag": ("hashtag", "tag"), "mention": ("mention", "did")}
"""The last word of a facet's type -> the mark it is, and where its value stands."""
RULES = {"mentionRule": "mentioned", "followerRule": "followers"}


class BlueskyPreview(Preview):
    """As the app shows it."""

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """One post. Bluesky links nothing by itself: only facets are."""
    record = mapping(message.request.get("record"))
    labels = [text(within(label, "val")) for label in listed(within(record, "labels", "values"))]
    return Shown(
        rich=_rich(record),
        linked=False,
        media=tuple(_files(message, mapping(record.get("embed")))),
        link=_card(message, mapping(within(record, "embed", "external"))),
        warning=", ".join(labels),
        replies=_gate(message.request.get("$threadgate")),
    )


def _files(message: Message, embed: Mapping[str, Any]) -> Iterator[ShownFile]:
    markers = [within(image, "image") for image in listed(embed.get("images"))]
    for marker in (*markers, embed.get("video")):
        if item := message.media_of(marker):
            yield file(item, described=True)


def _rich(record: Mapping[str, Any]) -> RichText:
    """Facets count in bytes of UTF-8."""
    words = text(record.get("text"))
    return RichText(words, tuple(_marks(listed(record.get("facets")), words.encode("utf-8", "surrogatepass"))))


def _marks(facets: Sequence[Any], data: bytes) -> Iterator[Mark]:
    def place(offset: int) -> int:
        return len(data[:offset].decode("utf-8", "ignore"))

    for facet in facets:
        feature = mapping(next(iter(listed(within(facet, "features"))), None))
        kind, value = FEATURES.get(text(feature.get("$type")).rpartition("#")[2], ("", ""))
        start, end = within(facet, "index", "byteStart"), within(facet, "index", "byteEnd")
        if kind and isinstance(start, int) and isinstance(end, int):
            yield Mark(place(start), place(end), kind, text(feature.get(value)))


def _card(message: Message, external: Mapping[str, Any]) -> ShownCard | None:
    if not external:
        return None
    picture = text(message.media_of(external.get("thumb")).get("path"))
    uri, title, description = (text(external.get(name)) for name in ("uri", "title", "description"))
    return ShownCard(uri, title, description, picture)


def _gate(rules: Any) -> str:
    """Whom a threadgate lets reply."""
    if rules is None:
        return ""
    found = [RULES.get(text(within(rule, "$type")).rpartition("#")[2], "") for rule in listed(rules)]
    return next(filter(None, found), "nobody")
