"""Editing and deleting statuses, and those that still wait in the server's scheduler.

Sources: https://docs.joinmastodon.org/methods/statuses/#edit and #delete, methods/scheduled_statuses, and
mastodon/mastodon `app/services/update_status_service.rb`: an edit drops media and a poll that it does not name, and
counts a poll's `expires_in` from the moment of the edit.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from typing import Any

from smmgen.errors import Ambiguous, Rejected, Unavailable
from smmgen.networks import answers
from smmgen.networks.mastodon import api as api
from smmgen.networks.wire import Delivery, Flow, Progress, Receipt, Removal, Request, Response

SCHEDULER = timedelta(minutes=1)
"""By how much the clocks of the server's own parts may differ."""
ELSEWHERE = (
    "the server's scheduler has posted it under another id",
    api.LOOK,
)


def aspects(part: Mapping[str, Any]) -> dict[str, Any]:
    request, media = part["request"], part["media"]
    optional = {
        "content warning": [request.get(name) for name in ("spoiler_text", "sensitive") if request.get(name)],
        "language": request.get("language"),
        "media": [item["sha256"] for item in media],
        "alt text": [[item["alt"], api.focus_of(request, index)] for index, item in enumerate(media)],
        "poll": request.get("poll"),
        "time": request.get("scheduled_at"),
    }
    found = {"text": request["status"], "visibility": request["visibility"]}
    return found | {name: value for name, value in optional.items() if value}


def edit(delivery: Delivery) -> Flow:
    """PUT of the status; of one that waits, only another time."""
    live = delivery.require_live()
    if delivery.native:
        return (yield from _planned_anew(delivery, live))
    if live.scheduled:
        raise Rejected(*ELSEWHERE)
    status = yield from _status(delivery, live)
    request = delivery.part["request"]
    body = {"spoiler_text": "", "sensitive": False} | {name: request[name] for name in _KEPT if name in request}
    body |= yield from _media(delivery, status)
    if "poll" in request:
        body["poll"] = {**request["poll"], "expires_in": _seconds_left(status)}
    call = Request("PUT", _address(delivery, live), api.headers(delivery), json=body)
    answered = api.receipt_of(api.answer((yield call)))
    return live._replace(url=answered.url or live.url)


_KEPT = ("status", "spoiler_text", "sensitive", "language")


def _planned_anew(delivery: Delivery, live: Receipt) -> Flow:
    if delivery.at is None:
        raise Rejected("the server's scheduler needs a time")
    url = api.address(delivery, f"/api/v1/scheduled_statuses/{live.id}")
    body = {"scheduled_at": api.iso(delivery.at)}
    api.answer((yield Request("PUT", url, api.headers(delivery), json=body)))
    return live


class _Status(dict[str, Any]):
    """The status as it is, and the server's clock at that moment."""

    asked_at: datetime | None = None


def _status(delivery: Delivery, live: Receipt) -> Generator[Request, Response, _Status]:
    """Asked for only where an edit must name what is there already."""
    if not delivery.part["media"] and "poll" not in delivery.part["request"]:
        return _Status()
    response = yield api.get(delivery, f"/api/v1/statuses/{live.id}")
    status = _Status(api.entity(response))
    status.asked_at = answers.answered_at(response.headers)
    return status


def _media(delivery: Delivery, status: _Status) -> Generator[Request | Progress, Response, dict[str, Any]]:
    """The ids of the files that are there, or of new ones; descriptions and focus of the old ones beside them."""
    request, media = delivery.part["request"], delivery.part["media"]
    if not media:
        return {"media_ids": []}
    there = _attached(status)
    if "media" in delivery.changed or len(there) != len(media):
        ids = []
        for index, item in enumerate(media):
            ids.append((yield from api.uploaded(delivery, item, api.focus_of(request, index))))
        return {"media_ids": ids}
    attributes = [
        {"id": identity, "description": item["alt"]} | _focus(api.focus_of(request, index))
        for index, (identity, item) in enumerate(zip(there, media, strict=True))
    ]
    return {"media_ids": there, "media_attributes": attributes}


def _attached(status: _Status) -> list[str]:
    """Ids of the files that are there."""
    files = answers.mappings(status.get("media_attachments") or [])
    ids = [answers.identity(item.get("id")) for item in files or []]
    if files is None or not all(ids):
        raise Unavailable("the server does not say which files the status has, and an edit would drop them")
    return ids


def _focus(focus: str) -> dict[str, str]:
    return {"focus": focus} if focus else {}


def _seconds_left(status: _Status) -> int:
    """Until the poll ends, so that an edit does not prolong it."""
    ends = answers.moment(answers.mapping(status.get("poll")).get("expires_at"))
    if ends is None or status.asked_at is None:
        raise Unavailable("the server does not say when the poll ends, and an edit would prolong it", "edit it by hand")
    left = int((ends - status.asked_at).total_seconds())
    if left <= 0:
        raise Rejected("the poll has ended, and an edit would open it again", "edit it by hand")
    return left


def delete(delivery: Delivery) -> Removal:
    """DELETE of the status, or of the one that waits. One that is no longer there is gone, or was just posted."""
    live = delivery.require_live()
    if delivery.native:
        waiting = api.address(delivery, f"/api/v1/scheduled_statuses/{live.id}")
        response = yield Request("DELETE", waiting, api.headers(delivery))
        if not _is_due(delivery, response):
            return _gone(response)
    if live.scheduled:
        live = yield from _found(delivery)
    return _gone((yield Request("DELETE", _address(delivery, live), api.headers(delivery))))


def _is_due(delivery: Delivery, response: Response) -> bool:
    """It waits no longer, and by the server's clock it may have been posted."""
    if response.status != 404 or delivery.at is None:
        return False
    now = answers.answered_at(response.headers)
    return now is not None and now >= delivery.at - SCHEDULER


def _gone(response: Response) -> None:
    if response.status != 404:
        api.answer(response)


def _found(delivery: Delivery) -> Generator[Request, Response, Receipt]:
    """What the scheduler made of it, by its exact text."""
    if not delivery.part:
        raise Rejected(*ELSEWHERE)
    try:
        found = yield from api.posted(delivery, (yield from api.own_id(delivery)))
    except Ambiguous:
        found = None
    if found is None:
        raise Rejected(*ELSEWHERE)
    return found


def _address(delivery: Delivery, live: Receipt) -> str:
    return api.address(delivery, f"/api/v1/statuses/{live.id}")
