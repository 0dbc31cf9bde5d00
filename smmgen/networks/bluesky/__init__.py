"""Bluesky: a post is a record that we put, under a key of our own, into the account's repository.

Sources: the lexicons `app.bsky.feed.post`, `app.bsky.richtext.facet`, `app.bsky.embed.*`, `app.bsky.feed.threadgate`;
https://docs.bsky.app/docs/advanced-guides/posts and https://docs.bsky.app/docs/tutorials/video.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from smmgen.errors import Ambiguous, NotSent, Rejected, Unavailable
from smmgen.markup import addresses, counting
from smmgen.markup.style import Style
from smmgen.markup.text import Mark, RichText
from smmgen.media.types import MediaFile
from smmgen.networks import answers
from smmgen.networks.base import Problem, Safety
from smmgen.networks.bluesky import api
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.wire import Delivery, Flow, Probe, Progress, Receipt, Removal, Request, Response, Search, filled
from smmgen.variants.types import Part, Variant, part_keys

HOST = "https://bsky.social"
VIDEO_SERVICE = "https://video.bsky.app"
POST = "app.bsky.feed.post"
GATE = "app.bsky.feed.threadgate"
UNPLANNED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in `createdAt` and the record key of a post without a schedule, whose payload is only looked at."""
OPEN = "who may reply has not been limited"
GATES = {"nobody": [], "mentioned": [f"{GATE}#mentionRule"], "followers": [f"{GATE}#followerRule"]}
HANDLE = re.compile(r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*")
THUMB_BYTES = 1_000_000
TAG_GRAPHEMES, TAG_BYTES = 64, 640


def _lexicon(value: float, name: str, sure: bool = True) -> Limit:
    return Limit(value, f"{name} lexicon", "2026-11-22", sure)


class Options(BaseModel):
    """`targeting.bluesky`"""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    labels: list[Literal["sexual", "nudity", "porn", "graphic-media"]] = Field(
        default_factory=list, description="Content warnings the author puts on the post"
    )


class Settings(BaseModel):
    """Keys of a Bluesky account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    video_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Video service. Default: https://video.bsky.app, or with `base_url` the server itself",
    )


class Bluesky:
    """The network."""

    name: ClassVar[str] = "bluesky"
    title: ClassVar[str] = "Bluesky"
    docs: ClassVar[str] = (
        "Text with links, mentions and hashtags, up to four pictures with alternative text, a video, a link card, "
        "threads, a first comment, content labels, and who may reply. `target` is the handle, the token an app "
        "password. "
        "Every post has a record key made from its identity and planned time, so sending it again changes nothing. "
        "A post can be deleted, but not edited: Bluesky has no edits. "
        "There are no polls, no places and no scheduler of Bluesky's own; a mention of a handle nobody has is sent as "
        "plain text. With `base_url` and without `video_url` a video is stored as an ordinary file of the server. "
        "Servers older than 2026 take pictures of 1,000,000 bytes only."
    )
    safety: ClassVar[Safety] = Safety.KEYED
    key_seconds: ClassVar[int | None] = None
    marked: ClassVar[bool] = True
    limits: ClassVar[Limits] = Limits(
        text=_lexicon(300, POST),
        text_bytes=_lexicon(3000, POST),
        media=_lexicon(4, "app.bsky.embed.images"),
        images=_lexicon(4, "app.bsky.embed.images"),
        videos=_lexicon(1, "app.bsky.embed.video"),
        audios=_lexicon(0, POST),
        documents=_lexicon(0, POST),
        image_bytes=_lexicon(2_000_000, "app.bsky.embed.images"),
        video_bytes=_lexicon(300_000_000, "app.bsky.embed.video", sure=False),
        poll_options=_lexicon(0, POST),
        cards=_lexicon(1, "app.bsky.embed.external"),
    )
    unit: ClassVar[str] = "graphemes"
    style: ClassVar[Style] = Style(
        marks=frozenset({"link", "mention", "hashtag"}),
        links="shorten",
        mentions="mark",
        hashtags=True,
        tag=r"(?=[\d\p{P}]*[^\d\s\p{P}\p{Cf}])[^\s\p{Cf}#,;:!?()\[\]{}<>«»“”„\"…/\\|–—]*[^\s\p{P}\p{Cf}|<>]",
        mention=r"@([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
        mention_example="`@name.bsky.social`",
    )
    types: ClassVar[frozenset[str]] = frozenset()
    moving: ClassVar[frozenset[str]] = frozenset()
    """Pictures are shown from a cache of still ones (https://github.com/bluesky-social/social-app/issues/6837)."""
    options: ClassVar[type[BaseModel]] = Options
    settings: ClassVar[type[BaseModel]] = Settings
    needs: ClassVar[tuple[str, ...]] = ("target", "token")
    secrets: ClassVar[tuple[str, ...]] = ("token",)
    native_schedule: ClassVar[bool] = False
    threads: ClassVar[bool] = True
    first_comment: ClassVar[bool] = True

    def length(self, text: str) -> int:
        return counting.graphemes(text)

    def url(self, target: str, base_url: str) -> str:
        return f"https://bsky.app/profile/{_handle(target)}" if target else ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        return [*_media_problems(variant), *_card_problems(variant), *_text_problems(variant)]

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """app.bsky.embed.external, which stands in the place of pictures."""
        drawn = variant.card and variant.card.preview != "none" and not variant.parts[0].media
        return frozenset({"title", "description", "image"}) if drawn else frozenset()

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """The parameters of com.atproto.repo.putRecord. `$threadgate` is the rule of a second record, put after the
        post; `{"$handle": …}` becomes a DID."""
        return [_request(variant, index) for index in range(len(variant.parts))]

    def publish(self, delivery: Delivery) -> Flow:
        host = delivery.base_url or HOST
        session = yield from api.sign_in(host, _handle(delivery.target), delivery.token)
        request = dict(delivery.part["request"])
        gate = request.pop("$threadgate", None)
        before = yield from _before(session, delivery)
        put = yield from _completed(request, before, session, delivery)
        answer = api.accepted((yield _put(session, put, creates=True)), creates=True)
        receipt = _receipt(answer, request, before, session)
        if gate is None:
            return receipt
        return _follow_up(receipt, OPEN)

    def finish(self, delivery: Delivery) -> Flow:
        """Put the threadgate, a record of its own beside the post; a post that wants none by now is finished."""
        receipt = delivery.live or Receipt("")
        done = receipt._replace(reference={k: v for k, v in receipt.reference.items() if k != "follow_up"})
        if "$threadgate" not in delivery.part["request"]:
            return done
        session = yield from api.sign_in(delivery.base_url or HOST, _handle(delivery.target), delivery.token)
        api.accepted((yield _put(session, _gate(receipt, delivery.part["request"]), creates=False)))
        return done

    def find(self, delivery: Delivery) -> Search:
        host = delivery.base_url or HOST
        session = yield from api.sign_in(host, _handle(delivery.target), delivery.token)
        request = delivery.part["request"]
        found = yield from _stored(session, request, POST)
        if not found:
            return None
        receipt = _receipt(found, request, (yield from _before(session, delivery)), session)
        if "$threadgate" in request and not (yield from _stored(session, request, GATE)):
            return _follow_up(receipt, OPEN)
        return receipt

    def delete(self, delivery: Delivery) -> Removal:
        """The record, and the one that says who may reply; deleting what is not there is a yes."""
        if delivery.live is None:
            raise NotSent("the post has not been published")
        session = yield from api.sign_in(delivery.base_url or HOST, _handle(delivery.target), delivery.token)
        rkey = delivery.live.id.rstrip("/").rsplit("/", 1)[-1]
        request = delivery.part.get("request")
        for collection in (POST, GATE) if request is None or "$threadgate" in request else (POST,):
            api.accepted((yield _deletion(session, collection, rkey)))

    def probe(self, delivery: Delivery) -> Probe:
        host = delivery.base_url or HOST
        session = yield from api.sign_in(host, _handle(delivery.target), delivery.token)
        return f"@{session.handle} on {urlsplit(host).netloc} ({session.did})"


def _handle(target: str) -> str:
    return target.strip().removeprefix("@")


def _request(variant: Variant, index: int) -> dict[str, Any]:
    key = part_keys(variant)[index]
    request: dict[str, Any] = {
        "repo": _handle(str(variant.account.target or "")),
        "collection": POST,
        "rkey": api.tid(_planned(variant), key),
        "record": _record(variant, index),
    }
    rules = GATES.get(variant.fields.targeting.replies or "")
    if rules is not None and index == 0:
        request["$threadgate"] = [{"$type": rule} for rule in rules]
    return request


def _planned(variant: Variant) -> datetime:
    return variant.at.instant if variant.at else UNPLANNED


def _record(variant: Variant, index: int) -> dict[str, Any]:
    part, targeting = variant.parts[index], variant.fields.targeting
    labels = [{"val": value} for value in targeting.options("bluesky").get("labels", ())]
    reply = {"root": {"$previous": "root"}, "parent": {"$previous": "post"}}
    optional = {
        "langs": list(targeting.language[:3]),
        "facets": facets(part.rich),
        "embed": _embed(variant, index),
        "labels": {"$type": "com.atproto.label.defs#selfLabels", "values": labels} if labels else None,
        "reply": reply if index else None,
    }
    created = _planned(variant) + timedelta(milliseconds=index)  # clients sort the parts of a thread by it
    record = {"$type": POST, "text": part.rich.text, "createdAt": api.timestamp(created)}
    return record | {name: value for name, value in optional.items() if value}


def facets(rich: RichText) -> list[dict[str, Any]]:
    """Marks as facets: UTF-8 byte offsets, in order, none overlapping (the first one wins)."""
    found: list[dict[str, Any]] = []
    free = 0
    for mark in rich.marks:
        feature = _feature(mark)
        if feature and mark.start >= free and mark.end > mark.start:
            start = len(rich.text[: mark.start].encode())
            end = start + len(rich.text[mark.start : mark.end].encode())
            found.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
            free = mark.end
    return found


def _feature(mark: Mark) -> dict[str, Any] | None:
    value = mark.value.lstrip("@#")
    match mark.kind:
        case "link":
            return {"$type": "app.bsky.richtext.facet#link", "uri": mark.value}
        case "hashtag" if _fits_tag(value):
            return {"$type": "app.bsky.richtext.facet#tag", "tag": value}
        case "mention" if HANDLE.fullmatch(value):
            return {"$type": "app.bsky.richtext.facet#mention", "did": {"$handle": value.lower()}}
    return None


def _fits_tag(tag: str) -> bool:
    return counting.graphemes(tag) <= TAG_GRAPHEMES and len(tag.encode()) <= TAG_BYTES


def _embed(variant: Variant, index: int) -> dict[str, Any] | None:
    media = variant.parts[index].media
    if any(file.kind == "video" for file in media):
        return {"$type": "app.bsky.embed.video", "video": {"$media": 0}, **_shown(media[0], required=False)}
    if media:
        images = [{"image": {"$media": n}, **_shown(file, required=True)} for n, file in enumerate(media)]
        return {"$type": "app.bsky.embed.images", "images": images}
    return _external(variant) if variant.card and index == 0 else None


def _shown(file: MediaFile, required: bool) -> dict[str, Any]:
    ratio = {"aspectRatio": {"width": file.width, "height": file.height}} if file.width and file.height else {}
    return ratio | ({"alt": file.alt} if file.alt or required else {})


def _external(variant: Variant) -> dict[str, Any] | None:
    card = variant.card
    if card is None or card.preview == "none":
        return None
    parts = addresses.split(card.url)
    title = card.title or (parts and parts.netloc) or card.url
    external: dict[str, Any] = {"uri": card.url, "title": title, "description": card.description}
    if card.image:
        external["thumb"] = {"$media": len(variant.parts[0].media)}
    return {"$type": "app.bsky.embed.external", "external": external}


def _before(session: api.Session, delivery: Delivery) -> Generator[Request, Response, list[Receipt]]:
    """The post to reply to, with the thread's root in its reference; nothing for a first part."""
    if not delivery.previous:
        return []
    root = yield from _reference(session, delivery.previous[0])
    post = yield from _reference(session, delivery.previous[-1])
    return [Receipt(delivery.previous[-1].id, reference={"root": root, "post": post})]


def _reference(session: api.Session, receipt: Receipt) -> api.Call:
    """`{uri, cid}` of a part that is out; where a person reported it, asked for by the record key."""
    if known := receipt.reference.get("post"):
        return known
    found = yield from _stored(session, {"repo": session.did, "rkey": receipt.id.rsplit("/", 1)[-1]}, POST)
    if not found:
        raise Rejected(f"the post before this one is not on bluesky: {receipt.url or receipt.id}")
    return {"uri": found["uri"], "cid": found["cid"]}


def _completed(
    request: Mapping[str, Any], before: Sequence[Receipt], session: api.Session, delivery: Delivery
) -> Generator[Request | Progress, Response, Any]:
    """The request with blobs for files, DIDs for handles and references to the posts before."""
    blobs = []
    for index, media in enumerate(delivery.part["media"]):
        blobs.append((yield from _uploaded(media, f"media {index}", request, session, delivery)))
    record = dict(request["record"])
    if "facets" in record:
        record["facets"] = yield from _known(record["facets"], session)
    return filled({**request, "record": record}, blobs, before)


def _uploaded(
    media: Mapping[str, Any], name: str, request: Mapping[str, Any], session: api.Session, delivery: Delivery
) -> Generator[Request | Progress, Response, Any]:
    """The blob: as an earlier try left it, or uploaded now and kept. Of a video the job is kept before it is done."""
    if blob := delivery.known.get(name):
        return blob
    service = delivery.settings.get("video_url") or ("" if delivery.base_url else VIDEO_SERVICE)
    file = api.upload_of(media)
    if service and request["record"].get("embed", {}).get("$type") == "app.bsky.embed.video":
        job = str(delivery.known.get(f"{name} job", ""))
        blob = yield from api.upload_video(session, file, str(service), job, f"{name} job")
    else:
        blob = yield from api.upload_blob(session, file)
    yield Progress({name: blob})
    return blob


def _known(marked: Sequence[Mapping[str, Any]], session: api.Session) -> api.Call:
    """Facets with DIDs; the mention of a handle nobody has is left out, and stays plain text."""
    kept = []
    for facet in marked:
        feature = dict(facet["features"][0])
        if isinstance(feature.get("did"), dict):
            feature["did"] = yield from api.resolve_handle(session, feature["did"]["$handle"])
        if feature.get("did", True):
            kept.append({**facet, "features": [feature]})
    return kept


def _put(session: api.Session, parameters: Mapping[str, Any], creates: bool) -> Request:
    url = api.method_url(session.host, "com.atproto.repo.putRecord")
    return Request("POST", url, session.headers, json=dict(parameters), creates=creates)


def _deletion(session: api.Session, collection: str, rkey: str) -> Request:
    url = api.method_url(session.host, "com.atproto.repo.deleteRecord")
    body = {"repo": session.did, "collection": collection, "rkey": rkey}
    return Request("POST", url, session.headers, json=body)


def _receipt(
    answer: Mapping[str, Any], request: Mapping[str, Any], before: Sequence[Receipt], session: api.Session
) -> Receipt:
    uri, cid = answers.text(answer.get("uri")), answers.text(answer.get("cid"))
    if not uri or not cid:
        raise Ambiguous("bluesky said yes without saying to what", "look whether the post is there")
    post = {"uri": uri, "cid": cid}
    root = before[0].reference["root"] if before else post
    url = f"https://bsky.app/profile/{session.handle}/post/{request['rkey']}"
    return Receipt(uri, url, reference={"post": post, "root": root})


def _gate(receipt: Receipt, request: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that put the record of who may reply."""
    created = request["record"]["createdAt"]
    gate = {"$type": GATE, "post": receipt.id, "allow": request["$threadgate"], "createdAt": created}
    return {"repo": request["repo"], "collection": GATE, "rkey": request["rkey"], "record": gate}


def _follow_up(receipt: Receipt, text: str) -> Receipt:
    return receipt._replace(reference={**receipt.reference, "follow_up": text})


def _stored(session: api.Session, request: Mapping[str, Any], collection: str) -> api.Call:
    """com.atproto.repo.getRecord: `{uri, cid, value}`, or None when there is no such record."""
    query = {"repo": request["repo"], "collection": collection, "rkey": request["rkey"]}
    url = api.method_url(session.host, "com.atproto.repo.getRecord")
    response = yield Request("GET", url, session.headers, query)
    said = answers.mapping(response.data)
    is_missing = "could not locate record" in answers.text(said.get("message")).lower()
    if 400 <= response.status < 500 and (is_missing or said.get("error") == "RecordNotFound"):
        return None
    stored = api.accepted(response)
    if not (answers.text(stored.get("uri")) and answers.text(stored.get("cid"))):
        raise Unavailable("bluesky's answer about a record made no sense")
    return stored


def _media_problems(variant: Variant) -> Iterator[Problem]:
    for part in variant.parts:
        kinds = {file.kind for file in part.media}
        if "video" in kinds and len(part.media) > 1:
            hint = "choose for this account: `bluesky: {media: [...]}`"
            yield Problem("bluesky takes one video or up to four pictures, not both", hint, ("media",))
        yield from _video_problems(part)


def _video_problems(part: Part) -> Iterator[Problem]:
    for index, file in enumerate(part.media):
        if file.kind == "video" and file.mime != "video/mp4":
            yield Problem(
                f"bluesky takes mp4 video only, not {file.mime}", "save the video as mp4", ("media", index, "file")
            )


def _card_problems(variant: Variant) -> Iterator[Problem]:
    image = variant.card.image if variant.card else None
    if image and image.size > THUMB_BYTES:
        message = f"the link card's picture has {image.size} bytes, and bluesky takes {THUMB_BYTES}"
        yield Problem(message, "save it smaller", ("link", "image"))


def _text_problems(variant: Variant) -> Iterator[Problem]:
    languages = variant.fields.targeting.language
    if len(languages) > 3:
        yield Problem("bluesky takes three languages", "keep the main ones", ("targeting", "language"))
    for index, code in enumerate(languages):
        if not LANGUAGE.fullmatch(code):
            yield Problem(
                f"`{code}` is no language code", "write it as in `ru` or `en-GB`", ("targeting", "language", index)
            )
    for tag in variant.hashtags:
        if not _fits_tag(tag):
            message = f"the hashtag `{tag}` is too long for bluesky to link"
            yield Problem(message, f"keep it to {TAG_GRAPHEMES} characters", ("hashtags",), fact=False)


NETWORK = Bluesky()
