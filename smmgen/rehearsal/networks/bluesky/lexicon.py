"""Bluesky: the record types a brand writes (app.bsky lexicons), as data, and the check of a record against them.

Lexicons let unknown fields pass; here they are refused. Blobs and references are looked up by the functions the caller
gives, since only the repository knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import regex

Schema = dict[str, Any]

_STRONG_REF: Schema = {"type": "ref", "ref": "com.atproto.repo.strongRef"}
_RATIO: Schema = {"type": "ref", "ref": "app.bsky.embed.defs#aspectRatio"}
_TAG: Schema = {"type": "string", "maxLength": 640, "maxGraphemes": 64}
_TIME: Schema = {"type": "string", "format": "datetime"}
_AT_URI: Schema = {"type": "string", "format": "at-uri"}
_MEDIA_EMBEDS = [
    "app.bsky.embed.images",
    "app.bsky.embed.video",
    "app.bsky.embed.gallery",
    "app.bsky.embed.external",
]


def _image_blob(most: int) -> Schema:
    return {"type": "blob", "accept": ["image/*"], "maxSize": most}


def _object(required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


def _array(items: Schema, most: int | None = None) -> Schema:
    return {"type": "array", "items": items} | ({} if most is None else {"maxLength": most})


def _union(*refs: str) -> Schema:
    return {"type": "union", "refs": list(refs)}


def _ref(name: str) -> Schema:
    return {"type": "ref", "ref": name}


LEXICON: dict[str, Schema] = {
    "app.bsky.feed.post": _object(
        "text createdAt",
        text={"type": "string", "maxLength": 3000, "maxGraphemes": 300},
        facets=_array(_ref("app.bsky.richtext.facet")),
        reply=_ref("app.bsky.feed.post#replyRef"),
        embed=_union(*_MEDIA_EMBEDS[:3], _MEDIA_EMBEDS[3], "app.bsky.embed.record", "app.bsky.embed.recordWithMedia"),
        langs=_array({"type": "string", "format": "language"}, 3),
        labels=_union("com.atproto.label.defs#selfLabels"),
        tags=_array(_TAG, 8),
        createdAt=_TIME,
    ),
    "app.bsky.feed.post#replyRef": _object("root parent", root=_STRONG_REF, parent=_STRONG_REF),
    "app.bsky.feed.threadgate": _object(
        "post createdAt",
        post=_AT_URI,
        allow=_array(
            _union(*(f"app.bsky.feed.threadgate#{who}Rule" for who in ("mention", "follower", "following", "list"))),
            5,
        ),
        createdAt=_TIME,
        hiddenReplies=_array(_AT_URI, 300),
    ),
    "app.bsky.feed.threadgate#mentionRule": _object(""),
    "app.bsky.feed.threadgate#followerRule": _object(""),
    "app.bsky.feed.threadgate#followingRule": _object(""),
    "app.bsky.feed.threadgate#listRule": _object("list", list=_AT_URI),
    "app.bsky.feed.postgate": _object(
        "post createdAt",
        post=_AT_URI,
        createdAt=_TIME,
        detachedEmbeddingUris=_array(_AT_URI, 50),
        embeddingRules=_array(_union("app.bsky.feed.postgate#disableRule"), 5),
    ),
    "app.bsky.feed.postgate#disableRule": _object(""),
    "app.bsky.richtext.facet": _object(
        "index features",
        index=_ref("app.bsky.richtext.facet#byteSlice"),
        features=_array(_union(*(f"app.bsky.richtext.facet#{kind}" for kind in ("mention", "link", "tag")))),
    ),
    "app.bsky.richtext.facet#byteSlice": _object(
        "byteStart byteEnd",
        byteStart={"type": "integer", "minimum": 0},
        byteEnd={"type": "integer", "minimum": 0},
    ),
    "app.bsky.richtext.facet#mention": _object("did", did={"type": "string", "format": "did"}),
    "app.bsky.richtext.facet#link": _object("uri", uri={"type": "string", "format": "uri"}),
    "app.bsky.richtext.facet#tag": _object("tag", tag=_TAG),
    "app.bsky.embed.images": _object("images", images=_array(_ref("app.bsky.embed.images#image"), 4)),
    "app.bsky.embed.images#image": _object(
        "image alt", image=_image_blob(2_000_000), alt={"type": "string"}, aspectRatio=_RATIO
    ),
    "app.bsky.embed.gallery": _object("items", items=_array(_union("app.bsky.embed.gallery#image"), 20)),
    "app.bsky.embed.gallery#image": _object(
        "image alt aspectRatio", image=_image_blob(2_000_000), alt={"type": "string"}, aspectRatio=_RATIO
    ),
    "app.bsky.embed.video": _object(
        "video",
        video={"type": "blob", "accept": ["video/mp4"], "maxSize": 300_000_000},
        captions=_array(_ref("app.bsky.embed.video#caption"), 20),
        alt={"type": "string"},
        aspectRatio=_RATIO,
        presentation={"type": "string", "knownValues": ["default", "gif"]},
    ),
    "app.bsky.embed.video#caption": _object(
        "lang file",
        lang={"type": "string", "format": "language"},
        file={"type": "blob", "accept": ["text/vtt"], "maxSize": 20_000},
    ),
    "app.bsky.embed.external": _object("external", external=_ref("app.bsky.embed.external#external")),
    "app.bsky.embed.external#external": _object(
        "uri title description",
        uri={"type": "string", "format": "uri"},
        title={"type": "string"},
        description={"type": "string"},
        thumb=_image_blob(1_000_000),
    ),
    "app.bsky.embed.record": _object("record", record=_STRONG_REF),
    "app.bsky.embed.recordWithMedia": _object(
        "record media", record=_ref("app.bsky.embed.record"), media=_union(*_MEDIA_EMBEDS)
    ),
    "app.bsky.embed.defs#aspectRatio": _object(
        "width height", width={"type": "integer", "minimum": 1}, height={"type": "integer", "minimum": 1}
    ),
    "com.atproto.repo.strongRef": _object("uri cid", uri=_AT_URI, cid={"type": "string", "format": "cid"}),
    "com.atproto.label.defs#selfLabels": _object("values", values=_array(_ref("com.atproto.label.defs#selfLabel"), 10)),
    "com.atproto.label.defs#selfLabel": _object("val", val={"type": "string", "maxLength": 128}),
}
RECORDS = ("app.bsky.feed.post", "app.bsky.feed.threadgate", "app.bsky.feed.postgate")

_FORMATS = {
    "did": re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]"),
    "at-uri": re.compile(r"at://[A-Za-z0-9.:_%-]+(/[a-zA-Z0-9.-]+(/[A-Za-z0-9._:~-]+)?)?"),
    "cid": re.compile(r"b[a-z2-7]{50,}"),
    "uri": re.compile(r"[a-z][a-z.-]{0,80}:\S+"),
    "language": re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,20})?(Z|[+-]\d\d:\d\d)"),
}
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


class Invalid(ValueError):
    """A record that is not of its type; the message begins with the path of the field."""


@dataclass(frozen=True)
class Lookup:
    """What the repository knows: raise `Invalid` for a blob or a reference that is not there."""

    blob: Callable[[str, Mapping[str, Any]], None]
    strong_ref: Callable[[str, Mapping[str, Any]], None]


def check_record(collection: str, record: Any, lookup: Lookup) -> None:
    """Raise `Invalid` unless `record` is a whole record of its collection."""
    if not isinstance(record, dict) or record.get("$type") != collection:
        raise Invalid(f"Record/$type must be {collection}")
    _check_object("Record", record, LEXICON[collection], lookup)


def _check(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    _CHECKS[schema["type"]](path, value, schema, lookup)


def _check_object(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    if not isinstance(value, dict):
        raise Invalid(f"{path} must be an object")
    for name in schema["required"]:
        if name not in value:
            raise Invalid(f'{path} must have the property "{name}"')
    for name, part in value.items():
        if name == "$type":
            continue
        if name not in schema["properties"]:
            raise Invalid(f"{path}/{name} is not in the lexicon")
        _check(f"{path}/{name}", part, schema["properties"][name], lookup)


def _check_array(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    if not isinstance(value, list):
        raise Invalid(f"{path} must be an array")
    if len(value) > schema.get("maxLength", len(value)):
        raise Invalid(f"{path} must not have more than {schema['maxLength']} elements")
    for number, item in enumerate(value):
        _check(f"{path}/{number}", item, schema["items"], lookup)


def _check_string(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    if not isinstance(value, str):
        raise Invalid(f"{path} must be a string")
    if len(value.encode()) > schema.get("maxLength", 10**9):
        raise Invalid(f"{path} must not be longer than {schema['maxLength']} bytes")
    if "maxGraphemes" in schema and len(regex.findall(r"\X", value)) > schema["maxGraphemes"]:
        raise Invalid(f"{path} must not be longer than {schema['maxGraphemes']} graphemes")
    if value not in schema.get("knownValues", [value]):
        raise Invalid(f"{path} must be one of {', '.join(schema['knownValues'])}")
    if "format" in schema and not has_format(value, schema["format"]):
        raise Invalid(f"{path} must be a valid {schema['format']}")


def has_format(value: str, name: str) -> bool:
    if not _FORMATS[name].fullmatch(value):
        return False
    return name != "datetime" or _is_time(value)


def _is_time(value: str) -> bool:
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", value))
    except ValueError:
        return False
    return not value.endswith("-00:00")


def _check_integer(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    if type(value) is not int or value < schema.get("minimum", value):
        raise Invalid(f"{path} must be an integer of at least {schema.get('minimum', 'any')}")


def _check_ref(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    _check_object(path, value, LEXICON[schema["ref"]], lookup)
    if schema["ref"] == "com.atproto.repo.strongRef":
        lookup.strong_ref(path, value)


def _check_union(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    kind = value.get("$type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in schema["refs"]:
        raise Invalid(f"{path}/$type must be one of {', '.join(schema['refs'])}")
    _check_object(path, value, LEXICON[kind], lookup)


def _check_blob(path: str, value: Any, schema: Schema, lookup: Lookup) -> None:
    if not isinstance(value, dict) or set(value) != {"$type", "ref", "mimeType", "size"} or value["$type"] != "blob":
        raise Invalid(f"{path} must be a blob reference")
    accepted = any(
        value["mimeType"] == kind or (kind == "image/*" and str(value["mimeType"]).startswith("image/"))
        for kind in schema["accept"]
    )
    if not accepted:
        raise Invalid(f"{path} is of type {value['mimeType']}, wanted {', '.join(schema['accept'])}")
    if type(value["size"]) is not int or value["size"] > schema["maxSize"]:
        raise Invalid(f"{path} is too big, the most is {schema['maxSize']} bytes")
    lookup.blob(path, value)


_CHECKS: dict[str, Callable[[str, Any, Schema, Lookup], None]] = {
    "object": _check_object,
    "array": _check_array,
    "string": _check_string,
    "integer": _check_integer,
    "ref": _check_ref,
    "union": _check_union,
    "blob": _check_blob,
}
