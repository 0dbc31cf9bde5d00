"""Whatever is written, marks stay proper in every style."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smmgen.markup.document import parse
from smmgen.markup.marks import tidy
from smmgen.markup.render import render
from smmgen.markup.style import Style
from smmgen.markup.text import Mark, RichText
from smmgen.networks import registry

SIGNS = ["**", "_", "*", "~~", "||", "++", "`", "```\n", "[", "![", "<", ">"]
TARGETS = ["](https://teplo.example/a)", "](tg://user?id=1)"]
LINES = ["\n", "\n\n", "\n> ", "\n- ", "\n  - ", "\n1. ", "\n# ", "\n---\n", "\n| a | b |\n|---|---|\n| ", " | "]
WORDS = ["кофе", "a", " ", "  ", "\u00a0", "#тег", ".", "👨\u200d👩\u200d👧", "и\u0306", "שלום"]
FOUND = ["@teplo.bsky.social", "https://teplo.example/menu/winter"]
BODIES = st.lists(st.sampled_from([*SIGNS, *TARGETS, *LINES, *WORDS, *WORDS, *FOUND]), max_size=40).map("".join)
STYLES = [network.facts.style for network in registry.all_networks().values()]


@given(BODIES)
def test_marks_are_in_order_trimmed_and_nested(body: str) -> None:
    document = parse(body, 1, frozenset())
    for style in STYLES:
        rich = render(document, style).rich
        assert rich.text == rich.text.strip(" \t\n")
        assert list(rich.marks) == sorted(rich.marks, key=lambda mark: (mark.start, -mark.end, mark.kind))
        for mark in rich.marks:
            marked = rich.text[mark.start : mark.end]
            assert marked == marked.strip(" \t\n")
            assert marked
        assert not any(_wrong(one, other) for one in rich.marks for other in rich.marks if one is not other)


def _wrong(one: Mark, other: Mark) -> bool:
    if one.end <= other.start or other.end <= one.start:
        return one[2:] == other[2:] and one.end == other.start
    nested = (one.start <= other.start and other.end <= one.end) or (other.start <= one.start and one.end <= other.end)
    beside_code = {one.kind, other.kind} & {"code", "pre"} and "quote" not in (one.kind, other.kind)
    return not nested or bool(beside_code)


@given(BODIES)
def test_what_only_other_networks_show_costs_no_word(body: str) -> None:
    """The plainest style keeps every word of the richest."""
    document = parse(body, 1, frozenset())
    rich = render(document, Style(marks=frozenset({"bold", "italic", "code", "pre", "link"}), links="mark")).rich
    plain = render(document, Style()).rich
    assert plain.marks == ()
    assert rich.text.count("кофе") == plain.text.count("кофе")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([Mark(0, 4, "bold"), Mark(4, 8, "bold")], [Mark(0, 8, "bold")]),
        ([Mark(0, 4, "bold"), Mark(5, 8, "bold")], [Mark(0, 4, "bold"), Mark(5, 8, "bold")]),
        ([Mark(0, 8, "bold"), Mark(2, 4, "bold")], [Mark(0, 8, "bold")]),
        ([Mark(0, 4, "link", "a"), Mark(4, 8, "link", "b")], [Mark(0, 4, "link", "a"), Mark(4, 8, "link", "b")]),
        ([Mark(0, 8, "bold"), Mark(4, 6, "code")], [Mark(0, 4, "bold"), Mark(4, 6, "code"), Mark(6, 8, "bold")]),
        ([Mark(4, 6, "bold"), Mark(4, 6, "code")], [Mark(4, 6, "code")]),
        ([Mark(0, 8, "quote"), Mark(4, 6, "code")], [Mark(0, 8, "quote"), Mark(4, 6, "code")]),
        ([Mark(0, 8, "link", "a"), Mark(4, 6, "code")], [Mark(0, 8, "link", "a")]),
    ],
)
def test_tidy(marks: list[Mark], expected: list[Mark]) -> None:
    assert tidy("abcdefgh", marks) == RichText("abcdefgh", tuple(expected))


def test_marks_move_when_the_text_is_stripped() -> None:
    assert tidy("\n\n abc \n", [Mark(0, 7, "bold")]) == RichText("abc", (Mark(0, 3, "bold"),))


def test_marks_do_not_begin_or_end_in_white_space() -> None:
    rich = tidy("ab `cd` e", [Mark(2, 9, "bold"), Mark(3, 7, "code")])
    assert rich.marks == (Mark(3, 7, "code"), Mark(8, 9, "bold"))
