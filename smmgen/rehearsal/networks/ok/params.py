"""Odnoklassniki: the parameters of each method, the signature of a call, and the shape of an error.

From apiok.ru and its sources (github.com/apiok/documentation, 2017). Errors come with HTTP 200, their code also in the
header `invocation-error`. The real server ignores parameters it does not know; here they are refused, and so are tokens
in an address, which the real one takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import md5

from smmgen.rehearsal.engine.bodies import Form, Malformed, read_form
from smmgen.rehearsal.engine.http import Account, Call, Refused
from smmgen.rehearsal.engine.kinds import Kind, Spec, of_type, text
from smmgen.rehearsal.engine.stage import Endpoint, Error, Signed, Visit

Params = dict[str, Spec]

ERRORS = {
    1: "UNKNOWN", 2: "SERVICE", 3: "METHOD", 4: "REQUEST", 8: "FLOOD_BLOCKED", 10: "PERMISSION_DENIED",
    11: "LIMIT_REACHED", 50: "NOT_ADMIN", 100: "PARAM", 101: "PARAM_API_KEY", 102: "PARAM_SESSION_EXPIRED",
    103: "PARAM_SESSION_KEY", 104: "PARAM_SIGNATURE", 121: "PARAM_PHOTO_ID", 140: "PARAM_MESSAGE_ID",
    141: "PARAM_COMMENT_ID", 160: "PARAM_GROUP_ID", 300: "NOT_FOUND",
}  # fmt: skip
UNSIGNED = ("sig", "access_token", "session_key")
LONG_TOKEN = 30 * 86_400
"""Seconds that a token with LONG_ACCESS_TOKEN lives without a call."""

_FIELDS: Params = {"fields": "list"}
_TOPIC: Params = {"topic_id": "str", "gid": "str"}
_DISCUSSION: Params = {"discussionId": "str", "discussionType": ("GROUP_TOPIC",)}
_FORM: Params = {"frmt": "str", "fieldset": "str", **_FIELDS}
_COMMENT = text(1, 3000)

# method: (parameters and their kinds, those it needs)
METHODS: dict[str, tuple[Params, tuple[str, ...]]] = {
    "mediatopic.post": (
        {"uid": "str", "type": ("USER", "USER_STATUS", "USER_NOTE", "GROUP_THEME", "GROUP_THEME_PROMO",
                                "GROUP_SUGGESTED"),
         "gid": "str", "attachment": "object", "set_status": "bool", "devices": "str", "text_link_preview": "bool",
         "hidden_post": "bool"},
        ("attachment",),
    ),
    "mediatopic.edit": ({**_TOPIC, "attachment": "object"}, ("topic_id", "attachment")),
    "mediatopic.deleteTopic": (_TOPIC, ("topic_id",)),
    "mediatopic.getByIds": (
        {"topic_ids": "list", "media_limit": "uint", "features": "str", **_FIELDS}, ("topic_ids",),
    ),
    "mediatopic.getRepublishedTopic": ({"topic_id": "str"}, ("topic_id",)),
    "group.pinGroupFeed": ({"pin_id": "str"}, ("pin_id",)),
    "group.getStatTopic": ({"topic_id": "str", **_FIELDS}, ("topic_id",)),
    "group.getStatTopics": (
        {"gid": "str", "start_time": "uint", "end_time": "uint", "anchor": "uint", "count": "uint", **_FIELDS},
        ("gid",),
    ),
    "group.getInfo": ({"uids": "list", "move_to_top": "bool", **_FIELDS}, ("uids", "fields")),
    "group.getUserGroupsByIds": ({"group_id": "str", "uids": "list"}, ("group_id", "uids")),
    "discussions.addDiscussionComment": (
        {"entityId": "str", "entityType": ("GROUP_TOPIC",), "comment": _COMMENT, "reply_to_comment_id": "str",
         "as_admin": "bool", "attachments": "array", **_FORM},
        ("entityId", "entityType"),
    ),
    "discussions.getComments": (
        {**_DISCUSSION, "anchor": "str", "direction": ("FORWARD", "BACKWARD", "AROUND"), "count": "uint",
         "mark_as_read": "bool", "includeRemoved": "bool", **_FORM},
        ("discussionId", "discussionType"),
    ),
    "discussions.editDiscussionComment": (
        {**_DISCUSSION, "comment_id": "str", "comment": _COMMENT},
        ("discussionId", "discussionType", "comment_id", "comment"),
    ),
    "discussions.deleteDiscussionComment": (
        {**_DISCUSSION, "comment_id": "str", "mark_as_spam": "bool", "block_author": "bool"},
        ("discussionId", "discussionType", "comment_id"),
    ),
    "photosV2.getUploadUrl": (
        {"uid": "str", "aid": "str", "gid": "str", "count": "uint", "placeholders": "bool"}, (),
    ),
    "video.getUploadUrl": (
        {"uid": "str", "gid": "str", "file_name": "str",
         "attachment_type": ("MOVIE", "VIDEO", "AUDIO_RECORDING"), "file_size": "uint", "lat": "float",
         "lng": "float", "cid": "str", "post_form": "bool"},
        ("file_name", "file_size"),
    ),
    "video.update": (
        {"uid": "str", "vid": "str", "title": text(0, 1000), "description": text(0, 4000), "tags": text(0, 1000),
         "privacy": ("PUBLIC", "FRIENDS"), "cover_photo_id": "str", "cover_photo_upload_token": "str",
         "publish": "bool", "game": "str", "donate": "str", "cid": "str", "rec": "bool", "rec_start": "uint",
         "rec_stop": "uint"},
        ("vid",),
    ),
    "users.getCurrentUser": (_FIELDS, ()),
    "users.hasAppPermission": ({"uid": "str", "ext_perm": "str"}, ("ext_perm",)),
    "users.getCallsLeft": ({"uid": "str", "methods": "list"}, ("methods",)),
}  # fmt: skip

_BOOLEANS = {"true": True, "false": False}
KINDS: Mapping[str, Kind] = {"bool": of_type("bool", bool, read=_BOOLEANS.__getitem__)}


def error(code: int, detail: str) -> Error:
    value = {"error_code": code, "error_msg": f"{ERRORS[code]} : {detail}", "error_data": None}
    return Error(200, value, {"invocation-error": str(code)})


REFUSALS = {
    "unauthorised": error(103, "Invalid session key"),
    "no_token": error(103, "No session key specified"),
    "unknown_call": error(3, "Method does not exist"),
    "unreadable": error(4, "{reason}"),
    "invalid": error(100, "{reason}"),
    "missing": error(100, "Missed required parameter: {name}"),
    "not_found": error(300, "{reason}"),
    "rate_limited": error(8, "Flood is blocked"),
    "broken": replace(error(2, "Service is temporary unavailable., logged by ID :"), status=500),
}


def failed(code: int, detail: str) -> Refused:
    return error(code, "{reason}")(reason=detail)


def bad(detail: str) -> Refused:
    return failed(100, detail)


def route(call: Call) -> Call:
    """`/fb.do?method=group.name` is `/api/group/name`."""
    if call.path != "/fb.do":
        return call
    name = _given(call).get("method", "")
    return replace(call, path=f"/api/{name.replace('.', '/', 1)}")


def read_call(call: Call) -> Form:
    given = _given(call)
    if given.get("format", "json").lower() != "json":
        raise Malformed("only the format json is answered here")
    return Form({name: value for name, value in given.items() if name not in (*UNSIGNED, *_PROTOCOL)})


_PROTOCOL = ("application_key", "format", "method", "call_id")


def signed(call: Call, endpoint: Endpoint, parts: Mapping[str, str]) -> Signed | None:
    """The account whose token came, with a signature by its session's secret or its application's."""
    given = _given(call)
    if not given.get("application_key"):
        raise failed(101, "No application key")
    token = given.get("access_token") or given.get("session_key", "")
    if not token:
        raise REFUSALS["no_token"]()
    account = next((one for one in call.accounts if token == one.token), None)
    if account is None:
        return None
    keys = {name: value for name, value in account.secrets.items() if name != "token"}
    if any(
        "key" in name and "secret" not in name and value != given["application_key"] for name, value in keys.items()
    ):
        raise failed(101, "Application not exist")
    _check_signature(given, token, keys)
    _check_alive(call, account)
    return Signed(account, "token", token)


def signature(given: Mapping[str, str], secret: str) -> str:
    """MD5 of the parameters in the order of their names, unescaped and with nothing between, and the secret."""
    line = "".join(f"{name}={given[name]}" for name in sorted(given) if name not in UNSIGNED)
    return _md5(line + secret)


def application_secret(token: str, key: str) -> str:
    """The secret of a session by that of the application."""
    return _md5(token + key)


def _check_signature(given: Mapping[str, str], token: str, keys: Mapping[str, str]) -> None:
    if "sig" not in given:
        raise failed(104, "No signature specified")
    if given["sig"] not in {signature(given, secret) for secret in _secrets(given, token, keys)}:
        raise failed(104, "Invalid signature")


def _secrets(given: Mapping[str, str], token: str, keys: Mapping[str, str]) -> Iterator[str]:
    """What this account may sign with: its session's secret as it is, its application's together with the token."""
    for name, value in keys.items():
        if value == given["application_key"]:
            continue
        if "session" in name or "app" not in name:
            yield value
        if "session" not in name:
            yield application_secret(token, value)


def _check_alive(call: Call, account: Account) -> None:
    """Each call makes a long token live on."""
    last = call.state.get("last call", account.account)
    if last is not None and call.now - last > LONG_TOKEN:
        raise failed(102, "Session expired")
    call.state.put("last call", account.account, call.now)


def _given(call: Call) -> dict[str, str]:
    form = read_form(call)
    if form.files or set(form.values) & set(call.query):
        raise Malformed("a method takes no files, and each parameter once")
    if set(UNSIGNED) & set(call.query):
        raise Malformed("a token does not belong in an address")
    return {**call.query, **form.values}


def _md5(line: str) -> str:
    return md5(line.encode(), usedforsecurity=False).hexdigest()


def require_group(visit: Visit, number: str | None) -> str:
    """The group of the account. Raises the network's refusal for another."""
    if number is None or str(visit.account.target) != number:
        raise failed(160, f"Invalid group id [{number}]")
    return number
