"""What is sent: each part of a post as the body of POST /api/v1/statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.config import seconds
from smmgen.content.model import Fields, Poll
from smmgen.markup import counting
from smmgen.markup.words import says
from smmgen.networks.mastodon import api as api
from smmgen.variants.types import Part, Variant

POLL_SECONDS = 86_400
"""How long a poll without `closes` stays open: the day that Mastodon's own composer proposes."""


def render(variant: Variant) -> list[dict[str, Any]]:
    """The JSON body of POST /api/v1/statuses. A media marker also carries the file's `focus`."""
    return [_body(variant, part, index) for index, part in enumerate(variant.parts)]


def shared(fields: Fields, text: str, part: int) -> int:
    """The content warning, and in the first part the poll's question where it is written under the text."""
    question = _question(fields, text, part)
    room = counting.mastodon(question) + 2 * bool(question and text)
    return room + counting.mastodon(fields.targeting.options("mastodon").get("spoiler") or "")


def _body(variant: Variant, part: Part, index: int) -> dict[str, Any]:
    targeting, options = variant.fields.targeting, variant.fields.targeting.options("mastodon")
    native = variant.account.delivery == "native" and variant.at is not None
    optional = {
        "media_ids": [_media_marker(n, file.focus) for n, file in enumerate(part.media)],
        "poll": _poll(variant.fields.poll, options) if variant.fields.poll and index == 0 else None,
        "in_reply_to_id": {"$previous": "id"} if index else None,
        "sensitive": options.get("sensitive"),
        "spoiler_text": options.get("spoiler"),
        "language": targeting.language[0] if targeting.language else None,
        "scheduled_at": api.iso(variant.at.instant) if native and variant.at else None,
    }
    required = {
        "status": _status(variant.fields, part.rich.text, index),
        "visibility": options.get("visibility", "public"),
    }
    return required | {name: value for name, value in optional.items() if value}


def _status(fields: Fields, text: str, index: int) -> str:
    question = _question(fields, text, index)
    return f"{text}\n\n{question}" if text and question else text or question


def _question(fields: Fields, text: str, index: int) -> str:
    """The poll's question, for which Mastodon has no place of its own, where the text does not say it."""
    return "" if fields.poll is None or index or says(text, fields.poll.question) else fields.poll.question


def _poll(poll: Poll, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "options": list(poll.options),
        "expires_in": seconds(poll.closes) if poll.closes else POLL_SECONDS,
        "multiple": poll.multiple,
        "hide_totals": bool(options.get("hide_totals")),
    }


def _media_marker(index: int, focus: tuple[float, float] | None) -> dict[str, Any]:
    return {"$media": index} | ({"focus": f"{focus[0]:g},{focus[1]:g}"} if focus else {})
