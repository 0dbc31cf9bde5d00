"""VK communities: their wall, through a community's token and, for uploads, a user's.

Sources: https://dev.vk.com/en/method/wall.post and the schema of API 5.199 (https://github.com/VKCOM/vk-api-schema).
The schema names only user tokens for wall.post; that community tokens post texts is field experience.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from smmgen.config import seconds
from smmgen.content.model import Poll
from smmgen.errors import Ambiguous, PublishError, UserError
from smmgen.markup.counting import utf16_units
from smmgen.markup.style import Style
from smmgen.media.types import MediaFile
from smmgen.networks import answers
from smmgen.networks.base import Grant, Problem, Renewal, Safety
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.vk import api, edit, oauth, publish
from smmgen.networks.wire import Delivery, Flow, Probe, Removal, Search
from smmgen.variants.types import Part, Variant, part_keys

CHECKED = "2026-11-22"
POSTING = "dev.vk.com, wall.post"
PHOTOS = "dev.vk.com, upload of wall photos"


class Options(BaseModel):
    """`targeting.vk`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    signed: bool = Field(False, description="Signed with the name of the person who posts")
    mute_notifications: bool = Field(False, description="Subscribers get no notification")
    copyright: str | None = Field(None, description="Address of the source, shown under the post")
    place_id: int | None = Field(None, gt=0, description="Id of a place in VK, instead of targeting.place")
    donut: int | None = Field(
        None, description="Only for subscribers of VK Donut, so many seconds long (donut_paid_duration)"
    )
    carousel: bool = Field(False, description="Pictures one beside the other instead of a grid")


class Settings(BaseModel):
    """Keys of a VK account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    api_version: str = Field("5.199", pattern=r"^5\.\d+$", description="Version of the VK API")
    post_with: Literal["community", "user"] = Field(
        "community",
        description="Whose token posts; videos and polls always take the user's",
    )
    vk_id_app: int | None = Field(None, gt=0, description="Id of the application that signed the user in with VK ID")
    vk_id_url: str | None = Field(None, description="Another address than https://id.vk.com: proxy, tests")
    user_token_store_command: list[str] | None = Field(
        None, min_length=1, description="Program that stores a renewed user's token, which it is given on stdin"
    )


class Vk:
    """The network. How it counts a text is not documented; UTF-16 units are the careful guess."""

    name: ClassVar[str] = "vk"
    title: ClassVar[str] = "VK"
    docs: ClassVar[str] = (
        "Posts on a community's wall: plain text with mentions, up to ten photos and videos, a document, a poll, a "
        "link card, a place, the first comment, the mark of advertising, closed comments, VK Donut. `target` is the "
        "community's id with a minus. Two tokens: the community's own (`token_env`, from the community's API "
        "settings) posts texts, links, documents, comments and photos; uploading the photos, and everything about "
        "videos and polls, takes the token of a user who administers the community (`user_token_env`). The "
        "alternative text of a photo is shown as its caption, a GIF goes out as a document. "
        '`delivery = "native"` hands the post to VK\'s own scheduler at once. '
        "A repeated call with the same guid makes no second post for an hour; after that the wall is read, which "
        "again needs the user's token. Posts and comments can be edited and deleted; polls cannot be edited. "
        "Audio files, quizzes and the picture of a link card cannot be sent."
    )
    safety: ClassVar[Safety] = Safety.KEYED
    key_seconds: ClassVar[int | None] = 3600
    limits: ClassVar[Limits] = Limits(
        text=Limit(16384, "third-party tools; not documented by VK", CHECKED, sure=False),
        media=Limit(10, POSTING, CHECKED),
        images=Limit(10, POSTING, CHECKED),
        videos=Limit(10, POSTING, CHECKED),
        audios=Limit(0, "VK API 5.199 has no upload of audio for walls", CHECKED),
        documents=Limit(1, POSTING, CHECKED),
        alt=Limit(2048, "VK API 5.199, photos.saveWallPhoto, caption", CHECKED, sure=False),
        image_bytes=Limit(50 << 20, PHOTOS, CHECKED),
        image_side_sum=Limit(14000, PHOTOS, CHECKED),
        image_ratio=Limit(20, PHOTOS, CHECKED),
        document_bytes=Limit(200 << 20, "dev.vk.com, upload of documents", CHECKED, sure=False),
        poll_options=Limit(10, "VK API 5.199, polls.create", CHECKED),
        poll_options_min=Limit(1, "VK API 5.199, polls.create", CHECKED),
        poll_option=Limit(100, POSTING, CHECKED),
        schedule_ahead=Limit(120, "our own margin for uploads; VK wants a time in the future", CHECKED, sure=False),
        links=Limit(1, POSTING, CHECKED),
        cards=Limit(1, POSTING, CHECKED),
        cards_beside_media=Limit(1, POSTING, CHECKED),
        places=Limit(1, "VK API 5.199, wall.post, lat and long", CHECKED),
    )
    unit: ClassVar[str] = "UTF-16 units"
    style: ClassVar[Style] = Style(
        links="text-url",
        mentions="vk",
        mention=r"@[A-Za-z][A-Za-z0-9_.]{2,31}",
        mention_example="`[Name](https://vk.com/club1)`",
    )
    types: ClassVar[frozenset[str]] = frozenset({"image/jpeg", "image/png", "image/gif"})
    """dev.vk.com, upload of wall photos."""
    moving: ClassVar[frozenset[str]] = frozenset({"image/gif"})
    """As a document; a photo is stored as JPEG."""
    options: ClassVar[type[BaseModel]] = Options
    settings: ClassVar[type[BaseModel]] = Settings
    needs: ClassVar[tuple[str, ...]] = ("target", "token")
    secrets: ClassVar[tuple[str, ...]] = ("token", "user_token")
    renewable: ClassVar[tuple[str, ...]] = ("user_token",)
    native_schedule: ClassVar[bool] = True
    threads: ClassVar[bool] = False
    first_comment: ClassVar[bool] = True
    edits: ClassVar[frozenset[str]] = frozenset({"text", "media", "link", "place", "options"})
    edits_waiting: ClassVar[frozenset[str]] = frozenset({"text", "media", "link", "place", "options", "time"})

    def length(self, text: str) -> int:
        return utf16_units(text)

    def url(self, target: str, base_url: str) -> str:
        return f"https://vk.com/club{target.removeprefix('-')}" if target else ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return [*_token_problems(variant), *_poll_problems(variant), *_wish_problems(variant)]

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """wall.post takes a title; VK takes picture and description from the page."""
        return frozenset({"title"}) if _is_attached(variant) else frozenset()

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """`{"method": "wall.post", "params": {...}}`, for a poll with the parameters of polls.create beside it.

        `needs_user_token` says that something has to be uploaded first that a community's token may not upload.
        """
        return [
            _comment(variant, part, key) if part.role == "comment" else _post(variant, part, key)
            for part, key in zip(variant.parts, part_keys(variant), strict=True)
        ]

    def publish(self, delivery: Delivery) -> Flow:
        if delivery.part["request"]["method"] == "wall.createComment":
            return publish.publish_comment(delivery)
        return publish.publish_post(delivery)

    def find(self, delivery: Delivery) -> Search:
        comment = delivery.part["request"]["method"] == "wall.createComment"
        return self._read(delivery, publish.find_comment if comment else publish.find_post)

    def released(self, delivery: Delivery) -> Search:
        return self._read(delivery, publish.released)

    def _read(self, delivery: Delivery, search: Callable[[Delivery], Search]) -> Search:
        if not delivery.user_token:
            raise Ambiguous("vk lets only a user's token read the wall", "look at the wall, or set `user_token_env`")
        try:
            return (yield from search(delivery))
        except PublishError as refused:
            raise Ambiguous(f"could not read the wall: {refused.message}", refused.hint or api.LOOK) from refused

    def renew(self, delivery: Delivery, grant: Grant) -> Renewal:
        return oauth.renew(delivery, grant)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return edit.aspects(part)

    def edit(self, delivery: Delivery) -> Flow:
        return edit.edit(delivery)

    def delete(self, delivery: Delivery) -> Removal:
        return edit.delete(delivery)

    def probe(self, delivery: Delivery) -> Probe:
        group = {"group_id": -owner_id(delivery.target)}
        found = api.answer((yield api.call(delivery, "groups.getById", group, delivery.token or delivery.user_token)))
        groups = answers.mappings(found.get("groups") if isinstance(found, dict) else found)
        name = answers.said(groups[0].get("name")) if groups else "?"
        if not delivery.user_token:
            return f"community «{name}», texts only: photos, videos and polls need `user_token_env`"
        api.answer((yield api.call(delivery, "photos.getWallUploadServer", group, delivery.user_token)))
        return f"community «{name}», the user's token may upload"


def owner_id(target: str | int | None) -> int:
    """The community's id, below 0. Raises `UserError` for anything else."""
    text = str(target or "").strip()
    if text.startswith("-") and text[1:].isdecimal():
        return int(text)
    raise UserError(f"`{text}` is no vk community", "write `target` as the community's id with a minus: -230000001")


# What the post asks for that this account cannot have


def _token_problems(variant: Variant) -> list[Problem]:
    if variant.account.has("user_token"):
        return []
    if variant.account.settings.get("post_with") == "user":
        return [Problem(f"`{variant.account.name}` posts with a user's token, and has none", api.USER_TOKEN)]
    what = [
        *(("media", "photos") for part in variant.parts if any(_route(item) == "photo" for item in part.media)),
        *(("media", "videos") for part in variant.parts if any(_route(item) == "video" for item in part.media)),
        *([("poll", "polls")] if variant.fields.poll else []),
    ]
    return [
        Problem(
            f"vk takes {words} only with a user's token, and `{variant.account.name}` has none",
            f"in smm.toml, {api.USER_TOKEN}: vk answers error 27 to the community's",
            (field,),
        )
        for field, words in what
    ]


def _poll_problems(variant: Variant) -> list[Problem]:
    poll, part = variant.fields.poll, variant.parts[0]
    if not poll:
        return []
    found = []
    if not (part.rich.text or part.media or variant.card):
        found.append(Problem("vk takes no poll alone", "write a text above it", ("poll",)))
    if poll.answer:
        found.append(Problem("vk has no quizzes: everyone sees a plain poll", "", ("poll", "answer"), fact=False))
    return found


def _wish_problems(variant: Variant) -> list[Problem]:
    found = []
    if variant.fields.targeting.replies in ("followers", "mentioned"):
        found.append(
            Problem(
                "vk opens comments to everyone or to nobody",
                f"under `{variant.account.name}:`, a `targeting` with `replies: nobody` closes them",
                ("targeting", "replies"),
                fact=False,
            )
        )
    if variant.fields.first_comment and _native(variant):
        found.append(
            Problem(
                "a post waiting in vk's scheduler takes no comment yet",
                'drop `first_comment`, or `delivery = "native"`',
                ("first_comment",),
            )
        )
    return found


# Requests


def _post(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    request: dict[str, Any] = {"method": "wall.post", "params": _params(variant, part, key)}
    if variant.fields.poll:
        request["poll"] = _poll(variant.fields.poll, variant)
    if variant.fields.poll or any(_route(item) != "document" for item in part.media):
        request["needs_user_token"] = True
    return request


def _params(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    fields = variant.fields
    options = Options.model_validate(fields.targeting.options("vk"))
    params = {
        "owner_id": owner_id(variant.account.target),
        "from_group": True,
        "message": part.rich.text,
        "attachments": _attachments(variant, part),
        "guid": guid(key),
        "publish_date": _unix(variant.at.instant) if _native(variant) and variant.at else None,
        "mark_as_ads": fields.ads is not None,
        "close_comments": fields.targeting.replies == "nobody",
        "link_title": variant.card.title if variant.card and _is_attached(variant) else None,
    }
    return _given(params | _place(variant, options) | _extras(options, part.media))


def _attachments(variant: Variant, part: Part) -> list[Any]:
    """What only exists once it is uploaded or made is a placeholder. VK parts the list at commas, quoted or not."""
    media = [{"$media": number} for number in range(len(part.media))]
    poll = [{"$poll": 0}] if variant.fields.poll else []
    link = [variant.card.url.replace(",", "%2C")] if variant.card and _is_attached(variant) else []
    return [*media, *poll, *link]


def _is_attached(variant: Variant) -> bool:
    return variant.card is not None and variant.card.preview != "none"


def _place(variant: Variant, options: Options) -> dict[str, Any]:
    place = variant.fields.targeting.place
    if options.place_id or not place:
        return {"place_id": options.place_id}
    return {"lat": place.lat, "long": place.lon}


def _extras(options: Options, media: Sequence[MediaFile]) -> dict[str, Any]:
    shown = [item for item in media if _route(item) in ("photo", "video")]
    return {
        "signed": options.signed,
        "mute_notifications": options.mute_notifications,
        "copyright": options.copyright,
        "donut_paid_duration": options.donut,
        "primary_attachments_mode": "carousel" if options.carousel and len(shown) > 1 else None,
    }


def _poll(poll: Poll, variant: Variant) -> dict[str, Any]:
    """Parameters of polls.create. The end is counted from the planned time, so that it is the same in every build."""
    end = variant.at.instant + timedelta(seconds=seconds(poll.closes)) if poll.closes and variant.at else None
    return _given(
        {
            "owner_id": owner_id(variant.account.target),
            "question": poll.question,
            "add_answers": api.quoted(poll.options),
            "is_multiple": poll.multiple,
            "end_date": _unix(end) if end else None,
        }
    ) | {"is_anonymous": poll.anonymous}


def _comment(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    owner = owner_id(variant.account.target)
    return {
        "method": "wall.createComment",
        "params": {
            "owner_id": owner,
            "post_id": {"$previous": "post_id"},
            "from_group": -owner,
            "message": part.rich.text,
            "guid": guid(key),
        },
    }


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is off or empty; a coordinate may be 0."""
    return {name: value for name, value in params.items() if value or name in ("lat", "long")}


def guid(key: str) -> str:
    """What VK remembers for an hour: the same for every try of one part."""
    return sha256(key.encode()).hexdigest()[:32]


def _unix(instant: datetime) -> int:
    return int(instant.timestamp())


def _native(variant: Variant) -> bool:
    return variant.account.delivery == "native" and variant.at is not None


def _route(item: MediaFile) -> str:
    """Where a file goes: a GIF is a document to VK, as a photo it would not move."""
    if item.mime == "image/gif":
        return "document"
    return {"image": "photo", "video": "video"}.get(item.kind, "document")


NETWORK = Vk()
