"""Mastodon: a post as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Poll, Sent, Shown, mapping, sequence


def shown(sent: Sent) -> Shown:
    """The post as its readers see it."""
    asked = mapping(sent.params.get("poll"))
    options = sequence(asked.get("options")) or sequence(sent.params.get("poll[options][]"))
    return Shown(
        text=str(sent.params.get("status") or ""),
        warning=str(sent.params.get("spoiler_text") or ""),
        poll=Poll("", tuple(map(str, options)), bool(asked.get("multiple"))) if options else None,
        parent=str(sent.params.get("in_reply_to_id") or ""),
    )
