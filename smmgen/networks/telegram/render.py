"""What is sent: each part of a post as a method of the Bot API and its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from smmgen.config import seconds
from smmgen.content.model import Poll
from smmgen.markup import addresses
from smmgen.markup.counting import utf16_units
from smmgen.markup.text import Mark, RichText
from smmgen.media.types import MediaFile
from smmgen.networks.telegram.api import chat_id
from smmgen.networks.telegram.facts import Options
from smmgen.variants.types import LinkCard, Part, Variant

CALLS = {
    "photo": "sendPhoto",
    "video": "sendVideo",
    "animation": "sendAnimation",
    "audio": "sendAudio",
    "document": "sendDocument",
}
"""Form of a file, which is also its parameter -> the method that sends one."""
ALBUMS = ({"photo", "video"}, {"document"}, {"audio"})
"""Forms that may stand in one sendMediaGroup."""


def render(variant: Variant) -> list[dict[str, Any]]:
    """`{"method": "sendPhoto", "params": {...}}` for each part."""
    return [_request(variant, index) for index in range(len(variant.parts))]


@cache
def _no_options() -> Options:
    """Of most posts."""
    return Options()


def _request(variant: Variant, index: int) -> dict[str, Any]:
    part = variant.parts[index]
    given = variant.fields.targeting.options("telegram")
    options = Options.model_validate(given) if given else _no_options()
    method, content = _content(variant, part, options, first=index == 0)
    common = {
        "chat_id": chat_id(variant.account.target),
        "message_thread_id": options.topic,
        "disable_notification": options.silent,
        "protect_content": options.protect,
        "reply_parameters": _reply(part) if index else None,
    }
    return {"method": method, "params": _given(common | content)}


def _content(variant: Variant, part: Part, options: Options, first: bool) -> tuple[str, dict[str, Any]]:
    if part.role == "poll" and variant.fields.poll:
        return "sendPoll", _poll(variant.fields.poll, part, options)
    if len(part.media) > 1:
        return "sendMediaGroup", {"media": _album(part, options)}
    if part.media:
        form = form_of(part.media[0])
        return CALLS[form], {form: {"$media": 0}} | _about(part.media[0], options) | _caption(part, options)
    return "sendMessage", {
        "text": part.rich.text,
        "entities": entities(part.rich),
        "link_preview_options": _preview(variant.card if first else None, options),
    }


def _reply(part: Part) -> dict[str, Any] | None:
    """A thread's next message answers the one before; a poll stands under its text without quoting it."""
    if part.role == "poll":
        return None
    return {"message_id": {"$previous": "message_id"}, "allow_sending_without_reply": True}


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is off or empty; an empty text stays, to be seen as one, and a poll that is not anonymous."""
    return {name: value for name, value in params.items() if value or name in ("text", "is_anonymous")}


def forms_of(media: Sequence[MediaFile]) -> set[str]:
    return {form_of(item) for item in media}


def form_of(item: MediaFile) -> str:
    if item.mime == "image/gif":
        return "animation"
    return {"image": "photo", "video": "video", "audio": "audio"}.get(item.kind, "document")


def _about(item: MediaFile, options: Options) -> dict[str, Any]:
    """The parameters about the file that are sent with its bytes."""
    form = form_of(item)
    if form in ("photo", "animation"):
        return {"has_spoiler": options.spoiler}
    if form == "video":
        size = {"width": item.width, "height": item.height}
        return {"has_spoiler": options.spoiler, "supports_streaming": True, **size}
    return {"title": item.title} if form == "audio" else {}


def _caption(part: Part, options: Options) -> dict[str, Any]:
    above = options.caption_above and forms_of(part.media) <= {"photo", "video", "animation"}
    return {
        "caption": part.rich.text,
        "caption_entities": entities(part.rich),
        "show_caption_above_media": above and bool(part.rich.text),
    }


def _album(part: Part, options: Options) -> list[dict[str, Any]]:
    """The caption belongs to the first item, except under documents and audio, where it shows beneath the last."""
    items = [_album_item(item, index, options) for index, item in enumerate(part.media)]
    holder = items[0] if forms_of(part.media) <= {"photo", "video"} else items[-1]
    holder |= _given(_caption(part, options))
    return items


def _album_item(item: MediaFile, index: int, options: Options) -> dict[str, Any]:
    return _given({"type": form_of(item), "media": {"$media": index}} | _about(item, options))


def _preview(card: LinkCard | None, options: Options) -> dict[str, Any]:
    if options.no_preview or (card and card.preview == "none"):
        return {"is_disabled": True}
    sizes = {"large": "prefer_large_media", "small": "prefer_small_media"}
    size = {sizes[card.preview]: True} if card and card.preview in sizes else {}
    above = {"show_above_text": True} if options.preview_above else {}
    return ({"url": card.url} if card else {}) | size | above


def _poll(poll: Poll, part: Part, options: Options) -> dict[str, Any]:
    quiz = poll.answer in poll.options
    return {
        "question": poll.question,
        "options": [{"text": text} for text in poll.options],
        "type": "quiz" if quiz else "regular",
        "allows_multiple_answers": poll.multiple,
        "open_period": seconds(poll.closes) if poll.closes else None,
        "correct_option_ids": [poll.options.index(poll.answer)] if quiz and poll.answer else None,
        "explanation": poll.explanation if quiz else None,
        "members_only": options.members_only,
        "country_codes": [code.upper() for code in options.countries],
        "shuffle_options": options.shuffle,
        "hide_results_until_closes": options.hide_results,
        "description": part.rich.text,
        "description_entities": entities(part.rich),
        "media": _album_item(part.media[0], 0, options) if part.media else None,
    } | ({} if poll.anonymous else {"is_anonymous": False})


# Entities

ENTITIES = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strike": "strikethrough",
    "spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "quote": "blockquote",
    "link": "text_link",
}


def entities(rich: RichText) -> list[dict[str, Any]]:
    """Marks as MessageEntity objects: offsets and lengths in UTF-16 units."""
    return [_entity(rich.text, mark) for mark in rich.marks if _is_entity(rich.text, mark)]


def _is_entity(text: str, mark: Mark) -> bool:
    """Bare addresses are left to the network where it finds them whole."""
    if mark.kind == "link" and text[mark.start : mark.end] == mark.value:
        return not addresses.is_found(text, mark.start, mark.end)
    return mark.kind in ENTITIES


def _entity(text: str, mark: Mark) -> dict[str, Any]:
    place = {"offset": utf16_units(text[: mark.start]), "length": utf16_units(text[mark.start : mark.end])}
    extra = {"link": "url", "pre": "language"}.get(mark.kind)
    return {"type": ENTITIES[mark.kind], **place} | ({extra: mark.value} if extra and mark.value else {})
