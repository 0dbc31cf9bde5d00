"""The page of what was posted: language, zone, pictures, words of each network, and nothing that runs."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from smmgen.rehearsal.engine.posted_page import Look, render
from smmgen.rehearsal.registry import find

HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>"
PICTURE = "data:image/jpeg;base64,/9j/4AAQ"


class Tags(HTMLParser):
    """Names of all tags, of all attributes, and the text people read."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.sources, self.text = set[str](), set[str](), list[str](), ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [str(value) for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def post(platform: str, params: Any, number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "seq": number, "platform": platform, "account": "brand", "kind": "post", "method": "send",
        "remote_id": str(number), "url": None, "state": "published", "at": None, "params": params, "media": [],
        "edits": [], "received_at": "2026-12-05T09:30:00.000Z", **more,
    }  # fmt: skip


ALBUM = [{"type": "photo", "media": "attach://0", "caption": "Latte"}, {"type": "photo", "caption": "Only this one"}]
TELEGRAM_POLL = {
    "question": "Tea?",
    "options": json.dumps([{"text": "Yes"}, {"text": "No"}]),
    "correct_option_ids": "[1]",
}
REPLY = {"record": {"text": "Second", "reply": {"parent": {"uri": "1"}}}}
WORDS: list[tuple[str, list[dict[str, Any]], list[str]]] = [
    ("a caption in a form", [post("telegram", {"caption": "Latte"})], ["Latte"]),
    (
        "captions of an album",
        [post("telegram", {"media": json.dumps(ALBUM)}, media=["a", "b"])],
        ["Latte", "Only this"],
    ),
    ("a quiz", [post("telegram", TELEGRAM_POLL)], ["quiz", "Tea?", "Yes", "No — right"]),
    (
        "a place",
        [post("telegram", {"title": "Teplo", "address": "Street 5", "latitude": 1})],
        ["place: Teplo, Street 5"],
    ),
    ("a poll of VK", [post("vk", {"message": "Choose", "attachments": "poll-1_5"})], ["Choose", "Latte?", "Oat milk"]),
    (
        "a card of VK",
        [post("vk", {"attachments": "https://e.example/a", "link_title": "Title"})],
        ["link card", "Title"],
    ),
    ("a warning", [post("mastodon", {"status": "Text", "spoiler_text": "Food"})], ["content warning: Food", "Text"]),
    ("a poll", [post("mastodon", {"status": "", "poll": {"options": ["A", "B"], "multiple": True}})], ["several", "A"]),
    (
        "a reply",
        [post("bluesky", {"record": {"text": "First"}}), post("bluesky", REPLY, 2)],
        ["First", "reply", "Second"],
    ),
    (
        "a comment",
        [post("vk", {}, 1), post("vk", {"message": "Menu"}, 2, kind="comment", remote_id="1?reply=2")],
        ["comment", "Menu"],
    ),
    ("deleted", [post("vk", {"message": "Gone"}, state="deleted")], ["deleted", "Gone"]),
    (
        "an edit",
        [post("vk", {"message": "Old"}, edits=[{"message": "New"}])],
        ["edited", "New", "Before it was", "Old"],
    ),
    ("an edited record", [post("bluesky", {"record": {"text": "Old"}}, edits=[{"text": "New"}])], ["edited", "New"]),
]
POLL = {"question": "Latte?", "options": ["Oat milk", "Cow's milk"], "multiple": False}
THINGS: dict[str, Any] = {"poll-1_5": {"poll": POLL}, "photo-1_2": {}}


@pytest.mark.parametrize(("title", "posts", "expected"), WORDS, ids=[title for title, _, _ in WORDS])
def test_words(title: str, posts: list[dict[str, Any]], expected: list[str]) -> None:
    read = Tags(render(posts, find, {}, lambda network, kind: THINGS)).text.partition("Rehearsal: what was posted")[2]
    at = 0
    for word in expected:
        assert word in read[at:], word
        at = read.index(word, at)


def test_language_and_zone() -> None:
    waiting = post("vk", {"message": "Latte"}, state="scheduled", at=1_765_000_000)
    page = render([waiting], find, look=Look("ru", "Europe/Moscow"))
    read = Tags(page).text
    assert 'lang="ru"' in page
    assert "Репетиция: что опубликовано" in read
    assert "Europe/Moscow" in read
    assert "2026-12-05 12:30" in read
    assert "запланировано на 2025-12-06 08:46" in read
    assert "2026-12-05 09:30" in Tags(render([waiting], find, look=Look("en", "Not/AZone"))).text


def test_pictures_with_what_this_network_was_told_of_them() -> None:
    about = {"name": "a.jpg", "type": "image/jpeg", "size": 9, "thumbnail": PICTURE}
    files = {
        ("mastodon", "a"): {**about, "words": "A latte"},
        ("telegram", "a"): {**about, "words": ""},
        ("vk", "b"): {"name": "menu.pdf", "type": "application/pdf", "size": 2_300_000, "thumbnail": "", "words": ""},
    }
    posts = [post("mastodon", {}, media=["a"]), post("telegram", {}, media=["a"]), post("vk", {}, media=["b"])]
    page = render(posts, find, files)
    assert Tags(page).sources == [PICTURE, PICTURE]
    assert page.count('alt="A latte"') == 1
    assert "menu.pdf · application/pdf · 2300 kB" in Tags(page).text
    assert "no alt text" not in page
    assert "no alt text" in render(posts, find, {**files, ("mastodon", "a"): {**about, "words": ""}})


def everywhere(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: everywhere(part) for name, part in value.items()}
    if isinstance(value, list):
        return [everywhere(part) for part in value]
    return HOSTILE if isinstance(value, str) else value


@pytest.mark.parametrize(("title", "posts", "expected"), WORDS, ids=[title for title, _, _ in WORDS])
def test_nothing_of_it_runs(title: str, posts: list[dict[str, Any]], expected: list[str]) -> None:
    files = {("vk", HOSTILE): {"name": HOSTILE, "type": HOSTILE, "size": 1, "thumbnail": HOSTILE, "words": HOSTILE}}
    hostile = [
        {**everywhere(one), "platform": one["platform"], "received_at": one["received_at"], "media": [HOSTILE]}
        for one in posts
    ]
    page = render(hostile, find, files, lambda network, kind: everywhere(THINGS))
    read = Tags(page)
    assert not read.tags & {"script", "iframe", "object", "embed", "link", "a", "form"}
    assert not {name for name in read.attributes if name.startswith("on")}
    assert all(source.startswith("data:image/jpeg;base64,") for source in read.sources)
    assert "default-src 'none'" in page


def test_params_of_any_shape_are_shown() -> None:
    odd = [None, 5, "text", [], {"media": "{"}, {"options": 5, "question": 1}, {"record": {"embed": 5, "reply": []}},
           {"poll": "[" * 5000}, {"attachments": 7}]  # fmt: skip
    for platform in ("telegram", "vk", "mastodon", "bluesky", "other"):
        assert render([post(platform, params, edits=[params]) for params in odd], find)
