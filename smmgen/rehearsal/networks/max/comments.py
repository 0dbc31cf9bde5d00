"""MAX: comments under a post of a channel (https://dev.max.ru/docs-api, pages of /messages/{messageId}/comments).

They hold a text and nothing else, mention nobody, have no links behind words, and can be edited for 26 hours. What the
real network answers where its pages say nothing is from a test of August 2026, https://github.com/K1rL3s/maxo/pull/174:
500 where the channel's comments are off, 400 for a comment that is not there.
"""

from __future__ import annotations

from typing import Any

from smmgen.rehearsal.engine.http import sha256
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.max import messages, text
from smmgen.rehearsal.networks.max.params import bad, failed

Kept = dict[str, Any]

EDITABLE = 26 * 3600
_LINKS = ("link", "user_mention")


def send(visit: Visit) -> dict[str, Any]:
    """POST. There is no key against duplicates."""
    post, kept = messages.own(visit, visit.parts["post"])
    if visit.limits["comments_off"]:
        raise failed(visit, 500, "internal.error", "Internal error")
    content = _content(visit, post)
    number = visit.state.next(f"comment {post}")
    mid = f"mid.{sha256(f'{post} comment {number}'.encode())[:32]}"
    made = {**content, "post": post, "chat": kept["chat"], "at": int(visit.now * 1000), "seq": number}
    visit.state.put("comment", mid, made)
    visit.state.add_post(
        visit.account.account, "POST /messages/comments", f"{post}/{mid}", visit.received, now=visit.now, kind="comment"
    )
    return {"message": _show(visit, mid, made)}


def listed(visit: Visit) -> dict[str, Any]:
    """GET: the latest first, or those that are named."""
    post, _ = messages.own(visit, visit.parts["post"])
    params = visit.params
    if not 1 <= params.get("count", 50) <= 100:
        raise bad(visit, "Field 'count' must be from 1 to 100")
    among = {
        mid: kept
        for mid, kept in visit.state.find("comment").items()
        if kept["post"] == post
        and params.get("after", 0) <= kept["at"] <= params.get("before", 10**15)
        and mid in params.get("comment_ids", [mid])
    }
    latest = sorted(among, key=lambda mid: -among[mid]["seq"])[: params.get("count", 50)]
    return {"messages": [_show(visit, mid, among[mid]) for mid in latest]}


def read(visit: Visit) -> dict[str, Any]:
    """GET of one."""
    return _show(visit, *_own(visit, visit.parts["comment"]))


def edit(visit: Visit) -> Any:
    """PUT, for 26 hours."""
    mid, kept = _own(visit, visit.params["comment_id"])
    if visit.now * 1000 - kept["at"] > EDITABLE * 1000:
        raise failed(visit, 422, "comments.timeout_exceeded", "the comment can no longer be edited")
    visit.state.put("comment", mid, {**kept, **_content(visit, kept["post"])})
    sent = {name: value for name, value in visit.received.items() if value is not None and name != "comment_id"}
    visit.state.change_post(f"{kept['post']}/{mid}", "published", edit=sent)
    return messages.DONE


def delete(visit: Visit) -> Any:
    """DELETE."""
    mid, kept = _own(visit, visit.params["comment_id"])
    visit.state.drop("comment", mid)
    visit.state.change_post(f"{kept['post']}/{mid}", "deleted")
    return messages.DONE


def _content(visit: Visit, post: str) -> Kept:
    params = visit.params
    source = params.get("text") or ""
    if not source.strip() or text.size(source) > visit.limits["text"]:
        raise bad(visit, f"Field 'text' must have 1 to {visit.limits['text']:g} characters")
    plain, markup = text.read(source, params.get("format"))
    if any(element["type"] in _LINKS for element in markup):
        raise bad(visit, "links and mentions are not supported in comments")
    link = params.get("link")
    if link is not None and (link.get("type") != "reply" or visit.state.get("comment", str(link.get("mid"))) is None):
        raise bad(visit, "a comment answers a comment: link is {type: reply, mid}")
    return {"text": plain, "markup": markup, "link": link}


def _own(visit: Visit, mid: str) -> tuple[str, Kept]:
    post, _ = messages.own(visit, visit.parts["post"])
    kept = visit.state.get("comment", mid)
    if kept is None or kept["post"] != post:
        raise bad(visit, f"there is no comment {mid}")
    return mid, kept


def _show(visit: Visit, mid: str, kept: Kept) -> dict[str, Any]:
    """A CommentMessage, which has neither attachments nor an address."""
    body = {"mid": mid, "seq": kept["seq"], "text": kept["text"], "markup": kept["markup"] or None}
    recipient = {"chat_id": kept["chat"], "chat_type": "channel", "user_id": None, "post_id": kept["post"]}
    shown = {"sender": messages.bot(visit), "timestamp": kept["at"], "body": body, "recipient": recipient}
    return {**shown, "link": {"type": "reply", "message": {"mid": kept["link"]["mid"]}}} if kept["link"] else shown
