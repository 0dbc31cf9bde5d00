"""Where addresses end, and that nothing around one can break the text of any network."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import document

from smmgen.markup import addresses
from smmgen.markup.html import to_html
from smmgen.markup.links import shortened
from smmgen.markup.render import render, render_address
from smmgen.networks import registry

NETWORKS = ("telegram", "vk", "mastodon", "bluesky")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://teplo.example/a?b=c#d.", "https://teplo.example/a?b=c#d"),
        ("hTTpS://Teplo.example!", "hTTpS://Teplo.example"),
        ("https://teplo.example/a(b)c)d", "https://teplo.example/a(b)c"),
        ("https://teplo.example/a[b]]", "https://teplo.example/a[b]"),
        ("https://teplo.example/#", "https://teplo.example/#"),
        ("https://teplo.example#", "https://teplo.example"),
        ("https://teplo.example?", "https://teplo.example"),
        ("https://teplo.example:8080…", "https://teplo.example:8080"),
        ("https://a:b@teplo.example/@c", "https://a:b@teplo.example/@c"),
        ("https://teplo.example/a,b;c=1%2C2", "https://teplo.example/a,b;c=1%2C2"),
        ("https://teplo.example/\u2066a", "https://teplo.example/"),
        ("https://teplo.example/a\u00ad", "https://teplo.example/a"),
        ("https://teplo.example/a\\", "https://teplo.example/a"),
        ("https://.", ""),
        ("https://[::1]/", ""),
        ("ftp://teplo.example", ""),
    ],
)
def test_the_end_of_an_address(text: str, address: str) -> None:
    assert text[: addresses.web_end(text, 0, len(text))] == address


@pytest.mark.parametrize("sign", "»”’」』】〉》。、，！？：；…‥؟،۔।։\u200b\u200e\u2060\ufeff\u00ad\u2069")
def test_no_sign_of_any_script_becomes_the_end_of_an_address(sign: str) -> None:
    text = f"https://teplo.example/a{sign} b"
    assert text[: addresses.web_end(text, 0, len(text))] == "https://teplo.example/a"


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("https://a", "https"), ("HTTPS:a", "https"), ("tel:8800", "tel"), ("mailto:24@a", "mailto"), ("urn:1", "urn"),
        ("teplo.example:8080", ""), ("localhost:8080", ""), ("teplo.example/a:b", ""), ("/a", ""), ("", ""),
    ],
)  # fmt: skip
def test_schemes(url: str, scheme: str) -> None:
    assert addresses.scheme(url) == scheme


@pytest.mark.parametrize("url", ["https://[your-site]/menu", "https://a:99999/", "http://[::1", "https://a]b/"])
def test_what_is_no_address_has_no_parts(url: str) -> None:
    assert addresses.split(url) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://teplo.example", "teplo.example"),
        ("https://teplo.example/", "teplo.example"),
        ("https://teplo.example/menu", "teplo.example/menu"),
        ("https://teplo.example/menu?a=bcdef", "teplo.example/menu?a=bcdef"),
        ("https://teplo.example/menu?a=bcdefghi", "teplo.example/menu?a=bcdef…"),
        ("https://teplo.example?a=bcdefghijklmnop", "teplo.example?a=bcdefghijk…"),
        ("https://teplo.example/?a=b#c", "teplo.example?a=b#c"),
        ("https://a:b@teplo.example:8080/c", "teplo.example:8080/c"),
    ],
)
def test_addresses_as_bluesky_shows_them(url: str, shown: str) -> None:
    assert shortened(url) == shown


@pytest.mark.parametrize(
    ("platform", "shown"),
    [("mastodon", "https://teplo.example/?price=%3E100"), ("bluesky", "teplo.example?price=%3E100")],
)
def test_an_address_by_itself_is_no_markup(platform: str, shown: str) -> None:
    assert render_address("HTTPS://teplo.example/?price=>100", registry.get(platform).facts.style).text == shown


@pytest.mark.parametrize("pair", [*itertools.permutations(["**", "_", "~~", "++", "||"], 2)])
def test_an_address_may_stand_in_any_emphasis(pair: tuple[str, str]) -> None:
    outer, inner = pair
    markdown = (
        f"{outer}{inner}https://teplo.example/a{inner}{outer} {outer}б {inner}https://teplo.example/b.{inner}{outer}"
    )
    assert render(document(markdown, "vk"), registry.get("vk").facts.style).rich.text == (
        "https://teplo.example/a б https://teplo.example/b."
    )


AROUND = st.text(
    st.sampled_from("abЖ1 .,:;!?-_*~+|`'\"/\\@#&=%()[]{}<>«»“”…。」\n\t\x07\u200b\u200e\xad\u0301😀")
    | st.characters(codec="utf-8"),
    max_size=12,
)
ADDRESS = st.sampled_from(
    [
        "https://teplo.example/a", "HTTP://[::1]:8/", "https://[ваш-сайт]/", "https://a:b@teplo.example:99999",
        "teplo.ru", "tel:8800", "mailto:?subject=a", "tg://user?id=1", "viber://x", "javascript:alert(1)",
        "/menu", "urn:a", "",
    ]
)  # fmt: skip
WRITTEN = st.sampled_from(
    ["{0}{1}{2}", "[{0}]({1}){2}", "{0}<{1}>{2}", "[{0}]({1} '{2}')", "![{0}]({1}){2}", "[]({1}){0}{2}"]
)


@given(AROUND, ADDRESS, AROUND, WRITTEN)
def test_nothing_around_an_address_breaks_a_text(before: str, address: str, after: str, written: str) -> None:
    markdown = written.format(before, address, after)
    for platform in NETWORKS:
        style = registry.get(platform).facts.style
        rich = render(document(markdown, platform), style, lambda url: f"{url}?from=post").rich
        assert all(0 <= mark.start < mark.end <= len(rich.text) for mark in rich.marks)
    assert "javascript:" not in to_html(document(markdown, "feed")).partition('href="')[2].partition('"')[0]
