"""The block of hashtags under a text."""

from __future__ import annotations

import pytest

from smmgen.markup.hashtags import append, kept, missing, pattern
from smmgen.markup.text import Mark, RichText
from smmgen.networks import registry


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Утро", ["кофе", "Teplo"], "Утро\n\n#кофе #Teplo"),
        ("", ["кофе"], "#кофе"),
        ("Утро", [], "Утро"),
    ],
)
def test_tags_follow_the_text(text: str, tags: list[str], expected: str) -> None:
    assert append(RichText(text), tags, mark=False) == RichText(expected)


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Утро #Кофе!", ["кофе", "чай"], ["чай"]),
        ("Утро #кофе", ["КОФЕ"], []),
        ("Утро #кофейня", ["кофе"], ["кофе"]),
        ("Утро", ["кофе", "чай", "Кофе"], ["кофе", "чай"]),
        ("https://a.example/?t=#кофе", ["кофе"], ["кофе"]),
        ("a.example/?t=#кофе и (#чай)", ["кофе", "чай"], ["кофе"]),
        ("#\u2060кофе", ["кофе"], ["кофе"]),
    ],
)
def test_each_tag_goes_out_once(text: str, tags: list[str], expected: list[str]) -> None:
    assert missing(RichText(text), tags) == expected


@pytest.mark.parametrize("kind", ["code", "pre", "link", "mention"])
def test_what_is_not_clickable_is_no_hashtag(kind: str) -> None:
    rich = RichText("Код #кофе и #чай", (Mark(4, 9, kind), Mark(4, 9, "bold")))
    assert missing(rich, ["кофе", "чай"]) == ["кофе"]


def test_where_marks_make_hashtags_the_others_are_none() -> None:
    rich = RichText("Код #кофе и #чай", (Mark(12, 16, "hashtag", "чай"),))
    assert missing(rich, ["кофе", "Чай"], marked=True) == ["кофе"]


WORDS = ["C++", "C#", "black-friday", "новый год", "☕", "2027", "год2027", "node.js", "हिन्दी", "a·b", "tag!", "кофе_"]
KEPT = {
    "telegram": ["C", "C", "black", "новый", "", "", "год2027", "node", "ह", "a·b", "tag", "кофе_"],
    "vk": ["C", "C", "black", "новый", "", "", "год2027", "node", "हिन्दी", "a", "tag", "кофе_"],
    "mastodon": ["C", "C", "black", "новый", "", "", "год2027", "node", "हिन्दी", "a·b", "tag", "кофе_"],
    "bluesky": ["C++", "C", "black-friday", "новый", "☕", "", "год2027", "node.js", "हिन्दी", "a·b", "tag", "кофе"],
    "feed": WORDS,
}


@pytest.mark.parametrize("name", KEPT)
def test_each_network_cuts_where_it_does(name: str) -> None:
    tag = registry.get(name).facts.style.tag
    assert [kept(word, tag) for word in WORDS] == KEPT[name]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("bluesky", "(#кофе), #чай,#сок. #rust-community", ["кофе", "чай", "сок", "rust-community"]),
        ("bluesky", "#C++ #кофе_ #🌍 #1", ["C++", "кофе", "🌍"]),
        ("mastodon", "#rust-community #C++ #a·b #C#", ["rust", "C", "a·b"]),
        ("telegram", "#rust-community #кофе@teplo_coffee #हिन्दी", ["rust", "кофе@teplo_coffee", "ह"]),
        ("feed", "#rust-community", ["rust"]),
    ],
)
def test_each_network_finds_its_own(name: str, text: str, found: list[str]) -> None:
    assert pattern(registry.get(name).facts.style.tag).findall(text) == found


def test_tags_are_marked_where_asked() -> None:
    rich = RichText("Утро", (Mark(0, 4, "bold"),))
    assert append(rich, ["кофе", "ча"], mark=True).marks == (
        Mark(0, 4, "bold"),
        Mark(6, 11, "hashtag", "кофе"),
        Mark(12, 15, "hashtag", "ча"),
    )
