"""What is sent: each part of a post as the parameters of its container, POST /me/threads."""

from __future__ import annotations

from typing import Any

from smmgen.content.model import Fields, Poll
from smmgen.markup.counting import threads
from smmgen.markup.words import says
from smmgen.media.types import MediaFile
from smmgen.networks.graph import require_target
from smmgen.networks.threads.facts import Options
from smmgen.variants.types import Part, Variant

REPLIES = {"followers": "followers_only", "mentioned": "mentioned_only", "nobody": "mentioned_only"}
"""`targeting.replies` -> `reply_control`; "nobody" comes nearest to those who are mentioned."""


def render(variant: Variant) -> list[dict[str, Any]]:
    """The parameters of each container; the items of a carousel are in `children`, each for a container of its own."""
    require_target(variant, "the name of a Threads profile", '"@teplo.coffee"')
    return [_container(variant, part, index) for index, part in enumerate(variant.parts)]


def options_of(variant: Variant) -> Options:
    return Options(**variant.fields.targeting.options("threads"))


def shared(fields: Fields, text: str, part: int) -> int:
    """The poll's question, in the first part, where it is written under the text."""
    question = _question(fields, text, part)
    return threads(question) + 2 * bool(question and text)


def _container(variant: Variant, part: Part, index: int) -> dict[str, Any]:
    found = {
        "media_type": "TEXT",
        "text": _text(variant.fields, part.rich.text, index),
        **_media(part.media),
        **(_first(variant, part) if index == 0 else {"reply_to_id": {"$previous": "id"}}),
    }
    return {name: value for name, value in found.items() if value}


def _media(files: tuple[MediaFile, ...]) -> dict[str, Any]:
    if len(files) > 1:
        return {"media_type": "CAROUSEL", "children": [_item(index, file) for index, file in enumerate(files)]}
    return _item(0, files[0]) if files else {}


def _item(index: int, file: MediaFile) -> dict[str, Any]:
    kind = "video" if file.kind == "video" else "image"
    item = {"media_type": kind.upper(), f"{kind}_url": {"$address": index}}
    return item | ({"alt_text": file.alt} if file.alt else {})


def _first(variant: Variant, part: Part) -> dict[str, Any]:
    """What only the post itself has, not the replies that follow it."""
    options, poll = options_of(variant), variant.fields.poll
    card = variant.card if variant.card and variant.card.preview != "none" else None
    return {
        "link_attachment": card.url if card and not part.media and not poll else None,
        "poll_attachment": _poll(poll) if poll and not part.media else None,
        "text_attachment": {"plaintext": options.text_attachment.strip()} if options.text_attachment else None,
        "topic_tag": options.topic_tag or next(iter(variant.hashtags), None),
        "reply_control": REPLIES.get(variant.fields.targeting.replies or ""),
        "enable_reply_approvals": options.reply_approvals,
        "quote_post_id": options.quote_post_id,
        "location_id": options.location_id,
        "is_spoiler_media": options.spoiler and bool(part.media),
        "allowlisted_country_codes": ",".join(options.countries),
    }


def _poll(poll: Poll) -> dict[str, str]:
    return {f"option_{letter}": option for letter, option in zip("abcd", poll.options, strict=False)}


def _text(fields: Fields, text: str, index: int) -> str:
    question = _question(fields, text, index)
    return f"{text}\n\n{question}" if text and question else text or question


def _question(fields: Fields, text: str, index: int) -> str:
    """The poll's question, for which Threads has no place of its own, where the text does not say it."""
    return "" if fields.poll is None or index or says(text, fields.poll.question) else fields.poll.question
