"""The Bot API's calls and answers: what counts as a yes, a no, or neither.

Source: Telegram Bot API 10.1, https://core.telegram.org/bots/api#making-requests and `ResponseParameters`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smmgen.errors import PublishError, RateLimited, Rejected, Unauthorised, UserError
from smmgen.networks import answers
from smmgen.networks.dialect import Dialect, Meaning, Unclear, Yes
from smmgen.networks.wire import Delivery, File, Request, Response

HOST = "https://api.telegram.org"


def chat_id(target: str | int | None) -> str | int:
    """`@channel`, or the number as a number. Raises `UserError` for anything else."""
    text = str(target or "").strip()
    if text.removeprefix("-").isdecimal():
        return int(text)
    if text.startswith("@") and text[1:].replace("_", "a").isalnum():
        return text
    raise UserError(
        f"`{text}` is not a Telegram channel", 'write `target` as "@channel", or as the number such as -1001234567890'
    )


def call(delivery: Delivery, method: str, params: Mapping[str, Any], creates: bool = False) -> Request:
    return Request("POST", address(delivery, method), json=dict(params), creates=creates)


def upload_call(delivery: Delivery, method: str, params: Mapping[str, Any], files: Mapping[str, File]) -> Request:
    """A multipart form that creates nothing."""
    form = {name: form_value(value) for name, value in params.items()}
    return Request("POST", address(delivery, method), form=form, files=files)


def address(delivery: Delivery, method: str) -> str:
    """The token is a part of it. Raises `Unauthorised` where there is none."""
    if not (token := delivery.secrets["token"]):
        raise Unauthorised("there is no bot token", "store it where the account in smm.toml expects it")
    return f"{(delivery.base_url or HOST).rstrip('/')}/bot{token.reveal()}/{method}"


def form_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(response: Response) -> Meaning:
    """A refusal without a number, or with one of the server's own failures, is as unclear as no answer."""
    data = answers.mapping(response.data)
    if data.get("ok") is True:
        return Yes(data.get("result"))
    code = answers.whole(data.get("error_code"))
    if data.get("ok") is not False or response.status >= 500 or code is None or code >= 500:
        return Unclear()
    return _refusal(data, code)


def _refusal(data: Mapping[str, Any], code: int) -> PublishError:
    said = answers.said(data.get("description")) or "no reason"
    parameters = answers.mapping(data.get("parameters"))  # Bot API, `ResponseParameters`
    message = f"Telegram says: {said} (error {code})"
    if code == 429:
        return RateLimited(message, _seconds(parameters))
    if "method not found" in said.casefold():
        return Rejected(message, "the server's Bot API is older than this call: bring it up to date, or do it by hand")
    if code in (401, 404):
        return Unauthorised(message, "the bot token is wrong or was revoked: ask @BotFather for the current one")
    if moved := answers.whole(parameters.get("migrate_to_chat_id")):
        return Rejected(message, f"the group became a supergroup: set `target` to {moved}")
    hint = next((hint for words, hint in HINTS if words in said.casefold()), "")
    if code == 403:
        return Unauthorised(message, hint or "make the bot an administrator of the channel again")
    return Rejected(message, hint)


def _seconds(parameters: Mapping[str, Any]) -> float:
    wait = answers.seconds(parameters.get("retry_after"))
    return 30.0 if wait is None else wait


ADMINISTRATOR = "make the bot an administrator of the channel and let it post messages"

HINTS: tuple[tuple[str, str], ...] = (
    ("chat not found", "check `target`: @name or the number with -100, and add the bot to the channel"),
    ("not enough rights", ADMINISTRATOR),
    ("administrator rights", ADMINISTRATOR),
    ("chat_write_forbidden", ADMINISTRATOR),
    ("chat_admin_required", ADMINISTRATOR),
    ("caption is too long", "shorten the text: less of it fits under media"),
    ("message is too long", "shorten the text, or split it with `thread: true`"),
    ("text is empty", "write a text, or add media"),
    ("photo_invalid_dimensions", "make the picture smaller: width and height together at most 10000, ratio at most 20"),
    ("too large", "make the file smaller: photos take 10 MB, other files 50 MB"),
    ("too big", "make the file smaller: photos take 10 MB, other files 50 MB"),
    ("image_process_failed", "save the picture again as JPEG or PNG"),
    ("message to edit not found", "it is no longer in the channel: `smm retract` closes its row"),
    ("message can't be edited", "edit it by hand; a bot edits only what it has posted itself"),
    (
        "message can't be deleted",
        "after 48 hours a bot may delete only with the right to delete messages: give it that right, or delete it by "
        "hand and run the command again",
    ),
    ("topic_closed", "open the topic again, or choose another one with `targeting.telegram.topic`"),
    ("thread not found", "check `targeting.telegram.topic`"),
)

_DIALECT = Dialect("Telegram", "look at the channel before sending again", _read)
answer, created = _DIALECT.answer, _DIALECT.created
