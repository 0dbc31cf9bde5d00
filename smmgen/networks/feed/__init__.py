"""The brand's own feed: `feed.json` (JSON Feed 1.1, https://jsonfeed.org/version/1.1) and `feed.xml` (Atom, RFC 4287).

Both are files of the project, and so are the copies of the media beside them; any web server can serve the folder.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field

from smmgen.errors import Ambiguous, NotSent, Rejected
from smmgen.markup.document import Document
from smmgen.markup.html import SCHEMES, to_html
from smmgen.markup.render import render
from smmgen.markup.style import Style
from smmgen.markup.text import is_blank
from smmgen.media.types import MediaFile
from smmgen.networks import answers
from smmgen.networks.base import NoSettings, Problem, Safety
from smmgen.networks.feed import atom
from smmgen.networks.limits import Limit, Limits
from smmgen.networks.wire import Delivery, File, Flow, Probe, Receipt, Removal, Request, Response, Search
from smmgen.variants.adapt import closing_lines, links_to
from smmgen.variants.types import Part, Variant, part_keys

VERSION = "https://jsonfeed.org/version/1.1"
FOLDER = "public"
_COPY = re.compile(r"[0-9a-f]{16}(\.[^/\\%?#]*)?")
KEEP = 200
"""Entries kept, the newest first."""
UNPLANNED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a post without a schedule, whose payload is only looked at."""
OURS = (VERSION, "2026-11-22")


class Settings(BaseModel):
    """Keys of a feed account in smm.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    url: str | None = Field(None, pattern=r"^https?://", description="Public address of the folder")
    description: str | None = Field(None, description="What the feed is about")


class Feed:
    """The platform that needs no network."""

    name: ClassVar[str] = "feed"
    title: ClassVar[str] = "Feed"
    docs: ClassVar[str] = (
        "An Atom and a JSON Feed file in a folder of the project (`target`, `public` unless said otherwise), with "
        "copies of the media beside them; the newest 200 entries are kept. It needs no token. Every entry needs a "
        "`title`. Set `url` to the address under which the folder is served, so that readers find the media. An entry "
        "has an id made from the post's identity: publishing it again replaces it, so that it can be "
        "edited as a whole; a deleted one takes its media copies along. There are no polls, threads or "
        "comments."
    )
    safety: ClassVar[Safety] = Safety.KEYED
    key_seconds: ClassVar[int | None] = None
    marked: ClassVar[bool] = True
    limits: ClassVar[Limits] = Limits(
        poll_options=Limit(0, *OURS), cards=Limit(1, *OURS), cards_beside_media=Limit(1, *OURS)
    )
    unit: ClassVar[str] = "characters"
    style: ClassVar[Style] = Style(
        marks=frozenset({"bold", "italic", "strike", "code", "pre", "quote", "link"}),
        links="mark",
        schemes=SCHEMES,
        heading="bold",
        tag="",
        reports=frozenset({"spoiler", "image"}),
    )
    types: ClassVar[frozenset[str]] = frozenset()
    moving: ClassVar[frozenset[str]] = frozenset({"image/gif", "image/png", "image/webp"})
    """What browsers move."""
    options: ClassVar[type[BaseModel]] = NoSettings
    settings: ClassVar[type[BaseModel]] = Settings
    needs: ClassVar[tuple[str, ...]] = ()
    secrets: ClassVar[tuple[str, ...]] = ()
    native_schedule: ClassVar[bool] = False
    threads: ClassVar[bool] = False
    first_comment: ClassVar[bool] = False
    edits: ClassVar[frozenset[str]] = frozenset({"entry", "feed"})
    edits_waiting: ClassVar[frozenset[str]] = frozenset()

    def length(self, text: str) -> int:
        return len(text)

    def url(self, target: str, base_url: str) -> str:
        return ""

    def problems(self, variant: Variant) -> Sequence[Problem]:
        if not is_blank(variant.fields.title or ""):
            return []
        return [Problem("an entry of a feed needs a title", "add `title`", ("title",))]

    def card_keys(self, variant: Variant) -> frozenset[str]:
        """The title is the words of the link under the text, unless the text has the link already."""
        return frozenset({"title"}) if variant.card and not _shows_link(_body(variant), variant) else frozenset()

    def render(self, variant: Variant) -> list[dict[str, Any]]:
        """`{"feed": what stands at the top, "item": a JSON Feed item}`; Atom is made of the same."""
        rows = zip(part_keys(variant), variant.parts, strict=True)
        return [{"feed": _top(variant), "item": _item(variant, part, key)} for key, part in rows]

    def publish(self, delivery: Delivery) -> Flow:
        return _put(delivery, creates=True)

    def aspects(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return {"entry": part["request"]["item"], "feed": part["request"]["feed"]}

    def edit(self, delivery: Delivery) -> Flow:
        """The entry replaces the one of its id, and its media those that no entry names any more."""
        if delivery.live is None:
            raise NotSent("the entry has not been published")
        folder = _folder(delivery)
        before = yield from _items(folder)
        delivery = _under_its_id(delivery, delivery.live.id, before)
        receipt = yield from _put(delivery, creates=False)
        yield from _clear(folder, before, merged(before, delivery.part["request"]["item"]))
        return receipt

    def delete(self, delivery: Delivery) -> Removal:
        """The files without the entry, then without the copies that it alone has used."""
        if delivery.live is None:
            raise NotSent("the entry has not been published")
        folder = _folder(delivery)
        top, items = yield from _feed(folder)
        gone = [item for item in items if item["id"] == delivery.live.id]
        if not gone:
            return
        left = [item for item in items if item not in gone]
        feed = {"id": _urn(f"feed:{delivery.key.split(':')[-3]}"), **top}
        yield from _write_feed(folder, feed, left, gone[0]["date_published"])
        yield from _clear(folder, gone, left)

    def find(self, delivery: Delivery) -> Search:
        folder, request = _folder(delivery), delivery.part["request"]
        items = yield from _items(folder)
        return _receipt(request, folder) if any(item["id"] == request["item"]["id"] for item in items) else None

    def probe(self, delivery: Delivery) -> Probe:
        folder = _folder(delivery)
        items = yield from _items(folder)
        return f"{folder.removeprefix('file:')}/feed.json with {len(items)} entr{'y' if len(items) == 1 else 'ies'}"


def _folder(delivery: Delivery) -> str:
    """`file:public`. Raises `Rejected` for a folder outside the project."""
    path = unquote(delivery.base_url.removeprefix("file:")) or delivery.target or FOLDER
    if path.startswith("/") or ".." in PurePosixPath(path).parts:
        raise Rejected(f"the feed's folder `{path}` is outside the project", "set `target` to a folder of the project")
    return f"file:{quote(path.rstrip('/'))}"


# What is written


def _under_its_id(delivery: Delivery, identity: str, items: Sequence[Mapping[str, Any]]) -> Delivery:
    """Readers know an entry by the id it went out with, whatever its post is called by now."""
    if all(item["id"] != identity for item in items):
        return delivery
    request = delivery.part["request"]
    item = {**request["item"], "id": identity}
    return replace(delivery, part={**delivery.part, "request": {**request, "item": item}})


def _put(delivery: Delivery, creates: bool) -> Flow:
    folder, request = _folder(delivery), delivery.part["request"]
    items = merged((yield from _items(folder)), request["item"])
    for media in delivery.part["media"]:
        copy = File(media["path"], media["type"], media["sha256"])
        yield from _write(Request("PUT", f"{folder}/{_copy(media['path'], media['sha256'])}", upload=copy))
    yield from _write_feed(folder, request["feed"], items, request["item"]["date_published"], creates)
    return _receipt(request, folder)


def _write_feed(
    folder: str, feed: Mapping[str, Any], items: Sequence[Mapping[str, Any]], updated: str, creates: bool = False
) -> Generator[Request, Response, None]:
    """`feed.json` comes last: what it holds is published. `updated` is for a feed without entries."""
    yield from _write(Request("PUT", f"{folder}/feed.xml", content=atom.document(feed, items, updated)))
    yield from _write(Request("PUT", f"{folder}/feed.json", content=_json(feed, items), creates=creates))


def _clear(
    folder: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Generator[Request, Response, None]:
    """Delete the copies that only the entries before have named."""
    for copy in sorted(_copies(before) - _copies(after)):
        yield from _write(Request("DELETE", f"{folder}/{copy}"))


def _copies(items: Sequence[Mapping[str, Any]]) -> set[str]:
    """Where in the folder the copies lie that these entries name. What has no name of ours is no copy of ours."""
    names = [str(file["url"]).rpartition("/")[2] for item in items for file in item.get("attachments", ())]
    return {f"media/{name}" for name in names if _COPY.fullmatch(name)}


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"smmgen:{name}").urn


def _top(variant: Variant) -> dict[str, Any]:
    account = variant.account
    base = _base(variant)
    optional = {
        "home_page_url": base,
        "feed_url": base and f"{base}feed.json",
        "description": account.settings.get("description"),
    }
    required = {"id": _urn(f"feed:{account.name}"), "title": account.title or account.name}
    return required | {name: value for name, value in optional.items() if value}


def _base(variant: Variant) -> str:
    """The folder's public address with a slash at the end, or ""."""
    url = variant.account.settings.get("url")
    return f"{url.rstrip('/')}/" if url else ""


def _item(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    base, languages = _base(variant), variant.fields.targeting.language
    attachments = [_attachment(file, base) for file in part.media]
    images = [base + _copy(file.path, file.sha256) for file in part.media if file.kind == "image"]
    optional = {
        "external_url": variant.card.url if variant.card else None,
        "image": images[0] if images else None,
        "tags": list(variant.hashtags),
        "language": languages[0] if languages else None,
        "attachments": attachments,
    }
    required = {
        "id": _urn(key),
        "title": variant.fields.title or variant.post.title,
        "content_html": _content(variant, part, base),
        "date_published": variant.at.iso if variant.at else UNPLANNED.isoformat(),
    }
    return required | {name: value for name, value in optional.items() if value}


def _attachment(file: MediaFile, base: str) -> dict[str, Any]:
    title = {"title": file.title or file.alt} if file.title or file.alt else {}
    return {"url": base + _copy(file.path, file.sha256), "mime_type": file.mime, "size_in_bytes": file.size} | title


def _copy(path: str, sha256: str) -> str:
    """Where in the folder the media's copy lies: named by its content, so that it never changes."""
    return f"media/{sha256[:16]}{PurePosixPath(path).suffix.lower()}"


def _content(variant: Variant, part: Part, base: str) -> str:
    body = _body(variant)
    html = to_html(body, variant.links).strip()
    figures = [_figure(file, base) for file in part.media]
    link = [_link(variant.card.url, variant.card.title)] if variant.card and not _shows_link(body, variant) else []
    lines = [f"<p>{escape(line)}</p>" for line in _closing_lines(body, variant, part)]
    return "\n".join([*figures, html, *link, *lines])


def _body(variant: Variant) -> Document:
    return variant.post.document.select(frozenset({variant.account.name, variant.account.platform}))


def _shows_link(body: Document, variant: Variant) -> bool:
    return variant.fields.link is not None and links_to(body, variant.fields.link.url)


def _closing_lines(body: Document, variant: Variant, part: Part) -> list[str]:
    """The lines that `adapt` has put under the text and that hooks have left there."""
    own = render(body, Feed.style, variant.links).rich.text
    left = part.rich.text.splitlines()
    return [line for line in closing_lines(variant.fields, Feed.limits, own) if line in left]


def _figure(file: MediaFile, base: str) -> str:
    source, text = escape(base + _copy(file.path, file.sha256)), escape(file.alt)
    if file.kind == "image":
        size = f' width="{file.width}" height="{file.height}"' if file.width and file.height else ""
        return f'<p><img src="{source}" alt="{text}"{size}></p>'
    if file.kind in ("video", "audio"):
        return f'<p><{file.kind} src="{source}" title="{text}" controls></{file.kind}></p>'
    return _link(base + _copy(file.path, file.sha256), file.title or file.path.rsplit("/", 1)[-1])


def _link(url: str, title: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(title or url)}</a></p>'


def merged(items: Sequence[Mapping[str, Any]], item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The item among the others, replacing the one of the same id; newest first, the latest `KEEP`."""
    others = [other for other in items if other["id"] != item["id"]]
    ordered = sorted([*others, item], key=lambda one: str(one["id"]))
    return sorted(ordered, key=lambda one: datetime.fromisoformat(one["date_published"]), reverse=True)[:KEEP]


def _json(feed: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> bytes:
    top = {name: value for name, value in feed.items() if name != "id"}
    return (json.dumps({"version": VERSION, **top, "items": items}, ensure_ascii=False, indent=1) + "\n").encode()


# Files


def _items(folder: str) -> Generator[Request, Response, list[dict[str, Any]]]:
    """The entries that are there."""
    _, items = yield from _feed(folder)
    return items


def _feed(folder: str) -> Generator[Request, Response, tuple[dict[str, Any], list[dict[str, Any]]]]:
    """What stands at the top, and the entries. A file that is not our feed is left alone: `Rejected`."""
    response = yield Request("GET", f"{folder}/feed.json")
    if response.status == 404:
        return {}, []
    data = response.data
    items = data.get("items") if isinstance(data, dict) and response.status == 200 else None
    top = {name: value for name, value in answers.mapping(data).items() if name not in ("version", "items")}
    texts = all(isinstance(top.get(name, ""), str) for name in ("title", "description", "home_page_url", "language"))
    if not isinstance(items, list) or not all(_is_ours(item) for item in items) or not texts:
        path = f"{folder.removeprefix('file:')}/feed.json"
        raise Rejected(f"`{path}` is not a feed that smm has written", "move it away, or set another `target`")
    return top, items


def _is_ours(item: Any) -> bool:
    """An entry as smm writes them, in types too."""
    known = answers.mapping(item)
    files = answers.mappings(known.get("attachments", []))
    tags = known.get("tags", [])
    return (
        all(isinstance(known.get(name), str) for name in ("id", "title", "content_html"))
        and all(isinstance(known.get(name, ""), str) for name in ("external_url", "language", "image"))
        and answers.moment(known.get("date_published")) is not None
        and (isinstance(tags, list) and all(isinstance(tag, str) for tag in tags))
        and files is not None
        and all({"url", "mime_type", "size_in_bytes"} <= file.keys() for file in files)
    )


def _write(request: Request) -> Generator[Request, Response, None]:
    response = yield request
    if response.status >= 300:
        raise (Ambiguous if request.creates else Rejected)(f"could not write `{request.url.removeprefix('file:')}`")


def _receipt(request: Mapping[str, Any], folder: str) -> Receipt:
    identity, feed = request["item"]["id"], request["feed"]
    return Receipt(identity, feed.get("feed_url") or f"{folder}/feed.json")


NETWORK = Feed()
