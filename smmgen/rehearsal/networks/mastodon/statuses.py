"""Mastodon: statuses, scheduled ones too (documentation, methods/statuses and methods/scheduled_statuses)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine.http import Account, Answer, Call
from smmgen.rehearsal.engine.state import iso
from smmgen.rehearsal.networks.mastodon import attachments
from smmgen.rehearsal.networks.mastodon.params import (
    EDIT_PARAMS,
    STATUS_PARAMS,
    failed,
    invalid,
    read_params,
)
from smmgen.rehearsal.networks.mastodon.text import content, graphemes, length

_FIRST_ID = 116_000_000_000_000_000
_STEP = 65_537
_LEAST_AHEAD = 300

Kept = dict[str, Any]


def create(call: Call, account: Account) -> Answer:
    """POST /api/v1/statuses. The same Idempotency-Key within the hour gets the first one's status again."""
    key = call.headers.get("idempotency-key", "")
    known = _known_key(call, account, key)
    if known is not None:
        return Answer(200, _show_any(call, account, known))
    params, form = read_params(call, STATUS_PARAMS)
    if form.files:
        raise invalid("files go to /api/v2/media first")
    attached = _check_new(call, account, params)
    number = str(_FIRST_ID + call.state.next("mastodon", "status") * _STEP)
    kept = {"account": account.account, "created_at": call.now, "edited_at": None, **params}
    is_scheduled = "scheduled_at" in params
    call.state.put("mastodon", "scheduled" if is_scheduled else "status", number, kept)
    for media_id in params.get("media_ids", []):
        _attach(call, media_id, number)
    if key:
        call.state.put("mastodon", "key", f"{account.account} {key}", {"at": call.now, "id": number})
    call.state.add_post(
        "mastodon", account.account, "POST /api/v1/statuses", number, form.values, now=call.now,
        media=[item["sha256"] for item in attached], at=params.get("scheduled_at"),
        url=None if is_scheduled else _url(call, account, number),
    )  # fmt: skip
    return Answer(200, _show_any(call, account, number))


def edit(call: Call, account: Account, number: str) -> Answer:
    """PUT /api/v1/statuses/:id."""
    kept = find(call, account, number)
    params, form = read_params(call, EDIT_PARAMS)
    _check_text(call, params)
    _check_poll(call, params)
    attached = attachments.check_attached(call, account, params.get("media_ids", []), number)
    for media_id in params.get("media_ids", []):
        _attach(call, media_id, number)
    same = ("account", "created_at", "in_reply_to_id", "visibility")
    edited = {**{name: kept[name] for name in same if name in kept}, **params, "edited_at": call.now}
    call.state.put("mastodon", "status", number, edited)
    sent = [item["sha256"] for item in attached]
    call.state.change_post("mastodon", number, "published", edit=form.values, media=sent)
    return Answer(200, show(call, account, number, edited))


def delete(call: Call, account: Account, number: str) -> Answer:
    """DELETE /api/v1/statuses/:id answers with the source, for a new draft."""
    kept = find(call, account, number)
    answer = {**show(call, account, number, kept), "text": kept.get("status", "")}
    call.state.drop("mastodon", "status", number)
    call.state.change_post("mastodon", number, "deleted")
    return Answer(200, answer)


def source(call: Call, account: Account, number: str) -> Answer:
    """GET /api/v1/statuses/:id/source: the plain text it was made of."""
    kept = find(call, account, number)
    return Answer(200, {"id": number, "text": kept.get("status", ""), "spoiler_text": kept.get("spoiler_text", "")})


def context(call: Call, account: Account, number: str) -> Answer:
    """GET /api/v1/statuses/:id/context."""
    find(call, account, number)
    everything = call.state.find("mastodon", "status")
    above: list[str] = []
    parent = everything[number].get("in_reply_to_id")
    while parent in everything:
        above.insert(0, parent)
        parent = everything[parent].get("in_reply_to_id")
    below: list[str] = []
    for other, kept in everything.items():
        if kept.get("in_reply_to_id") in [number, *below]:
            below.append(other)
    shown = {name: show(call, account, name, everything[name]) for name in above + below}
    return Answer(200, {"ancestors": [shown[name] for name in above], "descendants": [shown[name] for name in below]})


def listed(call: Call, account: Account) -> Answer:
    """GET /api/v1/accounts/:id/statuses: newest first."""
    limit = int(call.query.get("limit", "20"))
    if not 1 <= limit <= 40:
        raise invalid("limit is 1-40")
    own = _own(call, account, "status")
    if call.query.get("exclude_replies") == "true":
        own = {key: kept for key, kept in own.items() if not kept.get("in_reply_to_id")}
    low = int(call.query.get("since_id", call.query.get("min_id", "0")))
    high = int(call.query.get("max_id", str(10**20)))
    numbers = sorted((key for key in own if low < int(key) < high), key=int, reverse=True)
    return Answer(200, [show(call, account, number, own[number]) for number in numbers[:limit]])


def scheduled(call: Call, account: Account) -> Answer:
    """GET /api/v1/scheduled_statuses."""
    return Answer(200, [_show_scheduled(call, *item) for item in _own(call, account, "scheduled").items()])


def show_scheduled(call: Call, account: Account, number: str) -> Answer:
    return Answer(200, _show_scheduled(call, number, _find_scheduled(call, account, number)))


def move_scheduled(call: Call, account: Account, number: str) -> Answer:
    """PUT /api/v1/scheduled_statuses/:id: another time, and nothing else."""
    kept = _find_scheduled(call, account, number)
    params, form = read_params(call, {"scheduled_at": STATUS_PARAMS["scheduled_at"]})
    at = float(params.get("scheduled_at") or kept["scheduled_at"])
    _check_ahead(call, at)
    moved = {**kept, "scheduled_at": at}
    call.state.put("mastodon", "scheduled", number, moved)
    call.state.change_post("mastodon", number, "scheduled", edit=form.values, at=at)
    return Answer(200, _show_scheduled(call, number, moved))


def cancel_scheduled(call: Call, account: Account, number: str) -> Answer:
    """DELETE /api/v1/scheduled_statuses/:id."""
    _find_scheduled(call, account, number)
    call.state.drop("mastodon", "scheduled", number)
    call.state.change_post("mastodon", number, "deleted")
    return Answer(200, {})


def publish_due(call: Call, account: Account) -> None:
    """Scheduled statuses whose time has come go out, with ids of their own."""
    for number, kept in _own(call, account, "scheduled").items():
        if kept["scheduled_at"] <= call.now:
            new = str(_FIRST_ID + call.state.next("mastodon", "status") * _STEP)
            status = {name: value for name, value in kept.items() if name != "scheduled_at"}
            call.state.drop("mastodon", "scheduled", number)
            call.state.put("mastodon", "status", new, {**status, "created_at": call.now})
            for media_id in kept.get("media_ids", []):
                _attach(call, media_id, new)
            call.state.publish_scheduled("mastodon", number, new, _url(call, account, new))


def find(call: Call, account: Account, number: str) -> Kept:
    kept: Kept | None = call.state.get("mastodon", "status", number)
    if kept is None or kept["account"] != account.account:
        raise failed(404, "Record not found")
    return kept


def show(call: Call, account: Account, number: str, kept: Kept) -> dict[str, Any]:
    """A Status."""
    media = [(key, call.state.get("mastodon", "media", key)) for key in kept.get("media_ids", [])]
    return {
        "id": number, "uri": f"{call.base}/mastodon/users/{account.account}/statuses/{number}",
        "url": _url(call, account, number), "created_at": iso(kept["created_at"]),
        "edited_at": iso(kept["edited_at"]) if kept["edited_at"] else None,
        "in_reply_to_id": kept.get("in_reply_to_id"), "sensitive": kept.get("sensitive", False),
        "spoiler_text": kept.get("spoiler_text", ""), "visibility": kept.get("visibility", "public"),
        "language": kept.get("language", "en"), "content": content(kept.get("status", "")),
        "replies_count": 0, "reblogs_count": 0, "favourites_count": 0, "reblog": None, "card": None,
        "account": show_account(call, account), "poll": _show_poll(number, kept), "mentions": [], "tags": [],
        "emojis": [], "media_attachments": [attachments.shown(call, key, item, ready=True) for key, item in media],
    }  # fmt: skip


def show_account(call: Call, account: Account) -> dict[str, Any]:
    name = account.account
    return {
        "id": account_id(account), "username": name, "acct": name, "display_name": name, "bot": False,
        "locked": False, "url": f"{call.base}/mastodon/@{name}",
    }  # fmt: skip


def account_id(account: Account) -> str:
    return str(115_000_000_000_000_000 + int.from_bytes(account.account.encode()[:6], "big") % 10**12)


# checks


def _check_new(call: Call, account: Account, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    _check_text(call, params)
    _check_poll(call, params)
    reply = params.get("in_reply_to_id")
    if reply is not None and call.state.get("mastodon", "status", reply) is None:
        raise failed(404, "The post you are trying to reply to does not appear to exist.")
    quoted = params.get("quoted_status_id")
    if quoted is not None and call.state.get("mastodon", "status", quoted) is None:
        raise failed(404, "The post you are trying to quote does not appear to exist.")
    if "poll" in params and params.get("media_ids"):
        raise invalid("Cannot attach both files and a poll")
    _check_ahead(call, params.get("scheduled_at", call.now + _LEAST_AHEAD))
    return attachments.check_attached(call, account, params.get("media_ids", []), None)


def _check_ahead(call: Call, at: float) -> None:
    if at < call.now + _LEAST_AHEAD:
        raise invalid("Scheduled at The scheduled date must be in the future, by 5 minutes at least")


def _check_text(call: Call, params: Mapping[str, Any]) -> None:
    text = params.get("status", "")
    if not text.strip() and not params.get("media_ids"):
        raise invalid("Text can't be blank")
    most = int(call.limits["max_characters"])
    per_url = int(call.limits["characters_reserved_per_url"])
    if length(params.get("spoiler_text", "") + text, per_url) > most:
        raise invalid(f"Text character limit of {most} exceeded")


def _check_poll(call: Call, params: Mapping[str, Any]) -> None:
    if "poll" not in params:
        return
    poll, limits = params["poll"], call.limits
    options = poll.get("options", [])
    if not 2 <= len(options) <= limits["max_options"]:
        raise invalid(f"Options must be 2-{limits['max_options']:g}")
    if len(set(options)) < len(options):
        raise invalid("Options cannot contain duplicate items")
    if any(not option.strip() or graphemes(option) > limits["max_characters_per_option"] for option in options):
        raise invalid(f"Options cannot be blank or longer than {limits['max_characters_per_option']:g} characters each")
    if not limits["min_expiration"] <= poll.get("expires_in", 0) <= limits["max_expiration"]:
        raise invalid("Expires in is too soon or too far in the future")


def _own(call: Call, account: Account, kind: str) -> dict[str, Kept]:
    kept = call.state.find("mastodon", kind)
    return {number: status for number, status in kept.items() if status["account"] == account.account}


def _known_key(call: Call, account: Account, key: str) -> str | None:
    kept = call.state.get("mastodon", "key", f"{account.account} {key}") if key else None
    if kept is None or call.now - kept["at"] > call.limits["idempotency_seconds"]:
        return None
    return str(kept["id"])


def _attach(call: Call, media_id: str, number: str) -> None:
    kept = call.state.get("mastodon", "media", media_id)
    call.state.put("mastodon", "media", media_id, {**kept, "status": number})


def _find_scheduled(call: Call, account: Account, number: str) -> Kept:
    kept: Kept | None = call.state.get("mastodon", "scheduled", number)
    if kept is None or kept["account"] != account.account:
        raise failed(404, "Record not found")
    return kept


def _show_any(call: Call, account: Account, number: str) -> dict[str, Any]:
    waiting = call.state.get("mastodon", "scheduled", number)
    if waiting is not None:
        return _show_scheduled(call, number, waiting)
    return show(call, account, number, find(call, account, number))


def _show_scheduled(call: Call, number: str, kept: Kept) -> dict[str, Any]:
    """A ScheduledStatus: it has no url, for it is no status yet."""
    about = ("account", "created_at", "edited_at", "scheduled_at")
    media = [(key, call.state.get("mastodon", "media", key)) for key in kept.get("media_ids", [])]
    params = {("text" if name == "status" else name): value for name, value in kept.items() if name not in about}
    return {
        "id": number, "scheduled_at": iso(kept["scheduled_at"]), "params": params,
        "media_attachments": [attachments.shown(call, key, item, ready=True) for key, item in media],
    }  # fmt: skip


def _show_poll(number: str, kept: Kept) -> dict[str, Any] | None:
    if "poll" not in kept:
        return None
    poll = kept["poll"]
    return {
        "id": number, "expires_at": iso(kept["created_at"] + int(poll["expires_in"])), "expired": False,
        "multiple": poll.get("multiple", False), "votes_count": 0,
        "options": [{"title": title, "votes_count": 0} for title in poll["options"]], "emojis": [],
    }  # fmt: skip


def _url(call: Call, account: Account, number: str) -> str:
    return f"{call.base}/mastodon/@{account.account}/{number}"
