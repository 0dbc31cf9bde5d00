"""Mastodon: statuses, scheduled ones too (documentation, methods/statuses and methods/scheduled_statuses)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smmgen.rehearsal.engine.http import Account, Call
from smmgen.rehearsal.engine.memory import iso
from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.mastodon import attachments
from smmgen.rehearsal.networks.mastodon.params import failed, invalid, missing
from smmgen.rehearsal.networks.mastodon.text import content, graphemes, length

_FIRST_ID = 116_000_000_000_000_000
_STEP = 65_537
_LEAST_AHEAD = 300

Kept = dict[str, Any]


def create(visit: Visit) -> dict[str, Any]:
    """The same Idempotency-Key within the hour gets the first one's status again."""
    account, params = visit.account, visit.params
    given = visit.headers.get("idempotency-key", "")
    key = f"{account.account} {given}" if given else ""
    if known := visit.state.known("status", key, visit.now - visit.limits["idempotency_seconds"]):
        return _show_any(visit, known)
    attached = _check_new(visit, account, params)
    number = str(_FIRST_ID + visit.state.next("status") * _STEP)
    kept = {"account": account.account, "created_at": visit.now, "edited_at": None, **params}
    is_scheduled = "scheduled_at" in params
    visit.state.put("scheduled" if is_scheduled else "status", number, kept)
    for media_id in params.get("media_ids", []):
        _attach(visit, media_id, number)
    visit.state.note("status", key, number, visit.now)
    visit.state.add_post(
        account.account, "POST /api/v1/statuses", number, visit.received, now=visit.now,
        media=[item["sha256"] for item in attached], at=params.get("scheduled_at"),
        url=None if is_scheduled else _url(visit, account, number),
    )  # fmt: skip
    return _show_any(visit, number)


def read(visit: Visit) -> dict[str, Any]:
    return show(visit, visit.account, *_found(visit))


def edit(visit: Visit) -> dict[str, Any]:
    number, kept = _found(visit)
    params = visit.params
    _check_text(visit, params)
    _check_poll(visit, params)
    attached = attachments.check_attached(visit, visit.account, params.get("media_ids", []), number)
    for media_id in params.get("media_ids", []):
        _attach(visit, media_id, number)
    same = ("account", "created_at", "in_reply_to_id", "visibility")
    edited = {**{name: kept[name] for name in same if name in kept}, **params, "edited_at": visit.now}
    visit.state.put("status", number, edited)
    sent = [item["sha256"] for item in attached]
    visit.state.change_post(number, "published", edit=dict(visit.received), media=sent)
    return show(visit, visit.account, number, edited)


def delete(visit: Visit) -> dict[str, Any]:
    """Answers with the source, for a new draft."""
    number, kept = _found(visit)
    answer = {**show(visit, visit.account, number, kept), "text": kept.get("status", "")}
    visit.state.drop("status", number)
    visit.state.change_post(number, "deleted")
    return answer


def source(visit: Visit) -> dict[str, Any]:
    """The plain text it was made of."""
    number, kept = _found(visit)
    return {"id": number, "text": kept.get("status", ""), "spoiler_text": kept.get("spoiler_text", "")}


def context(visit: Visit) -> dict[str, Any]:
    number, kept = _found(visit)
    everything = visit.state.find("status")
    above: list[str] = []
    parent = kept.get("in_reply_to_id")
    while parent in everything:
        above.insert(0, parent)
        parent = everything[parent].get("in_reply_to_id")
    below: list[str] = []
    for other, reply in everything.items():
        if reply.get("in_reply_to_id") in [number, *below]:
            below.append(other)
    shown = {name: show(visit, visit.account, name, everything[name]) for name in above + below}
    return {"ancestors": [shown[name] for name in above], "descendants": [shown[name] for name in below]}


def listed(visit: Visit) -> list[dict[str, Any]]:
    """Newest first."""
    asked = visit.params
    if visit.parts["id"] != account_id(visit.account):
        raise missing()
    own = _own(visit, visit.account, "status")
    if asked.get("exclude_replies"):
        own = {key: kept for key, kept in own.items() if not kept.get("in_reply_to_id")}
    return [show(visit, visit.account, number, own[number]) for number in _page(visit, own)]


def show_public(visit: Visit) -> dict[str, Any]:
    """A status to whoever follows its link."""
    number = visit.parts["id"]
    kept = visit.state.get("status", number)
    owner = next((one for one in visit.accounts if kept is not None and one.account == kept["account"]), None)
    if kept is None or owner is None:
        raise missing()
    return show(visit, owner, number, kept)


def scheduled(visit: Visit) -> list[dict[str, Any]]:
    """Newest first."""
    own = _own(visit, visit.account, "scheduled")
    return [_show_scheduled(visit, number, own[number]) for number in _page(visit, own)]


def _page(visit: Visit, own: Mapping[str, Kept]) -> list[str]:
    """The ids of the page that is asked for."""
    asked = visit.params
    low, high = asked.get("since_id", asked.get("min_id", 0)), asked.get("max_id", 10**20)
    numbers = sorted((key for key in own if low < int(key) < high), key=int, reverse=True)
    return numbers[: asked.get("limit", 20)]


def show_scheduled(visit: Visit) -> dict[str, Any]:
    return _show_scheduled(visit, *_found(visit, "scheduled"))


def move_scheduled(visit: Visit) -> dict[str, Any]:
    """Another time, and nothing else."""
    number, kept = _found(visit, "scheduled")
    at = float(visit.params.get("scheduled_at") or kept["scheduled_at"])
    _check_ahead(visit, at)
    moved = {**kept, "scheduled_at": at}
    visit.state.put("scheduled", number, moved)
    visit.state.change_post(number, "scheduled", edit=dict(visit.received), at=at)
    return _show_scheduled(visit, number, moved)


def cancel_scheduled(visit: Visit) -> dict[str, Any]:
    number, _ = _found(visit, "scheduled")
    visit.state.drop("scheduled", number)
    visit.state.change_post(number, "deleted")
    return {}


def publish_due(visit: Visit) -> None:
    """Scheduled statuses whose time has come go out, with ids of their own."""
    for number, kept in _own(visit, visit.account, "scheduled").items():
        if kept["scheduled_at"] <= visit.now:
            new = str(_FIRST_ID + visit.state.next("status") * _STEP)
            status = {name: value for name, value in kept.items() if name != "scheduled_at"}
            visit.state.drop("scheduled", number)
            visit.state.put("status", new, {**status, "created_at": visit.now})
            for media_id in kept.get("media_ids", []):
                _attach(visit, media_id, new)
            visit.state.publish_scheduled(number, new, _url(visit, visit.account, new))


def _found(visit: Visit, kind: str = "status") -> tuple[str, Kept]:
    """What the caller has under the id of the path."""
    number = visit.parts["id"]
    kept = visit.state.get(kind, number)
    if kept is None or kept["account"] != visit.account.account:
        raise missing()
    return number, kept


def show(call: Call, account: Account, number: str, kept: Kept) -> dict[str, Any]:
    """A Status."""
    media = [(key, call.state.get("media", key)) for key in kept.get("media_ids", [])]
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
    if reply is not None and call.state.get("status", reply) is None:
        raise failed(404, "The post you are trying to reply to does not appear to exist.")
    quoted = params.get("quoted_status_id")
    if quoted is not None and call.state.get("status", quoted) is None:
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
    kept = call.state.find(kind)
    return {number: status for number, status in kept.items() if status["account"] == account.account}


def _attach(call: Call, media_id: str, number: str) -> None:
    kept = call.state.get("media", media_id)
    call.state.put("media", media_id, {**kept, "status": number})


def _show_any(visit: Visit, number: str) -> dict[str, Any]:
    waiting = visit.state.get("scheduled", number)
    if waiting is not None:
        return _show_scheduled(visit, number, waiting)
    kept = visit.state.get("status", number)
    if kept is None:
        raise missing()
    return show(visit, visit.account, number, kept)


def _show_scheduled(call: Call, number: str, kept: Kept) -> dict[str, Any]:
    """A ScheduledStatus: it has no url, for it is no status yet."""
    about = ("account", "created_at", "edited_at", "scheduled_at")
    media = [(key, call.state.get("media", key)) for key in kept.get("media_ids", [])]
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
