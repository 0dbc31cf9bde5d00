"""Publishing in a MAX channel or chat: uploads, the message or comment itself, and looking it up later.

Sources: https://dev.max.ru/docs-api, POST /messages, GET /messages, and the pages about comments.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import Ambiguous, NotSent, PublishError, RateLimited, Unauthorised
from smmgen.networks import answers
from smmgen.networks.max import api, html
from smmgen.networks.same_text import Likeness, strict_likeness
from smmgen.networks.wire import Delivery, Flow, Probe, Progress, Receipt, Request, Response, Search, filled

PAGE, PAGES = 100, 3
CLOCKS = 300
"""Seconds by which our clock and MAX's may differ."""
UNPINNED = "the post has not been pinned"
FILES = frozenset({"image", "video", "audio", "file"})


def publish(delivery: Delivery) -> Flow:
    if delivery.part["request"]["call"] == "comment":
        return publish_comment(delivery)
    return publish_message(delivery)


def publish_message(delivery: Delivery) -> Flow:
    """Upload the files, then POST /messages.

    A message whose files are still being processed is refused, not posted: it may be sent again. Each try waits twice
    as long as the one before, and the number of tries is kept.
    """
    request, media = delivery.part["request"], delivery.part["media"]
    payloads = []
    for index in range(len(media)):
        payloads.append((yield from api.uploaded(delivery, index)))
    tried = answers.whole(delivery.known.get("tries")) or 0
    if media:
        yield Progress({"tries": tried + 1})
    body = filled(request["body"], payloads, _previous(delivery))
    response = yield api.call(delivery, "POST", "messages", request["query"], body, creates=True)
    if api.is_not_ready(response):
        pause = min(2.0**tried, api.LONGEST_PAUSE)
        raise RateLimited(f"MAX is still busy with the files of the post ({api.NOT_READY})", pause)
    receipt = _receipt(answers.mapping(api.created(response)).get("message"))
    return _to_pin(receipt) if request.get("pin") else receipt


def publish_comment(delivery: Delivery) -> Flow:
    """POST /messages/{mid}/comments under the post before it."""
    post = _post_of(delivery)
    call = api.call(delivery, "POST", f"messages/{post}/comments", body=delivery.part["request"]["body"], creates=True)
    return _comment_receipt(answers.mapping(api.commented((yield call))).get("message"), post)


def finish(delivery: Delivery) -> Flow:
    """Pin the post, unless that is no longer wanted. Nobody is notified."""
    live = delivery.live or Receipt("")
    done = live._replace(reference={name: value for name, value in live.reference.items() if name != "follow_up"})
    if delivery.part["request"].get("pin"):
        chat = delivery.part["request"]["query"]["chat_id"]
        api.answer(
            (yield api.call(delivery, "PUT", f"chats/{chat}/pin", body={"message_id": mid(live), "notify": False}))
        )
    return done


def _to_pin(receipt: Receipt) -> Receipt:
    return receipt._replace(reference={**receipt.reference, "follow_up": UNPINNED})


def mid(receipt: Receipt) -> str:
    """The id of a message. Raises `NotSent` where only its address is known, which a person gave: it does not tell."""
    if known := answers.text(receipt.reference.get("mid")):
        return known
    raise NotSent(f"the ledger does not know the id of the message at `{receipt.url}`", "do this by hand")


def _previous(delivery: Delivery) -> list[Receipt]:
    """The message before, its id checked."""
    if not delivery.previous:
        if delivery.part["request"]["body"].get("link"):
            raise NotSent("the message this one answers has not been published")
        return []
    before = delivery.previous[-1]
    return [before._replace(reference={"mid": mid(before)})]


def _post_of(delivery: Delivery) -> str:
    if not delivery.previous:
        raise NotSent("the post this comment belongs to has not been published")
    return mid(delivery.previous[0])


def _receipt(message: Any) -> Receipt:
    said = answers.mapping(message)
    identity = answers.text(answers.mapping(said.get("body")).get("mid"))
    if not identity:
        raise Ambiguous("MAX reported success but returned no message id", api.LOOK)
    return Receipt(identity, answers.text(said.get("url")), reference={"mid": identity})


def _comment_receipt(message: Any, post: str) -> Receipt:
    receipt = _receipt(message)
    return receipt._replace(reference={"mid": receipt.id, "post": post})


def probe(delivery: Delivery) -> Probe:
    """Who the bot is, and whether it may post and read where it is to post."""
    bot = answers.mapping(api.answer((yield api.call(delivery, "GET", "me"))))
    where = f"chats/{api.chat_id(delivery.target)}"
    chat = answers.mapping(api.answer((yield api.call(delivery, "GET", where))))
    member = answers.mapping(api.answer((yield api.call(delivery, "GET", f"{where}/members/me"))))
    kind, title = answers.said(chat.get("type")) or "chat", answers.said(chat.get("title")) or "?"
    name = answers.said(bot.get("username")) or answers.said(bot.get("first_name")) or "the bot"
    rights = member.get("permissions")
    granted = {right for right in rights if isinstance(right, str)} if isinstance(rights, list) else set()
    owns = member.get("is_owner") is True
    if kind == "channel" and not owns and not granted & WRITE:
        raise Unauthorised(f"{name} may not post in the channel «{title}»", api.RIGHTS)
    reads = owns or "read_all_messages" in granted
    return f"{name} posts in the {kind} «{title}»" + ("" if reads else NO_READING)


WRITE = frozenset({"write", "post_edit_delete_message"})
"""The right's name, and that of before September 2026."""
NO_READING = ", but may not read it: after a lost answer the outcome stays unknown"


# Finding: MAX has no marker of ours, so only an equal text with equal files after the planned time is a find


def find(delivery: Delivery) -> Search:
    comment = delivery.part["request"]["call"] == "comment"
    try:
        return (yield from (_find_comment(delivery) if comment else _find_message(delivery)))
    except PublishError as refused:
        raise Ambiguous(f"could not read the channel: {refused.message}", refused.hint or api.LOOK) from refused


def _find_message(delivery: Delivery) -> Search:
    request = delivery.part["request"]
    messages = yield from _since(delivery, "messages", {"chat_id": request["query"]["chat_id"]}, "from")
    found = _ours(messages, delivery)
    if found is None:
        return None
    return _to_pin(_receipt(found)) if request.get("pin") else _receipt(found)


def _find_comment(delivery: Delivery) -> Search:
    post = _post_of(delivery)
    found = _ours((yield from _since(delivery, f"messages/{post}/comments", {}, "before")), delivery)
    return None if found is None else _comment_receipt(found, post)


Page = Generator[Request, Response, list[dict[str, Any]]]


def _since(delivery: Delivery, path: str, query: Mapping[str, Any], before: str) -> Page:
    """The messages since the planned time, the newest first. `before`: the parameter that names the upper bound of
    time, in milliseconds. Raises Ambiguous where there are too many."""
    if not delivery.at:
        raise Ambiguous("without a planned time an older post of the same text could be meant", api.LOOK)
    planned = int((delivery.at.timestamp() - CLOCKS) * 1000)
    seen: dict[str, dict[str, Any]] = {}
    bound: dict[str, int] = {}
    for _ in range(PAGES):
        page = _page((yield api.call(delivery, "GET", path, {**query, "count": PAGE, **bound})))
        fresh = {_mid(message): message for message in page if _mid(message) not in seen}
        seen |= fresh
        oldest = min((message["timestamp"] for message in page), default=0)
        if len(page) < PAGE or oldest < planned:
            return [message for message in seen.values() if message["timestamp"] >= planned]
        if not fresh:
            break
        bound = {before: oldest}
    raise Ambiguous(f"there are more than {len(seen)} messages since then", api.LOOK)


def _page(response: Response) -> list[dict[str, Any]]:
    page = answers.mappings(answers.mapping(api.answer(response)).get("messages"))
    if page is None or not all(_mid(one) and answers.whole(one.get("timestamp")) is not None for one in page):
        raise Ambiguous("MAX shows the messages in an unknown way", api.LOOK)
    return [one | {"timestamp": answers.whole(one["timestamp"])} for one in page]


def _mid(message: Mapping[str, Any]) -> str:
    return answers.text(answers.mapping(message.get("body")).get("mid"))


def _ours(messages: list[dict[str, Any]], delivery: Delivery) -> dict[str, Any] | None:
    """The one message with our text and our files; None if nothing resembles it."""
    known = {answers.text(receipt.reference.get("mid")) for receipt in delivery.previous}
    alike = [(message, _likeness(message, delivery)) for message in messages if _mid(message) not in known]
    same = [message for message, like in alike if like is Likeness.SAME]
    unclear = sum(like is Likeness.UNCLEAR for _, like in alike)
    if len(same) == 1:
        return same[0]
    if same or unclear:
        raise Ambiguous(f"{len(same)} messages there are equal to this one, {unclear} resemble it", api.LOOK)
    return None


def _likeness(message: Mapping[str, Any], delivery: Delivery) -> Likeness:
    """People's messages are not ours; a channel's may have no sender."""
    if answers.mapping(message.get("sender")).get("is_bot") is False:
        return Likeness.OTHER
    body, wanted = answers.mapping(message.get("body")), delivery.part["request"]["body"]
    if _files(body) != _files(wanted):
        return Likeness.OTHER
    shown, sent = answers.text(body.get("text")), text_of(wanted)
    if not shown.strip() or not sent.strip():
        return Likeness.SAME if shown.strip() == sent.strip() else Likeness.OTHER
    return strict_likeness(shown, sent)


def text_of(body: Mapping[str, Any]) -> str:
    """What readers see of a text that is sent."""
    words = answers.text(body.get("text"))
    return html.read(words).text if body.get("format") == "html" else words


def _files(body: Mapping[str, Any]) -> list[str]:
    """The kinds of files attached; a link preview is an attachment, too, and not of ours."""
    attached = answers.mappings(body.get("attachments") or []) or []
    return sorted(kind for one in attached if (kind := answers.text(one.get("type"))) in FILES)
