"""MAX's calls and answers: the token's header, uploads, and what each answer means.

Sources: https://dev.max.ru/docs-api and its change log (https://dev.max.ru/docs-api/changelog-api, read as of
26 November 2026): an error is `{code, message}` with an HTTP status, or `{success: false, message}` with 200, which
names a `code` too since November 2026.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from smmgen.errors import RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes, answered
from smmgen.networks.wire import Delivery, File, Progress, Request, Response

HOST = "https://platform-api2.max.ru"
LOOK = "look at the channel, then tell the address: `smm resolve KEY --sent URL`"
NOT_READY = "attachment.not.ready"
LONGEST_PAUSE = 16.0
"""Seconds between two tries of a message whose files are still being processed."""
BUSY_PAUSE = 2.0
"""Seconds after 429, for which MAX names no time: it takes two messages a second in a chat."""
KINDS = ("image", "video", "audio")


def chat_id(target: str | int | None) -> int:
    """The channel's or chat's number. Raises `UserError` for anything else."""
    text = str(target or "").strip()
    if text.removeprefix("-").isdecimal() and text.isascii() and int(text):
        return int(text)
    raise UserError(
        f"`{text}` is not the id of a MAX channel or chat",
        "write `target` as the number, such as -70000000000001; docs/how-to/tokens.md says where to find it",
    )


def call(
    delivery: Delivery,
    method: str,
    path: str,
    query: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    creates: bool = False,
) -> Request:
    """One call. The token travels in the header `Authorization`, without a scheme."""
    if not (token := delivery.secrets["token"]):
        raise Unauthorised("there is no bot token", "store it where the account in smm.toml expects it")
    return Request(
        method,
        f"{(delivery.base_url or HOST).rstrip('/')}/{path}",
        headers={"Authorization": token.reveal()},
        query={name: _word(value) for name, value in (query or {}).items()},
        json=dict(body) if body is not None else None,
        creates=creates,
        ca_file=ca_file(delivery),
    )


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def ca_file(delivery: Delivery) -> str:
    return str(delivery.settings.get("ca_file") or "")


# Answers


def _read(response: Response) -> Meaning:
    data = answers.mapping(response.data)
    code = answers.text(data.get("code"))
    said = answers.said(data.get("message")) or answers.said(data.get("error"))
    said = f"{said} ({code})" if code and said else said or code
    if 200 <= response.status < 300:
        return _refusal(response, code, said) if data.get("success") is False else Yes(response.data)
    return _refusal(response, code, said) if 400 <= response.status < 500 else Unclear(said)


def _refusal(response: Response, code: str, said: str) -> Meaning:
    message = answered("MAX", response, said)
    if response.status == 429 or code == BUSY:
        asked = answers.retry_after(response.headers)
        return RateLimited(message, BUSY_PAUSE if asked is None else asked)
    if code == NOT_READY:
        return RateLimited(message, 1.0, "the files are still being processed; it is tried again")
    if response.status == 401 or code.startswith("verify.token"):
        return Unauthorised(message, TOKEN)
    if response.status == 403 or code in DENIED:
        return Unauthorised(message, RIGHTS)
    hint = next((hint for words, hint in HINTS if words in said.casefold()), "")
    return Rejected(message, CHAT if response.status == 404 and not hint else hint)


BUSY = "too.many.requests"
TOKEN = "copy the bot's token again on business.max.ru: Chatbots, your bot, Settings"  # noqa: S105 (a hint, no token)
RIGHTS = "make the bot an administrator of the channel, with the rights to write posts and to read all messages"
CHAT = "check `target`, and that the bot is a member of the channel or chat"
DENIED = frozenset({"access.denied", "chat.denied"})
HINTS: tuple[tuple[str, str], ...] = (
    ("extension is forbidden", "MAX does not take files of this type: choose another file for this account"),
    ("timeout_exceeded", "a comment can be edited for 26 hours: edit it by hand, or delete it"),
    ("comments", "switch comments on in the channel's settings, or drop `first_comment` for this account"),
)
"""Words of a message or code, in lower case -> what to do."""

COMMENTS_OFF = (
    f"if comments are off in the channel, max answers 500: switch them on, or drop `first_comment`; else {LOOK}"
)
"""Seen on the real network: https://github.com/K1rL3s/maxo/pull/174, August 2026."""
_DIALECT = Dialect("MAX", LOOK, _read)
answer, created = _DIALECT.answer, _DIALECT.created
commented = Dialect("MAX", COMMENTS_OFF, _read).created


def is_not_ready(response: Response) -> bool:
    """The message was not posted, for its files are still being processed."""
    return answers.mapping(response.data).get("code") == NOT_READY


# Uploads


def kind_of(media: Mapping[str, Any]) -> str:
    """`image`, `video`, `audio` or `file`, as attachments and uploads call it."""
    kind = str(media["type"]).partition("/")[0]
    return kind if kind in KINDS else "file"


def uploaded(delivery: Delivery, index: int) -> Generator[Request | Progress, Response, dict[str, Any]]:
    """Upload one file of the part; the `payload` of its attachment. An earlier try's is used again."""
    name = f"media {index}"
    if known := answers.mapping(delivery.known.get(name)):
        return known
    media = delivery.part["media"][index]
    kind = kind_of(media)
    endpoint = answers.mapping(answer((yield call(delivery, "POST", "uploads", {"type": kind}))))
    url = answers.text(endpoint.get("url"))
    if not url.startswith(("https://", "http://")):
        raise Unavailable("MAX did not say where to upload", "try again later")
    file = File(media["path"], media["type"], media["sha256"])
    response = yield Request("POST", url, form={}, files={"data": file}, ca_file=ca_file(delivery))
    payload = _payload(_UPLOADS.answer(response), endpoint)
    yield Progress({name: payload})
    return payload


def _payload(said: Any, endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Pictures and files get their token after the upload, videos and audio before it."""
    data = answers.mapping(said)
    photos = [answers.text(answers.mapping(one).get("token")) for one in answers.mapping(data.get("photos")).values()]
    if photos and all(photos):
        return {"photos": data["photos"]}
    token = answers.text(data.get("token")) or answers.text(endpoint.get("token"))
    if not token:
        raise Unavailable("MAX did not name the uploaded file", "try again later")
    return {"token": token}


def _read_upload(response: Response) -> Meaning:
    """The upload host answers a video with `<retval>1</retval>`, which is no JSON. Too many calls say nothing of the
    file."""
    data = answers.mapping(response.data)
    if response.status == 429 or data.get("code") == BUSY:
        return _refusal(response, BUSY, answers.said(data.get("message")))
    if "error_code" in data or "error" in data or 400 <= response.status < 500:
        said = (
            answers.said(data.get("error_msg")) or answers.said(data.get("message")) or answers.said(data.get("error"))
        )
        message = answered("MAX's upload host", response, said)
        return Rejected(message, "save the file again, or choose another one for this account")
    return Yes(data) if 200 <= response.status < 300 else Unclear()


_UPLOADS = Dialect("MAX's upload host", LOOK, _read_upload)
