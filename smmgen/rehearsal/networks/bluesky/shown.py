"""Bluesky: a post as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Sent, Shown, mapping, sequence


def shown(sent: Sent) -> Shown:
    """The post as its readers see it."""
    record = mapping(sent.params.get("record"))
    embed = mapping(record.get("embed"))
    embed = mapping(embed.get("media")) or embed
    pictures = [mapping(item) for item in sequence(embed.get("images")) or sequence(embed.get("items"))]
    card = mapping(embed.get("external"))
    described = pictures or ([embed] if "video" in embed else [])
    return Shown(
        text=str(record.get("text") or ""),
        words={at: str(item["alt"]) for at, item in enumerate(described) if item.get("alt")},
        card=tuple(str(card[name]) for name in ("title", "description", "uri") if card.get(name)),
        parent=str(mapping(mapping(record.get("reply")).get("parent")).get("uri") or record.get("post") or ""),
    )
