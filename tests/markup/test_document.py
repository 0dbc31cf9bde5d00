"""Blocks, sections, and the lines of what is found."""

from __future__ import annotations

import pytest

from smmgen.markup.document import Document, parse
from smmgen.markup.render import render
from smmgen.markup.style import Style

NAMES = frozenset({"telegram", "vk", "tg", "fedi"})


def text(document: Document) -> str:
    return render(document, Style()).rich.text


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ("::: only telegramm\nx\n:::", [("unknown-name", 11, "did you mean `telegram`?")]),
        ("::: only vk, tgg fedi\nx\n:::", [("unknown-name", 11, "did you mean `tg`?")]),
        ("::: only zzz\nx\n:::", [("unknown-name", 11, "known names: fedi, telegram, tg, vk")]),
        ("::: only\nx\n:::", [("no-names", 11, "write `::: only telegram`")]),
        ("::: onyl vk\nx\n:::", [("unknown-block", 11, "did you mean `only`?")]),
        ("a\n\n::: except vk\nx\n", [("unclosed-block", 13, "write `:::` on its own line after its text")]),
        ("a\n\n:::\nb", [("stray-close", 13, "remove it, or open a block above it")]),
        ("::: only vk\n- a\n- b\n::: only tg\nx\n:::\n", [("unclosed-block", 11, None)]),
        ("> ::: only vk\n> a\n\nb\n:::\n", [("unclosed-block", 11, None), ("stray-close", 15, None)]),
    ],
)
def test_problems_have_lines_and_hints(body: str, problems: list[tuple[str, int, str | None]]) -> None:
    found = parse(body, 11, NAMES).problems
    assert [(problem.kind, problem.line) for problem in found] == [(kind, line) for kind, line, _ in problems]
    assert all(hint in (None, problem.hint) for problem, (_, _, hint) in zip(found, problems, strict=True))


@pytest.mark.parametrize(
    "body",
    [
        "::: only vk\na\n:::\n",
        ":::: only vk\na\n::: except tg\nb\n:::\n::::",
        "::: only vk, tg\na\n:::",
        "::::only vk\na\n::::",
    ],
)
def test_blocks_in_order_give_no_problem(body: str) -> None:
    assert parse(body, 1, NAMES).problems == ()


@pytest.mark.parametrize(
    ("names", "expected"),
    [({"vk"}, "a\n\nb\n\ne"), ({"telegram", "tg"}, "a\n\nd\n\ne"), ({"fedi"}, "a\n\nb\n\nc\n\nd\n\ne")],
)
def test_blocks_of_one_length_nest(names: set[str], expected: str) -> None:
    body = "a\n::: except tg\nb\n::: only fedi\nc\n:::\n:::\n::: except vk\nd\n:::\ne"
    assert text(parse(body, 1, NAMES).select(frozenset(names))) == expected


def test_a_longer_fence_holds_shorter_ones() -> None:
    document = parse(":::: only vk\na\n::: only tg\nb\n:::\nc\n::::\nd", 1, NAMES)
    assert text(document.select(frozenset({"vk"}))) == "a\n\nc\n\nd"
    assert text(document.select(frozenset({"tg"}))) == "d"


def test_an_account_is_known_by_either_name() -> None:
    document = parse("::: only telegram\na\n:::\n::: except tg\nb\n:::", 1, NAMES)
    assert text(document.select(frozenset({"telegram", "tg"}))) == "a"


def test_select_leaves_the_document_alone() -> None:
    document = parse("a\n::: only vk\nb\n:::", 1, NAMES)
    document.select(frozenset({"tg"}))
    assert text(document.select(frozenset({"vk"}))) == "a\n\nb"
    plain = parse("a", 1, NAMES)
    assert plain.select(frozenset({"vk"})) is plain


def test_sections_part_at_the_rules_of_the_post_alone() -> None:
    body = "a\n---\nb\n\n***\n\nc\n\n- d\n\n  ---\n  e\n\n> f\n>\n> ---\n\n::: only vk\n---\ng\n:::\n"
    document = parse(body, 1, NAMES)
    assert [text(part).split("\n")[0] for part in document.select(frozenset({"vk"})).sections()] == ["a", "b", "g"]
    assert len(document.select(frozenset({"tg"})).sections()) == 2


def test_a_rule_inside_code_parts_nothing() -> None:
    assert len(parse("```\n---\n```", 1, NAMES).sections()) == 1


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        *((body, True) for body in ("", "\n\n", "---", "```\n```", "-", "1.", "> &nbsp;", "**&#x3164;**")),
        *((body, True) for body in ("![](a.png)", "&#8195;")),
        *((body, True) for body in ("&#x200b;\u2800", "| | |\n|---|---|\n| | |", "` `", "- &shy;\n- \u00a0", "***")),
        *((body, False) for body in ("a", "```\nx\n```", "☕", "[](https://a.example)", "![a](a.png)", "> .", "`#`")),
    ],
)
def test_emptiness(body: str, empty: bool) -> None:
    assert parse(body, 1, NAMES).is_empty is empty


def test_lines_of_links() -> None:
    body = (
        "https://a.example\n[b](https://b.example 'x\ny') [c](\nhttps://c.example)\n\n"
        "- `d\n  d` d.example\n  <https://e.example>\n\n[f]\n\n[f]: https://f.example\n"
    )
    assert parse(body, 20, NAMES).links() == [
        ("https://a.example", 20),
        ("https://b.example", 21),
        ("https://c.example", 22),
        ("https://d.example", 26),
        ("https://e.example", 27),
        ("https://f.example", 29),
    ]


def test_lines_of_mentions() -> None:
    body = (
        "@one\n**@two@server.example** `@no`\n![x](a.jpg) @three, info@no.example\n\n"
        "- https://no.example/@no\n  @четыре"
    )
    assert parse(body, 5, NAMES).mentions() == [("@one", 5), ("@two@server.example", 6), ("@three", 7), ("@четыре", 10)]


def test_hashtags_come_in_order_and_as_written() -> None:
    body = "#Раз `#no` #два\n#2 #Раз https://a.example/#no\n\n- [#три](https://a.example) a#no #one#two"
    assert parse(body, 1, NAMES).hashtags() == ["Раз", "два", "Раз", "три"]


def test_html_and_scripts_make_no_links() -> None:
    assert parse("<a href='/x'>x</a> [y](javascript:alert(1)) [z](data:text/html,x)", 1, NAMES).links() == []


@pytest.mark.parametrize(
    "body", [":::", "::: only vk\n" * 3000, ":::\n" * 3000, "||" * 500, "++a" * 300, "[" * 300, "> " * 300]
)
def test_odd_bodies_are_parsed(body: str) -> None:
    document = parse(body, 1, NAMES)
    assert isinstance(text(document.select(frozenset({"vk"}))), str)
