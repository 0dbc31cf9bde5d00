"""Whatever value stands under whatever key of smm.toml or of a post: the answer is a report, never a traceback."""

from __future__ import annotations

import copy
import datetime
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from small_project import Project, Result

SEED = 20261126
CHOSEN = 250
"""Corruptions of each kind in one run, of some thousands."""

SETTINGS: dict[str, Any] = {
    "project": {"name": "Teplo", "timezone": "Europe/Moscow", "language": "ru", "url": "https://teplo.example"},
    "accounts": {
        "tg": {
            "platform": "telegram",
            "title": "Teplo",
            "avatar": "content/media/face.png",
            "target": "@teplo_coffee",
            "base_url": "https://api.teplo.example",
            "token_env": "TELEGRAM_TOKEN",
            "token_expires": datetime.date(2027, 1, 1),
            "delivery": "smm",
            "default_time": "10:00",
            "posting_hours": "09:00-21:00",
            "threads": "auto",
            "max_posts_per_run": 5,
            "limits": {"text": 4000, "caption": 1000},
        },
        "vk": {
            "platform": "vk",
            "target": -230000001,
            "token_file": "~/vk",
            "user_token_command": ["pass", "vk"],
            "delivery": "native",
        },
        "fedi": {"platform": "mastodon", "base_url": "https://m.example", "token_keyring": "smm/fedi"},
        "bsky": {"platform": "bluesky", "target": "teplo.bsky.example", "token_env": "B"},
        "site": {"platform": "feed", "target": "public", "url": "https://teplo.example/feed/", "description": "News"},
    },
    "hashtags": {"brand": ["teplo", "coffee"]},
    "rubrics": {"useful": {"title": "Useful", "color": "#aabbcc", "ads": True, "age": True}},
    "audiences": {"students": {"title": "Students"}},
    "rules": {"severity": {"SMM305": "off", "too-close": "info"}, "min_gap": "30m", "repeat_within": "30d"},
    "publish": {
        "grace": "6h",
        "takeover_after": "15m",
        "max_posts_per_run": 10,
        "blackout": ["2027-01-01", "2027-01-07..2027-01-08"],
        "ledger": "sqlite:.smm/ledger.db",
    },
    "theme": {"path": "look"},
    "hooks": {"files": ["hooks/utm.py"], "utm": {"source": "social"}},
}
FRONT: dict[str, Any] = {
    "title": "Latte",
    "uid": "latte-1",
    "platforms": ["tg", "vk", "fedi", "bsky", "site"],
    "schedule": "2026-12-05 10:00",
    "not_after": "2026-12-06",
    "status": "ready",
    "kind": "useful",
    "hashtags": ["coffee", "$brand"],
    "targeting": {
        "audience": "students",
        "place": {"name": "Cafe", "lat": 55.7, "lon": 37.6, "address": "Street 5"},
        "age": "18+",
        "language": ["ru"],
        "replies": "everyone",
        "telegram": {"silent": True, "topic": 5, "protect": True},
        "vk": {"place_id": 7, "donut": 7, "copyright": "https://teplo.example/", "signed": True},
        "mastodon": {"visibility": "unlisted", "spoiler": "Coffee"},
        "bluesky": {"labels": []},
    },
    "media": [{"file": "latte.png", "alt": "A latte", "title": "Latte", "crop": "4:5", "focus": [0.1, 0.2]}],
    "link": {"url": "https://teplo.example/menu", "title": "Menu", "description": "All", "image": "latte.png"},
    "first_comment": "Come!",
    "poll": {"question": "Tea?", "options": ["Yes", "No"], "multiple": True, "anonymous": True, "closes": "3d"},
    "thread": True,
    "ads": {"advertiser": "Teplo", "erid": "2VtzqwXYZab", "inn": "7707083893"},
    "notes": "For reviewers",
    "ignore": ["SMM304"],
    "vk": {"schedule": "2026-12-05 12:00", "hashtags": ["latte"], "media": [{"file": "latte.png", "alt": "x"}]},
}
DEEP: list[Any] = [[[[[[[[[[5]]]]]]]]]]
WRONG: list[Any] = [
    5, -1, 0, 2**63, 10**30, -(10**30), 1.5, 1e308, float("inf"), float("nan"), True, False, [], {}, [5], [[]], [{}],
    {"a": 1}, {"": {}}, "", " ", "\0", "a\0b", "\n", "x" * 300, "../../../etc", "/", "~", "*", "$", "$brand", "@", "#",
    "https://[::1", "https://[кафе]/x", "//", "9999-12-31 23:59", "0001-01-01 00:00", "99999999999999999999d", "9" * 30,
    "23:59-00:00", "env:", "sqlite:", "sqlite:/", "git:", "git:-x", "postgresql://", "file:", "file:../..", DEEP,
    {"a": DEEP}, datetime.date(1, 1, 1), datetime.datetime(9999, 12, 31, 23, 59),  # noqa: DTZ001 - TOML has such
    datetime.time(1, 2),
]  # fmt: skip
ONLY_YAML: list[Any] = [None, "\ud800", "a\udfffb", "\x07\x1b[2J", "\u2028", "\ufeff"]


def places(value: Any, field: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and list entry, down to the last."""
    if field:
        yield field
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in below:
        yield from places(one, (*field, key))


def changed(data: dict[str, Any], field: tuple[Any, ...], wrong: Any) -> dict[str, Any]:
    data = copy.deepcopy(data)
    inner: Any = data
    for step in field[:-1]:
        inner = inner[step]
    inner[field[-1]] = wrong
    return data


def toml(value: Any) -> str:
    """The value in TOML, tables inline."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            return repr(value)
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def settings(data: dict[str, Any]) -> str:
    return "".join(f"{key} = {toml(value)}\n" for key, value in data.items())


def front(data: dict[str, Any]) -> str:
    """YAML takes JSON; what JSON has no word for is written as text."""
    lines = "".join(f"{key}: {json.dumps(value, default=str)}\n" for key, value in data.items())
    return f"---\n{lines}---\n**Latte** for @teplo, see https://teplo.example/menu #coffee\n"


@pytest.fixture
def brand(make_project: Callable[..., Project]) -> Project:
    files = {"content/posts/a.md": front(FRONT), "hooks/utm.py": "", "look/missing.html": "none"}
    return make_project(files, settings(SETTINGS))


def test_the_sound_ones_are_read(brand: Project, smm: Callable[..., Result]) -> None:
    """Else every corruption would be reported for the same other reason."""
    result = smm("-C", brand.path, "check", "--no-hooks", "--now", "2026-11-26T10:00+03:00")
    assert result.code == 1, "there is no picture"
    assert " error SMM1" not in result.out


def chosen(data: dict[str, Any], wrong: list[Any]) -> list[tuple[tuple[Any, ...], Any]]:
    every = [(field, value) for field in places(data) for value in wrong]
    return random.Random(SEED).sample(every, CHOSEN)


def require_report(result: Result, what: object) -> None:
    assert result.code in (0, 1, 2), (what, result.err[-1500:])


def test_settings(brand: Project, smm: Callable[..., Result]) -> None:
    for field, wrong in chosen(SETTINGS, WRONG):
        brand.write({"smm.toml": settings(changed(SETTINGS, field, wrong))})
        require_report(smm("-C", brand.path, "check", "--no-hooks", "--now", "2026-11-26T10:00+03:00"), (field, wrong))


def test_front_matter(brand: Project, smm: Callable[..., Result]) -> None:
    for field, wrong in chosen(FRONT, WRONG + ONLY_YAML):
        brand.write({"content/posts/a.md": front(changed(FRONT, field, wrong))})
        require_report(smm("-C", brand.path, "check", "--no-hooks", "--now", "2026-11-26T10:00+03:00"), (field, wrong))
