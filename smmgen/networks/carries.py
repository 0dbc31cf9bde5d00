"""What a network carries as data beside a post's text and files, said apart from figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from smmgen.content.model import Fields

Carried = Literal[
    "link", "link-beside-media", "first-link", "card-title", "card-description", "card-image", "place", "age", "tags",
    "title", "poll", "poll-message",
]  # fmt: skip

CARRIES: Mapping[Carried, str] = {
    "link": "`link`, shown as a card; without this its address is written into the text",
    "link-beside-media": "the same in a post with media",
    "first-link": "a link in the text: the network makes a card of the first one",
    "card-title": "what `link` says about its card: the `title`",
    "card-description": "the same: the `description`",
    "card-image": "the same: the `image`",
    "place": "`targeting.place`; without this it is written as a line of the text",
    "age": "`targeting.age`; without this it is written as a line of the text",
    "tags": "hashtags as a list; without this they are written under the text",
    "title": "the post's `title`",
    "poll": "`poll`",
    "poll-message": "`poll` as a message of its own, in which a short text has room (`poll.text`)",
}
"""Everything a network can carry, and what becomes of it where it does not."""


def carries_link(carries: frozenset[Carried], fields: Fields, has_media: bool) -> bool:
    """Whether this post's link goes out as data, so that the text need not hold it."""
    if not fields.link or fields.link.preview == "none" or (fields.poll and "poll-message" in carries):
        return False
    return ("link-beside-media" if has_media else "link") in carries
