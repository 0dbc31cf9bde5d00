"""What a network accepts as data in addition to a post's text and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from smmgen.content.model import Fields

Carried = Literal[
    "link", "link-beside-media", "first-link", "card-title", "card-description", "card-image", "place", "age", "tags",
    "title", "poll", "poll-message",
]  # fmt: skip

CARRIES: Mapping[Carried, str] = {
    "link": "`link`, shown as a card; otherwise its address is added to the text",
    "link-beside-media": "`link` in a post with media",
    "first-link": "the first link in the text: the network makes a card from it",
    "card-title": "the card's title: `link.title`",
    "card-description": "the card's description: `link.description`",
    "card-image": "the card's picture: `link.image`",
    "place": "`targeting.place`; otherwise it is added to the text as a line",
    "age": "`targeting.age`; otherwise it is added to the text as a line",
    "tags": "hashtags as a list; otherwise they are added below the text",
    "title": "the post's `title`",
    "poll": "`poll`",
    "poll-message": "`poll` as a separate message, which can contain a short text (`poll.text`)",
}
"""Everything a network can accept as data, and what happens if it does not."""


def carries_link(carries: frozenset[Carried], fields: Fields, has_media: bool) -> bool:
    """Whether this post's link is sent as data, so that the text need not contain it."""
    if not fields.link or fields.link.preview == "none" or (fields.poll and "poll-message" in carries):
        return False
    return ("link-beside-media" if has_media else "link") in carries
