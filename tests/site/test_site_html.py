"""Text with marks becomes HTML that says the same, and content can never become markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.markup.text import Mark, RichText
from smmgen.site.html import fold, safe_url, ticks, to_html

SAFE = {
    "p": set(),
    "a": {"href", "rel", "class"},
    "span": {"class", "tabindex"},
    **{tag: set() for tag in ("strong", "em", "u", "s", "code", "pre", "blockquote")},
}
REL = 'rel="noopener noreferrer nofollow"'


class Reading(HTMLParser):
    """What a browser would make of it: text, tags and whether they nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open, self.tags = "", list[str](), list[tuple[str, dict[str, str | None]]]()
        self.nested = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.nested = self.nested and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("rich", "expected"),
    [
        pytest.param(RichText("a < b & c"), "a &lt; b &amp; c", id="escaped"),
        pytest.param(RichText("bold", (Mark(0, 4, "bold"),)), "<strong>bold</strong>", id="bold"),
        pytest.param(
            RichText("one two", (Mark(0, 7, "bold"), Mark(4, 7, "italic"))),
            "<strong>one <em>two</em></strong>",
            id="nested",
        ),
        pytest.param(
            RichText("abcdef", (Mark(0, 4, "bold"), Mark(2, 6, "italic"))),
            "<strong>ab<em>cd</em></strong><em>ef</em>",
            id="overlapping marks are cut",
        ),
        pytest.param(
            RichText("меню", (Mark(0, 4, "link", "https://a.example/?x=1&y=2"),)),
            f'<a href="https://a.example/?x=1&amp;y=2" {REL}>меню</a>',
            id="link",
        ),
        pytest.param(
            RichText("меню", (Mark(0, 4, "link", "javascript:alert(1)"),)),
            '<a class="dead">меню</a>',
            id="script address is dropped",
        ),
        pytest.param(
            RichText("меню", (Mark(0, 4, "link", 'https://a.example/" onclick="alert(1)'),)),
            '<a class="dead">меню</a>',
            id="address with a space is dropped",
        ),
        pytest.param(
            RichText("см. https://a.example/b."),
            f'см. <a href="https://a.example/b" {REL}>https://a.example/b</a>.',
            id="bare address without the final stop",
        ),
        pytest.param(
            RichText("(см. https://a.example/b_(c)), HTTPS://A.example и https://"),
            f'(см. <a href="https://a.example/b_(c)" {REL}>https://a.example/b_(c)</a>), '
            f'<a href="HTTPS://A.example" {REL}>HTTPS://A.example</a> и https://',
            id="brackets of an address, capitals, and no address",
        ),
        pytest.param(
            RichText("#тепло и #2026 и a#b"),
            '<span class="at">#тепло</span> и #2026 и a#b',
            id="hashtags with a letter",
        ),
        pytest.param(
            RichText("пишите @teplo_coffee, не a@b.example"),
            'пишите <span class="at">@teplo_coffee</span>, не a@b.example',
            id="mention, not mail",
        ),
        pytest.param(
            RichText("hi @teplo@mastodon.example"), 'hi <span class="at">@teplo@mastodon.example</span>', id="fediverse"
        ),
        pytest.param(
            RichText("#a #b", (Mark(0, 2, "code"),)),
            '<code>#a</code> <span class="at">#b</span>',
            id="code stays as it is",
        ),
        pytest.param(
            RichText("q\nnext", (Mark(0, 1, "quote"),)),
            "<blockquote>q</blockquote>next",
            id="no empty line after a block",
        ),
        pytest.param(RichText("x", (Mark(0, 1, "blink"),)), "x", id="an unknown mark is text"),
        pytest.param(RichText("xy", (Mark(1, 9, "bold"),)), "xy", id="a mark beyond the text is ignored"),
    ],
)
def test_html(rich: RichText, expected: str) -> None:
    assert str(to_html(rich)) == expected


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "https://a.example/'onmouseover='alert(1)",
    'https://a.example/"onmouseover="alert(1)',
    "@<b>x</b> #<i>y</i> [id1|<script>]",
    "&lt;script&gt; &#x3c;",
    "](javascript:alert(1)) data:text/html,<script>",
    "\u202etxt.exe \x00 </p></article></main><style>*{display:none}</style>",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["", "bold", "link", "pre", "mention"])
def test_hostile_text_stays_text(text: str, kind: str) -> None:
    marks = (Mark(0, len(text), kind, text),) if kind else ()
    read = Reading(str(to_html(RichText(text, marks))))
    assert all(tag in SAFE and set(attrs) <= SAFE[tag] for tag, attrs in read.tags)


KINDS = ["bold", "italic", "underline", "strike", "spoiler", "code", "quote", "pre", "link", "mention", "hashtag"]
TEXTS = st.text(alphabet=st.sampled_from("ab<>&\"'#@[]| жё\U0001f600/:."), max_size=40)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(KINDS)), max_size=6))
def test_any_marks_nest_and_keep_the_text(text: str, marks: list[tuple[int, int, str]]) -> None:
    rich = RichText(text, tuple(Mark(start, end, kind, "https://a.example") for start, end, kind in marks))
    read = Reading(str(to_html(rich)))
    assert read.nested
    assert read.open == []
    assert read.text == text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example", True),
        ("HTTP://a.example", True),
        ("mailto:hello@a.example", True),
        ("tg://resolve?domain=a", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("//a.example", False),
        ("https:a.example", False),
        ("file:///etc/passwd", False),
        (" https://a.example", False),
        ("java\nscript:alert(1)", False),
        ("", False),
    ],
)
def test_safe_url(url: str, safe: bool) -> None:
    assert safe_url(url) == (url if safe else "")


def test_fold_cuts_at_a_word_and_loses_nothing() -> None:
    text = "слово " * 100
    head, rest = fold(RichText(text, (Mark(0, 600, "bold"),)), 300, 99)
    assert head.text + rest.text == text
    assert len(head.text) <= 300
    assert rest.text.startswith(" слово")
    assert head.marks == (Mark(0, len(head.text), "bold"),)
    assert rest.marks == (Mark(0, len(rest.text), "bold"),)


def test_fold_cuts_after_so_many_lines() -> None:
    head, rest = fold(RichText("\n".join("строка номер один" for _ in range(20))), 999, 8)
    assert head.text.count("\n") == 7
    assert rest.text.count("\n") == 12


def test_fold_leaves_a_text_alone_that_is_hardly_longer() -> None:
    whole = RichText("слово " * 55)
    assert fold(whole, 300, 8) == (whole, RichText())


def test_ticks_show_identifiers_as_code_and_escape_the_rest() -> None:
    assert ticks("unknown key `<b>` & more") == "unknown key <code>&lt;b&gt;</code> &amp; more"
