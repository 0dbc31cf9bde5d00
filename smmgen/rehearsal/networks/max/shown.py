"""MAX: a message as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Sent, Shown, mapping, sequence
from smmgen.rehearsal.networks.max.text import read


def shown(sent: Sent) -> Shown:
    """The message as its readers see it."""
    form = sent.params.get("format")
    plain, _ = read(str(sent.params.get("text") or ""), form if isinstance(form, str) else None)
    items = [mapping(item) for item in sequence(sent.params.get("attachments"))]
    shares = [str(mapping(item.get("payload")).get("url") or "") for item in items if item.get("type") == "share"]
    places = [f"{item.get('latitude')}, {item.get('longitude')}" for item in items if item.get("type") == "location"]
    answered = mapping(sent.params.get("link"))
    return Shown(
        text=plain,
        card=tuple(shares),
        place=next(iter(places), ""),
        parent=str(answered.get("mid") or "") if answered.get("type") == "reply" else "",
    )
