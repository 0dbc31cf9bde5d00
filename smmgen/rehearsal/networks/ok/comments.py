"""Odnoklassniki: comments below a topic, and what is asked of groups and users."""

from __future__ import annotations

from typing import Any

from smmgen.rehearsal.engine.http import sha256
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.ok import topics
from smmgen.rehearsal.networks.ok.params import bad, failed, require_group

Kept = dict[str, Any]


def add(visit: Visit) -> str:
    """discussions.addDiscussionComment. Its answer is undocumented: here the id, a JSON text, as of a topic."""
    params, topic = visit.params, visit.params["entityId"]
    kept = topics.own(visit, topic)
    if kept["at"] is not None:
        raise failed(300, "the topic is not out yet")
    if kept["is_closed"]:
        raise failed(10, "the topic is closed for comments")
    if not params.get("comment", "").strip() and not params.get("attachments"):
        raise bad("comment is empty")
    answered = params.get("reply_to_comment_id")
    if answered is not None:
        _own(visit, topic, answered)
    number = str(visit.state.next("comment") * 101 + 1_000_000)
    said = {"topic": topic, "text": params.get("comment", ""), "at": int(visit.now * 1000), "answered": answered}
    visit.state.put("comment", number, {**said, "as_admin": params.get("as_admin", False)})
    visit.state.add_post(
        visit.account.account, "discussions.addDiscussionComment", f"{topic}/{number}", visit.received,
        now=visit.now, kind="comment",
    )  # fmt: skip
    return number


def listed(visit: Visit) -> dict[str, Any]:
    """discussions.getComments: the oldest first."""
    params, topic = visit.params, visit.params["discussionId"]
    topics.own(visit, topic)
    found = {key: one for key, one in visit.state.find("comment").items() if one["topic"] == topic}
    numbers = sorted(found, key=int)
    if params.get("anchor") == "LAST":
        numbers = numbers[-params.get("count", 20) :]
    comments = [
        {"id": key, "text": found[key]["text"], "date_ms": found[key]["at"], "type": "ACTIVE_MESSAGE",
         "author_id": _user(visit), "reply_to_comment_id": found[key]["answered"]}
        for key in numbers[: params.get("count", 20)]
    ]  # fmt: skip
    about = {"discussionId": topic, "discussionType": "GROUP_TOPIC"}
    return {**about, "comments": comments, "has_more": len(numbers) > len(comments), "anchor": str(len(comments))}


def edit(visit: Visit) -> dict[str, bool]:
    """discussions.editDiscussionComment."""
    number, kept = _own(visit, visit.params["discussionId"], visit.params["comment_id"])
    visit.state.put("comment", number, {**kept, "text": visit.params["comment"]})
    sent = {"comment": visit.params["comment"]}
    visit.state.change_post(f"{kept['topic']}/{number}", "published", edit=sent)
    return {"success": True}


def delete(visit: Visit) -> dict[str, bool]:
    """discussions.deleteDiscussionComment."""
    number, kept = _own(visit, visit.params["discussionId"], visit.params["comment_id"])
    visit.state.drop("comment", number)
    visit.state.change_post(f"{kept['topic']}/{number}", "deleted")
    return {"success": True}


def groups(visit: Visit) -> list[dict[str, Any]]:
    """group.getInfo."""
    known = {str(account.target): account.account for account in visit.accounts}
    found = [{"uid": uid, "name": known[uid], "members_count": 1} for uid in visit.params["uids"] if uid in known]
    asked = [name.lower().removeprefix("group.") for name in visit.params["fields"]]
    return [one if "*" in asked else {name: one[name] for name in one if name in ("uid", *asked)} for one in found]


def memberships(visit: Visit) -> list[dict[str, str]]:
    """group.getUserGroupsByIds: the user of the token is an administrator."""
    require_group(visit, visit.params["group_id"])
    own = _user(visit)
    return [{"userId": uid, "status": "ADMIN" if uid == own else "UNKNOWN"} for uid in visit.params["uids"]]


def user(visit: Visit) -> dict[str, Any]:
    """users.getCurrentUser."""
    return {"uid": _user(visit), "name": visit.account.account, "locale": "ru"}


def calls_left(visit: Visit) -> list[dict[str, Any]]:
    """users.getCallsLeft."""
    return [{"methodName": name, "callsLeft": 1000, "available": True} for name in visit.params["methods"]]


def _own(visit: Visit, topic: str, number: str) -> tuple[str, Kept]:
    kept = visit.state.get("comment", number)
    if kept is None or kept["topic"] != topic:
        raise failed(141, f"there is no comment {number}")
    return number, kept


def _user(visit: Visit) -> str:
    return str(570_000_000_000 + int(sha256(visit.account.account.encode())[:8], 16))
