"""MAX: what goes along with a message, checked as the schema's `AttachmentRequest` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from smmgen.rehearsal.engine.stage import Visit
from smmgen.rehearsal.networks.max import files
from smmgen.rehearsal.networks.max.params import bad

FIELDS: Mapping[str, tuple[str, ...]] = {
    "image": ("url", "token", "photos"), "video": ("token",), "audio": ("token",), "file": ("token",),
    "sticker": ("code",), "contact": ("name", "contact_id", "vcf_info", "vcf_phone"), "share": ("url", "token"),
    "inline_keyboard": ("buttons",), "location": (),
}  # fmt: skip
"""Type -> the fields of its payload; a location has none."""

_ALONE = ("audio", "file", "sticker", "contact")
_WIDE = ("link", "open_app", "request_geo_location", "request_contact")
_BUTTONS = {
    "callback": ("payload", "intent"), "link": ("url",), "request_contact": (), "request_geo_location": ("quick",),
    "open_app": ("web_app", "contact_id", "payload"), "message": (), "clipboard": ("payload",),
}  # fmt: skip
_TOKENS = ("image", "video", "audio", "file")

Items = Sequence[Mapping[str, Any]]


def read(visit: Visit, items: Items) -> tuple[list[str], bool]:
    """The SHA-256s of their files, and whether all are processed. Raises the network's refusal."""
    if len(items) > visit.limits["attachments"]:
        raise bad(visit, f"Field 'attachments' size ({len(items)}) must be at most {visit.limits['attachments']:g}")
    for item in items:
        _check(visit, item)
    _check_together(visit, Counter(item["type"] for item in items))
    found = [(token, _file(visit, item["type"], token)) for item in items for token in _tokens(visit, item)]
    ready = [files.is_ready(visit, token, kept) for token, kept in found]
    return [kept["sha256"] for _, kept in found], all(ready)


def shown(visit: Visit, items: Items) -> list[dict[str, Any]]:
    """The attachments of a message, as it is read."""
    return [_shown(visit, item) for item in items]


def _check(visit: Visit, item: Mapping[str, Any]) -> None:
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise bad(visit, f"Unknown attachment type: {kind}")
    if kind == "location":
        return _check_location(visit, item)
    payload = item.get("payload")
    if set(item) != {"type", "payload"} or not isinstance(payload, dict):
        raise bad(visit, f"an attachment of type {kind} has a payload and nothing else")
    if unknown := set(payload) - set(FIELDS[kind]):
        raise bad(visit, f"{', '.join(sorted(unknown))} is not a field of {kind}")
    return _CHECKS.get(kind, _check_any)(visit, payload)


def _check_any(visit: Visit, payload: Mapping[str, Any]) -> None:
    given = [value for value in payload.values() if value is not None]
    if not given or not all(isinstance(value, str | int) and value for value in given):
        raise bad(visit, "Check payload.")


def _check_image(visit: Visit, payload: Mapping[str, Any]) -> None:
    given = [name for name, value in payload.items() if value]
    if not given:
        raise bad(visit, "No `photos`, `url` or `token` provided. Check payload.")
    if len(given) > 1:
        raise bad(visit, "`photos`, `url` and `token` exclude each other")
    if given == ["url"]:
        raise bad(visit, "an image of another address is not taken: upload it")
    if given == ["photos"] and not _are_photos(payload["photos"]):
        raise bad(visit, "`photos` is what the upload answered")


def _are_photos(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, dict) and set(one) == {"token"} for one in value.values())


def _check_location(visit: Visit, item: Mapping[str, Any]) -> None:
    most = {"latitude": 90, "longitude": 180}
    numbers = {name: item.get(name) for name in most}
    if set(item) != {"type", *most} or not all(type(value) in (int, float) for value in numbers.values()):
        raise bad(visit, "a location has latitude and longitude")
    if any(abs(value) > most[name] for name, value in numbers.items() if value is not None):
        raise bad(visit, "latitude is -90..90, longitude -180..180")


def _check_keyboard(visit: Visit, payload: Mapping[str, Any]) -> None:
    rows = payload.get("buttons")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row for row in rows):
        raise bad(visit, "buttons is a list of rows")
    if len(rows) > 30 or sum(map(len, rows)) > 210:
        raise bad(visit, "a keyboard has at most 30 rows and 210 buttons")
    for row in rows:
        for button in row:
            _check_button(visit, button)
        if len(row) > (3 if any(button["type"] in _WIDE for button in row) else 7):
            raise bad(visit, "a row has at most 7 buttons, 3 with one of a link, an app, a contact or a place")


def _check_button(visit: Visit, button: Any) -> None:
    kind = str(button.get("type")) if isinstance(button, dict) else ""
    if kind not in _BUTTONS or set(button) - {"type", "text", *_BUTTONS[kind]}:
        raise bad(visit, f"there is no such button: {kind}")
    if not isinstance(button.get("text"), str) or not 1 <= len(button["text"]) <= 128:
        raise bad(visit, "the text of a button has 1-128 characters")
    url = button.get("url", "https://max.ru" if kind != "link" else "")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > 2048:
        raise bad(visit, "Must have only http/https links format in buttons")


def _check_together(visit: Visit, count: Counter[str]) -> None:
    others = count.total() - count["inline_keyboard"]
    if count["inline_keyboard"] > 1:
        raise bad(visit, "Must be only one inline keyboard in message")
    for kind in _ALONE:
        if count[kind] and others > 1:
            raise bad(visit, f"Must be only one {kind} attachment in message")


def _tokens(visit: Visit, item: Mapping[str, Any]) -> list[str]:
    if item["type"] not in _TOKENS:
        return []
    payload = item["payload"]
    return [payload["token"]] if payload.get("token") else [one["token"] for one in payload["photos"].values()]


def _file(visit: Visit, kind: str, token: str) -> dict[str, Any]:
    kept = files.uploaded(visit, token) if isinstance(token, str) else None
    if kept is None or kept["kind"] != kind:
        raise bad(visit, f"Invalid {'photo' if kind == 'image' else kind} token provided: {token}")
    return kept


def _shown(visit: Visit, item: Mapping[str, Any]) -> dict[str, Any]:
    tokens = _tokens(visit, item)
    if not tokens:
        return {**item, **({"payload": {"url": item["payload"].get("url")}} if item["type"] == "share" else {})}
    kept = _file(visit, item["type"], tokens[0])
    payload = {"url": f"{visit.base}/max/files/{kept['number']}", "token": tokens[0]}
    if item["type"] == "image":
        return {"type": "image", "payload": {**payload, "photo_id": kept["number"]}}
    about = {"filename": kept["name"], "size": kept["size"]} if item["type"] == "file" else {}
    return {"type": item["type"], "payload": payload, **about}


_CHECKS: dict[str, Callable[[Visit, Mapping[str, Any]], None]] = {
    "image": _check_image,
    "inline_keyboard": _check_keyboard,
}
