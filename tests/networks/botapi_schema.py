"""Requests against the Bot API's methods and types, as the package @gramio/types has them."""

from __future__ import annotations

from typing import Any

from published import bot_api


def errors(request: dict[str, Any]) -> list[str]:
    """What the method would not take: unknown or missing fields, wrong types, placeholders counted as values."""
    method: str = request["method"]
    parameters = f"{method[0].upper()}{method[1:]}Params"
    if parameters not in bot_api().interfaces:
        return [f"no method {method}"]
    return bot_api().fields(request["params"], parameters, method)
