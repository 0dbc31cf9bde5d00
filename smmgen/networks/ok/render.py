"""What is sent: the parameters of mediatopic.post, and the topic itself, which it takes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from smmgen.content.model import Poll
from smmgen.networks.ok.api import group_id
from smmgen.networks.ok.facts import Options
from smmgen.variants.types import Part, Variant

MOSCOW = timezone(timedelta(hours=3))
"""In which OK reads `publishAt`, all year (mediatopic.post)."""


def render(variant: Variant) -> list[dict[str, Any]]:
    """`{"method": "mediatopic.post", "params": {...}, "attachment": {"media": [...], ...}}`: a post is one topic."""
    return [_topic(variant, part) for part in variant.parts]


def _topic(variant: Variant, part: Part) -> dict[str, Any]:
    options = Options.model_validate(variant.fields.targeting.options("ok"))
    media = _media(variant, part)
    params = {
        "type": "GROUP_THEME",
        "gid": group_id(variant.account.target),
        "hidden_post": options.hidden,
        "text_link_preview": _is_previewed(variant, options) and [block["type"] for block in media] == ["text"],
    }
    attachment = {
        "media": media,
        "onBehalfOfGroup": "false" if options.as_user else "true",
        "disableComments": "true" if variant.fields.targeting.replies == "nobody" else "false",
        "publishAt": moscow(variant.at.instant) if is_native(variant) and variant.at else None,
    }
    return {"method": "mediatopic.post", "params": _given(params), "attachment": _given(attachment)}


def _media(variant: Variant, part: Part) -> list[dict[str, Any]]:
    """The blocks of the topic, as they stand under each other."""
    text = [{"type": "text", "text": part.rich.text}] if part.rich.text else []
    files = list(enumerate(part.media))
    photos = [{"id": {"$media": index}} for index, item in files if item.kind == "image"]
    movies = [{"id": {"$media": index}} for index, item in files if item.kind == "video"]
    return [
        *text,
        *([{"type": "photo", "list": photos}] if photos else []),
        *([{"type": "movie", "list": movies}] if movies else []),
        *([_poll(variant.fields.poll)] if variant.fields.poll else []),
        *([{"type": "link", "url": variant.card.url}] if variant.card and variant.card.preview != "none" else []),
    ]


def _is_previewed(variant: Variant, options: Options) -> bool:
    return not options.no_preview and not (variant.card and variant.card.preview == "none")


def _poll(poll: Poll) -> dict[str, Any]:
    flags = [*([] if poll.multiple else ["SingleChoice"]), *(["AnonymousVoting"] if poll.anonymous else [])]
    answers = [{"text": option} for option in poll.options]
    return {"type": "poll", "question": poll.question, "answers": answers, "options": ",".join(flags)}


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is off or missing."""
    return {name: value for name, value in params.items() if value not in (None, False)}


def moscow(instant: datetime) -> str:
    """`2026-11-27 10:00:00`"""
    return instant.astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S")


def is_native(variant: Variant) -> bool:
    return variant.account.delivery == "native" and variant.at is not None
