"""Editing and deleting messages and comments in MAX.

Sources: https://dev.max.ru/docs-api, PUT and DELETE /messages, /messages/{messageId}/comments. An edit with
`attachments: null` keeps the files, and has no parameter for the link preview.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import PublishError, Rejected
from smmgen.networks import answers
from smmgen.networks.max import api, publish
from smmgen.networks.wire import Delivery, Flow, Progress, Receipt, Removal, Request, Response, filled


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    """For a comment only its text."""
    request = part["request"]
    body = request["body"]
    found = {
        "media": [item["sha256"] for item in part["media"]],
        "place": [one for one in body.get("attachments") or [] if one["type"] == "location"],
        "link preview": request.get("query", {}).get("disable_link_preview"),
    }
    text = [body.get("text") or "", body.get("format", "")]
    return {"text": text} | {name: value for name, value in found.items() if value}


def edit(delivery: Delivery) -> Flow:
    """PUT of the message or comment; the files are named only where they or the place are others now."""
    live, body = delivery.require_live(), dict(delivery.part["request"]["body"])
    if delivery.part["request"]["call"] == "comment":
        path, query = _comment(live)
        api.answer((yield api.call(delivery, "PUT", path, query, body)))
        return live
    body["link"] = None
    body["attachments"] = (yield from _attachments(delivery)) if delivery.changed & {"media", "place"} else None
    api.answer((yield api.call(delivery, "PUT", "messages", {"message_id": publish.mid(live)}, body)))
    return live


def _attachments(delivery: Delivery) -> Generator[Request | Progress, Response, list[Any]]:
    payloads = []
    for index in range(len(delivery.part["media"])):
        payloads.append((yield from api.uploaded(delivery, index)))
    attached: list[Any] = filled(delivery.part["request"]["body"].get("attachments") or [], payloads)
    return attached


def _comment(live: Receipt) -> tuple[str, dict[str, str]]:
    post = answers.text(live.reference.get("post"))
    return f"messages/{post}/comments", {"comment_id": publish.mid(live)}


def delete(delivery: Delivery) -> Removal:
    """DELETE of the message or comment; a refusal for one that is gone already is none."""
    live = delivery.require_live()
    identity = publish.mid(live)
    if "post" in live.reference:
        path, query = _comment(live)
        shown = f"{path}/{identity}"
    else:
        path, query, shown = "messages", {"message_id": identity}, f"messages/{identity}"
    response = yield api.call(delivery, "DELETE", path, query)
    try:
        api.answer(response)
    except Rejected as refused:
        if not (yield from _is_gone(delivery, shown)):
            raise refused


def _is_gone(delivery: Delivery, path: str) -> Generator[Request, Response, bool]:
    """A message that is gone is not found; of a comment that is gone its id is a wrong parameter."""
    response = yield api.call(delivery, "GET", path)
    try:
        api.answer(response)
    except PublishError:
        return response.status == 404 or ("/comments/" in path and response.status == 400)
    return False
