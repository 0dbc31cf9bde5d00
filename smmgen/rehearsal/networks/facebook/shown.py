"""Facebook Pages: a post as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Sent, Shown


def shown(sent: Sent) -> Shown:
    """The post as its readers see it."""
    names = ("message", "caption", "description")
    link = str(sent.params.get("link") or "")
    return Shown(
        text=next((str(sent.params[name]) for name in names if sent.params.get(name)), ""),
        card=(link,) if link else (),
        place=str(sent.params.get("place") or ""),
        parent=str(sent.params.get("parent") or ""),
    )
