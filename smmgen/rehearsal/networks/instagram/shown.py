"""Instagram: a post as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Sent, Shown


def shown(sent: Sent) -> Shown:
    """The post as its readers see it."""
    return Shown(
        text=str(sent.params.get("caption") or sent.params.get("message") or ""),
        place=str(sent.params.get("location_id") or ""),
        parent=str(sent.params.get("parent") or ""),
    )
