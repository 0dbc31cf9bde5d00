"""Lengths as the networks count them."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from smmgen.markup.counting import code_points, grapheme_ends, graphemes, mastodon, utf8_bytes, utf16_units

JOINERS = st.sampled_from(
    [*"aяé \n\r\t#5©™", "\u0301", "\u200d", "\ufe0f", "👩", "🏽", "🇷", "🇺", "ᄀ", "ᅡ", "ᆨ", "가", "न", "्", "ि", "؀", "ש"]
)
TEXTS = st.one_of(st.text(), st.lists(JOINERS).map("".join))


@pytest.mark.parametrize(
    ("text", "points", "units", "octets", "clusters"),
    [
        ("", 0, 0, 0, 0),
        ("coffee", 6, 6, 6, 6),
        ("кофе", 4, 4, 8, 4),
        ("a\r\nb", 4, 4, 4, 3),
        ("👨‍👩‍👧‍👦", 7, 11, 25, 1),
        ("👍🏽", 2, 4, 8, 1),
        ("🇷🇺🇰🇿", 4, 8, 16, 2),
        ("🏴‍☠️", 4, 5, 13, 1),
        ("1️⃣", 3, 3, 7, 1),
        ("и\u0306", 2, 2, 4, 1),
        ("e\u0301\u0323", 3, 3, 5, 1),
        ("\u1100\u1161\u11a8", 3, 3, 9, 1),
        ("한국", 2, 2, 6, 2),
        ("नि", 2, 2, 6, 1),
        ("שלום", 4, 4, 8, 4),
        ("©\u200d™", 3, 3, 8, 1),
        ("«—№…»", 5, 5, 13, 5),
    ],
)
def test_known_lengths(text: str, points: int, units: int, octets: int, clusters: int) -> None:
    assert (code_points(text), utf16_units(text), utf8_bytes(text), graphemes(text)) == (
        points,
        units,
        octets,
        clusters,
    )


@given(TEXTS)
def test_graphemes_are_those_of_unicode(text: str) -> None:
    assert graphemes(text) == len(regex.findall(r"\X", text)) == len(grapheme_ends(text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_units_and_bytes_are_those_of_the_encodings(text: str) -> None:
    assert utf16_units(text) == sum(2 if ord(character) > 0xFFFF else 1 for character in text)
    assert utf8_bytes(text) == len(text.encode())


URL = "x" * 23


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Кофе 👨‍👩‍👧", "Кофе x"),
        ("https://teplo.example/a/very/long/path/that/goes/on", URL),
        ("a http://teplo.example b", f"a {URL} b"),
        ("https://кофе.рф/меню?день=1#верх.", f"{URL}."),
        ("(https://teplo.example/a_(b))!", f"({URL})!"),
        ("см.https://teplo.example,да", f"см.{URL},да"),
        ("https://teplo.example?utm_source=fedi&x=1 ok", f"{URL} ok"),
        ("teplo.example/menu", "teplo.example/menu"),
        ("https://localhost/x", "https://localhost/x"),
        ("xhttps://teplo.example", "xhttps://teplo.example"),
        ("ftp://teplo.example", "ftp://teplo.example"),
        ("Привет, @teplo@mastodon.example!", "Привет, @teplo!"),
        ("@teplo и @other.name@a-b.example", "@teplo и @other.name"),
        ("info@teplo.example", "info@teplo.example"),
        ("https://mastodon.example/@teplo@other.example", URL),
    ],
)
def test_mastodon(text: str, counted: str) -> None:
    assert mastodon(text) == len(counted)


def test_mastodon_servers_may_reserve_another_length() -> None:
    assert mastodon("a https://teplo.example", url_length=30) == 32
