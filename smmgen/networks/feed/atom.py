"""JSON Feed items as an Atom document (RFC 4287), for the feed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # writes only; nothing is parsed

NAMESPACE = "http://www.w3.org/2005/Atom"
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, section 2.2."""


def document(feed: Mapping[str, Any], items: Sequence[Mapping[str, Any]], updated: str) -> bytes:
    """The Atom file. `feed` has `id`, `title` and perhaps `description`, `home_page_url`, `language`; `items` are
    JSON Feed items, each with a title and `date_published`; where there is none, the feed is as old as `updated`."""
    root = Element("feed", _printable({"xmlns": NAMESPACE, "xml:lang": feed.get("language")}))
    _text(root, "id", feed["id"])
    _text(root, "title", feed["title"])
    if feed.get("description"):
        _text(root, "subtitle", feed["description"])
    _text(root, "updated", max([item["date_published"] for item in items] or [updated], key=datetime.fromisoformat))
    _text(SubElement(root, "author"), "name", feed["title"])
    if feed.get("home_page_url"):
        base = feed["home_page_url"]
        _empty(root, "link", rel="self", type="application/atom+xml", href=f"{base}feed.xml")
        _empty(root, "link", rel="alternate", href=base)
    for item in items:
        _entry(root, item)
    indent(root, " ")
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _text(parent: Element, tag: str, value: object, **attributes: object) -> None:
    SubElement(parent, tag, _printable(attributes)).text = UNPRINTABLE.sub("", str(value))


def _empty(parent: Element, tag: str, **attributes: object) -> None:
    SubElement(parent, tag, _printable(attributes))


def _printable(attributes: Mapping[str, object]) -> dict[str, str]:
    """Those that are given, without what would make the whole file unreadable."""
    return {name: UNPRINTABLE.sub("", str(value)) for name, value in attributes.items() if value}


def _entry(root: Element, item: Mapping[str, Any]) -> None:
    entry = SubElement(root, "entry", _printable({"xml:lang": item.get("language")}))
    _text(entry, "id", item["id"])
    _text(entry, "title", item["title"])
    _text(entry, "published", item["date_published"])
    _text(entry, "updated", item["date_published"])
    if item.get("external_url"):
        _empty(entry, "link", rel="related", href=item["external_url"])
    for file in item.get("attachments", ()):
        kind, size = file["mime_type"], str(file["size_in_bytes"])
        _empty(entry, "link", rel="enclosure", type=kind, length=size, href=file["url"])
    for tag in item.get("tags", ()):
        _empty(entry, "category", term=tag)
    _text(entry, "content", item["content_html"], type="html")
