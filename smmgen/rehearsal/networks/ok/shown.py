"""Odnoklassniki: a topic as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Poll, Sent, Shown, mapping, sequence


def shown(sent: Sent) -> Shown:
    """The topic, or the comment, as its readers see it."""
    if sent.post["kind"] == "comment":
        topic = str(sent.post["remote_id"]).partition("/")[0]
        return Shown(text=str(sent.params.get("comment") or ""), parent=topic)
    blocks = [mapping(block) for block in sequence(mapping(sent.params.get("attachment")).get("media"))]
    texts = [str(block.get("text") or "") for block in blocks if block.get("type") == "text"]
    links = [str(block.get("url") or "") for block in blocks if block.get("type") == "link"]
    polls = [block for block in blocks if block.get("type") == "poll"]
    return Shown(
        text="\n\n".join(texts),
        card=tuple(links),
        poll=_poll(polls[0]) if polls else None,
    )


def _poll(block: object) -> Poll:
    asked = mapping(block)
    answers = tuple(str(mapping(one).get("text")) for one in sequence(asked.get("answers")))
    return Poll(str(asked.get("question")), answers, "SingleChoice" not in str(asked.get("options") or "SingleChoice"))
