"""The files of a feed: reading, merging and writing them."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

from smmgen.errors import Ambiguous, Rejected
from smmgen.networks import answers
from smmgen.networks.feed import atom
from smmgen.networks.feed.facts import VERSION
from smmgen.networks.wire import Delivery, Receipt, Request, Response

FOLDER = "public"
_COPY = re.compile(r"[0-9a-f]{16}(\.[^/\\%?#]*)?")
KEEP = 200
"""Entries kept, the newest first."""


def folder(delivery: Delivery) -> str:
    """`file:public`. Raises `Rejected` for a folder outside the project."""
    path = unquote(delivery.base_url.removeprefix("file:")) or delivery.target or FOLDER
    if path.startswith("/") or ".." in PurePosixPath(path).parts:
        raise Rejected(f"the feed's folder `{path}` is outside the project", "set `target` to a folder of the project")
    return f"file:{quote(path.rstrip('/'))}"


def items(folder: str) -> Generator[Request, Response, list[dict[str, Any]]]:
    """The entries that are there."""
    _, items = yield from feed(folder)
    return items


def feed(folder: str) -> Generator[Request, Response, tuple[dict[str, Any], list[dict[str, Any]]]]:
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


def merged(items: Sequence[Mapping[str, Any]], item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The item among the others, replacing the one of the same id; newest first, the latest `KEEP`."""
    others = [other for other in items if other["id"] != item["id"]]
    ordered = sorted([*others, item], key=lambda one: str(one["id"]))
    return sorted(ordered, key=lambda one: datetime.fromisoformat(one["date_published"]), reverse=True)[:KEEP]


def write_feed(
    folder: str, feed: Mapping[str, Any], items: Sequence[Mapping[str, Any]], updated: str, creates: bool = False
) -> Generator[Request, Response, None]:
    """`feed.json` comes last: what it holds is published. `updated` is for a feed without entries."""
    yield from write(Request("PUT", f"{folder}/feed.xml", content=atom.document(feed, items, updated)))
    yield from write(Request("PUT", f"{folder}/feed.json", content=_json(feed, items), creates=creates))


def _json(feed: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> bytes:
    top = {name: value for name, value in feed.items() if name != "id"}
    return (json.dumps({"version": VERSION, **top, "items": items}, ensure_ascii=False, indent=1) + "\n").encode()


def clear(
    folder: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Generator[Request, Response, None]:
    """Delete the copies that only the entries before have named."""
    for copy in sorted(_copies(before) - _copies(after)):
        yield from write(Request("DELETE", f"{folder}/{copy}"))


def _copies(items: Sequence[Mapping[str, Any]]) -> set[str]:
    """Where in the folder the copies lie that these entries name. What has no name of ours is no copy of ours."""
    names = [str(file["url"]).rpartition("/")[2] for item in items for file in item.get("attachments", ())]
    return {f"media/{name}" for name in names if _COPY.fullmatch(name)}


def write(request: Request) -> Generator[Request, Response, None]:
    response = yield request
    if response.status >= 300:
        raise (Ambiguous if request.creates else Rejected)(f"could not write `{request.url.removeprefix('file:')}`")


def receipt(request: Mapping[str, Any], folder: str) -> Receipt:
    identity, feed = request["item"]["id"], request["feed"]
    return Receipt(identity, feed.get("feed_url") or f"{folder}/feed.json")
