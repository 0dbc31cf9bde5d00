"""What readers of a channel will see of a message, read from the body that is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.markup.text import RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.max import html
from smmgen.networks.preview import Preview
from smmgen.networks.shown import Message, Shown, ShownCard, file, first_address, listed, made_card


class MaxPreview(Preview):
    """As a channel shows it."""

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """A message or a comment."""
    body = mapping(message.request.get("body"))
    words = text(body.get("text"))
    rich = html.read(words) if body.get("format") == "html" else RichText(words)
    attached = [mapping(one) for one in listed(body.get("attachments"))]
    files = [message.media_of(one.get("payload")) for one in attached]
    return Shown(
        rich=rich,
        media=tuple(file(one, titled=text(one.get("type")).startswith("audio/")) for one in files if one),
        link=_card(rich, message),
        silent=body.get("notify") is False,
        place=next((_place(one) for one in attached if one.get("type") == "location"), ""),
        notes=("pinned",) if message.request.get("pin") is True else (),
    )


def _card(rich: RichText, message: Message) -> ShownCard | None:
    query = mapping(message.request.get("query"))
    if not query or query.get("disable_link_preview") is True or message.media:
        return None
    return made_card(first_address(rich, bare=True))


def _place(location: Mapping[str, Any]) -> str:
    """A point of the map, which MAX is not told the name of."""
    return f"{location.get('latitude')}, {location.get('longitude')}"
