"""What the tests of every network's edits stand on: posts that are out, and flows that change them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flows import delivery, drive, picture, text, variant

from smmgen.networks.wire import Receipt

POLL = {"question": "Which one?", "options": ["Latte", "Raf"]}
PDF = picture("content/media/menu.pdf", kind="document", mime="application/pdf", width=0, height=0)
ACCOUNTS: dict[str, dict[str, Any]] = {
    "telegram": {"target": "@teplo"},
    "vk": {"target": -230000001, "token_env": "VK", "user_token_env": "USER"},
    "mastodon": {"base_url": "https://mastodon.example", "target": "@teplo"},
    "bluesky": {"target": "teplo.bsky.social"},
    "feed": {},
}


def made(platform: Any, *parts: Any, options: Any = None, fields: Any = None, account: Any = None, **more: Any) -> Any:
    targeting = {"targeting": {platform.name: options}} if options else {}
    chosen = {"title": "Latte", **(fields or {}), **targeting}
    account = ACCOUNTS[platform.name] | (account or {})
    return variant(platform.name, *parts, account=account, fields=chosen, **more)


def given(platform: Any, *parts: Any, live: Any = None, index: int = 0, changed: Any = ("text",), **more: Any) -> Any:
    about = {name: more.pop(name) for name in ("token", "user_token", "native", "previous") if name in more}
    known = {"live": live, "changed": frozenset(changed)}
    return delivery(made(platform, *parts, **more), platform, index, **(known | about))


def edit(platform: Any, *parts: Any, answers: Any, **more: Any) -> tuple[list[Any], Any]:
    return drive(platform.edit(given(platform, *parts, **more)), *answers)


def delete(platform: Any, live: Receipt, *answers: Any, part: Any = None, **more: Any) -> list[Any]:
    known = given(platform, *(part or [text("x")]), live=live, **more)
    requests, nothing = drive(platform.delete(known if part else replace(known, part={})), *answers)
    assert nothing is None
    return requests


def differing(platform: Any, one: Any, other: Any) -> set[str]:
    """The aspects in which two posts differ."""
    before, after = (platform.aspects(delivery(it, platform).part) for it in (one, other))
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def poll(**more: Any) -> dict[str, Any]:
    return {"poll": POLL | more}


def method(request: Any) -> str:
    return str(request.url.rsplit("/", 1)[-1])
