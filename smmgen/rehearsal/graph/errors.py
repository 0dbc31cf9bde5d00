"""The shape of an error of the Graph API (developers.facebook.com, graph-api/guides/error-handling)."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smmgen.rehearsal.engine.http import Refused
from smmgen.rehearsal.engine.stage import Error


@dataclass(frozen=True)
class GraphError(Error):
    """Told `{trace}` as well, and `{minutes}` until calls are possible again."""

    def __call__(self, **said: Any) -> Refused:
        minutes = math.ceil(said.get("seconds", 0) / 60)
        return super().__call__(**{"trace": f"A{secrets.token_urlsafe(16)}", "minutes": minutes, **said})


def error(
    code: int, message: str, subcode: int | None = None, *, status: int = 400, title: str = "", words: str = "",
    is_transient: bool = False, kind: str = "OAuthException", data: Mapping[str, int] | None = None,
) -> GraphError:  # fmt: skip
    """`title` and `words` are what a person would be shown; `data` is what a program would. All may hold `{reason}`."""
    value: dict[str, Any] = {"message": message, "type": kind, "code": code}
    if subcode is not None:
        value |= {"error_subcode": subcode, "is_transient": is_transient}
    if data:
        value["error_data"] = dict(data)
    if title or words:
        value |= {"error_user_title": title, "error_user_msg": words}
    return GraphError(status, {"error": {**value, "fbtrace_id": "{trace}"}})


def failed(
    code: int, message: str, subcode: int | None = None, *, title: str = "", words: str = "", status: int = 400,
    data: Mapping[str, int] | None = None,
) -> Refused:  # fmt: skip
    """A refusal in these words, taken as they are."""
    found = error(code, "{message}", subcode, title="{title}", words="{words}", status=status, data=data)
    return found(message=message, title=title, words=words)


def bad(message: str) -> Refused:
    """A parameter that is wrong."""
    return failed(100, f"(#100) {message}")


_BUSY = '{"rehearsal":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,' \
        '"estimated_time_to_regain_access":{minutes}}]}'  # fmt: skip

REFUSALS = {
    "unauthorised": error(190, "Invalid OAuth access token - Cannot parse access token"),
    "no_token": error(104, "An access token is required to request this resource."),
    "forbidden": error(10, "(#10) Application does not have permission for this action", status=403),
    "unknown_call": error(2500, "Unknown path components: {reason}"),
    "wrong_method": error(100, "Unsupported request - method type: {reason}", 33),
    "not_found": error(100, "Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing"
                            " permissions, or does not support this operation", 33),
    "unreadable": error(100, "Invalid parameter: {reason}"),
    "invalid": error(100, "(#100) {reason}"),
    "missing": error(100, "(#100) The parameter {name} is required"),
    "rate_limited": GraphError(
        403, error(4, "(#4) Application request limit reached", 1349210, is_transient=True).value,
        {"X-Business-Use-Case-Usage": _BUSY},
    ),
    "broken": error(2, "Service temporarily unavailable", 99, status=500, is_transient=True),
}  # fmt: skip


def missing(name: str) -> Refused:
    """There is no such object, or it is somebody else's."""
    return REFUSALS["not_found"](id=name)
