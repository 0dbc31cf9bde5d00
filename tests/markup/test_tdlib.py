"""Telegram texts and entities against TDLib, the very code Telegram's Bot API runs on."""

from __future__ import annotations

import html
import json
import os
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import cases, document

from smmgen.markup import addresses
from smmgen.markup.counting import utf16_units
from smmgen.markup.hashtags import pattern
from smmgen.markup.render import render
from smmgen.markup.text import Mark, RichText
from smmgen.networks.telegram import NETWORK

pytestmark = pytest.mark.oracle

if os.environ.get("CI"):
    import tdjson
else:
    tdjson = pytest.importorskip("tdjson", reason="TDLib (the `tdjson` package) is not installed")

CASES = [pytest.param(markdown, id=title) for _, title, markdown, _ in cases("telegram")]

TYPES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strike": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "quote": "BlockQuote",
    "link": "TextUrl",
}
TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strike": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "quote": "blockquote",
}

Entity = tuple[int, int, str, str]
"""Offset and length in UTF-16 units, type, URL or language."""


def ask(method: str, **arguments: Any) -> dict[str, Any]:
    """One of TDLib's synchronous methods."""
    answer = json.loads(tdjson.td_execute(json.dumps({"@type": method, **arguments}).encode()))
    assert answer["@type"] != "error", answer
    return dict(answer)


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    ask("setLogVerbosityLevel", new_verbosity_level=0)


def telegram(markdown: str) -> RichText:
    return render(document(markdown, "telegram"), NETWORK.facts.style).rich


def ours(rich: RichText) -> set[Entity]:
    found = set()
    for mark in rich.marks:
        kind = "PreCode" if mark.kind == "pre" and mark.value else TYPES[mark.kind]
        offset, length = utf16_units(rich.text[: mark.start]), utf16_units(rich.text[mark.start : mark.end])
        found.add(_user(offset, length, kind, mark.value))
    return found


def _user(offset: int, length: int, kind: str, value: str) -> Entity:
    if value.startswith("tg://user?id="):
        return offset, length, "MentionName", value.removeprefix("tg://user?id=")
    return offset, length, kind, value


def theirs(formatted: dict[str, Any]) -> set[Entity]:
    found = set()
    for entity in formatted["entities"]:
        kind = entity["type"]
        value = kind.get("url") or kind.get("language") or str(kind.get("user_id", ""))
        found.add((entity["offset"], entity["length"], kind["@type"].removeprefix("textEntityType"), value))
    return found


def merged(entities: set[Entity]) -> set[Entity]:
    """With pieces of one kind that touch made one: TDLib cuts what holds something else into pieces."""
    whole: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for offset, length, kind, value in sorted(entities):
        spans = whole.setdefault((kind, _full(value)), [])
        if spans and sum(spans[-1]) == offset:
            spans[-1] = (spans[-1][0], spans[-1][1] + length)
        else:
            spans.append((offset, length))
    return {(*span, kind, value) for (kind, value), spans in whole.items() for span in spans}


def _full(value: str) -> str:
    """TDLib writes a host in small letters and gives one without a path its slash."""
    if not value.startswith("http"):
        return value
    parts = urlsplit(value)
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def as_objects(entities: set[Entity]) -> list[dict[str, Any]]:
    names = {"TextUrl": "url", "PreCode": "language", "MentionName": "user_id"}
    return [
        {
            "@type": "textEntity",
            "offset": offset,
            "length": length,
            "type": {"@type": f"textEntityType{kind}"} | ({names[kind]: value} if kind in names else {}),
        }
        for offset, length, kind, value in entities
    ]


def as_html(rich: RichText) -> str:
    """The text in Telegram's HTML."""
    pieces = []
    for place in range(len(rich.text) + 1):
        pieces += [_close(mark) for mark in reversed(rich.marks) if mark.end == place]
        pieces += [_open(mark) for mark in rich.marks if mark.start == place]
        pieces.append(html.escape(rich.text[place : place + 1], quote=False))
    return "".join(pieces)


def _open(mark: Mark) -> str:
    if mark.kind == "link":
        return f'<a href="{html.escape(mark.value)}">'
    if mark.kind == "pre" and mark.value:
        return f'<pre><code class="language-{mark.value}">'
    return f"<{TAGS[mark.kind]}>"


def _close(mark: Mark) -> str:
    if mark.kind == "pre" and mark.value:
        return "</code></pre>"
    return "</a>" if mark.kind == "link" else f"</{TAGS[mark.kind]}>"


@pytest.mark.parametrize("markdown", CASES)
def test_entities_mean_what_the_same_html_means(markdown: str) -> None:
    rich = telegram(markdown)
    parsed = ask("parseTextEntities", text=as_html(rich), parse_mode={"@type": "textParseModeHTML"})
    assert parsed["text"] == rich.text
    assert merged(theirs(parsed)) == merged(ours(rich))


@pytest.mark.parametrize("markdown", CASES)
def test_entities_need_no_mending(markdown: str) -> None:
    """`parseMarkdown` first mends the entities it is given, as sending does: wrong ones are parted or dropped."""
    rich = telegram(markdown)
    formatted = {"@type": "formattedText", "text": rich.text, "entities": as_objects(ours(rich))}
    mended = ask("parseMarkdown", text=formatted)
    assert mended["text"] == rich.text
    assert merged(theirs(mended)) == merged(ours(rich))


@pytest.mark.parametrize("markdown", CASES)
def test_hashtags_are_found_where_telegram_finds_them(markdown: str) -> None:
    parsed = document(markdown, "telegram")
    rich = telegram(markdown)
    found = ask("getTextEntities", text=rich.text)["entities"]
    text = rich.text.encode("utf-16-le")
    tags = [
        text[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
        for entity in found
        if entity["type"]["@type"] == "textEntityTypeHashtag"
    ]
    code = {rich.text[mark.start : mark.end] for mark in rich.marks if mark.kind in ("code", "link")}
    plain = [tag for tag in tags if not any(tag in piece for piece in code)]
    assert plain == [f"#{tag}" for tag in parsed.hashtags(NETWORK.facts.style.tag)]


@pytest.mark.parametrize(
    "text",
    [
        "#C++ #C# #node.js #R&D #a·b #tag@channel #tag@канал #हिन्दी #ไทยคำ #日本語 #2027 #я_ (#да) .#нет #тег#два",
        "#tag\u200cx #tag\u200dx #ＦＵＬＬ #Straße #İstanbul #ёлка-игрушка #кофе@ab #සිංහල #a’b _#нет",
    ],
)
def test_hashtags_end_where_telegram_ends_them(text: str) -> None:
    units = text.encode("utf-16-le")
    found = [
        units[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le")
        for one in ask("getTextEntities", text=text)["entities"]
        if one["type"]["@type"] == "textEntityTypeHashtag"
    ]
    assert [f"#{tag}" for tag in pattern(NETWORK.facts.style.tag).findall(text)] == found


ADDRESSES = ["https://teplo.ru", "http://a.b-c.moscow", "https://кофе.рф", "https://x_y.teplo.example", "https://teplo"]
SIGNS = "abЖ1.-_~/?#:@%&=+,;!'()[]{}<>\"«»“”„…—`*|。、」 \n\u200b\xad😀"


@given(
    before=st.sampled_from(["", "см. ", "(", "«", "x", '"', ",", ":", "-", "/"]),
    address=st.sampled_from(ADDRESSES),
    after=st.text(SIGNS, max_size=9),
)
def test_what_is_left_to_telegram_is_found_by_it(before: str, address: str, after: str) -> None:
    text, start = before + address + after, len(before)
    end = addresses.web_end(text, start, len(text))
    if addresses.is_found(text, start, end):
        assert text[start:end] in addresses_found(text)


@pytest.mark.parametrize(
    "text",
    [
        "teplo.ru", "кофе.рф/меню", "teplo.coffee", "слово.ru", "(teplo.ru)", "«teplo.ru»", "teplo.ru, teplo.ru.",
        "teplo.ru:80/a?b#c", "a_b.teplo.ru", "=teplo.ru", "README.md и main.py",
        "конец.Новое", "т.е.", "a.b.c", "node.js", "_teplo.ru_", "a_b.ru", "teplo.ru_", "/teplo.ru", "#teplo.ru",
        "info@teplo.ru", "first.name@teplo.ru", "今日は coffee.app。続き", "今日はcoffee.app。始める", "a..ru", "a-.ru",
    ],
)  # fmt: skip
def test_bare_hosts_are_those_of_telegram(text: str) -> None:
    assert [text[start:end] for start, end in addresses.bare_hosts(text)] == addresses_found(text)


def addresses_found(text: str) -> list[str]:
    units = text.encode("utf-16-le")
    return [
        units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")
        for entity in ask("getTextEntities", text=text)["entities"]
        if entity["type"]["@type"] == "textEntityTypeUrl"
    ]
