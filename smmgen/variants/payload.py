"""A variant -> the payload file: exactly what the network's API will be sent, and a digest over it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import orjson

from smmgen.content.layout import CONFIG
from smmgen.content.schedule import Moment
from smmgen.errors import UserError
from smmgen.media.types import MediaFile
from smmgen.networks.base import Network
from smmgen.variants.likeness import as_written_part
from smmgen.variants.types import Part, Variant, as_written, files, part_keys

SCHEMA = 1


def build(variant: Variant, network: Network) -> dict[str, Any]:
    """The payload, JSON types only. The same variant gives the same payload on any day."""
    parts, written = _parts(variant, network), as_written(variant)
    return {
        "schema": SCHEMA,
        "kind": variant.post.kind,
        "account": variant.account.name,
        "platform": network.name,
        "post": variant.post.name,
        "title": variant.fields.title or variant.post.title,
        "path": variant.post.path,
        "slug": variant.post.slug,
        "status": str(variant.post.front.status),
        "at": _iso(variant.at),
        "zone": variant.at.zone if variant.at else None,
        "not_after": _iso(variant.not_after),
        "format": variant.format,
        "delivery": "native" if is_native(variant, network) else "smm",
        "digest": digest(parts if written is variant else _parts(written, network)),
        "parts": parts,
    }


def is_native(variant: Variant, network: Network) -> bool:
    """The network's own scheduler is to publish it: the account asks for that and the network has one."""
    asked = variant.account.delivery == "native" and variant.at is not None
    return asked and network.facts.schedules(variant.format)


def digest(parts: Sequence[dict[str, Any]]) -> str:
    """`sha256:` and 64 hexadecimal digits over the canonical JSON of the parts as they were written: what is made of a
    picture for its network is not counted, so that a live post does not look edited where another Pillow, or another
    smmgen, makes something else of it."""
    canonical = orjson.dumps([as_written_part(part) for part in parts], option=orjson.OPT_SORT_KEYS)
    return f"sha256:{sha256(canonical).hexdigest()}"


def dumps(payload: dict[str, Any]) -> bytes:
    """The payload file's bytes: sorted keys, UTF-8, a newline at the end."""
    return orjson.dumps(payload, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _parts(variant: Variant, network: Network) -> list[dict[str, Any]]:
    try:
        requests = network.render(variant)
    except UserError as error:  # networks look at the account's `target` only here
        said = error.message if variant.account.target else "`target` is missing"
        raise UserError(f"{CONFIG}: account `{variant.account.name}`: {said}", error.hint) from None
    media = [_sent(variant, index, request) for index, request in enumerate(requests)]
    rows = zip(part_keys(variant), variant.parts, media, requests, strict=True)
    return [_part(*row) for row in rows]


def _part(key: str, part: Part, media: Sequence[MediaFile], request: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": key,
        "role": part.role,
        "request": request,
        "media": [_media(item) for item in media],
        "length": part.length,
        "limit": part.limit,
        "unit": part.unit,
        "text": part.rich.text,
    }


def _sent(variant: Variant, index: int, request: dict[str, Any]) -> tuple[MediaFile, ...]:
    """The part's own files and, only where the request uploads it, the card's picture after them."""
    own, every = variant.parts[index].media, files(variant, index)
    last = f'{{"$media":{len(own)}}}'.encode()
    return every if len(every) > len(own) and last in orjson.dumps(request) else own


def _media(item: MediaFile) -> dict[str, Any]:
    """`source`: what it was made of."""
    source = item.source and {
        name: value for name, value in _media(item.source).items() if name not in ("alt", "title")
    }
    made: dict[str, Any] = {"source": source} if source else {}
    return made | {
        "path": item.path,
        "sha256": item.sha256,
        "type": item.mime,
        "alt": item.alt,
        "title": item.title,
        "size": item.size,
        "width": item.width,
        "height": item.height,
    }


def _iso(moment: Moment | None) -> str | None:
    return moment.iso if moment else None
