"""What readers of a channel will see of a message, read from the call of the Bot API that sends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smmgen.markup.text import Mark, RichText
from smmgen.networks.answers import mapping, text
from smmgen.networks.preview import Preview
from smmgen.networks.shown import (
    Message,
    Shown,
    ShownCard,
    ShownFile,
    ShownPoll,
    file,
    first_address,
    lasting,
    listed,
    made_card,
    within,
)
from smmgen.networks.telegram.render import CALLS

MARKS = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "quote",
    "text_link": "link",
}


class TelegramPreview(Preview):
    """As a channel shows it."""

    def shown(self, message: Message) -> Shown:
        return shown(message)


def shown(message: Message) -> Shown:
    """A message, an album or a poll."""
    params = mapping(message.request.get("params"))
    items = [mapping(item) for item in listed(params.get("media"))]
    rich = _rich(next((item for item in items if item.get("caption")), params))
    return Shown(
        rich=rich,
        media=tuple(_files(message, params, items)),
        above=any(item.get("show_caption_above_media") is True for item in (params, *items)),
        covered=any(within(item, "has_spoiler") is True for item in (params, params.get("media"), *items)),
        link=_card(rich, params) if message.request.get("method") == "sendMessage" else None,
        poll=_poll(params) if "question" in params else None,
        silent=params.get("disable_notification") is True,
        notes=("protected",) if params.get("protect_content") is True else (),
    )


def _files(message: Message, params: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Iterator[ShownFile]:
    """Those of an album, of a poll, or the one that the call itself takes."""
    markers = [item.get("media") for item in items] or [within(params, "media", "media")]
    for marker in (*markers, *(params.get(name) for name in CALLS)):
        if item := message.media_of(marker):
            yield file(item, titled=text(item.get("type")).startswith("audio/"))


def _rich(holder: Mapping[str, Any]) -> RichText:
    """MessageEntity objects count in UTF-16 units."""
    field = next((name for name in ("text", "caption", "description") if isinstance(holder.get(name), str)), "text")
    words = text(holder.get(field))
    entities = listed(holder.get("entities" if field == "text" else f"{field}_entities"))
    return RichText(words, tuple(_marks(entities, words)))


def _marks(entities: Sequence[Any], words: str) -> Iterator[Mark]:
    units = words.encode("utf-16-le", "surrogatepass")
    is_plain = len(units) == 2 * len(words)

    def place(offset: int) -> int:
        if is_plain and 0 <= offset <= len(words):
            return offset
        return len(units[: 2 * offset].decode("utf-16-le", "ignore"))

    for entity in map(mapping, entities):
        offset, length, kind = entity.get("offset"), entity.get("length"), MARKS.get(text(entity.get("type")))
        if kind and isinstance(offset, int) and isinstance(length, int):
            yield Mark(place(offset), place(offset + length), kind, text(entity.get("url") or entity.get("language")))


def _card(rich: RichText, params: Mapping[str, Any]) -> ShownCard | None:
    preview = mapping(params.get("link_preview_options"))
    if preview.get("is_disabled") is True:
        return None
    address = text(preview.get("url")) or first_address(rich, bare=True)
    return made_card(address, above=preview.get("show_above_text") is True)


def _poll(params: Mapping[str, Any]) -> ShownPoll:
    options = tuple(text(within(option, "text")) for option in listed(params.get("options")))
    right = next(iter(listed(params.get("correct_option_ids"))), None)
    return ShownPoll(
        question=text(params.get("question")),
        options=options,
        multiple=params.get("allows_multiple_answers") is True,
        anonymous=params.get("is_anonymous") is not False,
        closes=lasting(params.get("open_period")),
        answer=options[right] if isinstance(right, int) and 0 <= right < len(options) else "",
    )
