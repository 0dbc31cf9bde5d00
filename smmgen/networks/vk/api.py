"""VK's calls and answers: form-encoded requests, errors inside HTTP 200, and what each error code means for a post.

Sources: https://dev.vk.com/en/api/api-requests, the error codes of https://github.com/VKCOM/vk-api-schema
(`errors.json`, API 5.199); what a code means for sending again is our own reading.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from smmgen.errors import RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes, by_status
from smmgen.networks.wire import Delivery, Request, Response
from smmgen.secret import Secret

HOST = "https://api.vk.com"
HOUR, DAY = 3600, 86400


def owner_id(target: str | int | None) -> int:
    """The community's id, below 0. Raises `UserError` for anything else."""
    text = str(target or "").strip()
    if text.startswith("-") and text[1:].isdecimal():
        return int(text)
    raise UserError(
        f"`{text}` is not a VK community id", "write `target` as the community's id with a minus: -230000001"
    )


def call(delivery: Delivery, method: str, params: Mapping[str, Any], token: Secret, creates: bool = False) -> Request:
    """One API call. The token travels in a header, so that no URL and no body holds it."""
    form = {name: _form_value(value) for name, value in params.items() if value is not None}
    return Request(
        "POST",
        f"{(delivery.base_url or HOST).rstrip('/')}/method/{method}",
        headers={"Authorization": f"Bearer {token.reveal()}"},
        form=form | {"v": str(delivery.settings.get("api_version") or "5.199")},
        creates=creates,
    )


def _form_value(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value)


def _read(response: Response) -> Meaning:
    """VK's errors come inside HTTP 200, each with a number."""
    data = answers.mapping(response.data)
    if "response" in data and response.status == 200:
        return Yes(data["response"])
    error = answers.mapping(data.get("error"))
    code = answers.whole(error.get("error_code"))
    return Unclear() if code is None or response.status >= 500 else _refusal(error, code)


def _refusal(error: Mapping[str, Any], code: int) -> Meaning:
    said = f"{answers.said(error.get('error_msg')) or 'error'} (error {code})"
    message = f"VK says: {said}"
    if code in UNCERTAIN:
        return Unclear(said)
    if code == CLOSED_FOR_NOW:
        return Unavailable(message, "this section of VK is closed for a while; it is tried again later")
    if code in PAUSES:
        pause, hint = PAUSES[code]
        return RateLimited(message, pause, hint)
    if code in TOKENS:
        return Unauthorised(message, TOKENS[code])
    return Rejected(message, REASONS.get(code, ""))


def refusal(response: Response) -> int | None:
    """The error code in the answer, or None."""
    return answers.whole(answers.mapping(answers.mapping(response.data).get("error")).get("error_code"))


def uploaded(response: Response, *wanted: str) -> dict[str, Any]:
    """What an upload host answers: these keys, none of them empty."""
    found: dict[str, Any] = Dialect(UPLOADS, LOOK, partial(_read_upload, wanted)).answer(response)
    return found


def _read_upload(wanted: Sequence[str], response: Response) -> Meaning:
    """Of the upload hosts, which have errors of their own, and may answer as VK does, such as to too many calls."""
    if refusal(response) is not None:
        return _read(response)
    if response.status == 429:
        return by_status(UPLOADS, response)
    data = answers.mapping(response.data)
    data = answers.mapping(data.get("response")) or data  # stories wrap it
    if response.status >= 500 or not data:
        return Unclear()
    if "error" in data or any(data.get(name) in (None, "", "[]", []) for name in wanted):
        said = next(filter(None, (answers.said(data.get(name)) for name in ("error_descr", "error_msg", "error"))), "")
        message = f"{UPLOADS} rejected the file: {said}".rstrip(": ")
        return Rejected(message, "save the file again, or make it smaller")
    return Yes(data)


def quoted(values: list[str]) -> str:
    """A JSON list inside a form field, as polls.create wants its answers."""
    return json.dumps(values, ensure_ascii=False)


UPLOADS = "VK's upload host"
LOOK = "look at the community's wall; within an hour the same call can be repeated without a second post"
LOOK_AT_STORIES = "look at the community's stories, then tell: `smm resolve KEY --sent URL`, or `--resend`"

UNCERTAIN = frozenset({1, 10, 13, 36})
"""Unknown, internal, run-time error and time-out: VK cannot tell either."""

CLOSED_FOR_NOW = 43

PAUSES: Mapping[int, tuple[float, str]] = {
    6: (1, ""),
    9: (HOUR, "VK sees a flood of equal actions: post less often, or write the posts differently"),
    29: (DAY, "the quota of this method is used up; it is tried again tomorrow"),
    219: (HOUR, "an advertising post was published a moment ago: leave more time between them"),
    223: (HOUR, "too many comments in a short time"),
    224: (DAY, "too many advertising posts today"),
    601: (DAY, "the community did too many things today; it is tried again tomorrow"),
}
"""Code -> seconds to wait, and what to do about it."""

RENEW = "get a new token and store it where the account in smm.toml expects it"
USER_TOKEN = "set `user_token_env` to the token of an administrator of the community"  # noqa: S105 (a hint, no token)
CONFIRM = "log in to VK as the token's owner and answer what it asks, then publish again"

TOKENS: Mapping[int, str] = {
    4: RENEW,
    5: RENEW,
    7: "give the token the rights `wall`, `photos`, `docs` and `stories`, and its owner a role in the community",
    15: "the token has no access to this community: its owner must be an administrator or editor",
    17: CONFIRM,
    20: "the token belongs to an application that may not do this: make a token of a standalone application",
    21: "the token belongs to an application that may not do this: make a token of a standalone application",
    24: CONFIRM,
    25: CONFIRM,
    27: f"a community's token may not do this (photos, videos, polls, reading the wall): {USER_TOKEN}",
    28: f"a service token may not do this: {USER_TOKEN}",
    203: "the token has no access to this community: check `target` and the owner's role there",
    703: "the community asks its administrators for two-factor login: switch it on for the token's owner",
    704: "the community asks its administrators for two-factor login: switch it on for the token's owner",
    1051: (
        "VK does not accept posts with VK ID tokens (vk2...): use the community's own token from "
        '"manage, API usage" (vk1...), and a user\'s token only for uploads (`post_with = "community"`)'
    ),
    1117: RENEW,
    3609: RENEW,
    3610: "the token's owner has deleted the page: get a token of another administrator",
}

CAPTCHA = "only a person can answer a captcha: post by hand, or wait and send it again with `smm resolve --resend`"

REASONS: Mapping[int, str] = {
    8: "this is a mistake in the request: report it with the payload file",
    14: CAPTCHA,
    18: "the page was deleted or blocked",
    19: "VK has blocked this content",
    22: "VK could not use the uploaded file: save it again, or make it smaller",
    100: "VK does not take one of the values: check `target`, the link, the place and the time",
    105: "VK could not keep the document: no MP3, no programs, at most 200 MB",
    129: "VK does not take this picture: JPEG, PNG or GIF, width and height together at most 14000",
    211: "comments are closed for this post, or for the token's owner",
    212: "comments are closed for this post, or for the token's owner",
    213: "comments are closed for this post, or for the token's owner",
    214: (
        "posting is closed: the day's number of posts is used up, another post has this very time, or the token's "
        "owner may not post in this community"
    ),
    220: "too many recipients",
    222: "VK forbids links here: take the link out, or raise the community's rights to post links",
    225: "VK Donut is off in this community: drop `targeting.vk.donut`",
    250: "no access to the poll",
    900: "the token's owner is on the community's blacklist",
    1600: "the story is gone: stories last a day",
    3300: CAPTCHA,
    13000: "the community has active strikes and may not post: see its notifications in VK",
}
"""Plain refusals: sending the same again is no use."""

_DIALECT = Dialect("VK", LOOK, _read)
answer, created = _DIALECT.answer, _DIALECT.created
STORIES = Dialect("VK", LOOK_AT_STORIES, _read)
