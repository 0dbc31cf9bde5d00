"""Comments leave no trace in a text; tags stay as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import document

from smmgen.markup.html import to_html
from smmgen.markup.render import render
from smmgen.networks import registry


def text(markdown: str) -> str:
    return render(document(markdown, "vk"), registry.get("vk").facts.style).rich.text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a\n\n<!-- b\nc -->\n\nd", "a\n\nd"),
        ("a\n<!-- b -->\nc", "a\nc"),
        ("a <!-- b --> c <!-- d -->\ne<!--f-->g", "a c\neg"),
        ("<!-- a --> <!-- b -->\nc", "c"),
        ("a\n<!-- b -->", "a"),
        ("a\n<!-- b\n\nc -->\nd", "a\n\nd"),
        ("<!-- a\n\nb --> c\nd", "c\nd"),
        ("<!-- a --> b", "b"),
        ("- a <!-- b -->\n- c", "• a\n• c"),
        ("> a\n> <!-- b\n> c -->\n> d", "> a\n> d"),
        ("[a <!-- b -->](https://teplo.example) c", "a: https://teplo.example c"),
        ("# <!-- a -->b", "b"),
        ("<!-- ::: only telegram -->\na\n\n<!--\n---\n-->\nb", "a\n\nb"),
        ("<!---->a", "a"),
        ("`<!-- a -->`", "<!-- a -->"),
        ("```\n<!-- a -->\n```", "<!-- a -->"),
        ("\\<!-- a -->", "<!-- a -->"),
        ("<!-- a", "<!-- a"),
        ("a <!-- b\n\nc", "a <!-- b\n\nc"),
        ("<B class='x'>a</B> <br/> <!DOCTYPE html>", "<B class='x'>a</B> <br/> <!DOCTYPE html>"),
        ('<a href="https://teplo.example/#b">@c</a>', '<a href="https://teplo.example/#b">@c</a>'),
    ],
)
def test_html_in_a_text(markdown: str, expected: str) -> None:
    assert text(markdown) == expected


def test_html_in_a_feed_is_never_a_tag() -> None:
    markdown = "<b>a</b> <script>b</script> <img src=x onerror=alert(1)><!-- c -->"
    assert to_html(document(markdown, "feed")) == (
        "<p>&lt;b&gt;a&lt;/b&gt; &lt;script&gt;b&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;</p>"
    )


@given(
    st.lists(
        st.sampled_from(["<!--", "-->", "\n", "a", "- ", "> ", ":::", "<b>", "`", "**", "\n\n", "| "]), max_size=30
    )
)
def test_nothing_that_is_open_stops_a_text(pieces: list[str]) -> None:
    markdown = "".join(pieces)
    assert "\0" not in text(markdown)
    to_html(document(markdown, "feed"))
