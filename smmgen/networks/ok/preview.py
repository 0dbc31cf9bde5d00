"""What readers will see of a topic, read from the call that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.config import Account
from smmgen.markup.text import RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.preview import Preview, at_name, number_of
from smmgen.networks.shown import (
    Message,
    Shown,
    ShownCard,
    ShownPoll,
    file,
    first_address,
    listed,
    made_card,
)

NOTES = {"hidden_post": "hidden"}


class OkPreview(Preview):
    """As a group's feed shows it."""

    def handle(self, account: Account, site: str) -> str:
        return f"group/{number}" if (number := number_of(account)) else at_name(account)

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """A topic, block by block."""
    params, topic = mapping(message.request.get("params")), mapping(message.request.get("attachment"))
    blocks = [mapping(block) for block in listed(topic.get("media"))]
    rich = RichText("\n".join(text(block.get("text")) for block in blocks if block.get("type") == "text"))
    named = [mapping(item).get("id") for block in blocks for item in listed(block.get("list"))]
    files = [message.media_of(marker) for marker in named]
    return Shown(
        rich=rich,
        media=tuple(file(item, titled=True) for item in files if item),
        link=_card(rich, params, blocks),
        poll=next((_poll(block) for block in blocks if block.get("type") == "poll"), None),
        replies="nobody" if topic.get("disableComments") == "true" else "",
        notes=tuple(note for name, note in NOTES.items() if params.get(name))
        + (("as_user",) if topic.get("onBehalfOfGroup") == "false" else ()),
    )


def _card(rich: RichText, params: Mapping[str, Any], blocks: list[dict[str, Any]]) -> ShownCard | None:
    """OK makes it from the page, of a link that is sent or of the only one in the text."""
    linked = next((text(block.get("url")) for block in blocks if block.get("type") == "link"), "")
    previewed = first_address(rich) if params.get("text_link_preview") is True else ""
    return made_card(linked or previewed)


def _poll(block: Mapping[str, Any]) -> ShownPoll:
    flags = text(block.get("options")).split(",")
    return ShownPoll(
        question=text(block.get("question")),
        options=tuple(text(mapping(one).get("text")) for one in listed(block.get("answers"))),
        multiple="SingleChoice" not in flags,
        anonymous="AnonymousVoting" in flags,
    )
