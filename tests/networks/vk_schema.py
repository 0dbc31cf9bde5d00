"""Requests against VK's methods, as the package @vkontakte/api-schema-typescript has them."""

from __future__ import annotations

from typing import Any

from published import vk

LATER = {"primary_attachments_mode"}
"""Parameters of wall.post that came after the schema of 5.199 (dev.vk.com, wall.post)."""


def errors(method: str, params: dict[str, Any]) -> list[str]:
    """Unknown or missing parameters and wrong types. On the wire a list is joined to text and a flag is 0 or 1."""
    section, _, name = method.partition(".")
    interface = f"{section.capitalize()}{name[0].upper()}{name[1:]}Params"
    if interface not in vk(section).interfaces:
        return [f"no method {method}"]
    sent = {key: _sent(value) for key, value in params.items() if key not in LATER}
    return vk(section).fields(sent, interface, method)


def _sent(value: Any) -> Any:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return int(value) if isinstance(value, bool) else value
