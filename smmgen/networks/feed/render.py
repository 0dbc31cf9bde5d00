"""What is written: each post as an item of JSON Feed 1.1, of which Atom is made as well."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from pathlib import PurePosixPath
from typing import Any

from smmgen.markup.html import to_html
from smmgen.media.kinds import KINDS
from smmgen.media.types import MediaFile
from smmgen.variants.types import Part, Variant, part_keys

UNPLANNED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a post without a schedule, whose payload is only looked at."""
CLOSING = frozenset({"place", "age", "ads"})
"""What stands under the writer's text; the link and the hashtags are data of the item."""


def render(variant: Variant) -> list[dict[str, Any]]:
    """`{"feed": what stands at the top, "item": a JSON Feed item}`; Atom is made of the same."""
    rows = zip(part_keys(variant), variant.parts, strict=True)
    return [{"feed": _top(variant), "item": _item(variant, part, key)} for key, part in rows]


def card_keys(variant: Variant) -> frozenset[str]:
    """The title is the words of the link under the text, unless the text has the link already."""
    return frozenset({"title"}) if variant.card and not _shows_link(variant) else frozenset()


def urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"smmgen:{name}").urn


@lru_cache(maxsize=64)
def _urn_of_feed(account: str) -> str:
    return urn(f"feed:{account}")


def _top(variant: Variant) -> dict[str, Any]:
    account = variant.account
    base = _base(variant)
    optional = {
        "home_page_url": base,
        "feed_url": base and f"{base}feed.json",
        "description": account.settings.get("description"),
    }
    required = {"id": _urn_of_feed(account.name), "title": account.title or account.name}
    return required | {name: value for name, value in optional.items() if value}


def _base(variant: Variant) -> str:
    """The folder's public address with a slash at the end, or ""."""
    url = variant.account.settings.get("url")
    return f"{url.rstrip('/')}/" if url else ""


def _item(variant: Variant, part: Part, key: str) -> dict[str, Any]:
    base, languages = _base(variant), variant.fields.targeting.language
    attachments = [_attachment(file, base) for file in part.media]
    images = [base + copy_of(file.path, file.sha256) for file in part.media if file.kind == "image"]
    optional = {
        "external_url": variant.card.url if variant.card else None,
        "image": images[0] if images else None,
        "tags": list(variant.hashtags),
        "language": languages[0] if languages else None,
        "attachments": attachments,
    }
    required = {
        "id": urn(key),
        "title": variant.fields.title or variant.post.title,
        "content_html": _content(variant, part, base),
        "date_published": variant.at.iso if variant.at else UNPLANNED.isoformat(),
    }
    return required | {name: value for name, value in optional.items() if value}


def _attachment(file: MediaFile, base: str) -> dict[str, Any]:
    title = {"title": file.title or file.alt} if file.title or file.alt else {}
    return {"url": base + copy_of(file.path, file.sha256), "mime_type": file.mime, "size_in_bytes": file.size} | title


def copy_of(path: str, sha256: str) -> str:
    """Where in the folder the media's copy lies: named by its content, so that it never changes."""
    return f"media/{sha256[:16]}{PurePosixPath(path).suffix.lower()}"


def _content(variant: Variant, part: Part, base: str) -> str:
    html = to_html(variant.document, variant.links).strip()
    figures = [_figure(file, base) for file in part.media]
    link = [_link(variant.card.url, variant.card.title)] if variant.card and not _shows_link(variant) else []
    lines = [f"<p>{escape(line.text)}</p>" for line in variant.added if line.kind in CLOSING]
    return "\n".join([*figures, html, *link, *lines])


def _shows_link(variant: Variant) -> bool:
    return variant.fields.link is not None and variant.document.links_to(variant.fields.link.url)


def _figure(file: MediaFile, base: str) -> str:
    source, text = escape(base + copy_of(file.path, file.sha256)), escape(file.alt)
    element = KINDS[file.kind].element
    if element == "img":
        size = f' width="{file.width}" height="{file.height}"' if file.width and file.height else ""
        return f'<p><img src="{source}" alt="{text}"{size}></p>'
    if element:
        return f'<p><{element} src="{source}" title="{text}" controls></{element}></p>'
    return _link(base + copy_of(file.path, file.sha256), file.title or file.path.rsplit("/", 1)[-1])


def _link(url: str, title: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(title or url)}</a></p>'
