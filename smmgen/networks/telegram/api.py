"""The Bot API's calls and answers: what counts as a yes, a no, or neither.

Source: Telegram Bot API 10.1, https://core.telegram.org/bots/api#making-requests and `ResponseParameters`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smmgen.errors import Ambiguous, PublishError, RateLimited, Rejected, Unauthorised, Unavailable, UserError
from smmgen.networks import answers
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
        f"`{text}` is no telegram channel", 'write `target` as "@channel", or as the number such as -1001234567890'
    )


def call(delivery: Delivery, method: str, params: Mapping[str, Any], creates: bool = False) -> Request:
    return Request("POST", address(delivery, method), json=dict(params), creates=creates)


def upload_call(delivery: Delivery, method: str, params: Mapping[str, Any], files: Mapping[str, File]) -> Request:
    """A multipart form that creates nothing."""
    form = {name: form_value(value) for name, value in params.items()}
    return Request("POST", address(delivery, method), form=form, files=files)


def address(delivery: Delivery, method: str) -> str:
    return f"{(delivery.base_url or HOST).rstrip('/')}/bot{delivery.secrets['token'].reveal()}/{method}"


def form_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def accepted(response: Response) -> Any:
    """The creating call's result. Only an answer that plainly says no may count as one."""
    data = _data(response)
    if data.get("ok") is True:
        return data.get("result")
    if data.get("ok") is not False or response.status >= 500 or _code(data) >= 500:
        raise Ambiguous(
            f"telegram answered {response.status} without a yes or a no", "look at the channel before sending again"
        )
    raise _refusal(data)


def answer(response: Response) -> Any:
    """The result of a call that creates nothing."""
    data = _data(response)
    if data.get("ok") is True:
        return data.get("result")
    if data.get("ok") is not False or response.status >= 500 or _code(data) >= 500:
        raise Unavailable(f"telegram answered {response.status}", "try again later")
    raise _refusal(data)


def _data(response: Response) -> dict[str, Any]:
    return answers.mapping(response.data)


def _code(data: Mapping[str, Any]) -> int:
    """A refusal without a number is as unclear as a failure of the server."""
    code = answers.whole(data.get("error_code"))
    return 500 if code is None else code


def _refusal(data: Mapping[str, Any]) -> PublishError:
    code, said = _code(data), answers.said(data.get("description")) or "no reason"
    parameters = _parameters(data)
    message = f"telegram says: {said} (error {code})"
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


def _parameters(data: Mapping[str, Any]) -> dict[str, Any]:
    """Bot API, `ResponseParameters`."""
    return answers.mapping(data.get("parameters"))


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
    ("caption is too long", "shorten the text: 1024 characters fit under media"),
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
