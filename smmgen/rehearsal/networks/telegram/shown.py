"""Telegram: a post as people would see it, for the page of what was posted."""

from __future__ import annotations

from smmgen.rehearsal.engine.shown import Poll, Sent, Shown, mapping, sequence


def shown(sent: Sent) -> Shown:
    """The post as its readers see it."""
    items = [mapping(item) for item in sequence(sent.params.get("media"))]
    captions = [str(item.get("caption") or "") for item in items]
    text = next((str(sent.params[name]) for name in ("text", "caption", "description") if sent.params.get(name)), "")
    poll = None
    if "question" in sent.params:
        options = [str(mapping(one).get("text", one)) for one in sequence(sent.params.get("options"))]
        right = [one for one in sequence(sent.params.get("correct_option_ids")) if isinstance(one, int)]
        several = str(sent.params.get("allows_multiple_answers", "")).lower() == "true"
        poll = Poll(str(sent.params["question"]), tuple(options), several, tuple(right))
    answered = mapping(sent.params.get("reply_parameters")).get("message_id")
    preview = mapping(sent.params.get("link_preview_options"))
    chat = str(sent.post["remote_id"]).rpartition("/")[0]
    named = ("title", "address") if "latitude" in sent.params else ()
    places = [str(sent.params[name]) for name in named if sent.params.get(name)]
    return Shown(
        text=text or next(filter(None, captions), ""),
        words={at: words for at, words in enumerate(captions) if words and words != next(filter(None, captions))},
        poll=poll,
        card=(str(preview["url"]),) if preview.get("url") else (),
        place=", ".join(places),
        parent=f"{chat}/{answered}" if answered else "",
    )
