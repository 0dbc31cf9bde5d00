"""Odnoklassniki: topics of a group.

A topic that was scheduled, or held for moderation, gets another id when it goes out
(`mediatopic.getRepublishedTopic`). There is no key against duplicates.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.ok import files
from smmgen.rehearsal.networks.ok.params import bad, failed, require_group

MOSCOW = timezone(timedelta(hours=3))
POLL_OPTIONS = ("SingleChoice", "AnonymousVoting", "ResultsAfterVoting", "VotingClosed")
_SETTINGS = ("publishAt", "publishAtMs", "onBehalfOfGroup", "disableComments")
_BLOCKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text": (("text",), ("text",)),
    "photo": (("list",), ("list",)),
    "movie": (("list",), ("list",)),
    "music": (("list",), ("list",)),
    "link": (("url",), ("url",)),
    "poll": (("question", "answers", "options"), ("question", "answers")),
}
"""Type -> its fields, and those it needs."""

_FAR = 3 * 366 * 86_400
"""Seconds; how far ahead a topic may be scheduled is undocumented."""
_LINK = re.compile(r"https?://[^\s/]+\.[^\s]+")

Kept = dict[str, Any]


def post(visit: Visit) -> str:
    """mediatopic.post: its answer is the id, a JSON text."""
    params = visit.params
    if params.get("type") not in ("GROUP_THEME", "GROUP_THEME_PROMO", "GROUP_SUGGESTED"):
        raise failed(10, "only topics of a group are rehearsed: type=GROUP_THEME")
    group = require_group(visit, params.get("gid"))
    content, media = _content(visit, params["attachment"])
    held = params["type"] == "GROUP_SUGGESTED" or visit.limits["moderation_seconds"]
    at = content["at"] or (visit.now + visit.limits["moderation_seconds"] if held else None)
    topic = _next(visit)
    kept = {
        **content, "group": group, "account": visit.account.account, "created": visit.now, "at": at,
        "is_hidden": params.get("hidden_post", False), "type": params["type"],
    }  # fmt: skip
    visit.state.put("topic", topic, kept)
    visit.state.add_post(
        visit.account.account, "mediatopic.post", topic, visit.received, now=visit.now, media=media, at=at,
        url=None if at else _url(group, topic),
    )  # fmt: skip
    return topic


def publish_due(visit: Visit) -> None:
    for topic, kept in list(visit.state.find("topic").items()):
        if kept["at"] is not None and kept["at"] <= visit.now:
            new = _next(visit)
            visit.state.drop("topic", topic)
            visit.state.put("topic", new, {**kept, "created": kept["at"], "at": None})
            visit.state.put("republished", topic, new)
            visit.state.publish_scheduled(topic, new, _url(kept["group"], new))


def republished(visit: Visit) -> dict[str, Any]:
    """mediatopic.getRepublishedTopic: nothing for a topic that has the id it had."""
    found = visit.state.get("republished", visit.params["topic_id"])
    if found is None:
        _own(visit, visit.params["topic_id"])
    return {"topicId": found} if found else {}


def edit(visit: Visit) -> dict[str, bool]:
    """mediatopic.edit."""
    topic, old = _own(visit, visit.params["topic_id"])
    content, media = _content(visit, visit.params["attachment"])
    if content["at"] is not None and old["at"] is None:
        raise bad("a topic that is out has no time to go out")
    visit.state.put("topic", topic, {**old, **content, "at": content["at"] or old["at"]})
    state = "published" if old["at"] is None else "scheduled"
    sent = {"attachment": visit.received["attachment"]}
    visit.state.change_post(topic, state, edit=sent, media=media, at=content["at"])
    return {"success": True}


def delete(visit: Visit) -> dict[str, Any]:
    """mediatopic.deleteTopic."""
    topic, _ = _own(visit, visit.params["topic_id"])
    visit.state.drop("topic", topic)
    visit.state.change_post(topic, "deleted")
    return {"restore_id": secrets.token_urlsafe(16), "success": True}


def get(visit: Visit) -> dict[str, Any]:
    """mediatopic.getByIds: those that are there."""
    params = visit.params
    if len(params["topic_ids"]) > 1 and not 1 <= params.get("media_limit", 0) <= 3:
        raise bad("media_limit is 1 to 3 for several topics")
    found = {topic: visit.state.get("topic", topic) for topic in params["topic_ids"]}
    shown = [_shown(visit, topic, kept) for topic, kept in found.items() if kept is not None]
    return {"media_topics": [chosen(visit, one, "media_topic") for one in shown]}


def statistics(visit: Visit) -> dict[str, Any]:
    """group.getStatTopics: of topics that have some, which takes a while; those that wait have none."""
    params = visit.params
    group = require_group(visit, params["gid"])
    first, last = params.get("start_time", 0), params.get("end_time", visit.now * 1000)
    if last < first:
        raise bad("end_time is before start_time")
    seen = {
        topic: kept
        for topic, kept in visit.state.find("topic").items()
        if kept["group"] == group and _has_statistics(visit, kept) and first <= kept["created"] * 1000 <= last
    }
    newest = sorted(seen, key=int, reverse=True)
    start = params.get("anchor", 0)
    end = start + min(params.get("count", 20), 100)
    topics = [chosen(visit, _numbers(visit, topic, seen[topic]), "stat_topic") for topic in newest[start:end]]
    return {"topics": topics, "anchor": str(end), "has_more": end < len(newest)}


def statistics_of_one(visit: Visit) -> dict[str, Any]:
    """group.getStatTopic."""
    topic, kept = _own(visit, visit.params["topic_id"])
    return {"topic": chosen(visit, _numbers(visit, topic, kept), "stat_topic")}


def pin(visit: Visit) -> dict[str, bool]:
    """group.pinGroupFeed pins, or unpins what is pinned: `pin_id` comes with the topic and is good for once."""
    topic = visit.state.get("pin", visit.params["pin_id"])
    if topic is None:
        raise bad("pin_id is not valid")
    visit.state.drop("pin", visit.params["pin_id"])
    _, kept = _own(visit, topic)
    visit.state.put("topic", topic, {**kept, "is_sticky": not kept.get("is_sticky", False)})
    return {"success": True}


def own(visit: Visit, topic: str) -> Kept:
    """The account's topic. Raises the network's refusal."""
    return _own(visit, topic)[1]


def chosen(visit: Visit, found: Kept, prefix: str) -> Kept:
    """The fields that are asked for, `media_topic.ID`, `id` or `media_topic.*`; without any only the id."""
    asked = [name.lower().removeprefix(f"{prefix}.") for name in visit.params.get("fields", [])]
    media = ["media"] if any(name.startswith("media_") for name in asked) else []
    return found if "*" in asked else {name: found[name] for name in found if name in ("id", *asked, *media)}


def _content(visit: Visit, attachment: Kept) -> tuple[Kept, list[str]]:
    """What an attachment says, and the SHA-256s of its files."""
    if unknown := set(attachment) - {"media", *_SETTINGS}:
        raise bad(f"attachment: {', '.join(sorted(unknown))} is not known")
    blocks = attachment.get("media")
    if not isinstance(blocks, list) or not blocks or not all(isinstance(block, dict) for block in blocks):
        raise bad("attachment: media is a list of blocks")
    for block in blocks:
        _check_block(visit, block)
    if sum(len(block["text"]) for block in blocks if block["type"] == "text") > visit.limits["text"]:
        raise bad("attachment: the text is too long")
    for name in ("onBehalfOfGroup", "disableComments"):
        if attachment.get(name, "true") not in ("true", "false"):
            raise bad(f'attachment: {name} is "true" or "false", a text')
    return {
        "media": blocks, "at": _time(visit, attachment), "by_group": attachment.get("onBehalfOfGroup") == "true",
        "is_closed": attachment.get("disableComments") == "true",
    }, [sha256 for block in blocks for sha256 in _files(visit, block)]  # fmt: skip


def _check_block(visit: Visit, block: Kept) -> None:
    kind = str(block.get("type"))
    if kind not in _BLOCKS:
        raise bad(f"attachment: there is no block of type {kind}")
    known, needed = _BLOCKS[kind]
    if set(block) - {"type", *known} or set(needed) - set(block):
        raise bad(f"attachment: a block of type {kind} has {', '.join(known)}")
    if kind == "text" and not (isinstance(block["text"], str) and block["text"].strip()):
        raise bad("attachment: a text is empty")
    if kind == "link" and not _LINK.fullmatch(str(block["url"])):
        raise bad(f"attachment: {block['url']} is not an address")
    if kind == "poll":
        _check_poll(visit, block)


def _check_poll(visit: Visit, block: Kept) -> None:
    answers = block["answers"]
    if not isinstance(answers, list) or not all(isinstance(one, dict) and set(one) == {"text"} for one in answers):
        raise bad("attachment: the answers of a poll are objects with a text")
    texts = [str(one["text"]) for one in answers]
    if not str(block["question"]).strip() or not all(text.strip() for text in texts) or len(set(texts)) < len(texts):
        raise bad("attachment: a question or an answer of the poll is empty or given twice")
    if not 2 <= len(texts) <= visit.limits["poll_answers"]:
        raise bad(f"attachment: a poll has 2 to {visit.limits['poll_answers']:g} answers")
    options = str(block.get("options") or POLL_OPTIONS[0]).split(",")
    if set(options) - set(POLL_OPTIONS):
        raise bad(f"attachment: options of a poll are {', '.join(POLL_OPTIONS)}")


def _files(visit: Visit, block: Kept) -> Sequence[str]:
    """SHA-256s of the photos or videos of a block, each of which must be there."""
    if block["type"] not in ("photo", "movie"):
        return []
    items = block["list"]
    if (
        not isinstance(items, list)
        or not items
        or not all(isinstance(one, dict) and set(one) == {"id"} for one in items)
    ):
        raise bad(f"attachment: the list of a {block['type']} has objects with an id")
    found = [_file(visit, block["type"], str(item["id"])) for item in items]
    if block["type"] == "photo" and len(found) > visit.limits["photos"]:
        raise bad("attachment: too many photos")
    return found


def _file(visit: Visit, kind: str, name: str) -> str:
    kept = files.photo(visit, name) if kind == "photo" else files.video(visit, name)
    if kept is None:
        raise failed(121 if kind == "photo" else 100, f"there is no {kind} {name}")
    if kind == "movie" and not kept["is_closed"]:
        raise bad(f"the upload of the video {name} is not closed: video.update")
    return str(kept["sha256"])


def _time(visit: Visit, attachment: Kept) -> float | None:
    """When it goes out, None for at once. `publishAt` is a time in Moscow."""
    if {"publishAt", "publishAtMs"} <= set(attachment):
        raise bad("attachment: publishAt and publishAtMs exclude each other")
    if "publishAt" in attachment:
        try:
            at = datetime.strptime(str(attachment["publishAt"]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=MOSCOW).timestamp()
        except ValueError as problem:
            raise bad("attachment: publishAt is YYYY-mm-dd hh:mi:ss") from problem
    elif "publishAtMs" in attachment:
        if not str(attachment["publishAtMs"]).isdecimal():
            raise bad("attachment: publishAtMs is a number of milliseconds")
        at = int(attachment["publishAtMs"]) / 1000
    else:
        return None
    if not visit.now < at < visit.now + _FAR:
        raise bad("attachment: the time to publish has passed, or is years away")
    return at


def _shown(visit: Visit, topic: str, kept: Kept) -> Kept:
    """A media topic as it is read."""
    pin_id = secrets.token_urlsafe(12)
    visit.state.put("pin", pin_id, topic)
    most = visit.params.get("media_limit", len(kept["media"]))
    comments = [one for one in visit.state.find("comment").values() if one["topic"] == topic]
    return {
        "id": topic, "created_ms": int(kept["created"] * 1000), "owner_ref": f"group:{kept['group']}",
        "ref": f"group_topic:{topic}", "media": [_read_block(block) for block in kept["media"][:most]],
        "has_more": len(kept["media"]) > most, "is_on_behalf_of_group": kept["by_group"],
        "is_commenting_denied": kept["is_closed"], "is_sticky": kept.get("is_sticky", False),
        "is_hidden_post": kept["is_hidden"], "is_unpublished_post": kept["at"] is not None,
        "on_moderation": kept["type"] == "GROUP_SUGGESTED" and kept["at"] is not None, "pin_id": pin_id,
        **({"publication_date_ms": int(kept["at"] * 1000)} if kept["at"] is not None else {}),
        "discussion_summary": {"discussion_id": topic, "discussion_type": "GROUP_TOPIC",
                               "comments_count": len(comments)},
    }  # fmt: skip


def _read_block(block: Kept) -> Kept:
    if block["type"] in ("photo", "movie"):
        return {
            "type": block["type"],
            f"{block['type']}_refs": [f"{block['type']}:{one['id']}" for one in block["list"]],
        }
    return dict(block)


def _numbers(visit: Visit, topic: str, kept: Kept) -> Kept:
    names = ("renderings", "reach", "engagement", "feedback_total", "likes", "comments", "reshares")
    return {"id": topic, "created_ms": int(kept["created"] * 1000), **dict.fromkeys(names, 0)}


def _has_statistics(visit: Visit, kept: Kept) -> bool:
    return kept["at"] is None and bool(visit.now - kept["created"] >= visit.limits["statistics_seconds"])


def _own(visit: Visit, topic: str) -> tuple[str, Kept]:
    kept = visit.state.get("topic", topic)
    if kept is None or kept["account"] != visit.account.account:
        raise failed(300, f"there is no topic {topic}")
    return topic, kept


def _next(visit: Visit) -> str:
    return str(150_000_000_000_000 + visit.state.next("topic") * 257)


def _url(group: str, topic: str) -> str:
    return f"https://ok.ru/group/{group}/topic/{topic}"
