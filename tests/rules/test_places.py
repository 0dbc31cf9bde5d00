"""Where findings about a text are placed in its file."""

from __future__ import annotations

import pytest

from smmgen.content.source import Source
from smmgen.rules.places import _aligned, _occurrences, text_span


@pytest.mark.parametrize(
    ("shown", "words", "pairs"),
    [
        ("a b c", "a b c", "a b c"),
        ("a b c", "- a b x c", "a b c"),
        ("• a : b", "- a b", "a b"),
        (
            "menu : https : / / b . c and more",
            "[ menu ] ( https : / / b . c ) and more",
            "menu : / / b . c and more",
        ),
        ("one two three four", "one " + "x y " * 40 + "two three four", "one two three four"),
        ("a a a", "[ a ] ( b ) " * 3, "a a a"),
        ("new one two", "one two", "one two"),
        ("x y z", "a b c", ""),
    ],
)
def test_what_is_shown_is_found_in_the_file(shown: str, words: str, pairs: str) -> None:
    ours, theirs = shown.split(), words.split()
    found = list(_aligned(ours, theirs))
    assert [ours[at] for at, _ in found] == [theirs[at] for _, at in found] == pairs.split()
    assert found == sorted(found)


def test_a_word_is_found_where_it_is_no_part_of_another() -> None:
    assert _occurrences("tea, teas, @tea a/tea tea… tea", "tea") == [0, 27]


@pytest.mark.parametrize(
    ("line", "texts", "columns"),
    [
        ("teas and tea", ["tea"], (10, 13)),
        ("caa.example and https://a.example", ["https://a.example", "a.example"], (17, 34)),
        ("teas, then Tea", ["tea", "Tea"], (12, 15)),
        ("teas only", ["tea"], (1, 4)),
        ("nothing", ["tea"], (1, 8)),
    ],
)
def test_a_whole_word_goes_before_a_part_of_one(line: str, texts: list[str], columns: tuple[int, int]) -> None:
    span = text_span(Source("a.md", {}, line, 1, {}, {}, text=line), 1, texts)
    assert (span.column, span.end_column) == columns


def test_texts_that_have_nothing_in_common_are_given_up() -> None:
    class Counted(list[str]):
        looked = 0

        def __getitem__(self, at):  # type: ignore[no-untyped-def]
            Counted.looked += 1
            return super().__getitem__(at)

    assert list(_aligned([str(n) for n in range(50_000)], Counted(f"w{n}" for n in range(50_000)))) == []
    assert Counted.looked < 20_000
