"""Threads: a post as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Poll, Sent, Shown, mapping


def shown(sent: Sent) -> Shown:
    """The post as its readers see it."""
    options = tuple(str(text) for text in mapping(sent.params.get("poll_attachment")).values())
    link = str(sent.params.get("link_attachment") or "")
    return Shown(
        text=str(sent.params.get("text") or ""),
        poll=Poll("", options) if options else None,
        card=(link,) if link else (),
        parent=str(sent.params.get("reply_to_id") or ""),
    )
