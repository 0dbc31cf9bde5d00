"""What people would see of a post, read from what was sent, whatever its network calls it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Poll:
    """`right` are the indexes of the right answers of a quiz."""

    question: str
    options: tuple[str, ...]
    multiple: bool = False
    right: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shown:
    """`words` are the alt texts or captions of the files that have some, by their index; `parent` is the id of what it
    answers."""

    text: str = ""
    warning: str = ""
    words: Mapping[int, str] = field(default_factory=dict)
    poll: Poll | None = None
    card: tuple[str, ...] = ()
    place: str = ""
    parent: str = ""


def shown(post: Params, polls: Mapping[str, Params], edits: int | None = None) -> Shown:
    """The post after so many of its edits, all of them by default. `polls`: VK's, by the name of the attachment."""
    params: dict[str, Any] = dict(_mapping(post["params"]))
    for edit in post["edits"][:edits]:
        changed = _mapping(edit)
        if post["platform"] == "bluesky":
            params["record"] = changed
        else:
            params |= changed
    return _READERS.get(str(post["platform"]), _other)(params, post, polls)


def _telegram(params: Params, post: Params, polls: Mapping[str, Params]) -> Shown:
    items = [_mapping(item) for item in _sequence(params.get("media"))]
    captions = [str(item.get("caption") or "") for item in items]
    text = next((str(params[name]) for name in ("text", "caption", "description") if params.get(name)), "")
    poll = None
    if "question" in params:
        options = [str(_mapping(one).get("text", one)) for one in _sequence(params.get("options"))]
        right = [one for one in _sequence(params.get("correct_option_ids")) if isinstance(one, int)]
        several = str(params.get("allows_multiple_answers", "")).lower() == "true"
        poll = Poll(str(params["question"]), tuple(options), several, tuple(right))
    answered = _mapping(params.get("reply_parameters")).get("message_id")
    preview = _mapping(params.get("link_preview_options"))
    chat = str(post["remote_id"]).rpartition("/")[0]
    return Shown(
        text=text or next(filter(None, captions), ""),
        words={at: words for at, words in enumerate(captions) if words and words != next(filter(None, captions))},
        poll=poll,
        card=(str(preview["url"]),) if preview.get("url") else (),
        place=", ".join(
            str(params[name]) for name in ("title", "address") if params.get(name) and "latitude" in params
        ),
        parent=f"{chat}/{answered}" if answered else "",
    )


def _vk(params: Params, post: Params, polls: Mapping[str, Params]) -> Shown:
    names = str(params.get("attachments") or "").split(",")
    found = next((polls[name] for name in names if name in polls), None)
    poll = found and Poll(str(found["question"]), tuple(map(str, found["options"])), bool(found["multiple"]))
    links = [name for name in names if name.startswith(("http://", "https://"))]
    title = str(params.get("link_title") or "")
    return Shown(
        text=str(params.get("message") or ""),
        poll=poll or None,
        card=(title, *links) if links else (),
        place=", ".join(str(params[name]) for name in ("lat", "long") if params.get(name)),
        parent=str(post["remote_id"]).partition("?")[0] if post["kind"] == "comment" else "",
    )


def _mastodon(params: Params, post: Params, polls: Mapping[str, Params]) -> Shown:
    asked = _mapping(params.get("poll"))
    options = _sequence(asked.get("options")) or _sequence(params.get("poll[options][]"))
    return Shown(
        text=str(params.get("status") or ""),
        warning=str(params.get("spoiler_text") or ""),
        poll=Poll("", tuple(map(str, options)), bool(asked.get("multiple"))) if options else None,
        parent=str(params.get("in_reply_to_id") or ""),
    )


def _bluesky(params: Params, post: Params, polls: Mapping[str, Params]) -> Shown:
    record = _mapping(params.get("record"))
    embed = _mapping(record.get("embed"))
    embed = _mapping(embed.get("media")) or embed
    pictures = [_mapping(item) for item in _sequence(embed.get("images")) or _sequence(embed.get("items"))]
    card = _mapping(embed.get("external"))
    described = pictures or ([embed] if "video" in embed else [])
    return Shown(
        text=str(record.get("text") or ""),
        words={at: str(item["alt"]) for at, item in enumerate(described) if item.get("alt")},
        card=tuple(str(card[name]) for name in ("title", "description", "uri") if card.get(name)),
        parent=str(_mapping(_mapping(record.get("reply")).get("parent")).get("uri") or record.get("post") or ""),
    )


def _other(params: Params, post: Params, polls: Mapping[str, Params]) -> Shown:
    return Shown()


_READERS = {"telegram": _telegram, "vk": _vk, "mastodon": _mastodon, "bluesky": _bluesky}


def _mapping(value: Any) -> Params:
    """Also of one that came as text in a form."""
    found = _parsed(value)
    return found if isinstance(found, dict) else {}


def _sequence(value: Any) -> Sequence[Any]:
    found = _parsed(value)
    return found if isinstance(found, list) else []


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
