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
    "facebook": {"target": "100200", "api_version": "v26.0"},
    "instagram": {"api_version": "v26.0", "login": "instagram"},
    "threads": {"api_version": "v1.0"},
    "max": {"target": -70000000000001},
    "ok": {"target": 70000000000001, "application_key": "ABCDEFGHIGKLMNOPK"},
    "feed": {},
}


def made(network: Any, *parts: Any, options: Any = None, fields: Any = None, account: Any = None, **more: Any) -> Any:
    targeting = {"targeting": {network.name: options}} if options else {}
    chosen = {"title": "Latte", **(fields or {}), **targeting}
    account = ACCOUNTS[network.name] | (account or {})
    return variant(network.name, *parts, account=account, fields=chosen, **more)


def given(network: Any, *parts: Any, live: Any = None, index: int = 0, changed: Any = ("text",), **more: Any) -> Any:
    about = {name: more.pop(name) for name in ("token", "user_token", "native", "previous") if name in more}
    known = {"live": live, "changed": frozenset(changed)}
    return delivery(made(network, *parts, **more), network, index, **(known | about))


def edit(network: Any, *parts: Any, answers: Any, **more: Any) -> tuple[list[Any], Any]:
    return drive(network.edit(given(network, *parts, **more)), *answers)


def delete(network: Any, live: Receipt, *answers: Any, part: Any = None, **more: Any) -> list[Any]:
    known = given(network, *(part or [text("x")]), live=live, **more)
    requests, nothing = drive(network.delete(known if part else replace(known, part={})), *answers)
    assert nothing is None
    return requests


def differing(network: Any, one: Any, other: Any) -> set[str]:
    """The aspects in which two posts differ."""
    before, after = (network.aspects(delivery(it, network).part) for it in (one, other))
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def poll(**more: Any) -> dict[str, Any]:
    return {"poll": POLL | more}


def method(request: Any) -> str:
    return str(request.url.rsplit("/", 1)[-1])
