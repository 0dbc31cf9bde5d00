"""What is sent: each part of a post as the body of POST /messages, of a comment as that of its own call."""

from __future__ import annotations

from typing import Any

from smmgen.networks.max import html
from smmgen.networks.max.api import chat_id, kind_of
from smmgen.networks.max.facts import Options
from smmgen.variants.types import Part, Variant


def render(variant: Variant) -> list[dict[str, Any]]:
    """`{"call": "message", "query": {...}, "body": {...}}`; `pin` beside it where it is to be pinned."""
    return [
        _comment(part) if part.role == "comment" else _message(variant, part, index)
        for index, part in enumerate(variant.parts)
    ]


def _message(variant: Variant, part: Part, index: int) -> dict[str, Any]:
    options = Options.model_validate(variant.fields.targeting.options("max"))
    words, form = html.sent(part.rich)
    query: dict[str, Any] = {"chat_id": chat_id(variant.account.target)}
    if options.no_preview or (variant.card and variant.card.preview == "none"):
        query["disable_link_preview"] = True
    body = {
        "text": words or None,
        "attachments": _attachments(variant, part, first=index == 0) or None,
        "link": {"type": "reply", "mid": {"$previous": "mid"}} if index else None,
        "notify": not options.silent,
    }
    request = {"call": "message", "query": query, "body": body | ({"format": form} if form else {})}
    return request | ({"pin": True} if options.pin and index == 0 else {})


def _attachments(variant: Variant, part: Part, first: bool) -> list[dict[str, Any]]:
    files = [{"type": kind_of({"type": item.mime}), "payload": {"$media": n}} for n, item in enumerate(part.media)]
    place = variant.fields.targeting.place if first else None
    return [*files, *([{"type": "location", "latitude": place.lat, "longitude": place.lon}] if place else [])]


def _comment(part: Part) -> dict[str, Any]:
    words, form = html.sent(part.rich, html.COMMENT_TAGS)
    return {"call": "comment", "body": {"text": words, "link": None} | ({"format": form} if form else {})}
