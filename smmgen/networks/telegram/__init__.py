"""Telegram channels and groups through the Bot API.

Sources: Telegram Bot API 10.1 (https://core.telegram.org/bots/api, 11 June 2026) and TDLib, which the API's server is
made of (https://github.com/tdlib/td), for what the API's page leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from smmgen.config import seconds
from smmgen.content.model import Names, Poll
from smmgen.errors import Ambiguous, UserError
from smmgen.markup import addresses
from smmgen.markup.counting import utf16_units
from smmgen.markup.style import Style
from smmgen.markup.text import Mark, RichText
from smmgen.media.types import MediaFile
from smmgen.networks import answers
from smmgen.networks.base import NoSettings, Problem, Safety, only_here
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.telegram import api, edit
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import LinkCard, Part, Variant

MIB = 1 << 20
CHECKED = "2026-11-22"


def _api(value: float, method: str, sure: bool = True) -> Limit:
    return Limit(value, f"Telegram Bot API 10.1, {method}", CHECKED, sure)


class Options(BaseModel):
    """`targeting.telegram`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    silent: bool = Field(False, description="Subscribers get no sound")
    protect: bool = Field(False, description="The post cannot be forwarded or saved")
    spoiler: bool = Field(False, description="Pictures and videos are covered until tapped")
    caption_above: bool = Field(False, description="The text stands above the media")
    no_preview: bool = Field(False, description="No link preview under the text")
    preview_above: bool = Field(False, description="The link preview stands above the text")
    topic: int | None = Field(None, gt=0, description="Id of a forum group's topic (message_thread_id)")
    members_only: bool = Field(False, description="Only subscribers of more than a day may vote in the poll")
    countries: Names = Field(
        default_factory=list, max_length=12, description="Only people from these countries may vote, such as RU"
    )
    shuffle: bool = Field(False, description="Poll answers are shown in random order")
    hide_results: bool = Field(False, description="Poll results are hidden until the poll closes")


class Telegram:
    """The network. Its limits of text are counted in code points (TDLib, MessageContent.cpp)."""

    name: ClassVar[str] = "telegram"
    title: ClassVar[str] = "Telegram"
    docs: ClassVar[str] = (
        "Posts of a bot that is an administrator of the channel or group: formatted text with a link preview, one "
        "photo, video, animation (GIF), audio or document, an album of 2 to 10, a poll or quiz, threads as replies. "
        "`target` is `@channel` or the numeric id. A post with media holds 1024 characters instead of 4096. A poll "
        "carries up to 1024 characters and one file itself; with more the text goes first and the poll follows. A "
        "place is written as a line under the text, a `link` beside media as well. The Bot API has no scheduler, no "
        "first comment and no choice of who may comment. It knows no de-duplication key and shows a bot no history: a "
        "call whose answer is lost stays `unknown` until someone has looked at the channel. Texts, captions and the "
        "file of a single message can be edited for ever; albums keep their files, polls cannot be edited at all. A "
        "post is deleted within 48 hours, and later where the bot may delete messages of others."
    )
    safety: ClassVar[Safety] = Safety.BLIND
    key_seconds: ClassVar[int | None] = None
    limits: ClassVar[Limits] = Limits(
        text=_api(4096, "sendMessage"),
        caption=_api(1024, "sendPhoto"),
        marks=Limit(100, "TDLib, MessageEntity.cpp: further entities are dropped", CHECKED),
        media=_api(10, "sendMediaGroup"),
        images=_api(10, "sendMediaGroup"),
        videos=_api(10, "sendMediaGroup"),
        audios=_api(10, "sendMediaGroup"),
        documents=_api(10, "sendMediaGroup"),
        image_bytes=_api(10 * MIB, "sendPhoto"),
        video_bytes=_api(50 * MIB, "sendVideo"),
        audio_bytes=_api(50 * MIB, "sendAudio"),
        document_bytes=_api(50 * MIB, "sendDocument"),
        image_side_sum=_api(10000, "sendPhoto"),
        image_ratio=_api(20, "sendPhoto"),
        poll_options=_api(12, "sendPoll"),
        poll_options_min=_api(1, "sendPoll"),
        poll_question=_api(300, "sendPoll"),
        poll_option=_api(100, "InputPollOption"),
        poll_explanation=_api(200, "sendPoll"),
        poll_seconds_min=_api(5, "sendPoll"),
        poll_seconds_max=_api(2628000, "sendPoll"),
        poll_text=_api(1024, "sendPoll, description"),
        links=_api(1, "LinkPreviewOptions"),
        cards=_api(1, "LinkPreviewOptions"),
    )
    unit: ClassVar[str] = "characters"
    style: ClassVar[Style] = Style(
        marks=frozenset({"bold", "italic", "underline", "strike", "spoiler", "code", "pre", "quote", "link"}),
        links="mark",
        schemes=frozenset({"tg", "ton", "tonsite"}),
        heading="bold",
        quote="",
        reports=frozenset({"table", "image"}),
        tag=r"(?=[\d_·\u200c]*[\p{L}\u0d80-\u0dff])[\p{L}\d_·\u200c\u0d80-\u0dff]{1,256}(?:@[A-Za-z]\w{3,31}(?a:\b))?",
        mention=r"@[A-Za-z][A-Za-z0-9_]{3,31}",
        mention_example="`@name`, 4 to 32 Latin letters, digits and underscores",
    )
    types: ClassVar[frozenset[str]] = frozenset({"audio/mpeg", "audio/mp4"})
    """Bot API, sendAudio; what becomes of other pictures and videos is not said."""
    moving: ClassVar[frozenset[str]] = frozenset({"image/gif"})
    """Bot API, sendAnimation; what sendPhoto takes is stored as JPEG."""
    options: ClassVar[type[BaseModel]] = Options
    settings: ClassVar[type[BaseModel]] = NoSettings
    needs: ClassVar[tuple[str, ...]] = ("target", "token")
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    native_schedule: ClassVar[bool] = False
    threads: ClassVar[bool] = True
    first_comment: ClassVar[bool] = False
    edits: ClassVar[frozenset[str]] = frozenset({"text", "media"})
    edits_waiting: ClassVar[frozenset[str]] = frozenset()

    def length(self, text: str) -> int:
        return len(text)

    def url(self, target: str, base_url: str) -> str:
        """`https://t.me/channel`; "" for numeric ids, whose pages have no public address."""
        return f"https://t.me/{target[1:]}" if target.startswith("@") else ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return [*_album_problems(variant), *_poll_problems(variant), *_wish_problems(variant)]

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """LinkPreviewOptions name an address alone: the card is made from the page."""
        return frozenset()

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """`{"method": "sendPhoto", "params": {...}}` for each part."""
        return [_request(variant, index) for index in range(len(variant.parts))]

    def publish(self, delivery: Delivery) -> Flow:
        return api.receipt(api.accepted((yield api.creating_call(delivery))))

    def find(self, delivery: Delivery) -> Search:
        raise Ambiguous(
            "telegram shows a bot no history, so nobody but you can see whether it was posted",
            "look at the channel, then `smm resolve` with `--sent URL`, `--resend` or `--abandon`",
        )
        yield  # makes this a flow like the others

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edited((yield edit.editing_call(delivery)), delivery)

    def delete(self, delivery: Delivery) -> Removal:
        edit.require_gone((yield edit.deleting_call(delivery)))

    def probe(self, delivery: Delivery) -> Probe:
        bot = answers.mapping(api.answer((yield api.call(delivery, "getMe", {}))))
        asked = {"chat_id": chat_id(delivery.target)}
        chat = answers.mapping(api.answer((yield api.call(delivery, "getChat", asked))))
        named = (answers.said(chat.get("title")), answers.said(chat.get("username")), answers.identity(chat.get("id")))
        name = next(filter(None, named), "?")
        return f"@{answers.said(bot.get('username'))} sees {answers.said(chat.get('type'))} «{name}»"


# What the post asks for that the Bot API lacks


def _album_problems(variant: Variant) -> list[Problem]:
    return [
        Problem(
            f"telegram takes no album of {_and(_forms(part.media))}",
            "photos and videos go together, documents and audio only among themselves, a GIF only alone",
            ("media",),
        )
        for part in variant.parts
        if len(part.media) > 1 and not _one_album(_forms(part.media))
    ]


def _one_album(forms: set[str]) -> bool:
    return forms <= {"photo", "video"} or (len(forms) == 1 and forms != {"animation"})


def _forms(media: Sequence[MediaFile]) -> set[str]:
    return {_form(item) for item in media}


def _and(words: set[str]) -> str:
    return " and ".join(sorted(words))


def _poll_problems(variant: Variant) -> list[Problem]:
    poll = variant.fields.poll
    if not poll:
        return []
    found = []
    if poll.answer and poll.answer not in poll.options:
        found.append(Problem("the right `answer` is none of the poll's options", "copy one option", ("poll", "answer")))
    if poll.explanation and not poll.answer:
        found.append(
            Problem(
                "only a quiz shows an `explanation`", "add `answer`, or drop it", ("poll", "explanation"), fact=False
            )
        )
    if (poll.explanation or "").count("\n") > 2:
        found.append(Problem("a quiz's explanation takes two line breaks at most", "", ("poll", "explanation")))
    return found


def _wish_problems(variant: Variant) -> list[Problem]:
    found = []
    if variant.fields.targeting.replies not in (None, "everyone"):
        found.append(
            Problem(
                "the bot API cannot choose who may comment",
                "switch comments off in the channel's own settings; "
                + only_here(variant.account.name, "targeting", "replies"),
                ("targeting", "replies"),
                fact=False,
            )
        )
    if variant.fields.first_comment:
        found.append(
            Problem(
                "a bot cannot write the first comment under a channel's post",
                "put it into the text, or leave it to the other networks",
                ("first_comment",),
                fact=False,
            )
        )
    return found


# Requests

CALLS = {
    "photo": "sendPhoto",
    "video": "sendVideo",
    "animation": "sendAnimation",
    "audio": "sendAudio",
    "document": "sendDocument",
}


def _request(variant: Variant, index: int) -> dict[str, Any]:
    part = variant.parts[index]
    options = Options.model_validate(variant.fields.targeting.options("telegram"))
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
        form = _form(part.media[0])
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


def chat_id(target: str | int | None) -> str | int:
    """`@channel`, or the number as a number. Raises `UserError` for anything else."""
    text = str(target or "").strip()
    if text.removeprefix("-").isdecimal():
        return int(text)
    if text.startswith("@") and text[1:].replace("_", "a").isalnum():
        return text
    raise UserError(
        f"`{text}` is no telegram channel", 'write `target` as "@channel", or as the number such as -1001234567890'
    )


def _form(item: MediaFile) -> str:
    if item.mime == "image/gif":
        return "animation"
    return {"image": "photo", "video": "video", "audio": "audio"}.get(item.kind, "document")


def _about(item: MediaFile, options: Options) -> dict[str, Any]:
    """What the network is told about the file beside its bytes."""
    form = _form(item)
    if form in ("photo", "animation"):
        return {"has_spoiler": options.spoiler}
    if form == "video":
        size = {"width": item.width, "height": item.height}
        return {"has_spoiler": options.spoiler, "supports_streaming": True, **size}
    return {"title": item.title} if form == "audio" else {}


def _caption(part: Part, options: Options) -> dict[str, Any]:
    above = options.caption_above and _forms(part.media) <= {"photo", "video", "animation"}
    return {
        "caption": part.rich.text,
        "caption_entities": entities(part.rich),
        "show_caption_above_media": above and bool(part.rich.text),
    }


def _album(part: Part, options: Options) -> list[dict[str, Any]]:
    """The caption belongs to the first item, except under documents and audio, where it shows beneath the last."""
    items = [_album_item(item, index, options) for index, item in enumerate(part.media)]
    holder = items[0] if _forms(part.media) <= {"photo", "video"} else items[-1]
    holder |= _given(_caption(part, options))
    return items


def _album_item(item: MediaFile, index: int, options: Options) -> dict[str, Any]:
    return _given({"type": _form(item), "media": {"$media": index}} | _about(item, options))


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


NETWORK = Telegram()
